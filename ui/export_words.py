"""The headings and set phrases of an exported brief, in the languages of the interface."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

LANGUAGES = ("en", "fr", "es", "zh")
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")

_ROWS: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "brief": ("Policy brief", "Note de politique", "Informe de políticas", "政策简报"),
        "refusal": (
            "No answer found in the library",
            "Aucune réponse trouvée dans la bibliothèque",
            "No se encontró respuesta en la biblioteca",
            "资料库中未找到答案",
        ),
        "refusal_note": (
            "Nothing in the library answers this question well enough to be cited, so no answer is given. "
            "What was searched is listed below.",
            "Rien dans la bibliothèque ne répond assez bien à cette question pour être cité ; aucune réponse "
            "n’est donc donnée. Ce qui a été cherché figure ci-dessous.",
            "Nada en la biblioteca responde a esta pregunta con solidez suficiente para citarlo, por lo que "
            "no se da respuesta. Abajo figura lo que se buscó.",
            "资料库中没有足以引用的内容可回答此问题，因此不作回答。检索内容列于下文。",
        ),
        "question": ("Question", "Question", "Pregunta", "问题"),
        "date": ("Date", "Date", "Fecha", "日期"),
        "prepared": (
            "Prepared with an AI assistant",
            "Préparé avec un assistant d’IA",
            "Preparado con un asistente de IA",
            "由人工智能助手协助编写",
        ),
        "checked_by": ("Checked by", "Vérifié par", "Revisado por", "核对人"),
        "bottom_line": ("Bottom line", "L’essentiel", "Conclusión principal", "要点"),
        "options": ("Options and evidence", "Options et éléments", "Opciones y evidencia", "选项与依据"),
        "unanswered": (
            "Evidence gaps: not answered",
            "Lacunes : sans réponse",
            "Lagunas: sin respuesta",
            "依据缺口：未能回答",
        ),
        "left_out": (
            "Left out: not supported",
            "Écarté : non étayé",
            "Excluido: sin apoyo",
            "未获支持而删去",
        ),
        "searched": ("What was searched", "Ce qui a été cherché", "Qué se buscó", "检索内容"),
        "sub_question": ("Sub-question", "Sous-question", "Subpregunta", "子问题"),
        "query": ("Searched for", "Recherche", "Búsqueda", "检索词"),
        "found": ("Passages", "Passages", "Pasajes", "段落数"),
        "answered": ("Answered", "Répondu", "Respondida", "是否回答"),
        "yes": ("yes", "oui", "sí", "是"),
        "no": ("no", "non", "no", "否"),
        "nearest": (
            "Nearest passages, which do not answer the question",
            "Passages les plus proches, qui ne répondent pas à la question",
            "Pasajes más cercanos, que no responden a la pregunta",
            "最接近但未回答问题的段落",
        ),
        "matrix": (
            "Countries side by side",
            "Les pays côte à côte",
            "Los países lado a lado",
            "各国对照",
        ),
        "matrix_note": (
            "The sentence that answers best for each country. “Not stated” means that no passage of this "
            "library was found to say it, not that the country has none.",
            "La phrase qui répond le mieux pour chaque pays. « Non indiqué » signifie qu’aucun passage "
            "trouvé dans cette bibliothèque ne le dit, non que le pays n’a rien de tel.",
            "La frase que mejor responde para cada país. «No consta» significa que ningún pasaje encontrado "
            "en esta biblioteca lo dice, no que el país carezca de ello.",
            "各国最佳回答语句。“未说明”指本资料库中未检索到相关段落，并不表示该国没有相关内容。",
        ),
        "not_stated": ("not stated", "non indiqué", "no consta", "未说明"),
        "country": ("Country", "Pays", "País", "国家"),
        "differ": (
            "Figures that differ between sources",
            "Chiffres qui diffèrent selon les sources",
            "Cifras que difieren entre fuentes",
            "来源之间不一致的数字",
        ),
        "differ_note": (
            "Sentences of different documents about the same thing with different figures. Definitions, "
            "baselines and years of data may explain it: compare the pages.",
            "Phrases de documents différents sur le même sujet, aux chiffres différents. Définitions, années "
            "de référence et de données peuvent l’expliquer : comparez les pages.",
            "Frases de documentos distintos sobre lo mismo con cifras distintas. Las definiciones, los años "
            "de referencia y de los datos pueden explicarlo: compare las páginas.",
            "不同文件就同一事项给出的不同数字。定义、基准年和数据年份可能是原因，请对照原页。",
        ),
        "figure": ("Figure", "Chiffre", "Cifra", "数字"),
        "figure_year": ("Year", "Année", "Año", "年份"),
        "sentence": ("Sentence", "Phrase", "Frase", "语句"),
        "source": ("Source", "Source", "Fuente", "来源"),
        "later": (
            "Documents that a later one replaces",
            "Documents remplacés par un plus récent",
            "Documentos sustituidos por otro posterior",
            "已被后续文件取代的文件",
        ),
        "later_note": (
            "Told by title, country, type and year of the documents cited; check before you rely on the "
            "older one.",
            "D’après le titre, le pays, le type et l’année des documents cités ; vérifiez avant de vous fier "
            "au plus ancien.",
            "Según título, país, tipo y año de los documentos citados; compruébelo antes de apoyarse en el "
            "más antiguo.",
            "依据所引文件的标题、国家、类型和年份判断；引用旧文件前请核实。",
        ),
        "older": ("Earlier", "Antérieur", "Anterior", "较早文件"),
        "newer": ("Later", "Postérieur", "Posterior", "较新文件"),
        "years_of": ("sources of {years}", "sources de {years}", "fuentes de {years}", "来源年份：{years}"),
        "certain": (
            "stated certainty: {terms}",
            "certitude énoncée : {terms}",
            "certeza declarada: {terms}",
            "所述确定性：{terms}",
        ),
        "notes": ("Notes", "Notes", "Notas", "注释"),
        "references": ("References", "Références", "Referencias", "参考文献"),
        "methods": (
            "Methods and provenance",
            "Méthodes et provenance",
            "Métodos y procedencia",
            "方法与来源",
        ),
        "methods_note": (
            "Each sentence of this brief points to exact words on one page, and each quotation was compared "
            "with the stored text of that page. A sentence that is no quotation was checked for its meaning, "
            "its numbers with units and years, calibrated terms such as “likely”, and the names in it. "
            "Evidence strength is stated where it is less than full support. The values below allow the "
            "brief to be checked again.",
            "Chaque phrase de cette note renvoie aux mots exacts d’une page, et chaque citation a été "
            "comparée au texte conservé de cette page. Une phrase qui n’est pas une citation a été contrôlée "
            "quant à son sens, ses nombres, unités et années, ses termes calibrés et les noms qu’elle porte. "
            "La solidité est indiquée là où l’appui n’est pas entier. Les valeurs ci-dessous permettent de "
            "revérifier la note.",
            "Cada frase de este informe remite a las palabras exactas de una página, y cada cita se comparó "
            "con el texto guardado de esa página. En una frase que no es cita se comprobaron el sentido, las "
            "cifras con sus unidades y años, los términos calibrados y los nombres. Se indica la solidez "
            "donde el apoyo no es pleno. Los valores siguientes permiten volver a comprobarlo.",
            "本简报每句话均指向某一页的原文，引文已与所存页面文本核对；非引文的句子另核查了含义、"
            "数字及其单位和年份、校准用语和名称。支持不充分之处已注明。以下数值可用于再次核查。",
        ),
        "pair": ("{name}: {text}", "{name} : {text}", "{name}: {text}", "{name}：{text}"),
        "strength": ("Evidence", "Éléments", "Evidencia", "依据"),
        "how_read": (
            "How the tools read it",
            "Lecture des outils",
            "Cómo lo leen las herramientas",
            "工具判读",
        ),
        "partial": ("partly supported", "partiellement étayé", "apoyo parcial", "部分支持"),
        "supported": ("supported", "étayé", "con apoyo", "有支持"),
        "unsupported": ("not supported", "non étayé", "sin apoyo", "无支持"),
        "contradicted": ("contradicted", "contredit", "contradicho", "相矛盾"),
        "page": ("p. {n}", "p. {n}", "p. {n}", "第{n}页"),
        "page_label": (
            "p. {n} (printed {label})",
            "p. {n} (imprimée {label})",
            "p. {n} (impresa {label})",
            "第{n}页（印刷页码{label}）",
        ),
        "pages_cited": (
            "Pages cited: {pages}",
            "Pages citées : {pages}",
            "Páginas citadas: {pages}",
            "引用页：{pages}",
        ),
        "page_of": (
            "Page {n} of {total}",
            "Page {n} sur {total}",
            "Página {n} de {total}",
            "第{n}页，共{total}页",
        ),
        "open_here": (
            "open the page in Global Brain",
            "ouvrir la page dans Global Brain",
            "abrir la página en Global Brain",
            "在 Global Brain 中打开该页",
        ),
        "back": ("back to the text", "retour au texte", "volver al texto", "返回正文"),
        "made_mind": ("Written by", "Rédigé par", "Redactado por", "撰写方式"),
        "made_encoder": ("Search model", "Modèle de recherche", "Modelo de búsqueda", "检索模型"),
        "made_library": ("Library", "Bibliothèque", "Biblioteca", "资料库"),
        "made_index": ("Index", "Index", "Índice", "索引"),
        "made_created": ("Made on", "Établi le", "Elaborado el", "生成时间"),
        "made_passages": ("Passages read", "Passages lus", "Pasajes leídos", "阅读段落数"),
        "made_tools": ("Tool models", "Modèles des outils", "Modelos de las herramientas", "工具模型"),
        "made_missing": (
            "Tools that were missing",
            "Outils absents",
            "Herramientas ausentes",
            "缺少的工具",
        ),
        "made_settings": ("Settings", "Réglages", "Ajustes", "设置"),
        "open": ("open the page", "ouvrir la page", "abrir la página", "打开该页"),
        "file": ("File", "Fichier", "Archivo", "文件"),
        "publisher_unknown": ("publisher unknown", "éditeur inconnu", "editor desconocido", "出版者不详"),
        "year_unknown": ("year unknown", "année inconnue", "año desconocido", "年份不详"),
        "count": (
            "{citations} citations from {documents} documents",
            "{citations} citations tirées de {documents} documents",
            "{citations} citas de {documents} documentos",
            "引文{citations}处，文献{documents}份",
        ),
        "count_one_document": (
            "{citations} citations from 1 document",
            "{citations} citations tirées d’un document",
            "{citations} citas de 1 documento",
            "引文{citations}处，文献1份",
        ),
        "count_one": (
            "1 citation from 1 document",
            "1 citation tirée de 1 document",
            "1 cita de 1 documento",
            "引文1处，文献1份",
        ),
    }
)
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}


def base_language(tag: str) -> str:
    """Return the main part of a language tag, in small letters: ``zh`` of ``zh-Hans``."""
    return tag.replace("_", "-").split("-")[0].lower()


def words(tag: str) -> Mapping[str, str]:
    """Return the phrases for a language tag; English where the language has none of its own."""
    language = base_language(tag)
    column = LANGUAGES.index(language) if language in LANGUAGES else 0
    return MappingProxyType({key: row[column] for key, row in _ROWS.items()})


def pair(say: Mapping[str, str], key: str, text: str) -> str:
    """Return a word of the table with what it names, joined as the language joins them.

    >>> pair(words("fr"), "file", "a.pdf")
    'Fichier : a.pdf'
    """
    return say["pair"].format(name=say[key], text=text)


def long_date(day: datetime, tag: str) -> str:
    """Return the date as it is written out in a language.

    >>> long_date(datetime(2026, 3, 9), "en"), long_date(datetime(2026, 3, 9), "zh-Hans")
    ('9 March 2026', '2026年3月9日')
    """
    language = base_language(tag)
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    month = _MONTHS.get(language, _MONTHS["en"]).split()[day.month - 1]
    return f"{day.day} de {month} de {day.year}" if language == "es" else f"{day.day} {month} {day.year}"
