# ruff: noqa: E501 - one pair a line
"""Claims and the words cited for them: small changes to be caught, honest rewordings that must pass."""

from __future__ import annotations

NUMBERS, LANGUAGE, NAMES, INNER = "numbers", "calibrated language", "named things", "inner references"

NDC = "Kenya will reduce its emissions by 32 per cent below 2010 levels by 2030."
GAP = "Global emissions must fall by 43 % below 2019 levels by 2030 to stay at 1.5 °C."
COST = "Restoring 5.1 million hectares of forest could cost up to US$ 2.5 billion."
SEAS = "Sea level will very likely rise by 0.28 to 0.55 m by 2100 (medium confidence)."
FR = "Le Sénégal doit réduire ses émissions de 29,5 % d'ici à 2030, par rapport à 2010."
ES = "El Perú podría restaurar 3,2 millones de hectáreas antes de 2030 con 1.500 millones de dólares."
ZH = "到2030年，中国非化石能源占比将达到25%左右，森林蓄积量将增加60亿立方米。"
MUST = "Operators shall report leaks within 30 days."
SHOULD = "Parties should phase out subsidies for coal by 2030."
MAY = "Warming may slow crop growth in most regions."
SOME = "Some cities have banned old cars."
FALL = "Deforestation fell by 12 % from 2019 to 2022."
NO = "The agreement does not create new financial obligations."
CITED = "Peatlands store a third of soil carbon (Smith et al. 2015)."

