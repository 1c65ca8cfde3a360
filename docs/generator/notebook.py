"""The notebook of the documentation: run, and written as a page.

`notebook.ipynb` is written by hand but for its outputs; `notebook.md` is the same for
readers without Jupyter.
"""

import json
import re
from pathlib import Path
from typing import Any

from generator.turtle import DOCS

NOTEBOOK = DOCS / "notebook.ipynb"

Cell = dict[str, Any]  # Any: JSON


def executed(text: str) -> str:
    """Return a notebook with the outputs that its cells give now, in a new kernel.

    Raises nbclient's CellExecutionError for a cell that fails.
    """
    import nbclient
    import nbformat

    notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]  # half typed
    client = nbclient.NotebookClient(
        notebook,
        timeout=300,
        resources={"metadata": {"path": DOCS}},
        extra_arguments=["--log-level=ERROR"],
    )
    client.execute()
    for cell in notebook.cells:
        cell.metadata.clear()  # when each cell began and ended
    written = json.loads(nbformat.writes(notebook))  # type: ignore[no-untyped-call]
    written["metadata"]["language_info"] = {"name": "python"}  # without the version of Python
    return dumped(written)


def dumped(notebook: Any) -> str:  # Any: JSON
    """Return a notebook as Jupyter writes it."""
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def notebook_page(path: Path = NOTEBOOK) -> str:
    """Return a notebook as Markdown: text, code, and what each cell gave."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    parts = []
    for cell in notebook["cells"]:
        source = _joined(cell["source"])
        parts.append(source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```")
        parts += [_shown(output) for output in cell.get("outputs", ())]
    note = f"This page is the notebook [{path.name}]({path.name}), run by `make docs`."
    head, *rest = parts
    return "\n\n".join([head, note, *rest]) + "\n"


def _shown(output: Cell) -> str:
    if output["output_type"] == "stream":
        return _block(_joined(output["text"]))
    data = output["data"]
    if "text/html" not in data:
        return _block(_joined(data["text/plain"]))
    # Pages of a repository show no styles, and some print them.
    html = re.sub(r"<style.*?</style>\n?", "", _joined(data["text/html"]), flags=re.DOTALL)
    # A blank line or an indent would end the HTML in Markdown.
    return "\n".join(line.strip() for line in html.splitlines() if line.strip())


def _block(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```"


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
