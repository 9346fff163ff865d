"""Sentences with figures: pairs that disagree about one thing, and pairs that speak of two."""

from __future__ import annotations

DISAGREE: tuple[tuple[str, str], ...] = (
    ("Forests cover 12 % of Kenya's land area.", "Forests cover about 7.4 % of the land area of Kenya."),
    ("Kenya's emissions were 90 Mt CO2e in 2020.", "In 2020, Kenya emitted 73 Mt CO2e."),
    ("The plan will cost US$ 40 billion by 2030.", "By 2030, the plan is estimated to cost US$ 62 billion."),
    ("Women own 12 % of agricultural land.", "Only 20 % of agricultural land is owned by women."),
    ("Agriculture accounts for 33 % of GDP.", "Agriculture contributes 26 % of GDP."),
    (
        "The country will cut its emissions by 30 per cent below 2005 levels by 2030.",
        "The country intends to reduce its emissions by 40 % from 2005 levels by 2030.",
    ),
    (
        "Electricity access stood at 75 % of households in 2018.",
        "In 2018, 62 % of households had access to electricity.",
    ),
    (
        "About 1.2 million hectares of forest were lost in 2019.",
        "In 2019, 2.1 million hectares of forest were lost, according to the Ministry of Environment.",
    ),
    (
        "Renewable energy made up 45 % of electricity generation in 2021.",
        "The share of renewable energy in electricity generation was 38 % in 2021.",
    ),
    ("The drought affected 3.7 million people in 2011.", "The drought of 2011 affected 4.5 million people."),
    (
        "The fund has paid US$ 12 million to farmers.",
        "To date the fund has disbursed US$ 19 million to farmers.",
    ),
    ("Sea level rose by 20 cm between 1901 and 2018.", "Between 1901 and 2018 the sea level rose by 15 cm."),
    ("Peatlands store 550 Gt of carbon.", "It is estimated that peatlands store 650 Gt of carbon."),
    (
        "Methane emissions from livestock fell by 12 % in 2020.",
        "In 2020 methane emissions from livestock increased by 3 %.",
    ),
    (
        "Indoor smoke kills 21,560 people a year.",
        "Indoor smoke kills some 14,300 people a year, mostly in the villages of the north.",
    ),
    ("The report finds that transport emits 20 Mt of CO2 a year.", "Transport emits 26 Mt of CO2 a year."),
    ("Les forêts couvrent 12 % du territoire du Kenya.", "Au Kenya, les forêts couvrent 7 % du territoire."),
    (
        "Le Sénégal réduira ses émissions de 29 % d'ici à 2030.",
        "Le Sénégal s'engage à réduire ses émissions de 7 % d'ici à 2030.",
    ),
    (
        "Les femmes possèdent 12 % des terres agricoles.",
        "Selon l'enquête, les femmes possèdent 20 % des terres agricoles.",
    ),
    ("Le plan coûtera 40 milliards de dollars.", "Le coût du plan est estimé à 62 milliards de dollars."),
    (
        "La sécheresse a touché 3,7 millions de personnes en 2011.",
        "En 2011, la sécheresse a touché 4,5 millions de personnes.",
    ),
    (
        "Los bosques cubren el 53 % del territorio nacional.",
        "Los bosques cubren alrededor del 70 % del territorio nacional.",
    ),
    (
        "El Perú reducirá sus emisiones en un 30 % para 2030.",
        "El Perú se compromete a reducir sus emisiones en un 40 % para 2030.",
    ),
    (
        "La agricultura aporta el 24 % de las emisiones del país.",
        "La agricultura representa el 18 % de las emisiones del país.",
    ),
    (
        "El programa cuesta 12 millones de dólares al año.",
        "El programa tiene un costo de 15 millones de dólares al año.",
    ),
    ("As florestas cobrem 58 % do território.", "As florestas cobrem cerca de 70 % do território."),
    ("2020年森林覆盖率为23%。", "2020年森林覆盖率达到26%。"),
    (
        "The sector's greenhouse gas emissions fell by 12 % in 2020.",
        "Emissions of the sector fell by 15 % in 2020 (high confidence).",
    ),
    (
        "Agriculture is responsible for 58 per cent of Kenya's emissions in 2015.",
        "In 2015, agriculture accounted for 40 % of the emissions of Kenya.",
    ),
    (
        "Transport was the source of 24 % of energy-related CO2 emissions in 2019.",
        "In 2019, transport caused 20 % of energy-related CO2 emissions.",
    ),
    (
        "Restoration of degraded land would cost US$ 300 million annually.",
        "The annual cost of restoring degraded land is estimated at US$ 450 million.",
    ),
    (
        "India's forest cover is 24.62 % of its geographical area.",
        "Forest cover accounts for 21.7 % of the geographical area of India.",
    ),
    (
        "Wetlands cover about 6 % of Kenya's land surface.",
        "Around 3 to 4 % of the land surface of Kenya is covered by wetlands.",
    ),
    (
        "By 2030, India will install 450 GW of renewable energy capacity.",
        "India's target is 500 GW of renewable energy capacity by 2030.",
    ),
    (
        "L'agriculture représente 30 % des émissions de la Côte d'Ivoire.",
        "En Côte d'Ivoire, l'agriculture est à l'origine de 12 % des émissions.",
    ),
    (
        "El 40 % de la superficie del país está cubierta por bosques.",
        "Los bosques ocupan el 53 % de la superficie del país.",
    ),
)

