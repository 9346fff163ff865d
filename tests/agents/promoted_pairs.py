# ruff: noqa: E501 - one pair a line
"""Edits that tell as done what a page only plans, and edits that keep what it says: written before the rule."""

from __future__ import annotations

ADOPTED = "Kenya adopted a strategy for ending drought emergencies in 2012."
AIMS = "The programme aims to restore 3 million hectares of degraded land by 2030."
PLANS = "Uganda plans to build 12 dams and to train 4,000 farmers before 2028."
PLEDGED = "Norway pledged to double its climate finance by 2026."
COMMITTED = "The country is committed to phasing out coal power by 2035."
TARGET = "Kenya has set a target of a 32 % reduction in emissions by 2030."
DRAFT = "The draft law bans single-use plastics in all coastal districts."
PROPOSED = "The ministry proposed a carbon tax of US$ 25 per tonne in 2021."
CALLS = "The report calls for the elimination of fossil fuel subsidies."
DECIDED = "Parliament decided to close the Lamu coal plant in 2020."
EXPECTED = "The reform is expected to cut methane emissions by 15 %."
FUND = "The fund was created to support communities that lost their land."
WILL = "India will install 500 GW of non-fossil capacity by 2030."
COULD = "Restored wetlands could protect 2 million people from floods."
HOPES = "The mayor hopes that buses will replace half of all car journeys."
URGED = "The assembly urged donors to fund early warning systems."
FAILED = "The state failed to enforce the ban on logging."
STEPS = "In 2019 the cabinet approved a plan to ban plastic bags and set up a recycling agency."
FR_PLAN = "Le Sénégal a adopté une stratégie visant à mettre fin à la déforestation en 2019."
FR_AIM = "Le programme vise à restaurer 3 millions d'hectares de terres dégradées d'ici à 2030."
FR_FUTURE = "Le Maroc réduira ses émissions de 42 % d'ici à 2030."
FR_PROJECT = "Le gouvernement a présenté un projet de loi pour interdire les sacs en plastique."
ES_PLAN = "El Perú aprobó una estrategia para poner fin a la tala ilegal en 2018."
ES_AIM = "El programa pretende restaurar 3 millones de hectáreas de tierras degradadas."
ES_FUTURE = "Chile cerrará todas sus centrales de carbón antes de 2040."
ES_PROJECT = "El ministerio propuso crear un impuesto al carbono en 2017."
ZH_PLAN = "肯尼亚于2012年通过了结束干旱紧急状态的战略。"
ZH_AIM = "该省计划恢复300万公顷退化土地。"
ZH_TARGET = "中国提出了2060年前实现碳中和的目标。"