CAUGHT: tuple[tuple[str, str, str], ...] = (
    # years
    ("Kenya will reduce its emissions by 32 per cent below 2010 levels by 2035.", NDC, NUMBERS),
    ("Kenya will reduce its emissions by 32 per cent below 2015 levels by 2030.", NDC, NUMBERS),
    ("Kenya will reduce its emissions by 32 per cent below 2030 levels by 2010.", NDC, NUMBERS),
    ("Global emissions must fall by 43 % below 2019 levels after 2030 to stay at 1.5 °C.", GAP, NUMBERS),
    ("Le Sénégal doit réduire ses émissions de 29,5 % d'ici à 2035, par rapport à 2010.", FR, NUMBERS),
    ("El Perú podría restaurar 3,2 millones de hectáreas antes de 2035 con 1.500 millones de dólares.", ES, NUMBERS),
    ("到2035年，中国非化石能源占比将达到25%左右，森林蓄积量将增加60亿立方米。", ZH, NUMBERS),
    ("Deforestation fell by 12 % from 2018 to 2022.", FALL, NUMBERS),
    # values
    ("Kenya will reduce its emissions by 23 per cent below 2010 levels by 2030.", NDC, NUMBERS),
    ("Kenya will reduce its emissions by thirty-four per cent below 2010 levels by 2030.", NDC, NUMBERS),
    ("Restoring 51 million hectares of forest could cost up to US$ 2.5 billion.", COST, NUMBERS),
    ("Restoring 5.1 million hectares of forest could cost up to US$ 25 billion.", COST, NUMBERS),
    ("Sea level will very likely rise by 0.28 to 0.65 m by 2100 (medium confidence).", SEAS, NUMBERS),
    ("Le Sénégal doit réduire ses émissions de 25,9 % d'ici à 2030, par rapport à 2010.", FR, NUMBERS),
    ("El Perú podría restaurar 3,2 millones de hectáreas antes de 2030 con 15.000 millones de dólares.", ES, NUMBERS),
    ("到2030年，中国非化石能源占比将达到52%左右，森林蓄积量将增加60亿立方米。", ZH, NUMBERS),
    ("到2030年，中国非化石能源占比将达到25%左右，森林蓄积量将增加16亿立方米。", ZH, NUMBERS),
    ("Peatlands store half of soil carbon.", CITED, NUMBERS),
    ("Two thirds of the parties agreed.", "Three quarters of the parties agreed.", NUMBERS),
    ("Emissions doubled.", "Emissions tripled.", NUMBERS),
    ("Ice loss grew threefold.", "Ice loss grew fourfold.", NUMBERS),
    ("Twelve towns joined.", "Twenty towns joined.", NUMBERS),
    ("Article 6 sets the rules.", "Article 5 sets the rules.", NUMBERS),
    ("One in five species is at risk.", "One in three species is at risk.", NUMBERS),
    # units
    ("Restoring 5.1 million acres of forest could cost up to US$ 2.5 billion.", COST, NUMBERS),
    ("Restoring 5.1 million hectares of forest could cost up to US$ 2.5 million.", COST, NUMBERS),
    ("Restoring 5.1 million hectares of forest could cost up to € 2.5 billion.", COST, NUMBERS),
    ("Restoring 5.1 million km² of forest could cost up to US$ 2.5 billion.", COST, NUMBERS),
    ("Sea level will very likely rise by 0.28 to 0.55 cm by 2100 (medium confidence).", SEAS, NUMBERS),
    ("Emissions reached 52 Mt of CO2.", "Emissions reached 52 Gt of CO2.", NUMBERS),
    ("Emissions reached 52 kt.", "Emissions reached 52 t.", NUMBERS),
    ("Emissions reached 5 Gt of carbon, 5 Gt C.", "Emissions reached 5 Gt CO2.", NUMBERS),
    ("The plant has 300 kW.", "The plant has 300 MW.", NUMBERS),
    ("The plant makes 300 GWh.", "The plant makes 300 GW.", NUMBERS),
    ("The share rose by 5 %.", "The share rose by 5 percentage points.", NUMBERS),
    ("It warmed by 2 °F.", "It warmed by 2 °C.", NUMBERS),
    ("Yields are 4 tonnes per capita.", "Yields are 4 tonnes per hectare.", NUMBERS),
    ("CO2 reached 420 ppb.", "CO2 reached 420 ppm.", NUMBERS),
    ("El Perú podría restaurar 3,2 millones de hectáreas antes de 2030 con 1.500 millones de euros.", ES, NUMBERS),
    ("到2030年，中国非化石能源占比将达到25%左右，森林蓄积量将增加60万立方米。", ZH, NUMBERS),
    ("It lasts 10 months.", "It lasts 10 years.", NUMBERS),
    # direction, to and by, ends of a range
    ("Kenya will increase its emissions by 32 per cent by 2030.", NDC, NUMBERS),
    ("Global emissions must fall by 43 % above 2019 levels by 2030 to stay at 1.5 °C.", GAP, NUMBERS),
    ("Deforestation rose by 12 % from 2019 to 2022.", FALL, NUMBERS),
    ("Deforestation fell to 12 % from 2019 to 2022.", FALL, NUMBERS),
    ("The share grew from 65 % to 28 %.", "The share grew from 28 % to 65 %.", NUMBERS),
    ("Les émissions ont augmenté de 12 %.", "Les émissions ont diminué de 12 %.", NUMBERS),
    ("Las emisiones aumentaron un 12 %.", "Las emisiones disminuyeron un 12 %.", NUMBERS),
    ("排放量增加12%。", "排放量下降12%。", NUMBERS),
    ("Rainfall increases in the north.", "Rainfall decreases in the north.", LANGUAGE),
    # bounds
    ("Restoring 5.1 million hectares of forest could cost US$ 2.5 billion.", COST, NUMBERS),
    ("Restoring 5.1 million hectares of forest could cost at least US$ 2.5 billion.", COST, NUMBERS),
    ("Forests hold 861 Gt of carbon.", "Forests hold at least 861 Gt of carbon.", NUMBERS),
    ("Losses stay under 5 %.", "Losses stay above 5 %.", NUMBERS),
    ("Il faut jusqu'à 30 sites.", "Il faut au moins 30 sites.", NUMBERS),
    ("Hacen falta como máximo 30 sitios.", "Hacen falta al menos 30 sitios.", NUMBERS),
    ("至多需要30个地点。", "至少需要30个地点。", NUMBERS),
    # figures that belong to another thing
    (
        "Kenya aims at 45 % and India at 32 % renewable power.",
        "Kenya aims at 32 % and India at 45 % renewable power.",
        NUMBERS,
    ),
    # likelihood, confidence, duty
    ("Warming will slow crop growth in most regions.", MAY, LANGUAGE),
    ("Warming slows crop growth in most regions.", MAY, LANGUAGE),
    ("Warming must slow crop growth in most regions.", MAY, LANGUAGE),
    ("Warming may slow crop growth in all regions.", MAY, LANGUAGE),
    ("Sea level will likely rise by 0.28 to 0.55 m by 2100 (medium confidence).", SEAS, LANGUAGE),
    ("Sea level will rise by 0.28 to 0.55 m by 2100 (medium confidence).", SEAS, LANGUAGE),
    ("Sea level will very likely rise by 0.28 to 0.55 m by 2100 (high confidence).", SEAS, LANGUAGE),
    ("Sea level will very likely rise by 0.28 to 0.55 m by 2100.", SEAS, LANGUAGE),
    ("It is unlikely that summers get drier.", "It is likely that summers get drier.", LANGUAGE),
    ("Operators may report leaks within 30 days.", MUST, LANGUAGE),
    ("Operators should report leaks within 30 days.", MUST, LANGUAGE),
    ("Parties must phase out subsidies for coal by 2030.", SHOULD, LANGUAGE),
    ("Parties phase out subsidies for coal by 2030.", SHOULD, LANGUAGE),
    ("Parties may phase out subsidies for coal by 2030.", SHOULD, LANGUAGE),
    ("All cities have banned old cars.", SOME, LANGUAGE),
    ("Most cities have banned old cars.", SOME, LANGUAGE),
    ("Cities have banned old cars.", SOME, LANGUAGE),
    ("Le Sénégal peut réduire ses émissions de 29,5 % d'ici à 2030, par rapport à 2010.", FR, LANGUAGE),
    ("Le Sénégal devrait réduire ses émissions de 29,5 % d'ici à 2030, par rapport à 2010.", FR, LANGUAGE),
    ("El Perú debe restaurar 3,2 millones de hectáreas antes de 2030 con 1.500 millones de dólares.", ES, LANGUAGE),
    ("El Perú restaurará 3,2 millones de hectáreas antes de 2030 con 1.500 millones de dólares.", ES, LANGUAGE),
    ("企业可以报告排放量。", "企业必须报告排放量。", LANGUAGE),
    ("冰川很可能消失。", "冰川极有可能消失。", LANGUAGE),
    ("Il est probable que la mer monte.", "Il est très probable que la mer monte.", LANGUAGE),
    ("Es probable que suba el nivel del mar.", "Es muy probable que suba el nivel del mar.", LANGUAGE),
    ("The country planted 5 million trees.", "The country plans to plant 5 million trees.", LANGUAGE),
    # negation
    ("The agreement creates new financial obligations.", NO, LANGUAGE),
    ("The tax was repealed in 2014.", "The tax was not repealed in 2014.", LANGUAGE),
    ("L'accord crée de nouvelles obligations.", "L'accord ne crée pas de nouvelles obligations.", LANGUAGE),
    ("El acuerdo crea nuevas obligaciones.", "El acuerdo no crea nuevas obligaciones.", LANGUAGE),
    ("该协定规定了新的义务。", "该协定没有规定新的义务。", LANGUAGE),
    # names
    ("Uganda will reduce its emissions by 32 per cent below 2010 levels by 2030.", NDC, NAMES),
    ("Le Mali doit réduire ses émissions de 29,5 % d'ici à 2030, par rapport à 2010.", FR, NAMES),
    ("El Ecuador podría restaurar 3,2 millones de hectáreas antes de 2030 con 1.500 millones de dólares.", ES, NAMES),
    ("到2030年，印度非化石能源占比将达到25%左右，森林蓄积量将增加60亿立方米。", ZH, NAMES),
    ("The Kyoto Protocol sets targets.", "The Paris Agreement sets targets.", NAMES),
    ("UNEP leads the work.", "UNDP leads the work.", NAMES),
    ("The World Bank paid for it.", "The Green Climate Fund paid for it.", NAMES),
    ("Populations of Panthera leo fell.", "Populations of Panthera onca fell.", NAMES),
    ("The Nairobi plan was adopted.", "The Mombasa plan was adopted.", NAMES),
    ("L'Accord de Paris fixe des objectifs.", "Le Protocole de Kyoto fixe des objectifs.", NAMES),
    ("The rule was adopted in March.", "The rule was adopted in June.", NAMES),
    # references that are not the source
    ("Peatlands store a third of soil carbon (Jones et al. 2016).", CITED, INNER),
    ("Jones and Lee (2019) found that peatlands store carbon.", CITED, INNER),
    ("Peatlands store a third of soil carbon (IPCC 2018).", CITED, INNER),
)  # fmt: skip

