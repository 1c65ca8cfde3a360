"""A reader's copy of a text bears out the spans, or is refused."""

import hashlib
import unicodedata

import pytest

from alliance_kg import sources
from alliance_kg.errors import NotFound

ARTICLE = "il-messaggero-2025-09-17"


@pytest.fixture(scope="module")
def article(graph):
    return sources.find_source(graph.store, graph.names, ARTICLE)


def spans(graph):
    return graph.store.select(
        "SELECT ?s ?start ?end { ?s akg:startOffset ?start ; akg:endOffset ?end }"
    ).rows


def test_sources_with_a_text_come_first(graph):
    assert sources.sources(graph.store)[0].iri.value.endswith(ARTICLE)


def test_the_claims_of_all_sources_are_all_claims(graph):
    total = graph.store.select("SELECT (COUNT(?c) AS ?n) { ?c a akg:Claim }").rows[0]["n"]
    assert sum(source.claims for source in sources.sources(graph.store)) == int(total.value)


def test_every_source_has_a_publisher_a_date_and_an_address(graph):
    found = sources.sources(graph.store)
    assert len(found) >= 5
    assert [source for source in found if not (source.publisher and source.url)] == []


@pytest.mark.parametrize(
    "text",
    [ARTICLE, f"source/{ARTICLE}", f"https://w3id.org/alliance-kg/id/source/{ARTICLE}"],
)
def test_a_source_is_found_by_its_name_or_iri(graph, article, text):
    assert sources.find_source(graph.store, graph.names, text) == article


def test_an_unknown_source_is_refused_with_the_three_nearest(graph):
    with pytest.raises(NotFound, match="no source 'il-messagero'") as caught:
        sources.find_source(graph.store, graph.names, "il-messagero")
    assert (len(caught.value.nearest), caught.value.nearest[0]) == (3, ARTICLE)


def test_a_source_without_spans_cannot_be_checked(graph):
    background = sources.sources(graph.store)[-1]
    with pytest.raises(NotFound, match="has no spans: only its address is known"):
        sources.check(graph.store, background, "text")


def test_no_text_confirms_nothing(graph, article):
    found = sources.check(graph.store, article, "")
    assert not any(span.is_confirmed for span in found.spans)


def test_the_article_has_the_recorded_length_and_digest(article, article_text):
    digest = hashlib.sha256(article_text.encode()).hexdigest()
    assert (article.length, article.digest) == (len(article_text), digest)


def test_the_article_confirms_every_span(graph, article, article_text):
    found = sources.check(graph.store, article, article_text)
    assert found.is_confirmed
    assert len(found.spans) == len(spans(graph)) >= 100


def test_every_span_can_be_sliced_from_the_article(graph, article_text):
    places = [(int(row["start"].value), int(row["end"].value)) for row in spans(graph)]
    assert all(article_text[start:end].strip() for start, end in places)


@pytest.mark.parametrize("at", [0, 700, -1])
def test_one_changed_character_is_enough_to_refuse(graph, article, article_text, at):
    at %= len(article_text)
    changed = f"{article_text[:at]}#{article_text[at + 1 :]}"
    assert not sources.check(graph.store, article, changed).is_confirmed


def test_a_character_more_moves_the_spans_after_it(graph, article, article_text):
    found = sources.check(graph.store, article, f" {article_text}")
    assert not any(span.is_confirmed for span in found.spans)


def test_a_copy_in_another_normal_form_is_told_apart(article_text):
    decomposed = unicodedata.normalize("NFD", article_text)
    told = [sources.is_normalized(text) for text in (article_text, decomposed)]
    assert told == [True, False]


# --- the command


@pytest.fixture
def check(run, tmp_path):
    """Check a text as a reader would: from a file."""

    def call(content):
        path = tmp_path / "copy.txt"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return run("sources", "check", ARTICLE, str(path))

    return call


def test_the_command_confirms_the_article(check, graph, article_text):
    result = check(article_text)
    total = len(spans(graph))
    assert result.code == 0
    assert result.stdout.startswith(f"{total} of {total} spans confirmed\n")


def test_the_command_refuses_one_changed_character(check, article_text):
    result = check(article_text[:1000] + "#" + article_text[1001:])
    assert result.code == 1
    assert "refused: the text is not that of the source" in result.stdout


def test_the_command_names_the_spans_that_differ(check, article_text):
    result = check("#" + article_text[1:].replace(article_text[1], "#", 1))
    assert "characters 1–16 differ\n" in result.stdout


def test_the_command_refuses_another_normal_form_with_a_hint(check, article_text):
    result = check(unicodedata.normalize("NFD", article_text))
    assert result.code == 1
    assert "not in Unicode Normalization Form C; normalize it first" in result.stdout


def test_the_command_refuses_line_ends_of_another_system(check, article_text):
    assert check(article_text.replace("\n", "\r\n")).code == 1


def test_the_command_reads_standard_input(run, article_text):
    assert run("sources", "check", ARTICLE, "-", stdin=article_text).code == 0


def test_the_command_refuses_an_empty_text(check):
    result = check("")
    assert result.code == 1
    assert result.stdout.startswith("0 of ")


def test_the_command_refuses_what_is_not_utf8(check):
    assert (check(b"\xff").code, check(b"a\xff").stderr.endswith("save it as UTF-8\n")) == (3, True)


def test_the_command_does_not_know_an_unknown_source(run):
    result = run("sources", "check", "il-messagero", "-")
    assert (result.code, result.stdout) == (5, "")
    assert result.stderr.startswith(
        f"alliance-kg: no source 'il-messagero'; did you mean '{ARTICLE}',"
    )
