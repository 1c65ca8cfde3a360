"""What is built works where it is installed."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ("ontology", "data", "queries")
pytestmark = pytest.mark.slow


def run(*command, cwd):
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ALLIANCE_KG_", "PYTHON", "VIRTUAL_ENV"))
    }
    result = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of commands of an environment that has the wheel and not this checkout."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", "--without-pip", str(folder), cwd="/")
    python = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check")
    run(*pip, "install", "-q", "--no-deps", "--no-index", str(wheel), cwd="/")
    # Dependencies are borrowed from here; a folder named in a .pth runs no .pth of its own,
    # so the checkout stays out of sight.
    packages = Path(run(str(python), "-c", "import site; print(site.getsitepackages()[0])", cwd="/")
                    .strip())  # fmt: skip
    (packages / "borrowed.pth").write_text(sysconfig.get_path("platlib") + "\n")
    return python.parent


def test_a_wheel_has_all_files_of_the_release(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        f"alliance_kg/{path.relative_to(ROOT).as_posix()}"
        for part in SHIPPED
        for path in (ROOT / part).rglob("*")
        if path.is_file()
    }
    shipped = {
        name for name in names if name.startswith(tuple(f"alliance_kg/{p}/" for p in SHIPPED))
    }
    assert len(expected) > 50
    assert shipped == expected


def test_a_wheel_has_all_modules_and_says_that_it_is_typed(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    modules = {
        path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src").rglob("*.py")
    } | {"alliance_kg/py.typed"}
    assert modules <= names


def test_a_wheel_has_both_licences(wheel):
    names = {Path(name).name for name in zipfile.ZipFile(wheel).namelist() if "licenses" in name}
    assert names == {"LICENSE", "LICENSE-DATA"}


def test_an_installed_package_has_its_files_inside(installed):
    program = "from alliance_kg import bundle; print(bundle.root())"
    found = Path(run(str(installed / "python"), "-c", program, cwd="/").strip())
    assert found.is_relative_to(installed.parent)


@pytest.mark.parametrize("command", ["alliance-kg", "akg"])
def test_an_installed_command_answers_from_anywhere(installed, command):
    output = run(
        str(installed / command), "ask", "brands-sharing-a-platform", "-f", "json", cwd="/"
    )
    rows = json.loads(output)["rows"]
    assert rows
    assert all(row["evidence"] for row in rows)
