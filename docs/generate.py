"""Write the generated pages of this folder, the diagram, and the counts of the dataset.

Whole pages come from what they describe: `cli.md` from the commands, `questions.md`
from the question files, `ontology.md`, `sources.md`, `disputes.md` and `overview.svg`
from the Turtle files, `notebook.md` from the notebook, whose cells are run. In
`README.md` and the other pages, comments ask for real outputs (`generator/blocks.py`).
In `data/dataset.ttl` the counts are filled in, and the JSON-LD context is made from the
ontology.

`python docs/generate.py` writes, `--check` only says what is out of date (exit 1); it does
not run the notebook, which a test does.
"""

import sys
from pathlib import Path

from generator.blocks import filled
from generator.cli_page import cli_page, commands
from generator.dataset import dataset
from generator.disputes_page import disputes_page
from generator.notebook import NOTEBOOK, executed, notebook_page
from generator.ontology_page import ontology_page
from generator.overview import overview
from generator.questions_page import questions_page
from generator.sources_page import sources_page
from generator.turtle import DOCS, ROOT, jsonld_context

__all__ = ["commands", "main", "pages"]

_CONTEXT = ROOT / "ontology" / "context.jsonld"
_DATASET = ROOT / "data" / "dataset.ttl"


def main() -> int:
    """Write every page, or with `--check` compare; return the exit code."""
    is_check = "--check" in sys.argv[1:]
    if not is_check:  # first, because the pages tell of them
        _DATASET.write_text(dataset(_current(_DATASET)), encoding="utf-8")
        NOTEBOOK.write_text(executed(_current(NOTEBOOK)), encoding="utf-8")
    stale = {path: text for path, text in pages().items() if _current(path) != text}
    for path, text in stale.items():
        if is_check:
            sys.stderr.write(f"{path.relative_to(ROOT)}: out of date; run make docs\n")
        else:
            path.write_text(text, encoding="utf-8")
    return 1 if is_check and stale else 0


def pages() -> dict[Path, str]:
    """Return the text that each page and file should have, by path."""
    made = {
        "cli.md": cli_page,
        "disputes.md": disputes_page,
        "notebook.md": notebook_page,
        "ontology.md": ontology_page,
        "overview.svg": overview,
        "questions.md": questions_page,
        "sources.md": sources_page,
    }
    found = {DOCS / name: page() for name, page in made.items()}
    written = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
    found |= {path: filled(_current(path)) for path in written if path not in found}
    return found | {_CONTEXT: jsonld_context(), _DATASET: dataset(_current(_DATASET))}


def _current(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
