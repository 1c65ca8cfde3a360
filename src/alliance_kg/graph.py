"""`KnowledgeGraph`: files, store and questions behind one object."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from alliance_kg import claims, proof
from alliance_kg.answer import AnswerRow, Emptiness, givers
from alliance_kg.bundle import GRAPHS, Bundle
from alliance_kg.catalog import Catalog
from alliance_kg.certainty import by_fact, certainty, planned_among
from alliance_kg.errors import NotFound, OperationRefused
from alliance_kg.evidence import Evidence
from alliance_kg.memory import Memory
from alliance_kg.moment import Moment
from alliance_kg.names import Names
from alliance_kg.opening import ALWAYS, Opened, open_release
from alliance_kg.question import Question
from alliance_kg.release import Release
from alliance_kg.store import Solutions, Store
from alliance_kg.structure import Query
from alliance_kg.syntax import read
from alliance_kg.terms import Term, concept
from alliance_kg.views import Answer

if TYPE_CHECKING:
    from datetime import date

    import rdflib

    from alliance_kg.answer import Answer as PlainAnswer
    from alliance_kg.describe import Description
    from alliance_kg.evidence import Fact
    from alliance_kg.ground import Explanation
    from alliance_kg.grounds import RowProof
    from alliance_kg.matching import Matcher
    from alliance_kg.reasoning import Closure
    from alliance_kg.report import ValidationReport


class KnowledgeGraph:
    """A release and a store that holds it: ask it, check it, take it elsewhere.

    Build it with `KnowledgeGraph.open()`.
    """

    def __init__(
        self,
        opened: Opened,
        moment: Moment = ALWAYS,
        folder: Path | None = None,
        address: str | None = None,
        *,
        from_cache: bool = False,
    ) -> None:
        self.bundle, self.prefixes, self.store, index, self._has_files = opened
        self.moment = moment
        self._folder, self._address, self._from_cache = folder, address, from_cache
        self.names = Names(self.store, self.prefixes, index)
        self.memory = Memory(self.store)
        self.catalog = Catalog(self.bundle, index)
        self.release = Release(self.bundle)

    @classmethod
    def open(
        cls,
        folder: Path | str | None = None,
        *,
        as_of: "date | str | None" = None,
        known_by: "date | str | None" = None,
        store: str | None = None,
        timeout_s: float | None = None,
        from_cache: bool = False,
    ) -> "KnowledgeGraph":
        """Load a release into memory: the shipped one, or the one in a folder.

        A folder that holds a store on disk (`load --into`) is read and not loaded.

        `as_of` hides what surely did not hold on that day, `known_by` what no source
        published by then says (days as dates or `2025-09-17`). `store` is the address of
        a SPARQL 1.1 endpoint that holds the release, asked instead of memory; each request
        may take `timeout_s` seconds, by default 60. `from_cache` opens the read-only
        snapshot that an earlier call left on disk, or leaves one.

        Raises DataSyntaxError (file, line, column), InputError and BadParameter;
        StoreUnavailable for a store that cannot be reached or holds another release.
        """
        moment = Moment.read(as_of, known_by)
        place = None if folder is None else Path(folder)
        opened = open_release(
            place, moment, address=store, timeout_s=timeout_s, from_cache=from_cache
        )
        return cls(opened, moment, place, store, from_cache=from_cache)

    def at(
        self, *, as_of: "date | str | None" = None, known_by: "date | str | None" = None
    ) -> "KnowledgeGraph":
        """Return the same release as it was on a day: see `open`."""
        return KnowledgeGraph.open(
            self._folder, as_of=as_of, known_by=known_by, store=self._address
        )

    @cached_property
    def matcher(self) -> "Matcher":
        """What reads sentences as questions of this release."""
        from alliance_kg.matching import Matcher

        return Matcher(self.catalog, self.names)

    def ask(
        self,
        question: str,
        parameters: Mapping[str, str] | None = None,
        *,
        language: str | None = None,
        evidence: bool = True,
    ) -> Answer:
        """Answer a question, named by its slug or asked in a sentence.

        `parameters` gives values as text: a label, a short name or an IRI of an
        entity, or a literal. `language` (en or it) is that of labels and sentence;
        None means that of the sentence asked, English for a slug.

        Raises UnknownQuestion (with the nearest), NotFound for an unknown entity,
        BadParameter.
        """
        values: dict[str, Term] = {}
        reading = None
        if question in self.catalog:
            found, spoken = self.catalog.find(question), "en"
        elif " " not in question.strip() and not question.strip().endswith("?"):
            found, spoken = self.catalog.find(question.strip()), "en"
        else:
            reading = self.matcher.match(question, language or "en")
            found, spoken = reading.question, reading.language
            values.update(reading.values)
        if parameters:
            from alliance_kg import fitting
        for name, text in (parameters or {}).items():
            values[name] = fitting.value_of(found.parameter(name), text, self.names)
        answer = self.answer(found, values, language=language or spoken, evidence=evidence)
        answer.reading = reading
        return answer

    def answer(
        self,
        question: Question,
        values: Mapping[str, Term],
        *,
        language: str = "en",
        evidence: bool = True,
    ) -> Answer:
        """Answer a question whose values are RDF terms already."""
        return self._answer(question.bind(values), question, values, language, evidence)

    def query(
        self,
        query: str,
        *,
        language: str = "en",
        evidence: bool = False,
        timeout_s: float | None = None,
        memory_mb: int | None = None,
    ) -> Answer | bool | tuple[Triple, ...]:
        """Evaluate a SPARQL 1.1 query: SELECT gives an Answer, ASK a bool, the rest triples.

        The prefixes of the release are known without declaration. With a limit of time
        or memory the query, and the proof of its rows, runs in a process of its own.
        Raises QuerySyntaxError, LimitReached, and OperationRefused for a query that would
        write, call elsewhere (SERVICE) or read elsewhere (FROM another graph).
        """
        form = self._admit(query).form
        if form == "SELECT":
            opening = lambda: self._within(timeout_s, memory_mb)  # noqa: E731 (said in one line)
            return self._answer(query, None, {}, language, evidence, opening)
        with self._within(timeout_s, memory_mb) as store:
            return store.ask(query) if form == "ASK" else tuple(store.construct(query))

    def prove(
        self,
        query: str,
        *,
        language: str = "en",
        timeout_s: float | None = None,
        memory_mb: int | None = None,
    ) -> Answer:
        """Answer a SELECT or an ASK query with evidence; limits and errors as for `query`.

        A true ASK has one row without columns, a false one has none.
        """
        if self._admit(query).form not in ("SELECT", "ASK"):
            raise OperationRefused("only the rows of SELECT and ASK have a proof")
        opening = lambda: self._within(timeout_s, memory_mb)  # noqa: E731 (said in one line)
        return self._answer(query, None, {}, language, True, opening)

    def proofs(
        self, answer: "PlainAnswer", rows: "Iterable[int] | None" = None
    ) -> "tuple[RowProof, ...]":
        """Return the proofs of rows, counted from 0, of an answer given with evidence.

        Raises NotFound for a row that the answer does not have.
        """
        from alliance_kg import grounds

        wanted = tuple(range(len(answer.rows)) if rows is None else rows)
        for at in wanted:
            if not 0 <= at < len(answer.rows):
                raise NotFound(f"the answer has no row {at + 1}; it has {len(answer.rows)}")
        return grounds.proofs_of(self.store, answer, wanted)

    def explain(self, subject: str, predicate: str, value: str) -> "Explanation":
        """Say why a fact is in the graph, or how it follows from those that are.

        Each term by its name, short name or IRI, the value also as a literal. Raises
        NotFound with the nearest for what is no fact here; a claim that says so but is
        not accepted is named.
        """
        from alliance_kg import explaining

        return explaining.explain(
            self.store, self.names, (subject, predicate, value), self._reasons
        )

    def _reasons(self) -> "dict[Fact, tuple[str, tuple[Fact, ...]]]":
        from alliance_kg import reasoning

        return reasoning.derivations_by_fact(self.reason())

    def describe(self, entity: str) -> "Description":
        """Return everything said about an entity, named by any of its names.

        Raises NotFound with the nearest names.
        """
        from alliance_kg import describe

        return describe.describe(self.store, self.names.find(entity))

    def claims(self, target: str) -> tuple[Evidence, ...]:
        """Return the claims about an entity, or of a source, or the claim named.

        Raises NotFound when there is none.
        """
        from alliance_kg import describe

        named = describe.claims_about(self.store, self.names.find(target))
        if not named:
            raise NotFound(f"no claim here is about '{target}'")
        return claims.evidence_of(self.store, named)

    @property
    def files(self) -> Bundle:
        """The files that the graph was made from.

        Raises OperationRefused for a store on disk that was loaded from single files.
        """
        if not self._has_files:
            raise OperationRefused(
                f"{self._folder} is a store without the files of a release; name their folder"
            )
        return self.bundle

    def validate(self) -> "ValidationReport":
        """Check the files against the SHACL shapes of the release."""
        from alliance_kg import validation

        return validation.validate(self.files)

    def reason(self) -> "Closure":
        """Return what follows from the facts by OWL 2 RL, with rule and premises.

        The files are read as they are: claims, sources and clocks play no part.
        """
        from alliance_kg import reasoning

        schema = [path for path in self.files.ontology if path.stem in ("alliance", "schemes")]
        facts = [path for path in self.bundle.data if path.stem == "facts"]
        return reasoning.close(tuple(schema), tuple(facts))

    def to_rdflib(self) -> "rdflib.Dataset":
        """Return the release as an rdflib Dataset, one named graph a file.

        Its default graph is the union, as in the embedded store.
        """
        import rdflib

        dataset = rdflib.Dataset(default_union=True)
        for prefix, namespace in self.prefixes.namespaces.items():
            dataset.bind(prefix, namespace)
        for path in self.files.turtle:
            graph = dataset.graph(rdflib.URIRef(self.files.graph_name(path)))
            graph.parse(data=path.read_bytes(), format="turtle")
        return dataset

    def labels(self, terms: Iterable[Term], language: str) -> dict[str, str]:
        """Return the labels of the IRIs among terms."""
        iris = list({term.value for term in terms if isinstance(term, NamedNode)})
        labels = self.memory.look_up(
            f"labels {language}", iris, lambda missing: self.names.labels(missing, language), ""
        )
        return {iri: label for iri, label in zip(iris, labels, strict=True) if label}

    def _answer(
        self,
        query: str,
        question: Question | None,
        values: Mapping[str, Term],
        language: str,
        evidence: bool,
        opening: proof.Opening | None = None,
    ) -> Answer:
        admitted = self._admit(query)
        giving = givers(admitted)
        opening = opening or (lambda: nullcontext(self.store))
        unexplained: tuple[str, ...] = ()
        rests_on: tuple[str, ...] = ()
        with opening() as store:
            if evidence:
                proven = proof.prove(store, admitted, self.memory, opening)
                solutions = proven.answer
                unexplained, rests_on = proven.unexplained, proven.rests_on
                facts = [by_fact(row.evidence) for row in proven.rows]
                planned = planned_among(store, (fact[0] for row in facts for fact, _ in row))
                rows = tuple(
                    AnswerRow(
                        cells, *proved, certainty=certainty([witness], planned), givers=giving,
                        proof=proven.proof, at=at,
                    )
                    for at, (cells, proved, witness) in enumerate(
                        zip(solutions.rows, proven.rows, facts, strict=True)
                    )
                )  # fmt: skip
            else:
                solutions = store.select(query)
                rows = tuple(AnswerRow(cells, givers=giving) for cells in solutions.rows)
        reason = None if rows else self._why_empty(query, question, values, language)
        return Answer(
            question,
            values,
            solutions.variables,
            rows,
            self.release,
            language,
            self._answer_labels(
                solutions, values, [row.evidence for row in rows], reason, language
            ),
            unexplained,
            self.moment,
            reason,
            rests_on,
        )

    def _why_empty(
        self, query: str, question: Question | None, values: Mapping[str, Term], language: str
    ) -> Emptiness | None:
        """Return why a query has no rows, which costs more queries; None for one's own."""
        from alliance_kg.emptiness import hidden_by_date, why_empty

        if self.moment != ALWAYS:
            always = KnowledgeGraph.open(
                self._folder, store=self._address, from_cache=self._from_cache
            )
            hidden = len(always.store.select(query).rows)
            if hidden:
                return hidden_by_date(hidden, language)
        if question is None:
            return None
        return why_empty(self.store, self.names, question, values, language)

    def _answer_labels(
        self,
        solutions: Solutions,
        values: Mapping[str, Term],
        backing: Iterable[tuple[Evidence, ...]],
        reason: Emptiness | None,
        language: str,
    ) -> dict[str, str]:
        terms = [term for row in solutions.rows for term in row.values()]
        terms += [term for near in (reason.nearest if reason else {}).values() for term in near]
        # Told by identity: rows share their evidence, and hashing it costs more than this.
        items = {id(item): item for row in backing for item in row}.values()
        about = {id(item.fact): item.fact for item in items}.values()
        facts = [term for fact in about for term in fact]
        held = [concept("status", status) for status in {item.status for item in items}]
        held += [concept("acceptance", way) for way in {item.acceptance for item in items}]
        sources = {item.source for item in items}
        return self.labels([*terms, *values.values(), *facts, *sources, *held], language)

    def _within(
        self, timeout_s: float | None, memory_mb: int | None
    ) -> AbstractContextManager[Store]:
        """Return the store to ask, within limits where any is given."""
        if timeout_s is None and memory_mb is None:
            return nullcontext(self.store)
        from alliance_kg import limits

        given = limits.Limits(timeout_s, memory_mb)
        return limits.limited(self.store, self.prefixes.namespaces, given)

    def _admit(self, query: str) -> Query:
        """Return a query's structure, or refuse what it would do."""
        found = read(query, self.prefixes.namespaces)
        if found.form == "UPDATE":
            raise OperationRefused("this is an update, and the graph is read-only here")
        if "service" in found.features:
            raise OperationRefused("SERVICE is refused: a query stays in this graph")
        for graph in found.datasets:
            if not graph.value.startswith(GRAPHS):
                raise OperationRefused(
                    f"FROM <{graph.value}> is refused: a query reads only graphs below {GRAPHS}"
                )
        return found
