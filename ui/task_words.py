"""The tasks of the tool models in the languages of the interface: a name, and what each is about."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from agents.workshop import TASKS
from ui.export_words import LANGUAGES, base_language
from ui.tool_words import tool_words

_NAMES: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "climate_tags": ("mots des aléas", "palabras de amenazas", "灾害词语"),
        "climate_topics": ("aléas", "amenazas", "灾害"),
        "commitment": ("engagement", "compromiso", "承诺"),
        "instrument": ("instrument", "instrumento", "政策工具"),
        "specificity": ("précision", "precisión", "具体性"),
        "policy_parts": ("contenu de la mesure", "contenido de la política", "政策要素"),
        "quantified": ("chiffré", "cuantificado", "量化"),
        "incentive": ("incitation", "incentivo", "激励"),
        "risk_grade": ("degré de risque", "grado de riesgo", "风险等级"),
        "outlook": ("perspective", "perspectiva", "前景"),
        "sdg": ("ODD", "ODS", "可持续发展目标"),
        "species": ("espèces et nature", "especies y naturaleza", "物种与自然"),
        "claim_support": ("appui d’une affirmation", "respaldo de una afirmación", "论断支持"),
        "relevance": ("pertinence", "pertinencia", "相关性"),
        "paragraph": ("paragraphe", "párrafo", "段落"),
        "environmental_claims": ("allégations environnementales", "alegaciones ambientales", "环保声明"),
        "climate_sentiment": ("ton sur le climat", "tono sobre el clima", "气候态度"),
        "climate_finance": ("finance climatique", "financiación climática", "气候资金"),
        "humaid": ("messages de catastrophe", "mensajes en desastres", "灾害信息"),
        "hazard_ner_en": ("aléas, messages anglais", "amenazas, mensajes en inglés", "灾害（英文短讯）"),
        "geodisaster_ner_zh": (
            "catastrophes, presse chinoise",
            "desastres, prensa china",
            "地质灾害（中文新闻）",
        ),
        "climate_ie_ner": ("termes du climat", "términos del clima", "气候科学术语"),
        "biodiv_ner": ("BiodivNER", "BiodivNER", "BiodivNER"),
        "copious_ner": ("COPIOUS", "COPIOUS", "COPIOUS"),
        "esg_topics": ("sujets ESG", "temas ESG", "ESG主题"),
        "citation_integrity": ("fidélité des citations", "fidelidad de las citas", "引用准确性"),
        "healthver": ("HealthVer", "HealthVer", "HealthVer"),
        "covidfact": ("COVID-Fact", "COVID-Fact", "COVID-Fact"),
        "climate_fever": ("Climate-FEVER", "Climate-FEVER", "Climate-FEVER"),
        "scifact_rte": ("SciFact", "SciFact", "SciFact"),
        "ocnli": ("OCNLI", "OCNLI", "OCNLI"),
        "attributionbench": ("AttributionBench", "AttributionBench", "AttributionBench"),
    }
)
_ENGLISH: Mapping[str, str] = MappingProxyType(
    {
        "climate_tags": "hazard words",
        "climate_topics": "hazards",
        "policy_parts": "parts of a policy",
        "sdg": "SDG",
        "species": "species and nature",
        "humaid": "messages in disasters",
        "hazard_ner_en": "hazards, English messages",
        "geodisaster_ner_zh": "disasters, Chinese press",
        "climate_ie_ner": "terms of climate science",
        "biodiv_ner": "BiodivNER",
        "copious_ner": "COPIOUS",
        "esg_topics": "ESG topics",
        "citation_integrity": "integrity of citations",
        "healthver": "HealthVer",
        "covidfact": "COVID-Fact",
        "climate_fever": "Climate-FEVER",
        "scifact_rte": "SciFact",
        "ocnli": "OCNLI",
        "attributionbench": "AttributionBench",
    }
)
"""Where the name is not the id with spaces."""
_ABOUT: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "climate_tags": (
            "les aléas climatiques qu’un texte nomme, mot à mot",
            "las amenazas climáticas que un texto nombra, palabra por palabra",
            "逐词标出文本提及的气候灾害",
        ),
        "climate_topics": (
            "les aléas dont parle un passage",
            "las amenazas de las que trata un pasaje",
            "段落所涉及的灾害",
        ),
        "commitment": (
            "à quel point une phrase engage quelqu’un",
            "con qué firmeza una frase compromete a alguien",
            "句子承诺的坚定程度",
        ),
        "instrument": (
            "l’instrument de politique qu’une phrase nomme",
            "el instrumento de política que una frase nombra",
            "句子提及的政策工具",
        ),
        "specificity": (
            "la précision d’une phrase de politique",
            "lo precisa que es una frase de política",
            "政策句子的具体程度",
        ),
        "policy_parts": (
            "ce qu’énonce une phrase de politique",
            "lo que enuncia una frase de política",
            "政策句子说明了什么",
        ),
        "quantified": (
            "si une phrase d’un rapport chinois donne des chiffres",
            "si una frase de un informe chino da cifras",
            "中文报告的句子是否给出数字",
        ),
        "incentive": (
            "si un paragraphe de politique incite ou dissuade",
            "si un párrafo de política incentiva o disuade",
            "政策段落包含激励还是抑制",
        ),
        "risk_grade": (
            "la gravité du dommage qu’un texte rapporte",
            "la gravedad del daño que un texto relata",
            "文本所述危害的严重程度",
        ),
        "outlook": ("risque, neutre ou opportunité", "riesgo, neutral u oportunidad", "风险、中性或机遇"),
        "sdg": (
            "les Objectifs de développement durable qu’un texte sert",
            "los Objetivos de Desarrollo Sostenible a los que sirve un texto",
            "文本所服务的可持续发展目标",
        ),
        "species": (
            "les espèces et écosystèmes qu’un texte nomme",
            "las especies y los ecosistemas que un texto nombra",
            "文本提及的物种与生态系统",
        ),
        "claim_support": (
            "si une preuve (second texte) appuie une affirmation (premier texte)",
            "si una prueba (segundo texto) respalda una afirmación (primer texto)",
            "证据（第二段）是否支持论断（第一段）",
        ),
        "relevance": (
            "si un passage (second texte) répond à une question (premier texte)",
            "si un pasaje (segundo texto) responde a una pregunta (primer texto)",
            "段落（第二段）是否回答问题（第一段）",
        ),
        "paragraph": (
            "un paragraphe avec sources (second texte) à partir de citations (premier texte)",
            "un párrafo con fuentes (segundo texto) a partir de citas (primer texto)",
            "由引文（第一段）写出带出处的段落（第二段）",
        ),
        "environmental_claims": (
            "si la phrase d’une entreprise se dit bonne pour l’environnement",
            "si la frase de una empresa se dice buena para el medio ambiente",
            "企业的句子是否声称有利于环境",
        ),
        "climate_sentiment": (
            "risque, neutre ou opportunité dans un paragraphe d’entreprise",
            "riesgo, neutral u oportunidad en un párrafo de empresa",
            "企业段落中的风险、中性或机遇",
        ),
        "climate_finance": (
            "à quoi sert un projet d’aide",
            "para qué es un proyecto de ayuda",
            "援助项目的用途",
        ),
        "humaid": (
            "de quoi parle un message lors d’une catastrophe",
            "de qué trata un mensaje en un desastre",
            "灾害中一条信息的内容",
        ),
        "hazard_ner_en": ("aléas dans de brefs messages", "amenazas en mensajes breves", "短讯中的灾害"),
        "geodisaster_ner_zh": (
            "aléa, lieu, pertes et cause",
            "amenaza, lugar, pérdidas y causa",
            "灾害、地点、损失与原因",
        ),
        "climate_ie_ner": (
            "termes de la science du climat",
            "términos de la ciencia del clima",
            "气候科学术语",
        ),
        "biodiv_ner": (
            "les six étiquettes de ses auteurs",
            "las seis etiquetas de sus autores",
            "作者定义的六种标签",
        ),
        "copious_ner": (
            "les cinq étiquettes de ses auteurs",
            "las cinco etiquetas de sus autores",
            "作者定义的五种标签",
        ),
        "esg_topics": (
            "le sujet d’une phrase d’un rapport d’entreprise chinois",
            "el tema de una frase de un informe de empresa china",
            "中国企业报告句子的主题",
        ),
        "citation_integrity": (
            "si un article cité appuie la phrase qui le cite",
            "si un artículo citado respalda la frase que lo cita",
            "被引论文是否支持引用它的句子",
        ),
        "healthver": (
            "affirmations de santé face aux preuves",
            "afirmaciones de salud ante pruebas",
            "健康论断与证据",
        ),
        "covidfact": (
            "affirmations et contre-affirmations",
            "afirmaciones y sus contrarias",
            "论断及其反面论断",
        ),
        "climate_fever": (
            "affirmations sur le climat face à une encyclopédie",
            "afirmaciones sobre el clima ante una enciclopedia",
            "气候论断与百科句子",
        ),
        "scifact_rte": (
            "affirmations scientifiques face à des résumés",
            "afirmaciones científicas ante resúmenes",
            "科学论断与摘要",
        ),
        "ocnli": ("paires de phrases chinoises", "pares de frases chinas", "中文句对"),
        "attributionbench": (
            "si des références portent une affirmation générée",
            "si unas referencias sostienen una afirmación generada",
            "参考文献是否支撑生成的论断",
        ),
    }
)


def task_name(task: str, tag: str) -> str:
    """Return the name of a task in a language, English where there is none; one's own as it is typed.

    >>> task_name("risk_grade", "fr"), task_name("risk_grade", "sw"), task_name("my_roofs", "zh")
    ('degré de risque', 'risk grade', 'my_roofs')
    """
    if task not in _NAMES:
        return task
    column = _column(tag)
    return _NAMES[task][column - 1] if column else _ENGLISH.get(task, task.replace("_", " "))


def task_names(tasks: object, tag: str) -> str:
    """Return several names of tasks, parted by commas."""
    return ", ".join(task_name(str(task), tag) for task in tasks or ())  # type: ignore[attr-defined]


def task_about(task: str, tag: str) -> str:
    """Return what a task is about in a language, English where there is nothing else."""
    column = _column(tag)
    return _ABOUT[task][column - 1] if column and task in _ABOUT else TASKS[task].about


def task_choice(task: str, tag: str) -> str:
    """Return a task as it stands in a list to choose from: its name, as it is typed, what it is about.

    >>> task_choice("outlook", "es")
    'perspectiva (outlook): riesgo, neutral u oportunidad'
    """
    name = task_name(task, tag)
    typed = name if name == task else f"{name} ({task})"
    return tool_words(tag)["pair"].format(name=typed, label=task_about(task, tag))


def _column(tag: str) -> int:
    language = base_language(tag)
    return LANGUAGES.index(language) if language in LANGUAGES else 0
