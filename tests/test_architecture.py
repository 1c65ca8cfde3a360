"""The package keeps its shape."""

import importlib
import tomllib
from pathlib import Path

import pytest

import alliance_kg

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "alliance_kg"
MODULES = sorted(PACKAGE.rglob("*.py"))
BANNED = {"common", "core", "helpers", "misc", "utils"}


def test_there_are_modules_to_look_at():
    assert len(MODULES) >= 30


def test_the_public_names_are_sorted():
    assert alliance_kg.__all__ == sorted(alliance_kg.__all__)


def test_the_public_names_are_those_that_can_be_imported():
    assert set(alliance_kg.__all__) == set(alliance_kg._HOMES)


@pytest.mark.parametrize("name", alliance_kg.__all__)
def test_a_public_name_is_documented(name):
    assert getattr(alliance_kg, name).__doc__


def test_an_unknown_public_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = alliance_kg.Nothing


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_can_be_held_in_the_head(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 350


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_says_what_it_is_for(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    name = ".".join(part for part in ("alliance_kg", *parts) if part != "__init__")
    if name.endswith("__main__"):
        assert path.read_text(encoding="utf-8").startswith('"""')
    else:
        assert importlib.import_module(name).__doc__


def test_no_module_has_a_name_that_says_nothing():
    assert [path.name for path in MODULES if path.stem in BANNED] == []


def test_the_layers_name_every_module():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(c for c in contracts["contracts"] if c["type"] == "layers")["layers"]
    named = {name.strip() for layer in layers for name in layer.split("|")}
    present = {
        f"alliance_kg.{path.stem}"
        for path in PACKAGE.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert named == present - {"alliance_kg.__init__"}
