"""`KnowledgeGraph`: files, store and questions behind one object."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from alliance_kg import claims, loading, proof
from alliance_kg.answer import Answer, AnswerRow
from alliance_kg.bundle import GRAPHS, Bundle
from alliance_kg.catalog import Catalog
from alliance_kg.embedded import EmbeddedStore
from alliance_kg.errors import NotFound, OperationRefused
from alliance_kg.evidence import Evidence
from alliance_kg.moment import Moment
from alliance_kg.names import Names
from alliance_kg.question import Question
from alliance_kg.release import Release
from alliance_kg.store import Solutions, Store
from alliance_kg.structure import Query
from alliance_kg.syntax import read
from alliance_kg.terms import Prefixes, Term, concept

if TYPE_CHECKING:
    import rdflib

    from alliance_kg.describe import Description
    from alliance_kg.reasoning import Closure
    from alliance_kg.report import ValidationReport


_ALWAYS = Moment()


class KnowledgeGraph:
    """A release and a store that holds it: ask it, check it, take it elsewhere.

    Build it with `KnowledgeGraph.open()`.
    """

    def __init__(
        self, bundle: Bundle, store: Store, prefixes: Prefixes, moment: Moment = _ALWAYS
    ) -> None:
        self.bundle = bundle
        self.store = store
        self.prefixes = prefixes
        self.moment = moment
        self.names = Names(store, prefixes)
        self.catalog = Catalog(bundle)
        self.release = Release(bundle)

    @classmethod
    def open(
        cls,
        folder: Path | str | None = None,
        *,
        as_of: date | str | None = None,
        known_by: date | str | None = None,
        from_cache: bool = False,
    ) -> "KnowledgeGraph":
        """Load a release into memory: the shipped one, or the one in a folder.

        `as_of` hides what surely did not hold on that day, `known_by` what no source
        published by then says (days as dates or `2025-09-17`). `from_cache` opens the
        read-only snapshot that an earlier call left on disk, or leaves one.

        Raises DataSyntaxError (file, line, column), InputError and BadParameter.
        """
        moment = Moment.read(as_of, known_by)
        bundle = Bundle.open(None if folder is None else Path(folder))
        prefixes = Prefixes.read(bundle.root / "ontology" / "prefixes.ttl")
        store = _store(bundle, prefixes, from_cache=from_cache and moment == _ALWAYS)
        if moment != _ALWAYS:
            from alliance_kg import validity

            validity.restrict(store, moment)
        return cls(bundle, store, prefixes, moment)

    def at(
        self, *, as_of: date | str | None = None, known_by: date | str | None = None
    ) -> "KnowledgeGraph":
        """Return the same release as it was on a day: see `open`."""
        return KnowledgeGraph.open(self.bundle.root, as_of=as_of, known_by=known_by)

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
        from alliance_kg import matching

        values: dict[str, Term] = {}
        if question in self.catalog:
            found, spoken = self.catalog.find(question), "en"
        elif " " not in question.strip() and not question.strip().endswith("?"):
            found, spoken = self.catalog.find(question.strip()), "en"
        else:
            reading = matching.match(question, self.catalog, self.names, language or "en")
            found, spoken = reading.question, reading.language
            values.update(reading.values)
        for name, text in (parameters or {}).items():
            values[name] = matching.value_of(found.parameter(name), text, self.names)
        return self.answer(found, values, language=language or spoken, evidence=evidence)

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
        self, query: str, *, language: str = "en", evidence: bool = False
    ) -> Answer | bool | tuple[Triple, ...]:
        """Evaluate a SPARQL 1.1 query: SELECT gives an Answer, ASK a bool, the rest triples.

        The prefixes of the release are known without declaration.
        Raises QuerySyntaxError, and OperationRefused for a query that would write,
        call elsewhere (SERVICE) or read elsewhere (FROM another graph).
        """
        form = self._admit(query).form
        if form == "ASK":
            return self.store.ask(query)
        if form == "SELECT":
            return self._answer(query, None, {}, language, evidence)
        return tuple(self.store.construct(query))

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

    def validate(self) -> "ValidationReport":
        """Check the files against the SHACL shapes of the release."""
        from alliance_kg import validation

        return validation.validate(self.bundle)

    def reason(self) -> "Closure":
        """Return what follows from the facts by OWL 2 RL, with rule and premises.

        The files are read as they are: claims, sources and clocks play no part.
        """
        from alliance_kg import reasoning

        schema = [path for path in self.bundle.ontology if path.stem in ("alliance", "schemes")]
        facts = [path for path in self.bundle.data if path.stem == "facts"]
        return reasoning.close(tuple(schema), tuple(facts))

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
        import rdflib

        dataset = rdflib.Dataset(default_union=True)
        for prefix, namespace in self.prefixes.namespaces.items():
            dataset.bind(prefix, namespace)
        for path in self.bundle.turtle:
            graph = dataset.graph(rdflib.URIRef(self.bundle.graph_name(path)))
            graph.parse(data=path.read_bytes(), format="turtle")
        return dataset

    def labels(self, terms: Iterable[Term], language: str) -> dict[str, str]:
        """Return the labels of the IRIs among terms."""
        iris = {term.value for term in terms if isinstance(term, NamedNode)}
        return self.names.labels(iris, language)

    def _answer(
        self,
        query: str,
        question: Question | None,
        values: Mapping[str, Term],
        language: str,
        evidence: bool,
    ) -> Answer:
        self._admit(query)
        solutions = self.store.select(query)
        backing = (proof.Proved(),) * len(solutions.rows)
        unexplained: tuple[str, ...] = ()
        if evidence:
            backing, unexplained = proof.prove(
                self.store, query, solutions, self.prefixes.namespaces
            )
        return Answer(
            question,
            values,
            solutions.variables,
            tuple(
                AnswerRow(cells, *proved)
                for cells, proved in zip(solutions.rows, backing, strict=True)
            ),
            self.release,
            language,
            self._answer_labels(solutions, values, [row.evidence for row in backing], language),
            unexplained,
            self.moment,
        )

    def _answer_labels(
        self,
        solutions: Solutions,
        values: Mapping[str, Term],
        backing: Iterable[tuple[Evidence, ...]],
        language: str,
    ) -> dict[str, str]:
        terms = [term for row in solutions.rows for term in row.values()]
        items = [item for row in backing for item in row]
        facts = [term for item in items for term in item.fact]
        held = {concept("status", item.status) for item in items}
        held |= {concept("acceptance", item.acceptance) for item in items}
        sources = [item.source for item in items]
        return self.labels([*terms, *values.values(), *facts, *sources, *held], language)

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


def _store(bundle: Bundle, prefixes: Prefixes, *, from_cache: bool) -> EmbeddedStore:
    if not from_cache:
        return loading.load(bundle, prefixes.namespaces)
    from alliance_kg import snapshot

    return snapshot.open_snapshot(bundle, prefixes.namespaces)
