"""The pages say what the program does."""

import ast
import doctest
import itertools
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import generate
from alliance_kg import errors
from alliance_kg.bundle import Bundle
from alliance_kg.errors import AllianceError

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("benchmarks/*.md")])

COMMANDS = [(name, command.help or "") for name, command, _ in generate.commands()]
EXAMPLES = sorted({text.strip().splitlines()[-1].strip() for _, text in COMMANDS})
README = (ROOT / "README.md").read_text(encoding="utf-8")
README_COMMANDS = re.findall(r"^    (alliance-kg .+)$", README, re.MULTILINE)


def run(command, folder):
    """Run a command line as a reader would, with the reader's text if there is one."""
    if "article.txt" in command:
        texts = os.environ.get("ALLIANCE_KG_SOURCES")
        if not texts:
            pytest.skip("needs the article's text: ALLIANCE_KG_SOURCES is not set")
        shutil.copy(Path(texts) / "article.txt", folder)
    if command == "alliance-kg doctor store":
        run("alliance-kg load --into store", folder)
    for name in ("old.nq", "new.nq"):
        if name in command:
            (folder / name).write_text("<urn:s> <urn:p> <urn:o> <urn:g> .\n", encoding="utf-8")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("ALLIANCE_KG_")
    }
    return subprocess.run(
        [sys.executable, "-m", "alliance_kg", *shlex.split(command)[1:]],
        cwd=folder,
        env=environment | {"LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_the_generated_pages_are_current():
    stale = [
        path.relative_to(ROOT).as_posix()
        for path, text in generate.pages().items()
        if path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run make docs"


def test_there_are_commands_to_document():
    assert len(COMMANDS) >= 19


@pytest.mark.parametrize(("name", "text"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_the_help_of_a_command_ends_with_an_example(name, text):
    *_, heading, example = text.strip().splitlines()
    assert heading.strip() == "Example:"
    # A group shows one of its commands, the top one any of them.
    assert example.strip().startswith(f"{name} ") or example.strip() == name


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_of_a_command_works(example, tmp_path):
    result = run(example, tmp_path)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("command", README_COMMANDS)
def test_a_command_of_the_readme_works(command, tmp_path):
    result = run(command, tmp_path)
    assert (result.returncode, result.stderr) == (0, "")


def test_the_readme_shows_commands():
    assert len(README_COMMANDS) >= 5


def test_the_python_of_the_readme_works(capsys):
    snippet = re.search(r"^    from alliance_kg .*?(?=^\S)", README, re.MULTILINE | re.DOTALL)[0]
    code = "\n".join(line[4:] for line in snippet.splitlines())
    exec(compile(ast.parse(code), "README.md", "exec"), {})  # noqa: S102 (our own page)
    assert "claim/il-messaggero-2025-09-17/" in capsys.readouterr().out


def test_the_readme_shows_what_make_ask_prints(tmp_path):
    question = re.search(r"^Q \?= (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]
    shown = re.search(r"```console\n\$ make ask\n(.*?)```", README, re.DOTALL)[1]
    assert run(f'alliance-kg ask "{question}"', tmp_path).stdout == shown


def test_the_examples_in_python_work():
    page = ROOT / "docs" / "python.md"
    blocks = re.findall(r"```pycon\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    options = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page.name, str(page), 0)
    result = doctest.DocTestRunner(optionflags=options).run(test)
    assert result.failed == 0
    assert result.attempted >= 15


def test_every_question_is_documented():
    headings = _headings(ROOT / "docs" / "questions.md")
    slugs = {path.stem for path in Bundle.open().queries}
    assert slugs
    assert slugs <= headings


def test_every_command_is_documented():
    headings = _headings(ROOT / "docs" / "cli.md")
    assert {_anchor(name) for name, _ in COMMANDS} <= headings


def test_every_rule_is_documented():
    page = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    shown = re.findall(r"^- \[`([\w-]+)`\]\(\.\./ontology/shapes/", page, re.MULTILINE)
    shapes = "".join(path.read_text(encoding="utf-8") for path in Bundle.open().shapes)
    blocks = re.findall(r"^akgsh:([\w-]+) a sh:\w+Shape ;(.*?)(?=^\S|\Z)", shapes, re.M | re.S)
    assert len(blocks) > 100
    assert sorted(shown) == sorted(name for name, body in blocks if "sh:message" in body)


def test_every_term_is_documented():
    headings = _headings(ROOT / "docs" / "ontology.md")
    ontology = (ROOT / "ontology" / "alliance.ttl").read_text(encoding="utf-8")
    terms = re.findall(r"^akg:(\w+) a owl:", ontology, re.MULTILINE)
    assert len(terms) > 100
    assert {_anchor(term) for term in terms} <= headings


def test_the_diagram_says_in_words_what_it_shows():
    svg = "{http://www.w3.org/2000/svg}"
    drawing = ElementTree.parse(ROOT / "docs" / "overview.svg").getroot()  # noqa: S314 (our own)
    named = {drawing.find(f"{svg}{part}").get("id") for part in ("title", "desc")}
    assert set(drawing.get("aria-labelledby").split()) == named


def test_no_two_boxes_of_the_diagram_overlap():
    svg = "{http://www.w3.org/2000/svg}"
    drawing = ElementTree.parse(ROOT / "docs" / "overview.svg").getroot()  # noqa: S314 (our own)
    boxes = [
        tuple(float(box.get(name)) for name in ("x", "y", "width", "height"))
        for box in drawing.iter(f"{svg}rect")
        if "box" in box.get("class")
    ]
    overlapping = [
        (one, other)
        for one, other in itertools.combinations(boxes, 2)
        if one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    ]
    assert len(boxes) > 15
    assert overlapping == []


def test_every_error_is_in_the_table_of_errors():
    rows = re.findall(r"(\w+) +(?:exit +)?(\d+) +(?:HTTP +)?(\d+)", errors.__doc__)
    classes = [
        (name, str(kind.exit_code), str(kind.http_status))
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, AllianceError) and not name.startswith("_")
    ]
    assert sorted(rows) == sorted(classes)


def test_every_exit_code_is_documented():
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| (\d+) \|", page, re.MULTILINE))
    raised = {
        str(kind.exit_code)
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, AllianceError)
    }
    assert raised <= documented


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_links_of_a_page_lead_somewhere(page):
    broken = []
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        path = (page.parent / file).resolve() if file else page
        if not path.exists() or (anchor and anchor not in _headings(path)):
            broken.append(target)
    assert broken == []


def _headings(page):
    """The anchors of a page's headings, as Git hosts make them."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return {_anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def _anchor(heading):
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