PROMOTED: tuple[tuple[str, str], ...] = (
    # the main verb is dropped, and what hangs on it is told as done
    ("Kenya ended drought emergencies in 2012.", ADOPTED),
    ("In 2012, Kenya ended drought emergencies under its strategy.", ADOPTED),
    ("Drought emergencies were ended in Kenya in 2012.", ADOPTED),
    ("The programme restored 3 million hectares of degraded land by 2030.", AIMS),
    ("The programme restores 3 million hectares of degraded land by 2030.", AIMS),
    ("The programme has restored 3 million hectares of degraded land.", AIMS),
    ("Uganda built 12 dams before 2028.", PLANS),
    ("Uganda trained 4,000 farmers before 2028.", PLANS),
    ("Uganda has built 12 dams and trained 4,000 farmers.", PLANS),
    ("Norway doubled its climate finance by 2026.", PLEDGED),
    ("Norway doubles its climate finance by 2026.", PLEDGED),
    ("The country phased out coal power by 2035.", COMMITTED),
    ("The country is phasing out coal power by 2035.", COMMITTED),
    ("Kenya has reduced emissions by 32 % by 2030.", TARGET),
    ("Kenya has achieved a 32 % reduction in emissions by 2030.", TARGET),
    ("Kenya reaches a 32 % reduction in emissions by 2030.", TARGET),
    ("The law bans single-use plastics in all coastal districts.", DRAFT),
    ("The ministry introduced a carbon tax of US$ 25 per tonne in 2021.", PROPOSED),
    ("Fossil fuel subsidies were eliminated.", CALLS),
    ("Parliament closed the Lamu coal plant in 2020.", DECIDED),
    ("The reform cut methane emissions by 15 %.", EXPECTED),
    ("The reform has cut methane emissions by 15 %.", EXPECTED),
    ("The fund supported communities that lost their land.", FUND),
    ("India installed 500 GW of non-fossil capacity by 2030.", WILL),
    ("India installs 500 GW of non-fossil capacity by 2030.", WILL),
    ("Restored wetlands protected 2 million people from floods.", COULD),
    ("Buses replace half of all car journeys.", HOPES),
    ("Donors funded early warning systems.", URGED),
    ("The state enforced the ban on logging.", FAILED),
    ("In 2019 the cabinet banned plastic bags and set up a recycling agency.", STEPS),
    # a plan that is made firmer
    ("The programme will restore 3 million hectares of degraded land by 2030.", AIMS),
    ("The ministry will introduce a carbon tax of US$ 25 per tonne.", PROPOSED),
    ("Parliament voted on a law that bans plastics.", "Parliament discussed a bill to ban plastics."),
    # a plan or a first step that is told as carried out
    ("Kenya implemented a strategy for ending drought emergencies in 2012.", ADOPTED),
    ("Kenya achieved its strategy for ending drought emergencies in 2012.", ADOPTED),
    ("Norway fulfilled its pledge to double its climate finance by 2026.", PLEDGED),
    ("In 2012 Kenya saw the end of drought emergencies.", ADOPTED),
    ("Drought emergencies in Kenya have been over since the strategy of 2012.", ADOPTED),
    ("Kenya's success in ending drought emergencies in 2012 rests on a strategy.", ADOPTED),
    ("El Perú implementó una estrategia para poner fin a la tala ilegal en 2018.", ES_PLAN),
    ("Le Sénégal a mis en œuvre une stratégie visant à mettre fin à la déforestation en 2019.", FR_PLAN),
    ("肯尼亚于2012年实施了结束干旱紧急状态的战略。", ZH_PLAN),
    # French
    ("Le Sénégal a mis fin à la déforestation en 2019.", FR_PLAN),
    ("Le programme a restauré 3 millions d'hectares de terres dégradées.", FR_AIM),
    ("Le programme restaure 3 millions d'hectares de terres dégradées d'ici à 2030.", FR_AIM),
    ("Le Maroc a réduit ses émissions de 42 % d'ici à 2030.", FR_FUTURE),
    ("Le gouvernement a interdit les sacs en plastique.", FR_PROJECT),
    # Spanish
    ("El Perú puso fin a la tala ilegal en 2018.", ES_PLAN),
    ("El programa restauró 3 millones de hectáreas de tierras degradadas.", ES_AIM),
    ("Chile cerró todas sus centrales de carbón antes de 2040.", ES_FUTURE),
    ("El ministerio creó un impuesto al carbono en 2017.", ES_PROJECT),
    # Chinese
    ("肯尼亚于2012年结束了干旱紧急状态。", ZH_PLAN),
    ("该省恢复了300万公顷退化土地。", ZH_AIM),
    ("该省恢复300万公顷退化土地。", ZH_AIM),
    ("中国实现了碳中和。", ZH_TARGET),
)
"""Claim and quote: the rules of language must find fault."""

