"""An answer in a notebook: HTML that stands alone and cannot be broken out of."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from pyoxigraph import Literal, NamedNode

from alliance_kg import html
from alliance_kg.answer import Answer, AnswerRow
from alliance_kg.certainty import by_fact, certainty
from alliance_kg.evidence import Evidence, Span
from alliance_kg.sentence import sentence
from alliance_kg.terms import XSD
from strategies import HOSTILE, texts

VOID = {"br", "hr", "img", "meta"}
ALLOWED = {
    "a", "bdi", "code", "details", "div", "li", "ol", "p", "span", "style", "summary",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</td></tr></table><h1>out</h1>",
    "'\" onmouseover='alert(1)",
    "</style><script>",
    "&lt;b&gt; & &amp;",
    *HOSTILE,
)
CLAIM = NamedNode("https://w3id.org/alliance-kg/claim/paper/007")


class Page(HTMLParser):
    """What a reader of HTML sees: tags, attributes, text by tag; tags must close in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.texts = [], [], [], {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.setdefault(self.open[-1] if self.open else "", []).append(data)

    def said(self, *tags):
        return "".join(text for tag in tags for text in self.texts.get(tag, ()))


def hostile(graph, text):
    """Return an answer in which everything that comes from data is a text."""
    iri, other = NamedNode("urn:x"), NamedNode("urn:p")
    item = Evidence((iri, other, iri), "stated", "accepted", CLAIM, other, Span(1, 2, 1))
    row = AnswerRow(
        {"iri": iri, "text": Literal(text)}, (item,), {}, certainty([by_fact([item])], set())
    )
    labels = {"urn:x": text, "urn:p": text}
    return Answer(None, {}, ("iri", "text", text), (row,), graph.release, "en", labels)


@pytest.fixture(scope="module")
def found(graph):
    return graph.ask("which brands share AmpR Medium?")


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_hostile_text_is_only_text(graph, text):
    page = Page(html.answer(hostile(graph, text)))
    assert set(page.tags) <= ALLOWED
    assert {name for _, name, _ in page.attributes} <= {
        "class", "dir", "href", "lang", "rel", "scope", "title",
    }  # fmt: skip


@given(text=texts)
def test_any_text_is_only_text(graph, text):
    page = Page(html.answer(hostile(graph, text)))
    assert set(page.tags) <= ALLOWED
    shown = html._UNFIT.sub("\ufffd", text)
    if "\r" not in shown:
        assert shown in page.said("bdi")


def test_the_text_itself_is_shown(graph):
    page = Page(html.answer(hostile(graph, "<b> & 'c'")))
    assert page.said("bdi").count("<b> & 'c'") >= 3


@pytest.mark.parametrize(
    ("term", "target"),
    [
        (NamedNode("http://www.wikidata.org/entity/Q1"), "http://www.wikidata.org/entity/Q1"),
        (Literal("https://example.org/?a=1&b=2", datatype=NamedNode(f"{XSD}anyURI")),
         "https://example.org/?a=1&b=2"),
        (NamedNode("https://w3id.org/alliance-kg/id/plant/douai"), None),  # does not open yet
        (NamedNode("javascript:alert(1)"), None),
        (NamedNode("data:text/html,x"), None),
        (Literal("javascript:alert(1)", datatype=NamedNode(f"{XSD}anyURI")), None),
        (Literal(" javascript:alert(1)//http://x", datatype=NamedNode(f"{XSD}anyURI")), None),
        (Literal("https://example.org/"), None),
        (NamedNode("urn:x"), None),
    ],
)  # fmt: skip
def test_only_addresses_of_the_web_are_links(graph, term, target):
    content = Answer(None, {}, ("x",), (AnswerRow({"x": term}),), graph.release, "en")
    links = [value for _, name, value in Page(html.answer(content)).attributes if name == "href"]
    assert links == ([target] if target else [])


def test_right_to_left_text_turns_only_itself(graph):
    page = html.answer(hostile(graph, "שלום \u202e abc"))
    assert '<div class="akg-answer" lang="en" dir="ltr">' in page
    assert page.count("<bdi") == page.count("</bdi>") >= 3
    assert "<td><bdi>שלום" in page


def test_a_cell_without_a_value_is_empty(graph):
    page = html.answer(hostile(graph, "x"))
    assert "<td></td>" in page


def test_nothing_is_loaded_and_nothing_runs(found):
    text = html.answer(found)
    page = Page(text)
    assert {"script", "link", "img", "iframe", "object"}.isdisjoint(page.tags)
    assert "url(" not in text
    assert "@import" not in text


def test_the_sentence_comes_first_then_the_rows_then_the_evidence(found):
    text = found._repr_html_()
    page = Page(text)
    assert page.texts["p"][0] == sentence(found)
    assert page.tags.count("tr") == 1 + len(found.rows)
    assert text.index("<p>") < text.index("<table>") < text.index("<details>")
    claims = {item.claim_id for row in found.rows for item in row.evidence}
    assert set(page.texts["code"]) == claims


def test_every_number_of_a_row_is_in_the_list(found):
    text = found._repr_html_()
    numbers = {int(part.split("]")[0]) for part in text.split("[")[1:]}
    # The places are in <bdi> too, but after a status.
    listed = text.split("<ol>")[1].count("<li><bdi>")
    assert numbers == set(range(1, listed + 1))


def test_disputed_cells_are_marked(graph, found):
    assert '<span class="akg-mark">(disputed)</span>' in html.answer(found)
    italian = graph.ask("quali marche condividono AmpR Medium?")
    assert '<span class="akg-mark">(contestato)</span>' in html.answer(italian)
    assert 'lang="it"' in html.answer(italian)


def test_how_sure_a_row_is_has_the_full_words_as_a_tip(found):
    row = found.rows[0]
    short, full = (row.certainty.words("en", is_short=short) for short in (True, False))
    assert f'<td title="{full}">{short}</td>' in html.answer(found)


def test_without_evidence_there_is_no_column_for_it(graph):
    page = Page(html.answer(graph.ask("seats", evidence=False)))
    assert "details" not in page.tags
    assert page.tags.count("th") == 3


def test_many_rows_are_cut_and_counted(graph):
    answer = graph.ask("agreeing-claims", evidence=False)
    page = Page(html.answer(answer))
    assert page.tags.count("tr") == 1 + html.ROWS
    assert page.texts["p"][-1] == f"… {len(answer.rows) - html.ROWS} more rows"


def test_an_answer_without_rows_says_why(graph):
    page = Page(html.answer(graph.ask("seats", {"company": "Ford"})))
    assert "There are answers for" in page.said("p")
    assert "table" not in page.tags
    nothing = graph.query("SELECT ?x { ?x a akg:Nothing }")
    assert Page(html.answer(nothing)).said("p") == "No rows."


def test_numbers_stand_to_the_right(graph):
    page = html.answer(graph.ask("compare-platforms"))
    assert '<td class="akg-number"><bdi>4</bdi></td>' in page


def test_colors_are_those_of_the_page():
    """A notebook may be light or dark without telling the browser."""
    assert "color: inherit" in html._STYLE
    assert not {"#", "prefers-color-scheme", "white;", "black;"} & set(html._STYLE.split())
    assert "#" not in html._STYLE
