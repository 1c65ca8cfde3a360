"""The tools of the MCP server: each a name, a JSON Schema and a call on the graph.

Nothing here knows the protocol. One tool a question comes from the catalogue's own
description of its parameters, so that a new question file is a new tool.
"""

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any, NamedTuple, TypeAlias

from pyoxigraph import Literal, NamedNode

from alliance_kg import claims, disputes, render, sentence
from alliance_kg.answer import Answer
from alliance_kg.errors import BadParameter
from alliance_kg.graph import KnowledgeGraph
from alliance_kg.proof import text as prooftext
from alliance_kg.question import Parameter, Question
from alliance_kg.terms import Term, text_of

Json: TypeAlias = dict[str, Any]  # Any: JSON values

ROWS = 50
"""How many rows a result has unless the call says otherwise."""
MOST_ROWS = 1_000
TIMEOUT_S = 20
MEMORY_MB = 2_048

_DAY = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_COMMON: Json = {
    "language": {"type": "string", "enum": ["en", "it"], "description": "Language of the answer."},
    "as_of": {**_DAY, "description": "Only what may have held on that day."},
    "known_by": {**_DAY, "description": "Only what sources published by then say."},
    "limit": {
        "type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": ROWS,
        "description": "How many rows to return; the result says how many more there are.",
    },
}  # fmt: skip
_LANGUAGE = {"language": _COMMON["language"]}
_CLOCKS = {name: _COMMON[name] for name in ("as_of", "known_by")}
_LIMIT = {"limit": _COMMON["limit"]}
_JSON_TYPES = {"integer": "integer", "decimal": "number"}


class Result(NamedTuple):
    """What a tool returns: text for a reader, and the same as JSON with claim ids."""

    text: str
    content: Json


class Tool(NamedTuple):
    """One tool: `schema` is the JSON Schema of its arguments, an object."""

    name: str
    title: str
    description: str
    schema: Json
    call: Callable[[Mapping[str, Any]], Result]


class Graphs:
    """The graph at the moments that calls ask about; each is loaded once and kept for a while."""

    _KEPT = 4

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._now = graph
        self._then: dict[tuple[str | None, str | None], KnowledgeGraph] = {}

    def at(self, arguments: Mapping[str, Any]) -> KnowledgeGraph:
        """Return the graph on the day that the arguments name. Raises BadParameter."""
        days = (arguments.get("as_of"), arguments.get("known_by"))
        if days == (None, None):
            return self._now
        if days not in self._then:
            while len(self._then) >= self._KEPT:
                del self._then[next(iter(self._then))]
            self._then[days] = self._now.at(as_of=days[0], known_by=days[1])
        return self._then[days]


def tools(graph: KnowledgeGraph) -> tuple[Tool, ...]:
    """Return the tools over a graph: the general ones, then one a question, by slug."""
    graphs = Graphs(graph)
    return (*_general(graphs), *(_question(graphs, question) for question in graph.catalog))


def _general(graphs: Graphs) -> tuple[Tool, ...]:
    entity = {"type": "string", "description": "A name in English or Italian, or an IRI."}
    term = {"type": "string", "description": "An IRI, a prefixed name or a name; or a literal."}
    sentence = {"type": "string", "description": "The question, in English or Italian."}
    return (
        Tool(
            "list_questions", "List the questions",
            "Lists the questions that the graph answers; each has a tool of its own.",
            _schema({"theme": {"type": "string"}, **_LANGUAGE}),
            lambda given: _list_questions(graphs.at({}), given),
        ),
        Tool(
            "ask", "Ask a question in words",
            "Answers a question in English or Italian, with the claims behind every row. "
            "Says how it read the question; what it cannot read is refused with the nearest.",
            _schema({"question": sentence, **_COMMON}, ["question"]),
            lambda given: _ask(graphs.at(given), given),
        ),
        Tool(
            "describe", "Describe an entity",
            "Lists every fact about a company, person, plant, platform, model … with its claims.",
            _schema({"entity": entity, **_COMMON}, ["entity"]),
            lambda given: _describe(graphs.at(given), given),
        ),
        Tool(
            "search", "Search names",
            "Finds entities by name, small misspellings included.",
            _schema({"text": {"type": "string"}, "kind": {"type": "string"}, **_LIMIT}, ["text"]),
            lambda given: _search(graphs.at({}), given),
        ),
        Tool(
            "explain", "Explain a fact",
            "Shows why a fact holds: its claims with sources and places, or rule and premises.",
            _schema(
                {"subject": term, "predicate": term, "object": term, **_LANGUAGE, **_CLOCKS},
                ["subject", "predicate", "object"],
            ),
            lambda given: _explain(graphs.at(given), given),
        ),
        Tool(
            "disputes", "Where sources disagree",
            "Lists disputes with both sides, the outcome and the reason; all or about an entity.",
            _schema({"entity": entity, **_LANGUAGE, **_LIMIT}),
            lambda given: _disputes(graphs.at({}), given),
        ),
        Tool(
            "sparql", "Query with SPARQL",
            "Evaluates a SPARQL 1.1 SELECT or ASK query, read-only and bounded in time and "
            f"memory ({TIMEOUT_S} s, {MEMORY_MB} MiB). Prefixes of the release are known.",
            _schema({"query": {"type": "string"}, **_COMMON}, ["query"]),
            lambda given: _sparql(graphs.at(given), given),
        ),
    )  # fmt: skip


