"""One synthetic alliance: what there is, what happens, what sources give figures of and dispute.

Every alliance is whole by itself, so a graph of any size is made one alliance at a time.
What is drawn keeps to the shapes of the release.
"""

from collections.abc import Sequence

from synthesis.calendar import Calendar
from synthesis.entities import Entities
from synthesis.telling import Facts
from synthesis.testimony import Block, Claim, Source, concept, conflict, curie, text, thing, typed

_EURO = "<http://publications.europa.eu/resource/authority/currency/EUR>"


class Alliance(Entities):
    """The blocks of one alliance, facts and testimony apart."""

    def __init__(self, number: int, seed: int, calendar: Calendar) -> None:
        super().__init__(number, seed, calendar)
        self.make_entities()
        self._situations()
        self._events()
        self._statements()
        self._disputes()

    def _situations(self) -> None:
        number = self.number
        phases = ("ongoing", "ongoing", "planned", "about-to-start")
        self.assignments = [
            self.situation(
                "assignment", "ProductionAssignment",
                f"Car {at} at a plant, {number}", f"Vettura {at} in uno stabilimento, {number}",
                {"assignsModel": car, "atPlant": self.plants[at // 2 % 2],
                 "inPhase": concept("phase", phases[at % 4]), "hasTimeExtent": self.since()},
            )
            for at, car in enumerate(self.cars)
        ]  # fmt: skip
        self.situation(
            "assignment", "PlatformAssignment", f"Cars on platforms {number}",
            f"Vetture su piattaforme {number}",
            {"concernsModel": self.cars[:2], "concernsPlatform": self.platforms,
             "pairingStated": typed("false", "boolean"), "inPhase": concept("phase", "planned")},
        )  # fmt: skip
        self.situation(
            "regime", "ProductionRegime", f"All-electric production {number}",
            f"Produzione tutta elettrica {number}",
            {"atPlant": self.plants[0], "hasPowertrain": concept("powertrain", "battery-electric"),
             "hasTimeExtent": self.since()},
        )  # fmt: skip
        self.situation(
            "partnership", "Partnership", f"Partnership {number}", f"Collaborazione {number}",
            {"hasPartner": self.partners,
             "hasCharacteristic": concept("characteristic", "strategic"),
             "hasTheme": concept("theme", "innovation")}, by=(self.paper,),
        )  # fmt: skip
        for plant in self.plants:
            self.situation(
                "operation", "PlantOperation", f"Operation {number}.{len(self.facts)}",
                f"Gestione {number}.{len(self.facts)}",
                {"atPlant": plant, "isRunBy": self.maker, "hasTimeExtent": self.since()},
            )  # fmt: skip
        self.situation(
            "component-production", "ComponentProduction", f"Batteries {number}",
            f"Batterie {number}",
            {"atPlant": self.plants[1], "makesComponent": concept("component", "battery"),
             "hasTimeExtent": self.since()},
        )  # fmt: skip
        self._stakes()

    def _stakes(self) -> None:
        holder, held = self.partners[:2]
        year, month = self.choose.randint(2011, 2018), self.choose.randint(1, 12)
        times = (self.calendar.between((year, month), (year + 2, month)),
                 self.calendar.since(year + 3, month))  # fmt: skip
        for at, time in enumerate(times):
            percent = self.choose.randint(5, 45)
            label = f"Stake {self.number}.{at}"
            self.situation(
                "stake", "Shareholding", label, label.replace("Stake", "Quota"),
                {"hasHolder": holder, "isStakeIn": held, "hasTimeExtent": time,
                 "hasStakeKind": concept("stake-kind", "direct"),
                 "numericValue": typed(percent, "decimal")},
                by=(self.page, self.list),
            )  # fmt: skip
        works = f"{self.name()} works {self.number}"
        named = {
            "plant": (self.plants[0], works),
            "legal": (self.maker, f"Maker {self.number} plc"),
            "platform": (self.platforms[0], f"CMF {self.number}"),
        }
        for kind, (bearer, name) in named.items():
            code = concept("name-kind", f"{kind}-name")
            self.situation(
                "naming", "Naming", f"{name} as a name", f"{name} come nome",
                {"names": bearer, "givenName": text(name), "hasNameKind": code,
                 "hasTimeExtent": self.since()},
            )  # fmt: skip

    def _event(
        self, cls: str, label: str, facts: Facts, status: str = "occurred",
        by: Sequence[Source] = (),
    ) -> str:  # fmt: skip
        name = f"{label} {self.number}.{len(self.facts)}"
        told = {**facts, "hasEventStatus": concept("event-status", status)}
        if cls != "Milestone":  # one event whose day nobody gives
            told["hasTimeExtent"] = self.within()
        return self.situation("event", cls, name, f"Evento: {name}", told, by=by)

    def _events(self) -> None:
        for car in self.cars:
            self._event("Unveiling", "Unveiling", {"concernsModel": car, "hasVenue": self.towns[0]})
            self._event("CommercialLaunch", "Launch", {"concernsModel": car}, "planned")
        car, plant, purpose = self.cars[0], self.plants[0], "adapt-to-electric-vehicles"
        self._event("ProductionStart", "Start", {"concernsModel": car, "atPlant": plant})
        self._event("OrderStart", "Orders", {"concernsModel": car}, "planned")
        self._event("Founding", "Founding", {"concernsEntity": self.maker})
        self._event("Milestone", "Milestone", {"concernsEntity": plant})
        self._event("Accession", "Accession", {"concernsEntity": [self.partners[2], self.alliance]})
        self._event("ShareTransfer", "Shares", {"concernsEntity": self.partners[:2]})
        self._event("Reorganization", "Reorganization", {"concernsEntity": self.maker}, "planned")
        self._event("Announcement", "Announcement", {"announces": self.assignments[:2]})
        self._event(
            "PartnerSelection", "Choice",
            {"isSelectionBy": self.partners[2], "selects": self.maker,
             "hasPurpose": concept("purpose", "rely-on-solid-ecosystem")},
        )  # fmt: skip
        amount = self.situation(
            "amount", "MonetaryAmount", f"{self.number} million euros",
            f"{self.number} milioni di euro",
            {"numericValue": typed((self.number + 1) * 1_000_000, "decimal"), "hasCurrency": _EURO,
             "verbatimAmount": text(f"{self.number} million euros", "en")},
        )  # fmt: skip
        promise = self._event(
            "InvestmentCommitment", "Promise",
            {"isMadeByCompany": self.partners[0], "isMadeInto": self.maker, "hasAmount": amount},
        )  # fmt: skip
        self._event("Cancellation", "Withdrawal", {"cancels": promise})
        money = self.situation(
            "investment", "Investment", f"Investment {self.number}", f"Investimento {self.number}",
            {"hasAmount": amount, "finances": [self.line, self.shop]},
        )  # fmt: skip
        self._event(
            "PlantConversion", "Conversion",
            {"atPlant": plant, "hasPurpose": concept("purpose", purpose), "isFinancedBy": money},
        )  # fmt: skip
        meeting = self._event(
            "BoardMeeting", "Meeting",
            {"isMeetingOf": self.body, "hasVenue": plant,
             "hasPurpose": concept("purpose", "evaluate-value-creation")},
        )  # fmt: skip
        for at, person in enumerate(self.people[1:]):
            label = f"Participation {self.number}.{at}"
            self.situation(
                "participation", "Participation", label, label.replace("tion", "zione"),
                {"inEvent": meeting, "hasParticipant": person,
                 "inCapacity": concept("role", "chief-executive"),
                 "ordinalRank": typed(1, "integer"), "hasOrdinalScope": self.body},
                by=(self.paper,),
            )  # fmt: skip

    def _statements(self) -> None:
        number = self.number
        self.figures = []
        for at, car in enumerate(self.cars):
            facts: Facts = {
                "measures": car, "hasQuantityKind": concept("quantity-kind", "wltp-range"),
                "hasUnit": concept("unit", "km"),
            }  # fmt: skip
            if at:  # of the first car the sources differ
                facts["numericValue"] = typed(self.choose.randint(300, 700), "decimal")
            self.figures.append(
                self.situation("quantity", "QuantityStatement", f"Range {number}.{at}",
                                f"Autonomia {number}.{at}", facts)
            )  # fmt: skip
        for kind, measured, unit, value in (
            ("battery-capacity", self.cars[0], "kwh", 52),
            ("motor-power", self.cars[0], "kw", 110),
            ("length", self.cars[0], "metre", 4),
            ("workforce", self.maker, "person", self.choose.randint(10, 90) * 100),
            ("production-target", self.plants[0], "vehicle-per-year", 400_000),
            ("production-output", self.plants[0], "vehicle", self.choose.randint(1, 400) * 1000),
        ):
            label = f"{kind.replace('-', ' ').capitalize()} {number}"
            figure: Facts = {
                "measures": measured, "hasQuantityKind": concept("quantity-kind", kind),
                "numericValue": typed(value, "decimal"), "hasUnit": concept("unit", unit),
                "hasTimeExtent": self.within(),
            }  # fmt: skip
            if kind == "production-output":
                figure["concernsModel"] = self.cars[0]
            self.situation("quantity", "QuantityStatement", label, f"Cifra: {label}", figure)
        self.situation(
            "statement", "CountStatement", f"Models on a line {number}",
            f"Modelli su una linea {number}",
            {"countsKind": concept("counted-kind", "vehicle-model"),
             "countValue": typed(3, "integer"), "hasCountScope": self.line,
             "enumerates": self.cars[:3]}, by=(self.paper,),
        )  # fmt: skip
        self.situation(
            "statement", "RankStatement", f"A first {number}", f"Un primato {number}",
            {"ranksEntity": self.cars[0], "ordinalRank": typed(1, "integer"),
             "hasOrdinalScope": self.brands[0], "inPlace": self.country}, by=(self.paper,),
        )  # fmt: skip

    def _disputes(self) -> None:
        """One figure that two sources give differently, and one that only one of them has right."""
        number = self.number
        sides = [
            self.claim(
                source, self.figures[0], "akg:numericValue", typed(value, "decimal"), "undecided"
            )
            for source, value in ((self.page, 410), (self.list, 440))
        ]
        self._dispute("range", 2 * number + 1, self.figures[0], "none-accepted", sides,
                      f"How far does car {number} go?",
                      f"Quanto lontano va la vettura {number}?")  # fmt: skip
        wrong = self.claim(
            self.list, self.people[0], "akg:birthYear", typed(1961, "integer"), "rejected"
        )
        wrong.reason("A slip.", "Un refuso.")
        self._dispute("birth", 2 * number + 2, self.people[0], "one-accepted", [self.held, wrong],
                      f"When was person {number} born?",
                      f"Quando è nata la persona {number}?")  # fmt: skip

    def _dispute(
        self, slug: str, code: int, over: str, outcome: str, sides: Sequence[Claim],
        english: str, italian: str,
    ) -> None:  # fmt: skip
        conflict(sides[0], sides[1])
        block = Block(thing("dispute", f"{slug}-{self.number}"))
        block.add("rdf:type", curie("akg:Dispute"))
        block.add("rdfs:label", text(english, "en"), text(italian, "it"))
        block.add("skos:notation", text(str(code)))
        block.add("akg:isOver", over)
        block.add("akg:hasSide", *(claim.name for claim in sides))
        block.add("akg:hasOutcome", concept("outcome", outcome))
        block.add("akg:rationale", text("Said by the page.", "en"),
                  text("Lo dice la pagina.", "it"))  # fmt: skip
        self.extra.append(block)