HONEST: tuple[tuple[str, str], ...] = (
    ("By 2030 Kenya will cut its emissions by 32 % below 2010 levels.", NDC),
    ("Kenya's emissions will be reduced by thirty-two per cent by 2030, compared with 2010.", NDC),
    (
        "To stay at 1.5 degrees Celsius, global emissions must fall by 43 per cent below 2019 levels by 2030.",
        GAP,
    ),
    ("By 2030, global emissions must be 43 % lower than in 2019.", GAP),
    ("It could cost up to 2.5 billion US dollars to restore 51,000 km² of forest.", COST),
    ("It might cost as much as $2,500 million to restore 5,100,000 ha of forest.", COST),
    ("By 2100 sea level will very likely rise by 28 to 55 cm (medium confidence).", SEAS),
    ("By 2100 a rise of sea level between 0.28 and 0.55 m is very likely (medium confidence).", SEAS),
    ("D'ici à 2030, le Sénégal doit réduire ses émissions de 29,5 pour cent par rapport à 2010.", FR),
    ("Senegal must reduce its emissions by 29.5 % by 2030, compared with 2010.", FR),
    ("El Perú podría restaurar 3,2 millones de ha antes de 2030 con 1,5 mil millones de dólares.", ES),
    ("Peru could restore 3.2 million hectares before 2030 with 1.5 billion dollars.", ES),
    ("中国非化石能源占比到2030年将达到百分之二十五左右。", ZH),
    ("China's forest stock will increase by 6 billion cubic metres by 2030.", ZH),
    ("Operators must report leaks within 30 days.", MUST),
    ("Operators are required to report leaks within thirty days.", MUST),
    ("By 2030, parties ought to phase out subsidies for coal.", SHOULD),
    ("In most regions, crop growth might slow with warming.", MAY),
    ("Warming could slow crop growth in most regions.", MAY),
    ("Several cities have banned old cars.", SOME),
    ("From 2019 to 2022 deforestation declined by 12 per cent.", FALL),
    ("Deforestation decreased by 12 % between 2019 and 2022.", FALL),
    ("No new financial obligations are created by the agreement.", NO),
    ("A third of soil carbon is stored in peatlands (Smith et al. 2015).", CITED),
    ("Peatlands hold one third of the carbon in soils.", CITED),
    ("Emissions reached 52 gigatonnes.", "Emissions reached 52 Gt."),
    ("Emissions reached 52,000 Mt.", "Emissions reached 52 Gt."),
    ("Emissions reached 1.2 million tonnes.", "Emissions reached 1,200 kt."),
    ("The plant has 1,500 MW.", "The plant has 1.5 GW."),
    ("The plant made 3.6 PJ.", "The plant made 1 TWh."),
    ("The park covers 250 km2.", "The park covers 25,000 hectares."),
    ("It warmed by 5 °C.", "It warmed by 9 °F."),
    ("Half of the towns joined.", "50 % of the towns joined."),
    ("Seventy per cent of fishers moved.", "Seven in ten fishers moved."),
    ("More than half of the water is clean.", "55 % of the water is clean."),
    ("About 12 per cent of the land burnt.", "12.1 % of the land burnt."),
    ("Emissions doubled.", "Emissions grew twofold."),
    ("The alerts are checked within two days.", "The alerts are checked within 48 hours."),
    ("The budget is 1 200 euros.", "The budget is €1,200."),
    ("Le budget est de 1.200 euros.", "Le budget est de 1 200 euros."),
    ("El presupuesto es de 1,2 millones de euros.", "El presupuesto es de 1.200.000 euros."),
    ("面积为3000万公顷。", "面积为3000万公顷左右。".replace("左右", "")),
    ("The area is 30 million hectares.", "面积为3000万公顷。"),
    ("The USA joined the Paris Agreement.", "The United States joined the Paris Agreement."),
    ("UNFCCC parties met.", "Parties to the United Nations Framework Convention on Climate Change met."),
    ("The UN Environment Programme leads.", "UNEP leads the work, says the UN Environment Programme."),
    ("British farms are small.", "Farms in the United Kingdom are small."),
    ("The GCF paid for it.", "The Green Climate Fund paid for it."),
)
