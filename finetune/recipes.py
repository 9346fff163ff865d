"""RECIPES: tasks of public sets whose licence lets a user train and measure, and lets us ship no weights."""

from __future__ import annotations

from finetune.kinds import Kind, Task

_RTE_LABELS = {
    "supported": "the evidence says what the claim says",
    "contradicted": "the evidence says the opposite",
    "not_supported": "the evidence does not settle it",
}
_FINANCE = (
    "None,Adaptation,Other-mitigation-projects,Sustainable-land-use,Nature_conservation,"
    "Other-environment-protection-projects,Renewables-multiple,Biodiversity,Biofuel-energy,"
    "Hydro-energy,Energy-efficiency,Wind-energy,Solar-energy,Geothermal-energy,Marine-energy"
)
_HUMAID = {
    "rescue_volunteering_or_donation_effort": "help that is given",
    "other_relevant_information": "information about the event that fits nowhere else",
    "infrastructure_and_utility_damage": "buildings, roads, power or water damaged",
    "sympathy_and_support": "thoughts, prayers, thanks",
    "injured_or_dead_people": "people hurt or killed",
    "caution_and_advice": "warnings and tips",
    "displaced_people_and_evacuations": "people who leave or lost their home",
    "not_humanitarian": "nothing about help or harm",
    "requests_or_urgent_needs": "needs and calls for help",
    "missing_or_found_people": "people missing or found",
}
_HAZARDS = (
    "FIRE,NUCLEAR,TYPHOON,STORM,THUNDERSTORM,HAIL,OIL SPILL,FLOOD,HAZARD,SANDSTORM,HURRICANE,SINK HOLE,"
    "TORNADOES,LIGHTNING,LANDSLIDES,RAINSTORM,HEAT WAVE,WIND STORM,EARTHQUAKE,MUDSLIDE,SNOW STORM,"
    "TSUNAMI,LAVA LAMP,AVALANCHES,DROUGHT"
)
_CLIMATE_IE = (
    "variable,location,model,teleconnection,natural hazard,experiment,project,weather event,provider,"
    "instrument,platform,ocean circulation"
)
_ESG = (
    "employees,governance_structure,innovation,irrelevant,customers,philanthropy,product_quality,"
    "waste_management,supply_chain,carbon_emissions,data_security,energy_resource_use,anti_corruption,"
    "rural_support,litigation_sanctions,climate_change_response,employment,water_resources,"
    "green_finance,audit,ip_protection,environmental_policy,covid,whistleblowing,biodiversity,"
    "disclosure,raw_materials,sustainability_certification,green_buildings,shareholder_rights,land_use,"
    "anti_unfair_competition,tax_transparency,clean_technology,chemical_safety,environmental_penalties,"
    "responsible_investment"
)


def _named(labels: str, of: str) -> dict[str, str]:
    """Labels divided by commas, each with the words that its makers gave it."""
    return {name: f"{of}: {name.replace('_', ' ').replace('-', ' ').lower()}" for name in labels.split(",")}


def _recipe(
    name: str, kind: Kind, labels: dict[str, str], metric: str, licence: str, about: str, *readers: str
) -> Task:
    return Task(name, kind, labels, metric, readers or (name,), licence, about, ships=False)


def _pairs(name: str, licence: str, about: str, *left_out: str, metric: str = "macro_f1") -> Task:
    labels = {label: said for label, said in _RTE_LABELS.items() if label not in left_out}
    return _recipe(name, "pair", labels, metric, licence, about)


_NC, _UNKNOWN = "non-commercial", "none stated"

RECIPES = (
    _recipe(
        "environmental_claims",
        "label",
        {"0": "no environmental claim", "1": "an environmental claim of a company"},
        "f1",
        _NC,
        "whether a company's sentence claims something good for the environment",
    ),
    _recipe(
        "climate_sentiment",
        "label",
        {
            "risk": "climate change or its policy as a danger",
            "neutral": "neither",
            "opportunity": "as a chance",
        },
        "macro_f1",
        _NC,
        "risk, neutral or opportunity in a company's paragraph",
    ),
    _recipe(
        "climate_finance",
        "label",
        _named(_FINANCE, "aid project"),
        "macro_f1",
        _UNKNOWN,
        "what an aid project is for",
    ),
    _recipe("humaid", "label", _HUMAID, "macro_f1", _NC, "what a message in a disaster is about"),
    _recipe(
        "hazard_ner_en", "tags", _named(_HAZARDS, "hazard"), "span_f1", _UNKNOWN, "hazards in short messages"
    ),
    _recipe(
        "geodisaster_ner_zh",
        "tags",
        _named("location,hazard_type,casualties,economic_loss,scale,cause", "disaster"),
        "span_f1",
        _UNKNOWN,
        "hazard, place, losses and cause in Chinese news",
    ),
    _recipe(
        "climate_ie_ner",
        "tags",
        _named(_CLIMATE_IE, "climate science"),
        "span_f1",
        _UNKNOWN,
        "terms of climate science",
    ),
    Task(
        "biodiv_ner",
        "tags",
        _named("Organism,Environment,Phenomena,Matter,Quality,Location", "biodiversity"),
        "span_f1",
        ("biodiv_ner",),
        "CC BY 4.0",
        "the six tags of BiodivNER as its authors have them",
    ),
    Task(
        "copious_ner",
        "tags",
        _named("Taxon,GeographicalLocation,Person,TemporalExpression,Habitat", "biodiversity"),
        "span_f1",
        ("copious_ner",),
        "CC BY 4.0",
        "the five tags of COPIOUS; its train part is not at hand, so its dev part trains",
    ),
    Task(
        "esg_topics",
        "label",
        _named(_ESG, "report topic"),
        "macro_f1",
        ("esg_zh_topics",),
        "MIT",
        "the topic of a sentence of a Chinese company report",
    ),
    _pairs("citation_integrity", "MIT", "whether a cited paper supports the sentence that cites it"),
    _pairs("healthver", _UNKNOWN, "health claims against evidence; its dev part trains"),
    _pairs(
        "covidfact", _UNKNOWN, "claims and their automatic counter-claims", "not_supported", metric="auroc"
    ),
    _pairs("climate_fever", _UNKNOWN, "climate claims against sentences of an encyclopedia"),
    _pairs("scifact_rte", _NC, "claims of science against abstracts", "not_supported"),
    _pairs("ocnli", _NC, "Chinese sentence pairs"),
    _pairs("attributionbench", "mixed", "whether references carry a generated claim", "contradicted"),
)