def _question(graphs: Graphs, question: Question) -> Tool:
    properties = {parameter.name: _parameter(parameter) for parameter in question.parameters}
    return Tool(
        _name(question),
        question.title["en"],
        f"{question.title['en']} ({question.title['it']}) Every row carries its claims.",
        _schema(properties | _COMMON),
        lambda given: _run(graphs.at(given), question, given),
    )


def _name(question: Question) -> str:
    return f"question_{question.slug}"


def _parameter(parameter: Parameter) -> Json:
    described = parameter.description.get("en", "")
    if parameter.type == "date":
        return {**_DAY, "description": described}
    if parameter.type in _JSON_TYPES:
        return {"type": _JSON_TYPES[parameter.type], "description": described}
    kind = f" A {parameter.kind} by name or IRI." if parameter.kind else ""
    return {"type": "string", "description": f"{described}.{kind}"}


def _schema(properties: Json, required: list[str] | None = None) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": required or [],
        "additionalProperties": False,
    }


# --- calls


def _list_questions(graph: KnowledgeGraph, given: Mapping[str, Any]) -> Result:
    spoken, theme = given.get("language", "en"), given.get("theme")
    themes = sorted({question.theme for question in graph.catalog})
    if theme is not None and theme not in themes:
        raise BadParameter(f"theme: '{theme}' is none of {', '.join(themes)}")
    listed = [
        {
            "slug": question.slug,
            "tool": _name(question),
            "title": question.title[spoken],
            "theme": question.theme,
            "parameters": [parameter.name for parameter in question.parameters],
        }
        for question in sorted(graph.catalog, key=lambda question: (question.theme, question.slug))
        if theme in (None, question.theme)
    ]
    text = "\n".join(f"{entry['tool']}: {entry['title']}" for entry in listed)
    return Result(text, {"questions": listed, "themes": themes})


def _ask(graph: KnowledgeGraph, given: Mapping[str, Any]) -> Result:
    return _answered(graph.ask(given["question"], language=given.get("language")), given)


def _run(graph: KnowledgeGraph, question: Question, given: Mapping[str, Any]) -> Result:
    named = {parameter.name for parameter in question.parameters}
    values = {name: str(value) for name, value in given.items() if name in named}
    return _answered(graph.ask(question.slug, values, language=given.get("language")), given)


def _sparql(graph: KnowledgeGraph, given: Mapping[str, Any]) -> Result:
    found = graph.query(
        given["query"],
        language=given.get("language", "en"),
        evidence=True,
        timeout_s=TIMEOUT_S,
        memory_mb=MEMORY_MB,
    )
    if isinstance(found, bool):
        return Result(str(found).lower(), {"boolean": found})
    if not isinstance(found, Answer):
        raise BadParameter("query: only SELECT and ASK are answered here")
    return _answered(found, given)


def _answered(answer: Answer, given: Mapping[str, Any]) -> Result:
    """Return an answer cut to the limit, which is said and never silent."""
    shown = copy(answer)
    shown.rows = answer.rows[: given.get("limit", ROWS)]
    more = len(answer.rows) - len(shown.rows)
    content = {"sentence": sentence.sentence(answer), **shown.to_dict()}
    text = render.answer(shown, "md")
    if more:
        content["more"] = more
        text += f"\n{more} more rows; raise limit to see them.\n"
    return Result(text, content)


