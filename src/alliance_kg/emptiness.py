"""Why a question has no answer: a date, a value that is nothing here, or only these values.

Worked out by asking again, with the clocks off or a parameter left open; so it is done for
answers without rows only.
"""

from collections.abc import Mapping, Sequence

from pyoxigraph import NamedNode

from alliance_kg.answer import Emptiness
from alliance_kg.message import joined
from alliance_kg.names import Names, fold
from alliance_kg.question import Question
from alliance_kg.stores import Store
from alliance_kg.terms import Term, text_of

NEAREST = 3

_WORDS = {
    "en": {
        "unknown": "'{}' is nothing in the graph.",
        "others": "There are answers for {}.",
        "others by name": "There are answers with other values of “{}”: {}.",
        "none": "The graph knows no such fact.",
    },
    "it": {
        "unknown": "'{}' non è nulla nel grafo.",
        "others": "Ci sono risposte per {}.",
        "others by name": "Ci sono risposte con altri valori di «{}»: {}.",
        "none": "Il grafo non conosce fatti del genere.",
    },
}
_HIDDEN = {
    "en": ("1 row is hidden by the date.", "{} rows are hidden by the date."),
    "it": ("1 riga è nascosta dalla data.", "{} righe sono nascoste dalla data."),
}
_OPEN = {
    "en": ("With '{1}' left open there is 1 row.", "With '{1}' left open there are {0} rows."),
    "it": ("Con '{1}' aperto c'è 1 riga.", "Con '{1}' aperto ci sono {0} righe."),
}


def hidden_by_date(rows: int, language: str) -> Emptiness:
    """Return that the clocks hide all rows there are."""
    return Emptiness("hidden-by-date", _HIDDEN[language][rows != 1].format(rows), rows)


def why_empty(
    store: Store, names: Names, question: Question, values: Mapping[str, Term], language: str
) -> Emptiness:
    """Return why a question asked with these values has no rows, the clocks aside."""
    words = _WORDS[language]
    for value in values.values():
        if isinstance(value, NamedNode) and not _is_known(store, value):
            return Emptiness("unknown-value", words["unknown"].format(value.value))
    nearest: dict[str, tuple[Term, ...]] = {}
    told: list[str] = []
    for name, value in values.items():
        others = {key: other for key, other in values.items() if key != name}
        solutions = store.select(question.bind(others))
        if not solutions.rows:
            continue
        if name not in solutions.variables:
            count = len(solutions.rows)
            nearest[name] = ()
            told.append(_OPEN[language][count != 1].format(count, name))
            continue
        answering = dict.fromkeys(row[name] for row in solutions.rows if name in row)
        iris = [term.value for term in (value, *answering) if isinstance(term, NamedNode)]
        labels = names.labels(iris, language)
        near = _nearest(store, value, tuple(answering), labels)
        nearest[name] = tuple(near[:NEAREST])
        named = [labels.get(text_of(term), text_of(term)) for term in near]
        listed = joined(named, language, whole=NEAREST)
        heading = next((c.label[language] for c in question.columns if c.name == name), name)
        told.append(
            words["others"].format(listed)
            if len(values) == 1
            else words["others by name"].format(heading, listed)
        )
    if told:
        return Emptiness("other-values", " ".join(told), nearest=nearest)
    return Emptiness("no-such-fact", words["none"])


def _is_known(store: Store, node: NamedNode) -> bool:
    return store.ask(f"ASK {{ {node} ?property ?value }}") or store.ask(
        f"ASK {{ ?subject ?property {node} }}"
    )


def _nearest(
    store: Store, value: Term, answering: Sequence[Term], labels: Mapping[str, str]
) -> list[Term]:
    """Return values in the order of nearness to one: of the same class first, then by name."""
    from rapidfuzz import fuzz

    alike: set[Term] = set()
    listed = " ".join(str(term) for term in answering if isinstance(term, NamedNode))
    if isinstance(value, NamedNode) and listed:
        alike = {row["other"] for row in store.select(
            f"SELECT DISTINCT ?other WHERE {{ {value} a ?class . "
            f"VALUES ?other {{ {listed} }} ?other a ?class }}").rows}  # fmt: skip
    asked = fold(labels.get(text_of(value), text_of(value)))
    scored = [
        (term not in alike, -fuzz.WRatio(asked, fold(label)), label, at)
        for at, term in enumerate(answering)
        for label in [labels.get(text_of(term), text_of(term))]
    ]
    return [answering[at] for *_, at in sorted(scored)]