KEPT: tuple[tuple[str, str], ...] = (
    ("In 2012 Kenya adopted a strategy for ending drought emergencies.", ADOPTED),
    ("Kenya adopted a strategy to end drought emergencies in 2012.", ADOPTED),
    ("A strategy for ending drought emergencies was adopted by Kenya in 2012.", ADOPTED),
    ("By 2030, the programme aims to restore 3 million hectares of degraded land.", AIMS),
    ("The programme seeks to restore 3 million hectares of degraded land by 2030.", AIMS),
    ("The aim of the programme is to restore 3 million hectares by 2030.", AIMS),
    ("Uganda plans to build 12 dams.", PLANS),
    ("Uganda plans to train 4,000 farmers before 2028.", PLANS),
    ("Before 2028, Uganda intends to build 12 dams.", PLANS),
    ("Norway made a pledge to double its climate finance by 2026.", PLEDGED),
    ("Norway's climate finance is to be doubled by 2026, as it pledged.", PLEDGED),
    ("The country has committed to phase out coal power by 2035.", COMMITTED),
    ("Kenya's target is a 32 % reduction in emissions by 2030.", TARGET),
    ("By 2030, Kenya aims to reduce emissions by 32 %.", TARGET),
    ("Under the draft law, single-use plastics are banned in all coastal districts.", DRAFT),
    ("A carbon tax of US$ 25 per tonne was proposed in 2021.", PROPOSED),
    ("The report calls for fossil fuel subsidies to be eliminated.", CALLS),
    ("In 2020, parliament decided to close the Lamu coal plant.", DECIDED),
    ("It is expected that the reform will cut methane emissions by 15 %.", EXPECTED),
    ("The reform is projected to cut methane emissions by 15 %.", EXPECTED),
    ("The fund was created for communities that lost their land.", FUND),
    ("By 2030, 500 GW of non-fossil capacity will be installed in India.", WILL),
    ("Restored wetlands could protect 2 million people.", COULD),
    ("Donors were urged to fund early warning systems.", URGED),
    ("The state did not enforce the ban on logging.", FAILED),
    ("In 2019 the cabinet approved a plan to ban plastic bags.", STEPS),
    # what is told as done stays so
    ("Brazil restored 2 million hectares.", "By planting native trees, Brazil restored 2 million hectares."),
    ("Brazil planted native trees.", "Brazil restored 2 million hectares by planting native trees."),
    ("Farmers raised their yields.", "Training helped farmers to raise their yields."),
    ("The city cut emissions by 15 %.", "The city managed to cut emissions by 15 % in 2021."),
    ("The city has reduced emissions.", "The city succeeded in reducing emissions."),
    (
        "Emissions fell by 8 % in 2020.",
        "Emissions fell by 8 % in 2020, and the government plans to keep them low.",
    ),
    ("Peru closed two mines in 2019.", "Peru closed two mines in 2019 and plans to close four more."),
    ("Kenya's drought strategy was adopted in 2012.", ADOPTED),
    (
        "Costa Rica pays farmers to protect forests.",
        "Costa Rica pays farmers to protect forests on their land.",
    ),
    ("Dams were built to store water.", "Dams were built to store water for the dry season."),
    ("The law bans plastic bags.", "The law, which was drafted in 2018, bans plastic bags."),
    ("The plan was adopted in 2015.", "The plan was adopted in 2015 to guide public spending."),
    ("Costs fell as more turbines were built.", "As more turbines were built, costs fell."),
    (
        "Kenya's strategy is to be implemented by 2030.",
        "Kenya adopted a strategy that will be implemented by 2030.",
    ),
    ("The plan was implemented in 2015.", "The plan was implemented in 2015 after it was adopted in 2013."),
    # French, Spanish, Chinese
    ("En 2019, le Sénégal a adopté une stratégie visant à mettre fin à la déforestation.", FR_PLAN),
    ("D'ici à 2030, le programme vise à restaurer 3 millions d'hectares de terres dégradées.", FR_AIM),
    ("D'ici à 2030, le Maroc réduira ses émissions de 42 %.", FR_FUTURE),
    ("Le Maroc a réduit ses émissions.", "Le Maroc a réussi à réduire ses émissions de 42 %."),
    ("En 2018, el Perú aprobó una estrategia para poner fin a la tala ilegal.", ES_PLAN),
    ("El programa busca restaurar 3 millones de hectáreas de tierras degradadas.", ES_AIM),
    ("Perú cerró dos minas en 2019.", "En 2019 Perú cerró dos minas y planea cerrar otras cuatro."),
    ("2012年，肯尼亚通过了结束干旱紧急状态的战略。", ZH_PLAN),
    ("该省拟恢复300万公顷退化土地。", ZH_AIM),
    ("中国的目标是2060年前实现碳中和。", ZH_TARGET),
)
"""Claim and quote: no rule may find fault."""

RIGHT: tuple[tuple[str, str], ...] = (
    (
        "The horse has eight legs.",
        "It is an eight-legged horse.",
    ),
    ("Headache is common in COVID-19 patients.", "Headache was reported in patients with COVID19."),
    ("Peat soils emit more (see table) at 5 °C.", "Peat soils emit more at 5 °c."),
    ("Cuts of 5 % are planned by 2030 [3].", "Cuts of 5 % are planned by 2030 [3]."),
    ("Kenya has a target of a 32 % reduction by 2030.", "Kenya has a target: to reduce by 32 % by 2030."),
    ("Women are encouraged by rising yields.", "Women were glad, encouraged by rising yields."),
)
"""Claim and quote: faults that rules found here were faults of the rules."""
WRONG: tuple[tuple[str, str], ...] = (
    ("South Sudan plants trees.", "Sudan plants trees."),
    ("Grace Odhiambo planted the first mangroves.", "Amina Odhiambo planted the first mangroves."),
    ("Lake Victoria is warming.", "Victoria is warming."),
    ("The horse has six legs.", "It is an eight-legged horse."),
    ("Emissions rise to 32 %.", "Emissions rise by a 23 % share."),
)
"""Claim and quote: what the same rules must still catch."""