def _describe(graph: KnowledgeGraph, given: Mapping[str, Any]) -> Result:
    spoken = given.get("language", "en")
    found = graph.describe(given["entity"])
    facts = (*found.outgoing, *found.incoming)
    shown = facts[: given.get("limit", ROWS)]
    backing = claims.claims_of(graph.store, shown)
    labels = graph.labels([found.node, *(term for fact in shown for term in fact)], spoken)
    listed: list[Json] = [
        {
            "fact": [_said(graph, term, labels) for term in fact],
            "claims": list(dict.fromkeys(item.claim.value for item in backing.get(fact, ()))),
        }
        for fact in shown
    ]
    content: Json = {"entity": found.node.value, "facts": listed}
    lines = [
        " ".join(term["label"] for term in entry["fact"])
        + (f"  [{' '.join(_short(claim) for claim in entry['claims'])}]" if entry["claims"] else "")
        for entry in listed
    ]
    if len(facts) > len(shown):
        content["more"] = len(facts) - len(shown)
        lines.append(f"{content['more']} more facts; raise limit to see them.")
    return Result("\n".join(lines), content)


def _said(graph: KnowledgeGraph, term: Term, labels: Mapping[str, str]) -> Json:
    text = text_of(term)
    if not isinstance(term, NamedNode):
        language = term.language if isinstance(term, Literal) else None
        label = f"{text} ({language})" if language else text
        return {"value": text, "type": "literal", "label": label}
    return {"value": text, "type": "uri", "label": labels.get(text) or graph.names.short(text)}


def _short(claim: str) -> str:
    return "/".join(claim.split("/")[-2:])


def _search(graph: KnowledgeGraph, given: Mapping[str, Any]) -> Result:
    limit = given.get("limit", ROWS)
    found = graph.names.search(given["text"], given.get("kind", ""), limit, threshold=60)
    listed = [{"name": name, "iri": iri, "score": round(score)} for name, iri, score in found]
    return Result("\n".join(f"{name}  <{iri}>" for name, iri, _ in found), {"found": listed})


def _explain(graph: KnowledgeGraph, given: Mapping[str, Any]) -> Result:
    spoken = given.get("language", "en")
    found = graph.explain(given["subject"], given["predicate"], given["object"])
    labels = graph.labels(prooftext.terms_told(found, graph.names), spoken)
    text = prooftext.explanation(found, labels, graph.prefixes, spoken, "table")
    return Result(text, found.to_dict())


def _disputes(graph: KnowledgeGraph, given: Mapping[str, Any]) -> Result:
    spoken = given.get("language", "en")
    node = graph.names.find(given["entity"]) if "entity" in given else None
    found = disputes.disputes(graph.store, node)
    shown = found[: given.get("limit", ROWS)]
    reasons = disputes.reasons(graph.store, shown, spoken)
    listed, lines = [], []
    for dispute in shown:
        items = claims.evidence_of(graph.store, dispute.sides)
        terms = [term for item in items for term in (*item.fact, item.source)]
        labels = graph.labels([dispute.iri, *terms], spoken)
        sides = [
            {
                "says": render.side(claim, labels),
                "acceptance": claim[0].acceptance,
                "place": render.place(claim, spoken, labels),
                "claim": claim[0].claim.value,
            }
            for claim in render.by_claim(items)
        ]
        title = labels.get(dispute.iri.value, dispute.iri.value)
        reason = reasons.get(dispute.iri.value, "")
        listed.append(
            {"dispute": dispute.iri.value, "title": title, "outcome": dispute.outcome,
             "sides": sides, "reason": reason}
        )  # fmt: skip
        lines.append(f"{title} ({dispute.outcome})")
        lines += [f"  - {side['says']} [{side['acceptance']}] {side['place']}" for side in sides]
        lines.append(f"  {reason}")
    content: Json = {"disputes": listed}
    if len(found) > len(shown):
        content["more"] = len(found) - len(shown)
        lines.append(f"{content['more']} more disputes; raise limit to see them.")
    return Result("\n".join(lines), content)
