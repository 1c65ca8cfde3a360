"""`KnowledgeGraph`: files, store and questions behind one object."""

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from alliance_kg.admission import admit
from alliance_kg.answer import Emptiness
from alliance_kg.bundle import Bundle
from alliance_kg.catalog import Catalog
from alliance_kg.errors import OperationRefused
from alliance_kg.evidence import Evidence
from alliance_kg.moment import Moment
from alliance_kg.names import Names
from alliance_kg.opening import ALWAYS, Opened, no_files, open_release
from alliance_kg.proof import Opening, rows
from alliance_kg.question import Question
from alliance_kg.release import Release
from alliance_kg.sparql.structure import Query
from alliance_kg.stores import loading
from alliance_kg.stores.memory import Memory
from alliance_kg.terms import Term
from alliance_kg.views import Answer

if TYPE_CHECKING:
    from datetime import date

    import rdflib

    from alliance_kg.answer import Answer as PlainAnswer
    from alliance_kg.describe import Description
    from alliance_kg.matching import Matcher
    from alliance_kg.proof.ground import Explanation
    from alliance_kg.proof.grounds import RowProof
    from alliance_kg.reasoning import Closure
    from alliance_kg.report import ValidationReport


class KnowledgeGraph:
    """A release and a store that holds it; build it with `KnowledgeGraph.open()`."""

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

        A folder that holds a store on disk is read and not loaded.

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

        return Matcher(
            self.catalog,
            self.names,
            lambda question, values: self.store.select(question.bind(values)).rows,
        )

    def ask(
        self,
        question: str,
        parameters: Mapping[str, str] | None = None,
        *,
        language: str | None = None,
        evidence: bool = True,
    ) -> Answer:
        """Answer a question, named by its slug or asked in a sentence, or tell of a thing named.

        `parameters` gives values as text: a label, a short name or an IRI of an
        entity, or a literal. `language` (en or it) is that of labels and sentence;
        None means that of the sentence asked, English for a slug.

        Raises UnknownQuestion (with the nearest), NotFound for an unknown entity,
        BadParameter.
        """
        values: dict[str, Term] = {}
        reading = None
        if question in self.catalog or not self.matcher.is_sentence(question):
            found, spoken = self.catalog.find(question.strip()), "en"
        else:
            reading = self.matcher.match(question, language or "en")
            found, spoken = reading.question, reading.language
            values.update(reading.values)
        if parameters:
            from alliance_kg.matching import fitting
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
        within = self._limited(timeout_s, memory_mb)
        if form == "SELECT":
            return self._answer(query, None, {}, language, evidence, within)
        with within() as store:
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
        within = self._limited(timeout_s, memory_mb)
        return self._answer(query, None, {}, language, True, within)

    def proofs(
        self, answer: "PlainAnswer", rows: "Iterable[int] | None" = None
    ) -> "tuple[RowProof, ...]":
        """Return the proofs of rows, counted from 0, of an answer given with evidence.

        Raises NotFound for a row that the answer does not have.
        """
        from alliance_kg.proof import grounds

        wanted = range(len(answer.rows)) if rows is None else rows
        return grounds.proofs_of(self.store, answer, wanted)

    def explain(self, subject: str, predicate: str, value: str) -> "Explanation":
        """Say why a fact is in the graph, or how it follows from those that are.

        Each term by its name, short name or IRI, the value also as a literal. Raises
        NotFound with the nearest for what is no fact here; a claim that says so but is
        not accepted is named.
        """
        from alliance_kg import reasoning
        from alliance_kg.proof import explaining

        said = (subject, predicate, value)
        derived = lambda: reasoning.derivations_by_fact(self.reason())  # noqa: E731 (only if asked)
        return explaining.explain(self.store, self.names, said, derived)

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

        return describe.evidence_about(self.store, self.names.find(target), target)

    @property
    def files(self) -> Bundle:
        """The files that the graph was made from.

        Raises OperationRefused for a store on disk that was loaded from single files.
        """
        if not self._has_files:
            raise no_files(self._folder)
        return self.bundle

    def validate(self, *, engine: str = "shacl") -> "ValidationReport":
        """Check the files against the SHACL shapes; the engine "pyshacl" is the reference."""
        from alliance_kg import validation

        return validation.validate(self.files, engine=engine)

    def reason(self) -> "Closure":
        """Return what follows from the facts by OWL 2 RL, with rule and premises.

        The files are read as they are: claims, sources and clocks play no part.
        """
        from alliance_kg import reasoning

        return reasoning.close_release(self.files)

    def export(self, path: Path | str, form: str | None = None) -> None:
        """Write the release, as its files are, in a format of `media.EXPORTS`.

        Without a format the suffix of the path decides. The clocks play no part.
        Raises UnknownFormat, UsageError for a folder in use, InputError.
        """
        from alliance_kg import editions, export, media

        target = Path(path)
        name = media.choose(media.EXPORTS, form, target, "trig")
        with editions.contents_of(self.bundle) as contents:
            export.save(contents, name, target)

    def to_rdflib(self) -> "rdflib.Dataset":
        """Return the release as an rdflib Dataset, one named graph a file.

        Its default graph is the union, as in the embedded store.
        """
        return loading.to_rdflib(self.files, self.prefixes.namespaces)

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
        opening: Opening | None = None,
    ) -> Answer:
        admitted = self._admit(query)
        opening = opening or (lambda: nullcontext(self.store))
        with opening() as store:
            found = rows.answer_rows(store, admitted, self.memory, opening, evidence=evidence)
        reason = None if found.rows else self._why_empty(query, question, values, language)
        nearest = reason.nearest.values() if reason else ()
        named = [*values.values(), *(term for near in nearest for term in near)]
        return Answer(
            question,
            values,
            found.variables,
            found.rows,
            self.release,
            language,
            self.labels([*rows.terms_of(found.rows), *named], language),
            found.unexplained,
            self.moment,
            reason,
            found.rests_on,
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

    def _limited(self, timeout_s: float | None, memory_mb: int | None) -> Opening:
        from alliance_kg.limits import Limits, within

        given = Limits(timeout_s, memory_mb)
        return partial(within, self.store, self.prefixes.namespaces, given)

    def _admit(self, query: str) -> Query:
        return admit(query, self.prefixes.namespaces)
