"""What there is in a synthetic alliance: places, companies, brands, plants, cars, people."""

from synthesis.telling import Facts, Teller
from synthesis.testimony import concept, curie, text, typed

_SEGMENTS = ("A", "B", "C", "D", "E", "F", "J", "M", "S")


class Entities(Teller):
    """An alliance of three companies and the maker they share."""

    def make_entities(self) -> None:
        """Make all that things happen to."""
        self._places()
        self._companies()
        self._plants()
        self._cars()
        self._people()

    def _places(self) -> None:
        number = self.number
        self.country = self.entity("place", "Country", f"{self.name()}land {number}")
        self.towns = [
            self.entity("place", "Locality", f"{self.name()} {number}.{at}") for at in (1, 2)
        ]
        for town in self.towns:
            self.fact(town, "isLocatedIn", self.country)

    def _companies(self) -> None:
        number = self.number
        self.alliance = self.entity(
            "alliance", "Alliance", f"Alliance {number}", f"Alleanza {number}"
        )
        self.fact(
            self.alliance, "isCommittedTo",
            concept("theme", "electric-vehicles-for-european-customers"),
        )  # fmt: skip
        self.body = self.entity("body", "GoverningBody", f"Board {number}", f"Consiglio {number}")
        self.fact(self.body, "isBodyOf", self.alliance)
        self.fact(self.body, "skos:altLabel", text(f"B{number}", "en"), by=(self.paper,))
        names = [f"{self.name()} {number}.{at}" for at in range(4)]
        self.companies = [self.entity("company", "Company", name) for name in names]
        *self.partners, self.maker = self.companies
        for company in self.partners:
            self.fact(company, "isPartyTo", self.alliance, by=(self.paper, self.page))
        self.fact(self.maker, "rdf:type", curie("akg:Company"))
        self.fact(self.maker, "hasSeatIn", self.towns[0])
        self.fact(self.partners[0], "isin", text(f"XS{number:09}{number % 10}"))
        self.fact(self.partners[0], "tickerSymbol", text(f"T{number}"))
        self.brands = []
        for at, company in enumerate([*self.partners, self.partners[0]]):
            brand = self.entity("brand", "Brand", f"{self.name(2)} {number}.{at}")
            self.fact(brand, "isOwnedBy", company, by=(self.paper, self.list))
            self.brands.append(brand)

    def _plants(self) -> None:
        number = self.number
        self.plants = []
        for at, town in enumerate(self.towns):
            plant = self.entity(
                "plant", "Plant", f"Plant {number}.{at}", f"Stabilimento {number}.{at}"
            )
            self.fact(plant, "isOperatedBy", self.maker, by=(self.paper, self.page))
            self.fact(plant, "isLocatedIn", town)
            self.fact(plant, "assemblesForBrand", *self.brands[: 2 + at])
            self.plants.append(plant)
        self.line = self.entity("unit", "ProductionLine", f"Line {number}", f"Linea {number}")
        self.fact(self.line, "isPartOf", self.plants[0])
        self.fact(self.line, "isOperatedBy", self.maker)
        self.fact(self.line, "hasCustomer", *self.partners)
        (claim,) = self.fact(self.line, "hasCharacteristic", concept("characteristic", "new"))
        claim.reason("Read so from its year.", "Letto così dall'anno.")
        self.shop = self.entity(
            "unit", "AssemblyShop", f"Assembly shop {number}", f"Reparto di assemblaggio {number}"
        )
        self.fact(self.shop, "isPartOf", self.plants[0], by=(self.note,))

    def _cars(self) -> None:
        number, electric = self.number, concept("powertrain", "battery-electric")
        self.platforms = []
        for at in range(2):
            platform = self.entity("platform", "VehiclePlatform", f"{self.name(2)} P{number}.{at}")
            self.fact(platform, "rdf:type", curie("akg:VehiclePlatform"))
            self.fact(platform, "isPlatformOf", self.maker)
            segment = concept("segment", self.choose.choice(_SEGMENTS))
            self.fact(platform, "isPositionedInSegment", segment)
            self.fact(platform, "hasCharacteristic", concept("characteristic", "modular"))
            self.platforms.append(platform)
        self.fact(self.platforms[1], "continuesPlatform", self.platforms[0])
        self.fact(self.line, "handlesPlatform", *self.platforms)
        self.cars = []
        for at in range(8):
            label = f"{self.name(2)} E{number}.{at}"
            car = self.entity("vehicle", "VehicleModel", label)
            self.fact(car, "hasBrand", self.brands[at % 4], by=(self.paper, self.list))
            self.fact(car, "usesPlatform", self.platforms[at % 2], by=(self.page, self.list))
            segment = concept("segment", self.choose.choice(_SEGMENTS))
            self.fact(car, "isPositionedInSegment", segment)
            self.fact(car, "hasPowertrain", electric, by=(self.paper,))
            self.fact(car, "isMadeIn", self.country)
            self.fact(car, "isDevelopedBy", self.maker)
            self.fact(car, "hasBodyStyle", concept("body-style", "suv"))
            self.cars.append(car)
        self.fact(self.cars[1], "isBasedOn", self.cars[0])
        series = self.entity("vehicle", "ModelSeries", f"{self.name(2)} series {number}")
        generation = self.entity("vehicle", "ModelGeneration", f"{self.name(2)} II {number}")
        self.fact(generation, "isGenerationOf", series)
        self.fact(generation, "hasBrand", self.brands[0])
        variant = self.entity("vehicle", "ModelVariant", f"{self.name(2)} 52 kWh {number}")
        self.fact(variant, "isVariantOf", self.cars[0])

    def _people(self) -> None:
        number, chief = self.number, concept("role", "chief-executive")
        people = [
            self.entity("person", "Person", f"{self.name(2)} {self.name(2)} {number}.{at}")
            for at in range(5)
        ]
        for person in people[1:]:
            self.fact(person, "birthYear", typed(self.choose.randint(1950, 1985), "integer"))
        self.held = self.fact(people[0], "birthYear", typed(1960, "integer"))[0]
        year, month = self.choose.randint(2012, 2016), self.choose.randint(1, 12)
        before = None
        for at, person in enumerate(people[:2]):
            time = (
                self.calendar.between((year, month), (year + 3, month))
                if at == 0
                else self.calendar.since(year + 4, month)
            )
            before = self._office(person, chief, self.maker, time, before)
        for person, company in zip(people[2:], self.partners, strict=True):
            self._office(person, chief, company, self.calendar.since(year, month), None)
        self.people = people

    def _office(self, person: str, role: str, company: str, time: str, before: str | None) -> str:
        label = f"Office {self.number}.{len(self.facts)}"
        facts: Facts = {"isHeldBy": person, "hasRole": role,
                                    "inOrganization": company, "hasTimeExtent": time}  # fmt: skip
        if before is not None:
            facts["succeeds"] = before
        italian = label.replace("Office", "Carica")
        return self.situation("role-holding", "RoleHolding", label, italian, facts,
                               by=(self.page, self.list))  # fmt: skip
