"""What a check of the data found: results with place, rule and remedy, in two languages."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from alliance_kg.terms import local_name


class Severity(StrEnum):
    """How bad a result is; only violations make the data fail."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    def word(self, language: str) -> str:
        """Return the severity as a word of a language; English when unknown."""
        return _ITALIAN[self] if language == "it" else self.value


_ITALIAN = {
    Severity.VIOLATION: "violazione",
    Severity.WARNING: "avviso",
    Severity.INFO: "nota",
}


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """One node that breaks one rule.

    `path` is an IRI, or a SPARQL property path when the rule's path is none;
    `value` is an IRI or a lexical form. `messages`, `focus_label` and `value_label`
    go by language; a thing without a label is called by the end of its IRI.
    `file` is relative to the bundle; it and `line` are None when the node is written nowhere.
    Model: SHACL, section 3.6, sh:ValidationResult.
    """

    focus_node: str
    path: str | None
    value: str | None
    messages: Mapping[str, str]
    severity: Severity
    source_shape: str
    component: str
    file: str | None = None
    line: int | None = None
    focus_label: Mapping[str, str] = field(default_factory=dict)
    value_label: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where the node is written, as `file:line`; its IRI when it is written nowhere."""
        return self.focus_node if self.file is None else f"{self.file}:{self.line}"

    def sentence(self, language: str = "en") -> str:
        """Return the result in one line: place, severity, entity, fault – remedy, rule.

        A rule without a name of its own is left out.
        """
        who = _in(language, self.focus_label) or self.focus_node
        what = _in(language, self.messages)
        value = _in(language, self.value_label) or self.value
        # A rule on the node itself repeats it as the value.
        if value and value not in what and self.value != self.focus_node:
            what += f" ({'valore' if language == 'it' else 'value'}: {value})"
        rule = "" if self.source_shape.startswith("_:") else f" [{local_name(self.source_shape)}]"
        return f"{self.place}: {self.severity.word(language)}: {who}: {what}{rule}"


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """What a check found, and what it looked at.

    `results` go by place; `focus_nodes` counts the nodes checked by each shape that
    has targets, so that a shape that checks nothing shows as 0.
    """

    results: tuple[ValidationResult, ...]
    focus_nodes: Mapping[str, int]
    files: tuple[str, ...]

    @property
    def conforms(self) -> bool:
        """Whether nothing is a violation."""
        return all(result.severity is not Severity.VIOLATION for result in self.results)

    def counts(self) -> dict[Severity, int]:
        """Return the number of results of each severity, the worst first."""
        found = Counter(result.severity for result in self.results)
        return {severity: found[severity] for severity in Severity}


def _in(language: str, texts: Mapping[str, str]) -> str:
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
