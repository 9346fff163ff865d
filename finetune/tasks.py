"""TASKS: what the tool models learn, from what, under which licence, and how they are judged."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from finetune.kinds import KINDS as KINDS
from finetune.kinds import Kind as Kind
from finetune.kinds import Task as Task
from finetune.recipes import RECIPES

HAZARDS = {
    "warming": "rising temperature of air, sea or land over years",
    "hurricane": "hurricane, cyclone, typhoon, tropical storm",
    "flood": "river, flash or urban flooding, extreme rain",
    "drought": "lack of rain or water over weeks and more",
    "heat": "hot days and nights, heat waves",
    "wildfire": "fires of forest, bush, grass or peat",
    "storm": "wind storms, thunderstorms, tornadoes, hail, dust storms",
    "sea_level_rise": "rising seas, surges and coastal flooding, salt in ground water",
    "landslide": "landslides, mudflows, avalanches, rock falls",
    "cold": "cold waves, frost, snow and ice",
    "pollution": "pollution of air, water or soil",
    "biodiversity_loss": "loss or decline of species and of the places that they live in",
}
_SDG = {
    "1": "no poverty",
    "2": "zero hunger",
    "3": "good health and well-being",
    "4": "quality education",
    "5": "gender equality",
    "6": "clean water and sanitation",
    "7": "affordable and clean energy",
    "8": "decent work and economic growth",
    "9": "industry, innovation and infrastructure",
    "10": "reduced inequalities",
    "11": "sustainable cities and communities",
    "12": "responsible consumption and production",
    "13": "climate action",
    "14": "life below water",
    "15": "life on land",
    "16": "peace, justice and strong institutions",
    "17": "partnerships for the goals",
}

TOOLS = (
    Task(
        "climate_tags",
        "tags",
        HAZARDS,
        "span_f1",
        ("own_hazards",),
        "Apache-2.0 (labels of the project)",
        "the climate hazards that a text names, word by word",
    ),
    Task(
        "climate_topics",
        "labels",
        HAZARDS,
        "macro_f1",
        ("own_topics", "noaa_storm_events"),
        "Apache-2.0 (labels of the project), public domain",
        "the hazards that a passage is about",
    ),
    Task(
        "commitment",
        "label",
        {
            "target": "a goal that can be checked: an amount, a date, or both",
            "measure": "something that is done or will be done",
            "aspiration": "a wish or an aim that cannot be checked",
            "none": "nothing that anybody commits to",
        },
        "macro_f1",
        ("own_commitment",),
        "Apache-2.0 (labels of the project)",
        "how firmly a sentence commits somebody",
    ),
    Task(
        "instrument",
        "label",
        {
            "incentive": "money or another gain for doing something: subsidies, tax breaks, payments",
            "regulation": "a duty, a ban, a standard, a permit",
            "information": "education, advice, labels, monitoring, research",
            "investment": "public money into works, plants or machines",
            "planning": "strategies, institutions, coordination",
            "none": "no instrument of policy",
        },
        "macro_f1",
        ("own_instrument",),
        "Apache-2.0 (labels of the project)",
        "the instrument of policy that a sentence names",
    ),
    Task(
        "specificity",
        "grade",
        {
            "0": "nothing that could be checked",
            "1": "one of actor, amount and date, or a concrete action",
            "2": "two of actor, amount and date",
            "3": "actor, amount and date",
        },
        "quadratic_kappa",
        ("own_specificity",),
        "Apache-2.0 (labels of the project)",
        "how precise a sentence of policy is",
    ),
    Task(
        "policy_parts",
        "labels",
        {
            "quantified": "an amount is stated",
            "timeline": "a date or a period is stated",
            "evidence": "an effect that was observed is stated",
        },
        "macro_f1",
        ("own_policy_parts",),
        "Apache-2.0 (labels of the project)",
        "what a sentence of policy states",
    ),
    Task(
        "quantified",
        "label",
        {
            "quantitative": "says how much, by figures",
            "qualitative": "says what, without figures",
            "irrelevant": "says nothing about environment, society or governance",
        },
        "macro_f1",
        ("esg_zh",),
        "MIT",
        "whether a sentence of a Chinese report gives figures",
    ),
    Task(
        "incentive",
        "label",
        {
            "incentive": "makes doing something more worthwhile",
            "disincentive": "makes doing something less worthwhile",
            "neutral": "neither",
        },
        "macro_f1",
        ("wri_policy_incentives",),
        "MIT",
        "whether a paragraph of policy holds an incentive or a disincentive",
    ),
    Task(
        "risk_grade",
        "grade",
        {
            "0": "no harm, or nothing about harm",
            "1": "minor: small, local, soon over",
            "2": "moderate: injuries, some homes or harvests lost, local disruption",
            "3": "severe: deaths, thousands without home, income or water, a region hit",
            "4": "catastrophic or irreversible: mass deaths, famine, a place or a species lost",
        },
        "quadratic_kappa",
        ("own_risk", "noaa_severity"),
        "Apache-2.0 (labels of the project), public domain",
        "how bad the harm is that a text reports, from labels of the project and recorded impacts",
    ),
    Task(
        "outlook",
        "label",
        {
            "risk": "climate change or its policy as a danger or a cost",
            "neutral": "neither a danger nor a chance",
            "opportunity": "as a chance or a gain",
        },
        "macro_f1",
        ("own_outlook",),
        "Apache-2.0 (labels of the project)",
        "risk, neutral or opportunity",
    ),
    Task(
        "sdg",
        "labels",
        _SDG,
        "macro_f1",
        (
            "sdg_sentences",
            "sdg_official_en",
            "sdg_official_fr",
            "sdg_official_es",
            "sdg_official_zh",
        ),
        "Apache-2.0, MIT",
        "the Sustainable Development Goals that a text serves",
    ),
    Task(
        "species",
        "tags",
        {
            "organism": "living beings, by any name",
            "habitat": "a place where something lives, as a kind of place",
            "environment": "natural surroundings and their parts",
            "phenomenon": "processes of nature, and those of people in nature",
        },
        "span_f1",
        ("biodiv_species", "copious_species"),
        "CC BY 4.0",
        "species and ecosystems that a text names",
    ),
    Task(
        "claim_support",
        "pair",
        {
            "supported": "the evidence says what the claim says",
            "partial": "the evidence says part of it",
            "not_supported": "the evidence does not settle it",
            "contradicted": "the evidence says the opposite",
        },
        "macro_f1",
        ("own_support", "citation_integrity", "wice", "fever_rte"),
        "Apache-2.0, MIT, ODC-BY, CC BY-SA (share-alike)",
        "whether evidence (second text) supports a claim (first text)",
    ),
    Task(
        "relevance",
        "pair",
        {"no": "the passage does not answer the question", "answers": "it does"},
        "auroc",
        (),
        "that of your data",
        "whether a passage (second text) answers a question (first text)",
    ),
    Task(
        "paragraph",
        "generation",
        {},
        "perplexity",
        (),
        "that of your data",
        "a cited paragraph (second text) from quotes (first text)",
    ),
)

TASKS: Mapping[str, Task] = MappingProxyType({task.name: task for task in (*TOOLS, *RECIPES)})
"""Every task by its name: the tools of the agents first, then the recipes."""