SILENT: tuple[tuple[str, str], ...] = (
    ("Women make up 43 % of the agricultural workforce.", "Men make up 57 % of the agricultural workforce."),
    ("Forest covers 24 % of the country's land.", "Dense forest covers 12 % of the country's land."),
    ("Renewables supply 45 % of electricity in 2021.", "Renewables supply 28 % of energy in 2021."),
    (
        "Emissions of the energy sector fell by 12 % in 2020.",
        "Emissions of the transport sector fell by 4 % in 2020.",
    ),
    (
        "In rural areas, 40 % of households have electricity.",
        "In urban areas, 88 % of households have electricity.",
    ),
    ("About 30 % of children are undernourished.", "About 12 % of adults are undernourished."),
    ("Net emissions were 40 Mt in 2020.", "Gross emissions were 62 Mt in 2020."),
    ("Net emissions were 40 Mt in 2020.", "Emissions were 62 Mt in 2020."),
    ("Farmers received US$ 12 million in 2020.", "Smallholder farmers received US$ 4 million in 2020."),
    ("Coal makes up 43 % of power generation.", "Gas makes up 20 % of power generation."),
    ("Methane emissions fell by 12 % in 2020.", "Nitrous oxide emissions fell by 3 % in 2020."),
    ("Solar power makes up 20 % of installed capacity.", "Solar power makes up 8 % of generation."),
    ("Women hold 21 % of seats in parliament.", "Women hold 33 % of seats in county assemblies."),
    ("Youth unemployment stood at 17 % in 2020.", "Unemployment stood at 5 % in 2020."),
    ("Households use 30 % of the electricity.", "Industry uses 52 % of the electricity."),
    ("The law protects 12 % of the forest.", "The law protects 8 % of the land."),
    ("Exports of timber grew by 12 % in 2020.", "Imports of timber grew by 7 % in 2020."),
    (
        "Public finance for adaptation reached US$ 12 billion.",
        "Private finance for adaptation reached US$ 3 billion.",
    ),
    ("The cost of adaptation is US$ 12 billion a year.", "The cost of mitigation is US$ 40 billion a year."),
    ("Loans made up 70 % of climate finance in 2020.", "Grants made up 20 % of climate finance in 2020."),
    ("Natural forests cover 4 million hectares.", "Planted forests cover 0.5 million hectares."),
    ("Some 40 % of girls attend school.", "Some 60 % of boys attend school."),
    (
        "Agriculture emits 43 Mt and energy 20 Mt a year.",
        "Agriculture emits 43 Mt and transport 12 Mt a year.",
    ),
    ("The drought killed 30 % of the cattle.", "The drought killed 12 % of the goats."),
    ("People over 65 make up 8 % of the population.", "People under 15 make up 40 % of the population."),
    ("Indigenous women own 3 % of the land.", "Women own 12 % of the land."),
    ("Emissions from deforestation fell by 12 % in 2020.", "Emissions fell by 3 % in 2020."),
    ("Les femmes représentent 43 % de la main-d'œuvre.", "Les hommes représentent 57 % de la main-d'œuvre."),
    ("La forêt couvre 24 % du territoire.", "La forêt dense couvre 12 % du territoire."),
    (
        "Les renouvelables fournissent 45 % de l'électricité.",
        "Les renouvelables fournissent 28 % de l'énergie.",
    ),
    (
        "Les émissions des transports ont baissé de 4 % en 2020.",
        "Les émissions de l'énergie ont baissé de 12 % en 2020.",
    ),
    (
        "En milieu rural, 40 % des ménages ont l'électricité.",
        "En milieu urbain, 88 % des ménages ont l'électricité.",
    ),
    ("Les émissions nettes atteignaient 40 Mt en 2020.", "Les émissions brutes atteignaient 62 Mt en 2020."),
    ("Le secteur public a versé 12 millions de dollars.", "Le secteur privé a versé 3 millions de dollars."),
    (
        "Las mujeres son el 43 % de la mano de obra agrícola.",
        "Los hombres son el 57 % de la mano de obra agrícola.",
    ),
    ("Los bosques cubren el 53 % del territorio.", "Los bosques densos cubren el 30 % del territorio."),
    ("Las renovables aportan el 45 % de la electricidad.", "Las renovables aportan el 28 % de la energía."),
    (
        "En zonas rurales, el 40 % de los hogares tiene agua.",
        "En zonas urbanas, el 88 % de los hogares tiene agua.",
    ),
    (
        "Las emisiones del transporte bajaron un 4 % en 2020.",
        "Las emisiones de la industria bajaron un 12 % en 2020.",
    ),
    ("Los niños son el 30 % de los afectados.", "Los adultos son el 60 % de los afectados."),
    ("As mulheres são 43 % da força de trabalho.", "Os homens são 57 % da força de trabalho."),
    ("A floresta cobre 58 % do território.", "A floresta densa cobre 30 % do território."),
    (
        "CO2 emissions of the sector fell by 12 % in 2020.",
        "Methane emissions of the sector fell by 15 % in 2020.",
    ),
    ("2020年女性占农业劳动力的43%。", "2020年男性占农业劳动力的57%。"),
    ("2020年可再生能源占发电量的45%。", "2020年可再生能源占能源消费的15%。"),
    ("2020年农村用水增长12%。", "2020年城市用水增长4%。"),
    ("Global greenhouse gas emissions fell by 5 % in 2020.", "Global CO2 emissions fell by 7 % in 2020."),
    ("Land use accounts for 22 % of emissions.", "Livestock accounts for 14 % of emissions."),
    ("Women spend 4 hours a day fetching water.", "Girls spend 2 hours a day fetching water."),
    ("The forest sector employs 50,000 people.", "The fisheries sector employs 12,000 people."),
    (
        "Around 80 % of the world's poor live in rural areas.",
        "Around 60 % of the world's hungry live in rural areas.",
    ),
    ("The coal tax raised US$ 12 million in 2019.", "The plastic tax raised US$ 3 million in 2019."),
    ("Mangroves cover 60,000 hectares of the coast.", "Coral reefs cover 63,000 hectares of the coast."),
    ("Electricity demand grows by 7 % a year.", "Peak electricity demand grows by 9 % a year."),
    ("Final energy consumption fell by 2 % in 2020.", "Primary energy consumption fell by 4 % in 2020."),
    ("Le secteur agricole emploie 70 % des femmes.", "Le secteur agricole emploie 55 % des hommes."),
    ("Les forêts classées couvrent 11 % du territoire.", "Les forêts couvrent 31 % du territoire."),
    (
        "La consommation de charbon a baissé de 12 % en 2020.",
        "La production de charbon a baissé de 8 % en 2020.",
    ),
    ("Los bosques primarios ocupan el 30 % del país.", "Los bosques ocupan el 53 % del país."),
    ("El 30 % de las mujeres rurales tiene tierra.", "El 12 % de las mujeres indígenas tiene tierra."),
    ("La pesca artesanal emplea a 50.000 personas.", "La pesca industrial emplea a 12.000 personas."),
    (
        "Existing policies will cut emissions by 12 % in 2030.",
        "Announced policies will cut emissions by 20 % in 2030.",
    ),
    (
        "Adaptation costs reach US$ 127 billion a year in developing countries.",
        "Adaptation costs reach US$ 40 billion a year in small island states.",
    ),
    ("The mandate covers 12 % of passenger cars.", "The mandate covers 30 % of passenger buses."),
    ("Two thirds of species lost range.", "A third of plants lost range."),
    ("Solar capacity reached 40 GW in 2020.", "Rooftop solar capacity reached 6 GW in 2020."),
)
