"""The SHACL rules of the shapes by the terms they concern."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import BlankNode

from alliance_kg.bundle import Bundle
from alliance_kg.terms import akg, local_name, text_of
from generator.turtle import ONTOLOGY, ROOT, Block, iris, key, read, types, words

_SH = "http://www.w3.org/ns/shacl#"
_ENDS = ("targetSubjectsOf", "targetObjectsOf")


class Rule(NamedTuple):
    """A shape with a message; `home` is the term that shows it, `terms` all it concerns."""

    name: str
    file: Path
    severity: str
    message: dict[str, str]
    home: str
    terms: tuple[str, ...]


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of all shapes files, in their order."""
    found = []
    for path in Bundle.open(ROOT).shapes:
        blocks = read(path)
        owners: dict[str, list[str]] = defaultdict(list)
        for iri, block in blocks.items():
            for child in iris(block.get(f"{_SH}property", ())):
                owners[child].append(iri)
        for iri, block in blocks.items():
            message = words(block, f"{_SH}message")
            if types(block) & {"NodeShape", "PropertyShape"} and message:
                found.append(_rule(iri, path, blocks, owners[iri], message))
    return tuple(found)


def _rule(
    iri: str, path: Path, blocks: dict[str, Block], owners: list[str], message: dict[str, str]
) -> Rule:
    """Return one rule: at home where it aims, concerning all that it mentions."""
    block = blocks[iri]
    steps = _own(block, f"{_SH}path") + _reached(blocks, block, f"{_SH}path")
    shapes = [blocks[shape] for shape in (iri, *owners)]
    classes = [target for shape in shapes for target in _own(shape, f"{_SH}targetClass")]
    users = [target for shape in shapes for end in _ENDS for target in _own(shape, f"{_SH}{end}")]
    aimed = [*steps, *classes, *users]
    terms = tuple(dict.fromkeys([*aimed, *_reached(blocks, block)]))
    severity = local_name(iris(block.get(f"{_SH}severity", ()))[0]).lower()
    name = local_name(iri)
    # A rule for terms of many kinds, or for none of ours, is shown once for all.
    is_general = not aimed or (not steps and (len(classes) > 4 or len(users) > 20))
    home = "" if is_general else aimed[0]
    return Rule(name, path, severity, message, home, () if is_general else terms)


def _own(block: Block, predicate: str) -> list[str]:
    return [iri for iri in iris(block.get(predicate, ())) if iri.startswith(ONTOLOGY)]


def _reached(blocks: dict[str, Block], block: Block, only: str = "") -> list[str]:
    """Return our terms that a shape mentions, through its anonymous nodes and its SPARQL."""
    found = []
    for predicate, values in block.items():
        if (only and predicate != only) or (predicate == f"{_SH}property" and iris(values)):
            continue
        found += [] if only else _own(block, predicate)
        for value in values:
            if isinstance(value, BlankNode):
                inner = blocks[key(value)]
                found += [iri for name in inner for iri in _own(inner, name)]
                found += _reached(blocks, inner)
            elif predicate == f"{_SH}select":
                found += [akg(n).value for n in re.findall(r"\bakg:(\w+)", text_of(value))]
    return found
