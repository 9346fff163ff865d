"""The sentences about limits of a search and questions that cannot be asked, in the page's languages."""

from __future__ import annotations

from collections.abc import Mapping

_ROWS: Mapping[str, tuple[str, str, str, str]] = {
    "filter_regions": ("Region", "Région", "Región", "地区"),
    "filter_goals": ("Goal (SDG)", "Objectif (ODD)", "Objetivo (ODS)", "目标（SDG）"),
    "filter_hazards": ("Climate hazard", "Aléa climatique", "Amenaza climática", "气候灾害"),
    "filter_risk": ("Risk, at least", "Risque, au moins", "Riesgo, al menos", "风险不低于"),
    "filter_instruments": (
        "Policy instrument",
        "Instrument de politique",
        "Instrumento de política",
        "政策工具",
    ),
    "filter_concepts": ("Concept", "Notion", "Concepto", "概念"),
    "filters_of_documents": ("Which documents", "Quels documents", "Qué documentos", "文件"),
    "filters_of_passages": (
        "What passages say",
        "Ce que disent les passages",
        "Lo que dicen los pasajes",
        "段落内容",
    ),
    "filters_chosen": (
        "Limits in force; untick one to lift it",
        "Limites en vigueur ; décochez pour lever",
        "Límites en vigor; desmarque para quitar",
        "已选限制；取消勾选即可解除",
    ),
    "filter_any": ("any", "tous", "cualquiera", "不限"),
    "facet": (
        "{name} · {documents} {documents|document|documents}, {passages} {passages|passage|passages}",
        "{name} · {documents} {documents|document|documents} ; {passages} {passages|passage|passages}",
        "{name} · {documents} {documents|documento|documentos}, {passages} {passages|pasaje|pasajes}",
        "{name} · {documents} 份文件，{passages} 个段落",
    ),
    "facet_passages": (
        "{name} · {passages} {passages|passage|passages}",
        "{name}, {passages} {passages|passage|passages}",
        "{name} · {passages} {passages|pasaje|pasajes}",
        "{name} · {passages} 个段落",
    ),
    "chip_limit": ("{field}: {value}", "{field} : {value}", "{field}: {value}", "{field}：{value}"),
    "chip_from": ("from {year}", "à partir de {year}", "desde {year}", "{year}年起"),
    "chip_to": ("until {year}", "jusqu’à {year}", "hasta {year}", "至{year}年"),
    "match_some": (
        "{passages} {passages|passage|passages} in {documents} {documents|document|documents} "
        "{passages|matches|match}.",
        "{passages} {passages|passage|passages} dans {documents} {documents|document|documents}.",
        "{passages} {passages|pasaje|pasajes} en {documents} {documents|documento|documentos}.",
        "{documents} 份文件中有 {passages} 个段落符合。",
    ),
    "match_none": (
        "No passage passes all of these limits.",
        "Aucun passage ne satisfait toutes ces limites.",
        "Ningún pasaje cumple todos estos límites.",
        "没有段落同时符合所有限制。",
    ),
    "match_lift": (
        "Without “{field}”: {documents} {documents|document|documents}.",
        "Sans « {field} » : {documents} {documents|document|documents}.",
        "Sin «{field}»: {documents} {documents|documento|documentos}.",
        "去掉“{field}”：{documents} 份文件。",
    ),
    "match_lift_values": (
        "Without “{field}”: {documents} {documents|document|documents} ({values}).",
        "Sans « {field} » : {documents} {documents|document|documents} ({values}).",
        "Sin «{field}»: {documents} {documents|documento|documentos} ({values}).",
        "去掉“{field}”：{documents} 份文件（{values}）。",
    ),
    "match_no_one": (
        "No single limit is to blame: lift more than one.",
        "Aucune limite seule n’est en cause : levez-en plusieurs.",
        "Ningún límite por sí solo es la causa: quite más de uno.",
        "并非某一项限制所致：请解除多项。",
    ),
    "question_limits": (
        "The question asks of {places} only (“{words}”), so only documents from there were searched. "
        "Ask without these words to search everything.",
        "La question se limite à {places} (« {words} ») : seuls les documents de ce pays ont été cherchés. "
        "Posez-la sans ces mots pour tout chercher.",
        "La pregunta se limita a {places} («{words}»): solo se buscó en documentos de allí. "
        "Pregunte sin esas palabras para buscar en todo.",
        "问题只问{places}（“{words}”），因此只搜索了来自那里的文件。去掉这些词即可搜索全部。",
    ),
    "question_limit_lifted": (
        "The question asks of {places} only (“{words}”), but no document is known to be from there; "
        "everything was searched.",
        "La question se limite à {places} (« {words} »), mais aucun document de ce pays n’est connu ; "
        "tout a été cherché.",
        "La pregunta se limita a {places} («{words}»), pero no consta ningún documento de allí; "
        "se buscó en todo.",
        "问题只问{places}（“{words}”），但没有已知来自那里的文件，因此搜索了全部。",
    ),
    "question_letter": (
        "One letter is not enough to search for. Write the whole word.",
        "Une seule lettre ne suffit pas pour chercher. Écrivez le mot entier.",
        "Una sola letra no basta para buscar. Escriba la palabra entera.",
        "单个字母不足以搜索。请写出完整的词。",
    ),
    "question_small": (
        "These are only small words, which every text has. Name what you want to know about.",
        "Ce ne sont que de petits mots, que tout texte contient. Nommez ce que vous voulez savoir.",
        "Son solo palabras pequeñas, que están en todo texto. Nombre lo que quiere saber.",
        "这些都是每篇文本都有的虚词。请说明您想了解什么。",
    ),
    "goal_1": ("No poverty", "Pas de pauvreté", "Fin de la pobreza", "无贫穷"),
    "goal_2": ("Zero hunger", "Faim « zéro »", "Hambre cero", "零饥饿"),
    "goal_3": ("Health and well-being", "Santé et bien-être", "Salud y bienestar", "健康与福祉"),
    "goal_4": ("Quality education", "Éducation de qualité", "Educación de calidad", "优质教育"),
    "goal_5": ("Gender equality", "Égalité entre les sexes", "Igualdad de género", "性别平等"),
    "goal_6": ("Water and sanitation", "Eau et assainissement", "Agua y saneamiento", "清洁饮水"),
    "goal_7": ("Clean energy", "Énergie propre", "Energía limpia", "清洁能源"),
    "goal_8": ("Work and growth", "Travail et croissance", "Trabajo y crecimiento", "体面工作和增长"),
    "goal_9": ("Industry and innovation", "Industrie et innovation", "Industria e innovación", "产业与创新"),
    "goal_10": ("Less inequality", "Moins d’inégalités", "Menos desigualdad", "减少不平等"),
    "goal_11": ("Sustainable cities", "Villes durables", "Ciudades sostenibles", "可持续城市"),
    "goal_12": ("Responsible consumption", "Consommation responsable", "Consumo responsable", "负责任消费"),
    "goal_13": ("Climate action", "Action climatique", "Acción por el clima", "气候行动"),
    "goal_14": ("Life below water", "Vie aquatique", "Vida submarina", "水下生物"),
    "goal_15": ("Life on land", "Vie terrestre", "Vida de ecosistemas terrestres", "陆地生物"),
    "goal_16": ("Peace and institutions", "Paix et institutions", "Paz e instituciones", "和平与机构"),
    "goal_17": ("Partnerships", "Partenariats", "Alianzas", "伙伴关系"),
}
FILTERS: Mapping[str, Mapping[str, str]] = {
    language: {key: row[column] for key, row in _ROWS.items()}
    for column, language in enumerate(("en", "fr", "es", "zh"))
}
"""The sentences by language."""
