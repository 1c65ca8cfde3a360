"""Each command on the real release, as a person runs it."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

import alliance_kg
from alliance_kg import media
from alliance_kg.cli.commands import _COMMANDS

ARTICLE = "il-messaggero-2025-09-17"
MEDIUM = "https://w3id.org/alliance-kg/id/platform/ampr-medium"
LISTS = ("table", "csv", "tsv", "json", "md")


@pytest.fixture
def ok(run):
    """Run a command that must succeed in silence, and return what it printed."""

    def call(*arguments, **options):
        result = run(*arguments, **options)
        assert (result.code, result.stderr) == (0, "")
        return result.stdout

    return call


def test_ask_prints_alpine_mitsubishi_and_renault_with_their_evidence(ok):
    text = ok("ask", "which brands share AmpR Medium?")
    assert text.startswith("3 brands share AmpR Medium: Alpine (Alpine A390), Mitsubishi (")
    evidence = rf"\[\d+\] .*\n.*paragraph \d+, characters \d+–\d+.*\({ARTICLE}/\d+\)"
    assert re.search(evidence, text)


def test_ask_takes_the_words_with_or_without_quotes(ok):
    assert ok("ask", "who", "leads", "Nissan?") == ok("ask", "who leads Nissan?")


def test_ask_in_either_language_gives_equal_rows(ok):
    english, italian = (
        json.loads(ok("ask", sentence, "-f", "json", "--lang", "en"))["rows"]
        for sentence in (
            "which brands share AmpR Medium?",
            "quali marche condividono AmpR Medium?",
        )
    )
    assert english == italian
    assert all(row["evidence"] for row in english)


def test_ask_takes_parameters_by_name(ok):
    text = ok("ask", "brands-sharing-a-platform", "-p", "platform=AmpR Medium", "-f", "json")
    assert json.loads(text)["parameters"] == {"platform": MEDIUM}


@pytest.mark.parametrize("name", media.ROWS)
def test_ask_prints_every_format_of_rows(ok, name):
    assert ok("ask", "timeline", "-f", name)


@pytest.mark.parametrize(
    ("setting", "heading"),
    [
        ({"LC_ALL": "it_IT.UTF-8"}, "Prove"),
        ({"LC_ALL": "", "LANG": "it_IT.UTF-8"}, "Prove"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "it_IT.UTF-8"}, "Evidence"),
        ({"LC_ALL": "de_DE.UTF-8"}, "Evidence"),
        ({"LC_ALL": "C"}, "Evidence"),
        ({"LC_ALL": "C", "ALLIANCE_KG_LANG": "it"}, "Prove"),
    ],
)
def test_the_locale_chooses_the_language_of_a_slug(ok, setting, heading):
    assert f"\n{heading}\n" in ok("ask", "timeline", env=setting)


def test_a_locale_without_utf8_still_gets_utf8(ok):
    text = ok("ask", "timeline", env={"LC_ALL": "C", "PYTHONUTF8": "0"})
    assert "–" in text


def test_output_goes_to_a_file_whose_suffix_chooses_the_format(ok, tmp_path):
    assert ok("ask", "timeline", "-o", str(tmp_path / "x.json")) == ""
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["question"] == "timeline"


def test_a_dash_is_standard_output(ok):
    assert ok("ask", "timeline", "-o", "-") == ok("ask", "timeline")


def test_another_release_is_asked_by_its_folder(ok, copy, tmp_path):
    asked = ok("ask", "timeline", "-g", str(copy), cwd=tmp_path)
    assert asked == ok("ask", "timeline", env={"ALLIANCE_KG_GRAPH": str(copy)}, cwd=tmp_path)


def test_an_empty_variable_is_no_folder(ok):
    assert ok("ask", "timeline", env={"ALLIANCE_KG_GRAPH": ""}) == ok("ask", "timeline")


# --- questions


@pytest.mark.parametrize("language", ["en", "it"])
def test_questions_list_lists_all_of_them_by_theme(ok, graph, language):
    rows = json.loads(ok("questions", "list", "-f", "json", "--lang", language))
    assert {row["slug"]: row["title"] for row in rows} == {
        question.slug: question.title[language] for question in graph.catalog
    }
    assert rows == sorted(rows, key=lambda row: (row["theme"], row["slug"]))


def test_questions_show_prints_the_file(ok, bundle):
    path = bundle.root / "queries" / "timeline.rq"
    assert ok("questions", "show", "timeline") == path.read_text(encoding="utf-8")


def test_questions_run_has_an_option_for_each_parameter(ok):
    text = ok("questions", "run", "brands-sharing-a-platform", "--platform", "AmpR Medium")
    assert text == ok("ask", "brands-sharing-a-platform", "-p", "platform=AmpR Medium")


def test_questions_run_explains_a_question(ok):
    text = ok("questions", "run", "brands-sharing-a-platform", "--help")
    assert "--platform VEHICLEPLATFORM" in text


def test_questions_run_takes_another_release(ok, copy):
    (copy / "queries" / "timeline.rq").rename(copy / "queries" / "history.rq")
    assert ok("questions", "run", "-g", str(copy), "history") == ok("ask", "timeline")


# --- query

SELECT = "SELECT ?model WHERE { ?model akg:hasBrand ?brand } ORDER BY ?model"


def test_a_query_comes_from_the_command_line_a_file_or_standard_input(ok, tmp_path):
    (tmp_path / "q.rq").write_text(SELECT, encoding="utf-8")
    printed = {
        ok("query", "-e", SELECT),
        ok("query", str(tmp_path / "q.rq")),
        ok("query", "-", stdin=SELECT),
    }
    assert len(printed) == 1


def test_a_query_may_show_its_evidence(ok):
    assert f"({ARTICLE}/" in ok("query", "-e", SELECT, "--evidence")


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("table", "true\n"),
        ("json", '{"head": {}, "boolean": true}\n'),
        ("srj", '{"head": {}, "boolean": true}\n'),
    ],
)
def test_an_ask_query_prints_a_boolean(ok, name, printed):
    assert ok("query", "-e", "ASK { ?s ?p ?o }", "-f", name) == printed


@pytest.mark.parametrize("name", media.GRAPHS)
@pytest.mark.parametrize("query", [f"DESCRIBE <{MEDIUM}>", "CONSTRUCT WHERE { ?s a akg:Plant }"])
def test_a_query_for_a_graph_prints_a_graph(ok, name, query):
    text = ok("query", "-e", query, "-f", name)
    form = RdfFormat.from_media_type(media.GRAPHS[name].media_type)
    assert list(pyoxigraph.parse(text, format=form))


# --- looking


@pytest.mark.parametrize("name", LISTS)
def test_describe_prints_what_is_said_of_an_entity(ok, name):
    assert "Eclipse Cross" in ok("describe", "AmpR Medium", "-f", name)


def test_describe_names_the_claims_of_each_fact(ok):
    rows = json.loads(ok("describe", "AmpR", "Medium", "-f", "json", "--lang", "en"))
    used = [row for row in rows if row["property"] == "uses platform"]
    assert len(used) == 4
    assert all(row["claims"] for row in used)


@pytest.mark.parametrize("name", media.GRAPHS)
def test_describe_prints_a_graph(ok, name):
    text = ok("describe", "AmpR Medium", "-f", name)
    form = RdfFormat.from_media_type(media.GRAPHS[name].media_type)
    assert MEDIUM in {quad.subject.value for quad in pyoxigraph.parse(text, format=form)}


def test_search_forgives_misspellings(ok):
    rows = list(csv.DictReader(io.StringIO(ok("search", "eclips cros", "-f", "csv"))))
    assert "Eclipse Cross" in rows[0]["name"]


def test_search_is_limited_to_a_class_and_a_number(ok):
    rows = json.loads(ok("search", "douai", "--kind", "Plant", "--limit", "1", "-f", "json"))
    assert [row["entity"] for row in rows] == ["plant/douai"]


def test_evidence_lists_the_claims_about_an_entity(ok):
    rows = json.loads(ok("evidence", "AmpR Medium", "-f", "json"))
    assert {"claim", "status", "acceptance", "says", "place", "rationale", "url"} == set(rows[0])


def test_evidence_of_one_claim_is_that_claim(ok):
    rows = json.loads(ok("evidence", f"claim/{ARTICLE}/001", "-f", "json"))
    assert [row["claim"] for row in rows] == [f"{ARTICLE}/001"]


def test_evidence_with_the_readers_text_shows_the_passages(ok, article_text, tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(article_text, encoding="utf-8")
    rows = json.loads(
        ok("evidence", f"claim/{ARTICLE}/001", "--text", str(path), "-f", "json", "--lang", "en")
    )
    start, end = re.search(r"characters (\d+)–(\d+)", rows[0]["place"]).groups()
    assert rows[0]["passage"].startswith(article_text[int(start) : int(end)])


# --- the release


def test_sources_list_names_the_article_first(ok):
    rows = json.loads(ok("sources", "list", "-f", "json"))
    assert rows[0]["source"] == ARTICLE
    assert len(rows) >= 5


def test_sources_show_says_what_is_known(ok):
    rows = json.loads(ok("sources", "show", ARTICLE, "-f", "json"))
    found = {row["property"]: row["value"] for row in rows}
    assert (found["Language"], found["Length in characters"]) == ("it", 2119)


def test_stats_counts_claims(ok):
    rows = json.loads(ok("stats", "-f", "json", "--lang", "en"))
    assert {row["measure"] for row in rows} >= {"instances", "claims by source"}


def test_version_prints_version_and_digest(ok, graph):
    rows = json.loads(ok("version", "-f", "json"))
    assert [row["value"] for row in rows] == [alliance_kg.__version__, graph.release.digest]


def test_export_prints_trig_by_default(ok):
    assert ok("export") == ok("export", "-f", "trig")


def test_validate_says_that_the_release_conforms(ok):
    assert "conform" in ok("validate").splitlines()[-1]


def test_validate_names_the_fact_whose_claim_is_gone(run, copy):
    path = copy / "data" / "article" / "claims.ttl"
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    at = next(n for n, block in enumerate(blocks) if f"/claim/{ARTICLE}/001>" in block)
    path.write_text("\n\n".join(blocks[:at] + blocks[at + 1 :]), encoding="utf-8")
    result = run("validate", "-g", str(copy))
    assert (result.code, result.stderr) == (1, "")
    assert "facts.ttl:" in result.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(ok, shell):
    assert "_ALLIANCE_KG_COMPLETE" in ok("completion", shell)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("alliance-kg qu", {"questions", "query"}),
        ("alliance-kg ask brands-sh", {"brands-sharing-a-plant", "brands-sharing-a-platform"}),
        ("alliance-kg export -f n", {"nt", "nq"}),
        ("alliance-kg questions run them", {"themes"}),
    ],
)
def test_the_shell_completes_commands_questions_and_formats(ok, words, offered):
    text = ok(
        env={
            "_ALLIANCE_KG_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split()) - 1),
        }
    )
    assert offered <= {line.partition(",")[2] for line in text.splitlines()}


@pytest.mark.parametrize("command", [*_COMMANDS, "questions list", "sources check"])
def test_every_command_explains_itself(ok, command):
    assert ok(*command.split(), "--help").startswith("Usage: alliance-kg ")


def test_there_are_the_commands_of_the_design():
    assert len(_COMMANDS) >= 12


@pytest.mark.parametrize("script", ["alliance-kg", "akg"])
def test_the_scripts_are_the_module(ok, environment, script):
    path = Path(sys.executable).with_name(script)
    done = subprocess.run([path, "version"], env=environment, capture_output=True, text=True)
    assert done.stdout == ok("version")


def test_a_question_asked_in_two_languages_gives_programs_the_same_rows(run):
    english = run("ask", "which brands share AmpR Medium?", "-f", "json")
    italian = run("ask", "quali marche condividono AmpR Medium?", "-f", "json")

    assert json.loads(english.stdout)["rows"] == json.loads(italian.stdout)["rows"]


def test_a_question_asked_in_italian_is_answered_in_italian(run):
    assert (
        "3 marche condividono AmpR Medium"
        in run("ask", "quali marche condividono AmpR Medium?").stdout
    )


# --- time


def people(ok, *clocks):
    """Return who leads which company, as `ask ceo-of-company` says."""
    rows = json.loads(ok("ask", "ceo-of-company", "-f", "json", "--lang", "en", *clocks))["rows"]
    assert all(row["evidence"] for row in rows)
    return {(row["cells"]["company"]["label"], row["cells"]["person"]["label"]) for row in rows}


ALPINE = ("Alpine (company)", "Philippe Krief")
KATO = ("Mitsubishi Motors", "Takao Kato")
LEADERS = {
    "2025-03-01": {
        ALPINE, KATO, ("Ampere", "Luca de Meo"), ("Nissan", "Makoto Uchida"),
        ("Renault Group", "Luca de Meo"),
    },
    "2025-07-20": {
        ALPINE, KATO, ("Ampere", "Josep Maria Recasens"), ("Nissan", "Ivan Espinosa"),
        ("Renault Group", "Duncan Minto"),
    },
    "2025-09-17": {
        ALPINE, KATO, ("Ampere", "Josep Maria Recasens"), ("Nissan", "Ivan Espinosa"),
        ("Renault Group", "François Provost"),
    },
    "2026-05-01": {
        ALPINE, KATO, ("Ampere", "Josep Maria Recasens"), ("Nissan", "Ivan Espinosa"),
        ("Renault Group", "François Provost"),
    },
}  # fmt: skip


@pytest.mark.parametrize("day", LEADERS)
def test_the_chief_executives_of_a_day_are_those_that_the_sources_name(ok, day):
    assert people(ok, "--as-of", day) == LEADERS[day]


def test_three_days_have_three_tables_of_chief_executives(ok):
    tables = {
        ok("ask", "ceo-of-company", "-f", "tsv", "--as-of", day)
        for day in ("2025-03-01", "2025-09-17", "2026-05-01")
    }
    assert len(tables) == 3


@pytest.mark.parametrize(
    ("day", "told"),
    [("2021-03-01", False), ("2025-09-17", True), ("2026-03-31", True), ("2026-04-01", False)],
)
def test_kato_was_president_too_from_april_2021_to_march_2026(ok, day, told):
    text = ok("ask", "ceo-of-company", "-f", "csv", "--as-of", day, "--lang", "en")
    (row,) = [line for line in text.splitlines() if "takao-kato," in line]
    assert (",president," in row) is told


def sources_of(ok, *arguments):
    rows = json.loads(ok(*arguments, "-f", "json"))["rows"]
    return {item["source"] for row in rows for item in row["evidence"]}


def test_known_by_hides_what_was_published_later(ok, graph):
    day = '"2025-09-18T00:00:00Z"^^xsd:dateTime'
    out = graph.store.select(
        f"SELECT ?s {{ ?s akg:issuedNotAfter ?day FILTER(?day <= {day}) }}"
    ).rows
    now = sources_of(ok, "ask", "timeline")
    then = sources_of(ok, "ask", "timeline", "--known-by", "2025-09-17")
    assert then
    assert then <= {row["s"].value for row in out} & now
    assert now - then


def test_both_clocks_are_told_in_the_sentence(ok):
    text = ok("ask", "ceo-of-company", "--as-of", "2025-03-01", "--known-by", "2025-09-17")
    assert "(as of 1 March 2025, as known on 17 September 2025)" in text.splitlines()[0]


def test_both_clocks_are_told_in_italian(ok):
    text = ok("ask", "ceo-of-company", "--as-of", "2025-03-01", "--known-by", "2025-09-17",
              "--lang", "it")  # fmt: skip
    assert "(al 1º marzo 2025, per quanto noto al 17 settembre 2025)" in text.splitlines()[0]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "no source published by 1 January 1990 says so"),
     ("it", "nessuna fonte pubblicata entro il 1º gennaio 1990 lo dice")],
)  # fmt: skip
@pytest.mark.parametrize("question", ["timeline", "ceo-of-company", "brands-sharing-a-platform"])
def test_a_day_before_anything_was_known_has_an_empty_answer_that_says_so(
    ok, question, language, words
):
    text = ok("ask", question, "--known-by", "1990-01-01", "--lang", language)
    assert words in text
    assert len(text.splitlines()) == 1


def test_a_day_before_anything_held_has_an_empty_answer_that_says_so(ok):
    text = ok("ask", "ceo-of-company", "-p", "company=company/nissan", "--as-of", "1950-01-01")
    assert "(nothing of the kind held on 1 January 1950)" in text


def test_nothing_was_known_in_1990(ok):
    rows = json.loads(ok("timeline", "--known-by", "1990-01-01", "-f", "json"))
    assert rows == []


def test_describe_takes_both_clocks(ok):
    def facts(*clocks):
        rows = json.loads(ok("describe", "company/nissan", "-f", "json", *clocks))
        return {(row["subject"], row["property"], row["value"]) for row in rows}

    everything = facts()
    assert facts("--as-of", "2025-03-01") < everything
    assert facts("--known-by", "2025-09-17") < everything


def test_query_takes_both_clocks(ok):
    query = "SELECT ?p { ?h akg:hasRole ?r ; akg:isHeldBy ?p ; akg:inOrganization ?c } ORDER BY ?p"

    def found(*clocks):
        return len(ok("query", "-e", query, "-f", "csv", *clocks).splitlines())

    assert 1 < found("--as-of", "2019-01-01") < found()
    assert found("--known-by", "1990-01-01") == 1


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "command",
    [["timeline", "company/nissan"], ["changes", "2025-03-01", "2025-09-17"], ["disputes"]],
    ids=" ".join,
)
def test_the_commands_of_time_print_every_list(ok, command, name):
    assert ok(*command, "-f", name)


def test_timeline_names_days_as_people_do(ok):
    rows = json.loads(ok("timeline", "company/nissan", "-f", "json", "--lang", "en"))
    found = {row["situation"]: (row["from"], row["to"]) for row in rows}
    uchida = next(dates for name, dates in found.items() if "Uchida" in name)
    assert uchida == ("2019-01-01", "2025-03-31")


def test_timeline_is_restricted_by_both_clocks(ok):
    def told(*clocks):
        rows = json.loads(ok("timeline", "company/nissan", "-f", "json", *clocks))
        return {row["situation"] for row in rows}

    everything = told()
    assert told("--as-of", "2025-03-01") < everything
    assert told("--known-by", "2025-09-17") < everything


def test_changes_tell_what_began_and_what_ended(ok):
    rows = json.loads(ok("changes", "2025-03-01", "2025-09-17", "-f", "json", "--lang", "en"))
    told = {(row["change"], row["situation"]) for row in rows}
    assert ("ended", "Makoto Uchida, chief executive of Nissan") in told
    assert ("began", "Ivan Espinosa, chief executive of Nissan") in told
    assert {change for change, _ in told} == {"began", "ended"}


def test_changes_as_known_are_fewer(ok):
    def told(*clocks):
        command = ("changes", "2025-09-17", "2026-05-01", "-f", "csv", *clocks)
        return len(ok(*command).splitlines())

    assert told("--known-by", "2025-09-17") < told()


def test_between_a_day_and_itself_nothing_changes(ok):
    assert json.loads(ok("changes", "2025-04-01", "2025-04-01", "-f", "json")) == []


# --- disputes and reasons


def test_disputes_lists_at_least_40_with_sides_and_sources(ok):
    rows = json.loads(ok("disputes", "-f", "json", "--lang", "en"))
    sides = {}
    for row in rows:
        assert row["source"]
        assert row["reason"]
        sides.setdefault(row["dispute"], set()).add(row["claim"])
    assert len(sides) >= 40
    assert min(map(len, sides.values())) >= 2


def test_disputes_for_people_have_a_question_sides_and_a_reason(ok):
    text = ok("disputes", "AmpR", "Small", "--lang", "en")
    assert re.search(r"^\d+\. .*\?$", text, re.MULTILINE)
    assert re.search(r"\[accepted\]", text)
    assert re.search(r"\[(rejected|undecided)\]", text)
    assert re.search(r"^   → \S", text, re.MULTILINE)


def test_disputes_in_italian_are_italian(ok):
    text = ok("disputes", "AmpR Small", "--lang", "it")
    assert "[accettata]" in text
    assert "accepted" not in text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "(no dispute)"), ("it", "(nessuna controversia)")]
)
def test_what_nobody_disputes_is_told_so(ok, language, words):
    assert ok("disputes", "person/philippe-krief", "--lang", language) == f"{words}\n"


def test_the_sides_of_a_dispute_have_no_long_iris_of_other_vocabularies(ok):
    assert "http://www.w3.org/" not in ok("disputes")


def test_ask_and_describe_mark_what_is_disputed(ok):
    asked = ok("ask", "brands-sharing-a-platform", "-p", "platform=AmpR Small", "--lang", "en")
    assert "(disputed)" in asked
    described = ok("describe", "vehicle/nissan-micra-6", "--lang", "it")
    assert "contestato" in described


def test_reason_lists_what_follows_with_rule_and_premises(ok):
    rows = json.loads(ok("reason", "-f", "json", "--lang", "en", timeout=120))
    assert len(rows) >= 100
    assert all(row["rule"] and row["premises"] for row in rows)


def test_stats_tell_what_no_claim_rests_on(ok):
    rows = json.loads(ok("stats", "-f", "json", "--lang", "en"))
    assert {row["measure"] for row in rows} >= {"facts by class"}


# --- proofs


def test_a_full_proof_is_a_tree(run):
    result = run("ask", "which brands share AmpR Medium?", "--proof", "full")

    assert (result.code, "\n  Witness 1\n" in result.stdout) == (0, True)


def test_a_proof_by_ids_has_the_numbers_of_claims_alone(run):
    result = run("ask", "birth-years", "--proof", "ids", "-f", "md")

    assert result.code == 0
    assert re.search(r"\| [\w-]+/\d{3}", result.stdout)
    assert "Evidence" not in result.stdout


def test_evidence_and_no_evidence_are_short_and_none(run):
    told = {
        flags: run("ask", "birth-years", *flags).stdout
        for flags in (
            ("--evidence",),
            ("--proof", "short"),
            ("--no-evidence",),
            ("--proof", "none"),
        )
    }
    short, also_short, none, also_none = told.values()

    assert short == also_short != none == also_none


@pytest.mark.parametrize("command", [["ask", "birth-years"], ["questions", "run", "birth-years"]])
def test_the_proof_of_a_row_that_is_not_there_is_refused(run, command):
    result = run(*command, "--row", "99")

    assert (result.code, result.stdout) == (5, "")
    assert "the answer has no row 99" in result.stderr


def test_a_row_without_proof_makes_no_sense(run):
    assert run("ask", "birth-years", "--row", "1", "--proof", "none").code == 2


def test_a_short_proof_has_no_rdf(run):
    result = run("ask", "birth-years", "-f", "ttl")

    assert (result.code, "no format 'ttl' here" in result.stderr) == (2, True)


def test_a_free_query_is_proved_and_a_true_ask_has_a_row(run):
    result = run("query", "-e", "ASK { ?m akg:usesPlatform/rdfs:label ?l }", "--proof", "full")

    assert (result.code, result.stdout.startswith("Row 1\n  Witness 1 of 20\n")) == (0, True)


def test_a_proof_within_limits_is_the_same(run):
    query = ["query", "-e", "SELECT ?b { ?m akg:hasBrand ?b } ORDER BY ?b LIMIT 1", "--row", "1"]
    free, limited = run(*query), run(*query, "--timeout", "20")

    assert free.code == limited.code == 0
    assert free.stdout == limited.stdout


def test_a_fact_is_explained(run):
    result = run("explain", "nissan-micra-6 akg:usesPlatform ampr-small")

    assert result.code == 0
    assert "(il-messaggero-2025-09-17/085)" in result.stdout


def test_what_is_no_fact_is_refused(run):
    result = run("explain", "nissan-micra-6", "akg:usesPlatform", "ampr-medium")

    assert (result.code, result.stdout) == (5, "")
    assert "is no fact here" in result.stderr
