"""A report says in one line what is wrong, and counts by severity."""

from dataclasses import replace

from alliance_kg.report import Severity, ValidationReport, ValidationResult

RESULT = ValidationResult(
    focus_node="https://w3id.org/alliance-kg/id/plant/douai",
    path="https://w3id.org/alliance-kg/ontology#isOperatedBy",
    value=None,
    messages={"en": "No operator – add one.", "it": "Nessun gestore – aggiungerne uno."},
    severity=Severity.VIOLATION,
    source_shape="https://w3id.org/alliance-kg/shapes#Plant-isOperatedBy",
    component="http://www.w3.org/ns/shacl#MinCountConstraintComponent",
    file="data/article/facts.ttl",
    line=41,
    focus_label={"en": "Douai plant", "it": "stabilimento di Douai"},
)


def test_a_sentence_has_place_severity_entity_fault_remedy_and_rule() -> None:
    assert RESULT.sentence() == (
        "data/article/facts.ttl:41: violation: Douai plant: "
        "No operator – add one. [Plant-isOperatedBy]"
    )


def test_a_sentence_is_in_the_language_asked_for() -> None:
    assert RESULT.sentence("it") == (
        "data/article/facts.ttl:41: violazione: stabilimento di Douai: "
        "Nessun gestore – aggiungerne uno. [Plant-isOperatedBy]"
    )


def test_a_sentence_in_an_unknown_language_is_english() -> None:
    assert RESULT.sentence("fr") == RESULT.sentence("en")


def test_a_value_that_the_message_does_not_name_is_added() -> None:
    value = replace(RESULT, value="urn:x", value_label={"en": "Alpine", "it": "Alpine"})
    assert "add one. (value: Alpine) [" in value.sentence("en")
    assert "aggiungerne uno. (valore: Alpine) [" in value.sentence("it")


def test_the_node_itself_is_not_repeated_as_value() -> None:
    assert "value" not in replace(RESULT, value=RESULT.focus_node).sentence()


def test_a_node_that_is_written_nowhere_stands_for_its_place() -> None:
    nowhere = replace(RESULT, file=None, line=None, focus_label={})
    assert nowhere.place == RESULT.focus_node
    assert nowhere.sentence().startswith(f"{RESULT.focus_node}: violation: {RESULT.focus_node}: ")


def test_only_violations_make_a_report_fail() -> None:
    warning = replace(RESULT, severity=Severity.WARNING)
    note = replace(RESULT, severity=Severity.INFO)
    assert ValidationReport((warning, note), {}, ()).conforms
    assert not ValidationReport((warning, RESULT), {}, ()).conforms


def test_results_are_counted_by_severity_the_worst_first() -> None:
    note = replace(RESULT, severity=Severity.INFO)
    report = ValidationReport((note, RESULT, note), {}, ())
    assert list(report.counts().items()) == [
        (Severity.VIOLATION, 1),
        (Severity.WARNING, 0),
        (Severity.INFO, 2),
    ]
