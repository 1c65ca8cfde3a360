"""The notebook of the documentation runs, and its outputs are those of today."""

import json

import pytest

from generator.notebook import NOTEBOOK, dumped, executed, notebook_page


@pytest.fixture(scope="module")
def written():
    return json.loads(NOTEBOOK.read_text(encoding="utf-8"))


def cells(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


@pytest.mark.slow
# Jupyter's own libraries; what the cells warn of stands in their outputs.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_notebook_gives_what_it_shows(written):
    """Run `make docs` when it does not."""
    found = json.loads(executed(dumped(written)))
    for ran, shown in zip(cells(found), cells(written), strict=True):
        assert ran["outputs"] == shown["outputs"], "".join(shown["source"])


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_cell_that_fails_stops_the_page(written):
    from nbclient.exceptions import CellExecutionError

    broken = written | {"cells": [cells(written)[0] | {"source": "1 / 0", "outputs": []}]}
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        executed(dumped(broken))


def test_the_notebook_shows_html_and_frames(written):
    outputs = [output for cell in cells(written) for output in cell["outputs"]]
    html = "".join("".join(output.get("data", {}).get("text/html", ())) for output in outputs)
    assert 'class="akg-answer"' in html
    assert 'class="dataframe"' in html
    assert not [output for output in outputs if output["output_type"] == "error"]


def test_a_line_stands_for_an_answer_where_no_html_is_shown(written):
    first = cells(written)[0]["outputs"][0]["data"]["text/plain"]
    assert "".join(first) == "<Answer brands-sharing-a-platform: 4 rows>"


def test_the_page_has_the_code_and_the_rows_without_the_styles(written):
    page = notebook_page()
    assert "<style" not in page
    for cell in cells(written):
        assert f"```python\n{''.join(cell['source'])}\n```" in page
    assert page.count('<div class="akg-answer"') == 3
