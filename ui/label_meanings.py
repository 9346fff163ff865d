"""The meanings of labels in the languages of the interface other than English, which the tasks have."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from agents.workshop import TASKS
from ui.export_words import LANGUAGES, base_language

_SDG = (
    ("pas de pauvreté", "fin de la pobreza", "无贫穷"),
    ("faim « zéro »", "hambre cero", "零饥饿"),
    ("bonne santé et bien-être", "salud y bienestar", "良好健康与福祉"),
    ("éducation de qualité", "educación de calidad", "优质教育"),
    ("égalité entre les sexes", "igualdad de género", "性别平等"),
    ("eau propre et assainissement", "agua limpia y saneamiento", "清洁饮水和卫生设施"),
    ("énergie propre et d’un coût abordable", "energía asequible y no contaminante", "经济适用的清洁能源"),
    (
        "travail décent et croissance économique",
        "trabajo decente y crecimiento económico",
        "体面工作和经济增长",
    ),
    (
        "industrie, innovation et infrastructure",
        "industria, innovación e infraestructura",
        "产业、创新和基础设施",
    ),
    ("inégalités réduites", "reducción de las desigualdades", "减少不平等"),
    ("villes et communautés durables", "ciudades y comunidades sostenibles", "可持续城市和社区"),
    (
        "consommation et production responsables",
        "producción y consumo responsables",
        "负责任消费和生产",
    ),
    (
        "lutte contre les changements climatiques",
        "acción por el clima",
        "气候行动",
    ),
    ("vie aquatique", "vida submarina", "水下生物"),
    ("vie terrestre", "vida de ecosistemas terrestres", "陆地生物"),
    (
        "paix, justice et institutions efficaces",
        "paz, justicia e instituciones sólidas",
        "和平、正义与强大机构",
    ),
    ("partenariats pour les objectifs", "alianzas para lograr los objetivos", "促进目标实现的伙伴关系"),
)
"""As the United Nations name the goals in these languages."""
_HAZARDS = {
    "warming": (
        "hausse de la température de l’air, de la mer ou du sol sur des années",
        "aumento de la temperatura del aire, el mar o el suelo durante años",
        "气温、海温或地温多年上升",
    ),
    "hurricane": (
        "ouragan, cyclone, typhon, tempête tropicale",
        "huracán, ciclón, tifón, tormenta tropical",
        "飓风、气旋、台风、热带风暴",
    ),
    "flood": (
        "crue, crue soudaine, inondation urbaine, pluie extrême",
        "crecida, riada, inundación urbana, lluvia extrema",
        "河流、骤发或城市洪水，极端降雨",
    ),
    "drought": (
        "manque de pluie ou d’eau pendant des semaines et plus",
        "falta de lluvia o agua durante semanas o más",
        "数周以上缺雨或缺水",
    ),
    "heat": (
        "jours et nuits très chauds, vagues de chaleur",
        "días y noches de calor, olas de calor",
        "酷热的日夜、热浪",
    ),
    "wildfire": (
        "feux de forêt, de brousse, d’herbe ou de tourbe",
        "incendios de bosque, matorral, hierba o turba",
        "森林、灌丛、草地或泥炭火灾",
    ),
    "storm": (
        "tempêtes de vent, orages, tornades, grêle, tempêtes de poussière",
        "vendavales, tormentas, tornados, granizo, tormentas de polvo",
        "大风、雷暴、龙卷风、冰雹、沙尘暴",
    ),
    "sea_level_rise": (
        "montée des mers, ondes de tempête, submersion, sel dans la nappe",
        "subida del mar, marejadas, inundación costera, sal en el acuífero",
        "海平面上升、风暴潮、沿海淹没、地下水盐化",
    ),
    "landslide": (
        "glissements, coulées de boue, avalanches, chutes de pierres",
        "deslizamientos, coladas de barro, avalanchas, desprendimientos",
        "滑坡、泥石流、雪崩、落石",
    ),
    "cold": (
        "vagues de froid, gel, neige et glace",
        "olas de frío, heladas, nieve y hielo",
        "寒潮、霜冻、冰雪",
    ),
    "pollution": (
        "pollution de l’air, de l’eau ou du sol",
        "contaminación del aire, el agua o el suelo",
        "空气、水或土壤污染",
    ),
    "biodiversity_loss": (
        "perte ou déclin d’espèces et de milieux",
        "pérdida o declive de especies y hábitats",
        "物种与栖息地的丧失或衰退",
    ),
}
_ROWS: Mapping[str, Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "climate_tags": _HAZARDS,
        "climate_topics": _HAZARDS,
        "sdg": {str(at): row for at, row in enumerate(_SDG, start=1)},
        "commitment": {
            "target": (
                "un but vérifiable : un montant, une date, ou les deux",
                "una meta verificable: una cantidad, una fecha o ambas",
                "可核查的目标：数额、日期或两者",
            ),
            "measure": ("ce qui est fait ou sera fait", "lo que se hace o se hará", "正在或将要采取的行动"),
            "aspiration": (
                "un souhait ou un but qu’on ne peut vérifier",
                "un deseo o un fin que no se puede verificar",
                "无法核查的愿望或意图",
            ),
            "none": ("rien à quoi quelqu’un s’engage", "nada a lo que alguien se comprometa", "没有任何承诺"),
        },
        "instrument": {
            "incentive": (
                "argent ou autre avantage pour agir : subventions, allégements, paiements",
                "dinero u otra ventaja por actuar: subsidios, rebajas fiscales, pagos",
                "为行动提供资金或其他好处：补贴、减税、付款",
            ),
            "regulation": (
                "une obligation, une interdiction, une norme, un permis",
                "una obligación, una prohibición, una norma, un permiso",
                "义务、禁令、标准、许可",
            ),
            "information": (
                "éducation, conseil, étiquetage, suivi, recherche",
                "educación, asesoría, etiquetado, seguimiento, investigación",
                "教育、咨询、标识、监测、研究",
            ),
            "investment": (
                "argent public pour ouvrages, usines ou machines",
                "dinero público para obras, plantas o máquinas",
                "用于工程、工厂或设备的公共资金",
            ),
            "planning": (
                "stratégies, institutions, coordination",
                "estrategias, instituciones, coordinación",
                "战略、机构、协调",
            ),
            "none": ("aucun instrument de politique", "ningún instrumento de política", "没有政策工具"),
        },
        "specificity": {
            "0": ("rien qu’on puisse vérifier", "nada que se pueda verificar", "没有可核查的内容"),
            "1": (
                "un seul de : acteur, montant, date ; ou une action concrète",
                "uno de: actor, cantidad y fecha; o una acción concreta",
                "行为者、数额、日期之一，或具体行动",
            ),
            "2": (
                "deux de : acteur, montant, date",
                "dos de: actor, cantidad y fecha",
                "行为者、数额、日期之二",
            ),
            "3": ("acteur, montant et date", "actor, cantidad y fecha", "行为者、数额和日期"),
        },
        "policy_parts": {
            "quantified": ("un montant est énoncé", "se enuncia una cantidad", "说明了数额"),
            "timeline": (
                "une date ou une période est énoncée",
                "se enuncia una fecha o un período",
                "说明了日期或时期",
            ),
            "evidence": (
                "un effet constaté est énoncé",
                "se enuncia un efecto observado",
                "说明了观察到的效果",
            ),
        },
        "quantified": {
            "quantitative": ("dit combien, en chiffres", "dice cuánto, con cifras", "用数字说明多少"),
            "qualitative": ("dit quoi, sans chiffres", "dice qué, sin cifras", "说明内容，无数字"),
            "irrelevant": (
                "ne dit rien de l’environnement, du social ou de la gouvernance",
                "no dice nada de medio ambiente, sociedad o gobernanza",
                "与环境、社会或治理无关",
            ),
        },
        "incentive": {
            "incentive": (
                "rend une action plus avantageuse",
                "hace que actuar valga más la pena",
                "使行动更有利",
            ),
            "disincentive": (
                "rend une action moins avantageuse",
                "hace que actuar valga menos la pena",
                "使行动更不利",
            ),
            "neutral": ("ni l’un ni l’autre", "ni lo uno ni lo otro", "两者都不是"),
        },
        "risk_grade": {
            "0": (
                "aucun dommage, ou rien sur un dommage",
                "sin daño, o nada sobre daños",
                "没有危害，或未谈及危害",
            ),
            "1": (
                "mineur : petit, local, vite passé",
                "leve: pequeño, local, pasajero",
                "轻微：小范围、局部、很快过去",
            ),
            "2": (
                "modéré : blessés, quelques maisons ou récoltes perdues, gêne locale",
                "moderado: heridos, algunas casas o cosechas perdidas, trastorno local",
                "中等：有人受伤、部分房屋或收成受损、局部受扰",
            ),
            "3": (
                "grave : morts, milliers de gens sans toit, revenu ou eau, une région touchée",
                "grave: muertes, miles sin casa, ingresos o agua, una región golpeada",
                "严重：有人死亡，数千人失去住所、收入或用水，一地受灾",
            ),
            "4": (
                "catastrophique ou irréversible : morts en masse, famine, un lieu ou une espèce perdus",
                "catastrófico o irreversible: muertes masivas, hambruna, un lugar o una especie perdidos",
                "灾难性或不可逆：大量死亡、饥荒、一地或一物种消失",
            ),
        },
        "outlook": {
            "risk": (
                "le climat ou sa politique comme danger ou coût",
                "el cambio climático o su política como peligro o costo",
                "气候变化或其政策作为危险或代价",
            ),
            "neutral": ("ni danger ni chance", "ni peligro ni oportunidad", "既非危险也非机会"),
            "opportunity": ("comme chance ou gain", "como oportunidad o ganancia", "作为机会或收益"),
        },
        "species": {
            "organism": (
                "êtres vivants, sous tout nom",
                "seres vivos, con cualquier nombre",
                "生物，任何名称",
            ),
            "habitat": (
                "un lieu de vie, comme sorte de lieu",
                "un lugar donde algo vive, como tipo de lugar",
                "生物生活的某类场所",
            ),
            "environment": (
                "milieu naturel et ses parties",
                "entorno natural y sus partes",
                "自然环境及其组成",
            ),
            "phenomenon": (
                "processus de la nature, et ceux des humains dans la nature",
                "procesos de la naturaleza, y los humanos en ella",
                "自然过程及人在自然中的过程",
            ),
        },
        "environmental_claims": {
            "0": ("aucune allégation", "ninguna alegación", "没有此类声明"),
            "1": (
                "se dit bon pour l’environnement",
                "se dice bueno para el medio ambiente",
                "声称有利于环境",
            ),
        },
        "climate_sentiment": {
            "risk": ("danger ou coût", "peligro o costo", "危险或代价"),
            "neutral": ("ni l’un ni l’autre", "ni lo uno ni lo otro", "两者都不是"),
            "opportunity": ("chance ou gain", "oportunidad o ganancia", "机会或收益"),
        },
    }
)


def meaning(task: str, label: str, tag: str) -> str:
    """Return what a label of a task means in a language; as the task has it where there is nothing else.

    >>> meaning("outlook", "neutral", "fr"), meaning("outlook", "neutral", "en")
    ('ni danger ni chance', 'neither a danger nor a chance')
    """
    language = base_language(tag)
    column = LANGUAGES.index(language) if language in LANGUAGES else 0
    rows = _ROWS.get(task, {})
    return rows[label][column - 1] if column and label in rows else TASKS[task].labels[label]
