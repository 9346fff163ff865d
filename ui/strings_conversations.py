"""The sentences about conversations, the plan and the agents' work, in the page's languages."""

from __future__ import annotations

from collections.abc import Mapping

_ROWS: Mapping[str, tuple[str, str, str, str]] = {
    # the list of conversations
    "talks": ("Your conversations", "Vos conversations", "Sus conversaciones", "您的对话"),
    "talks_search": (
        "Find a conversation",
        "Trouver une conversation",
        "Buscar una conversación",
        "查找对话",
    ),
    "talks_none": (
        "Nothing has been asked yet. What you ask is kept here, on this computer alone.",
        "Rien n’a encore été demandé. Vos questions sont gardées ici, sur cet ordinateur seulement.",
        "Aún no se ha preguntado nada. Lo que pregunte se guarda aquí, solo en este ordenador.",
        "还没有提问。您的提问只保存在这台电脑上。",
    ),
    "talks_no_match": (
        "No conversation holds these words.",
        "Aucune conversation ne contient ces mots.",
        "Ninguna conversación contiene esas palabras.",
        "没有对话包含这些词。",
    ),
    "talks_off": (
        "New conversations are not kept: keep_conversations is false in config.toml.",
        "Les nouvelles conversations ne sont pas gardées : keep_conversations vaut false dans config.toml.",
        "Las conversaciones nuevas no se guardan: keep_conversations es false en config.toml.",
        "新对话不会保存：config.toml 中 keep_conversations 为 false。",
    ),
    "talks_more": (
        "… and {n} older ones. Search to find them.",
        "… et {n} plus anciennes. Cherchez pour les trouver.",
        "… y {n} anteriores. Busque para encontrarlas.",
        "……还有 {n} 个更早的对话，请用搜索查找。",
    ),
    "talk_questions": (
        "{n} {n|question|questions}",
        "{n} {n|demande|demandes}",
        "{n} {n|pregunta|preguntas}",
        "{n} 个问题",
    ),
    "talk_running": ("being answered", "réponse en cours", "respondiendo", "正在回答"),
    "talk_today": ("Today", "Aujourd’hui", "Hoy", "今天"),
    "talk_yesterday": ("Yesterday", "Hier", "Ayer", "昨天"),
    "talk_manage": (
        "Rename, export or delete: {name}",
        "Renommer, exporter ou supprimer : {name}",
        "Renombrar, exportar o eliminar: {name}",
        "重命名、导出或删除：{name}",
    ),
    "talk_name": (
        "Name of the conversation",
        "Nom de la conversation",
        "Nombre de la conversación",
        "对话名称",
    ),
    "talk_rename": ("Rename", "Renommer", "Renombrar", "重命名"),
    "talk_delete": ("Delete…", "Supprimer…", "Eliminar…", "删除…"),
    "talk_delete_sure": (
        "Delete this conversation for good? Its questions and answers are wiped from the disk.",
        "Supprimer définitivement cette conversation ? Questions et réponses sont effacées du disque.",
        "¿Eliminar esta conversación para siempre? Preguntas y respuestas se borran del disco.",
        "确定永久删除此对话？问题和回答都会从磁盘抹去。",
    ),
    "talk_delete_yes": ("Delete for good", "Supprimer définitivement", "Eliminar para siempre", "永久删除"),
    "talk_close": ("Close", "Fermer", "Cerrar", "关闭"),
    "talk_deleted": (
        "“{name}” is deleted.",
        "« {name} » est supprimée.",
        "«{name}» se ha eliminado.",
        "“{name}”已删除。",
    ),
    "talk_gone": (
        "This conversation is not here any more: it was deleted.",
        "Cette conversation n’est plus là : elle a été supprimée.",
        "Esta conversación ya no está: se ha eliminado.",
        "此对话已不存在：它已被删除。",
    ),
    "talk_interrupted": (
        "The program ended before this was answered. Ask again.",
        "Le programme s’est arrêté avant de répondre. Posez la question à nouveau.",
        "El programa terminó antes de responder. Pregunte de nuevo.",
        "程序在回答之前已结束。请再次提问。",
    ),
    "talk_damaged": (
        "What was kept of this answer cannot be read any more. Ask again.",
        "Ce qui a été gardé de cette réponse n’est plus lisible. Posez la question à nouveau.",
        "Lo guardado de esta respuesta ya no se puede leer. Pregunte de nuevo.",
        "已保存的回答无法读取。请再次提问。",
    ),
    "talk_unkept": (
        "This could not be kept: {why}",
        "Ceci n’a pas pu être gardé : {why}",
        "Esto no se ha podido guardar: {why}",
        "无法保存：{why}",
    ),
    "removed_some": (
        "Removed from the library since, so {n|its page|their pages} cannot be opened; "
        "the {n|quotation stays|quotations stay}:",
        "Retiré{n||s} de la bibliothèque depuis : {n|sa page ne s’ouvre|leurs pages ne s’ouvrent} plus ; les "
        "citations restent :",
        "Retirad{n|o|os} de la biblioteca desde entonces: "
        "{n|su página ya no se abre|sus páginas ya no se abren}; las citas quedan:",
        "以下 {n} 份文件已从文献库移除，页面无法打开；引文保留：",
    ),
    "removed_cited": (
        "{title} (citation {numbers})",
        "{title} (citation n° {numbers})",
        "{title} (cita {numbers})",
        "{title}（引用 {numbers}）",
    ),
    "removed_badge": ("document removed", "document retiré", "documento retirado", "文件已移除"),
    # the plan before the search
    "plan_first": ("Show the plan first", "Montrer d’abord le plan", "Mostrar primero el plan", "先显示计划"),
    "plan_heading": (
        "This is what would be searched. Change it as you like.",
        "Voici ce qui serait cherché. Modifiez-le à votre gré.",
        "Esto es lo que se buscaría. Cámbielo como quiera.",
        "以下是将要检索的内容，可自由修改。",
    ),
    "plan_part": ("Search for", "Chercher", "Buscar", "检索内容"),
    "plan_countries": ("Countries", "Pays", "Países", "国家"),
    "plan_years": ("Years", "Années", "Años", "年份"),
    "plan_remove": ("Remove", "Retirer", "Quitar", "移除"),
    "plan_add": ("Add a part", "Ajouter une partie", "Añadir una parte", "添加一项"),
    "plan_search": ("Search", "Chercher ainsi", "Buscar así", "开始检索"),
    "plan_cancel": ("Cancel", "Annuler", "Cancelar la búsqueda", "取消"),
    "plan_limits": (
        "Only documents of these (untick to search all)",
        "Seulement les documents de (décochez pour tout chercher)",
        "Solo documentos de (desmarque para buscar en todo)",
        "仅限以下国家的文件（取消勾选则检索全部）",
    ),
    "plan_filters": (
        "The limits below the question apply as well.",
        "Les limites sous la question s’appliquent aussi.",
        "También se aplican los límites debajo de la pregunta.",
        "问题下方的限制同样适用。",
    ),
    "plan_none": (
        "Leave at least one part to search for.",
        "Laissez au moins une partie à chercher.",
        "Deje al menos una parte que buscar.",
        "请至少保留一项检索内容。",
    ),
    "plan_bad_country": (
        "“{name}” is no country that is known.",
        "« {name} » n’est pas un pays connu.",
        "«{name}» no es un país conocido.",
        "“{name}”不是已知的国家。",
    ),
    "plan_bad_years": (
        "Write years with four digits: 2019, 2025–2030.",
        "Écrivez les années avec quatre chiffres : 2019, 2025–2030.",
        "Escriba los años con cuatro cifras: 2019, 2025–2030.",
        "年份请写四位数字：2019, 2025–2030。",
    ),
    "plan_years_turned": (
        "{years}: the first year is after the second.",
        "{years} : la première année vient après la seconde.",
        "{years}: el primer año es posterior al segundo.",
        "{years}：前一个年份晚于后一个年份。",
    ),
    # the agents' work
    "doing_assess": (
        "Reading the passages with the tools…",
        "Lecture des passages avec les outils…",
        "Leyendo los pasajes con las herramientas…",
        "正在用工具判读段落……",
    ),
    "team_done": (
        "How this was found: {n} agents, {seconds}",
        "Comment : {n} agents, {seconds}",
        "Cómo se encontró: {n} agentes, {seconds}",
        "查找过程：{n} 个智能体，{seconds}",
    ),
    "team_ms": ("{n} ms", "{n} ms", "{n} ms", "{n} 毫秒"),
    "team_researchers": ("Researchers ({n})", "Recherche ({n})", "Búsqueda ({n})", "检索员（{n}）"),
    "team_assessor": (
        "Taggers and graders",
        "Étiquetage et notation",
        "Etiquetado y calificación",
        "标注与评级",
    ),
    "team_searched": (
        "Searched {n} {n|part|parts}: {found} {found|passage|passages}.",
        "{n} {n|partie cherchée|parties cherchées} : {found} {found|passage|passages}.",
        "{n} {n|parte buscada|partes buscadas}: {found} {found|pasaje|pasajes}.",
        "检索 {n} 项：找到 {found} 个段落。",
    ),
    "team_edited": (
        "Kept to the plan that you edited.",
        "A suivi le plan que vous avez modifié.",
        "Siguió el plan que usted editó.",
        "按照您修改的计划。",
    ),
    "team_passed": ("Passed on: {what}", "Transmis : {what}", "Pasa: {what}", "移交：{what}"),
    "team_parts": (
        "{n} {n|sub-question|sub-questions}",
        "{n} {n|sous-question|sous-questions}",
        "{n} {n|subpregunta|subpreguntas}",
        "{n} 个子问题",
    ),
    "team_passages": (
        "{n} {n|passage|passages} of {documents} {documents|document|documents}",
        "{n} {n|passage|passages} de {documents} {documents|document|documents}",
        "{n} {n|pasaje|pasajes} de {documents} {documents|documento|documentos}",
        "{documents} 份文件的 {n} 个段落",
    ),
    "team_readings": (
        "readings of {n} {n|sentence|sentences}",
        "lectures de {n} {n|phrase|phrases}",
        "lecturas de {n} {n|frase|frases}",
        "{n} 个句子的读数",
    ),
    "team_sentences": (
        "{n} {n|sentence|sentences} with sources",
        "{n} {n|phrase|phrases} avec sources",
        "{n} {n|frase|frases} con fuentes",
        "{n} 个带出处的句子",
    ),
    "team_headings": (
        "under {n} {n|heading|headings}",
        "sous {n} {n|titre|titres}",
        "bajo {n} {n|título|títulos}",
        "分 {n} 个标题",
    ),
    "team_checked": (
        "{n} checked {n|sentence|sentences}",
        "{n} {n|phrase vérifiée|phrases vérifiées}",
        "{n} {n|frase comprobada|frases comprobadas}",
        "{n} 个已核查的句子",
    ),
    "team_left_out": ("Left out: {text}", "Écarté : {text}", "Omitido: {text}", "未采用：{text}"),
    "team_likely": (
        "best passage answers: {n} %",
        "le meilleur passage répond : {n} %",
        "el mejor pasaje responde: {n} %",
        "最佳段落能回答：{n} %",
    ),
    "team_noted": (
        "{tool}: noted in {n} {n|sentence|sentences} of the answer",
        "{tool} : relevé dans {n} {n|phrase|phrases} de la réponse",
        "{tool}: señalado en {n} {n|frase|frases} de la respuesta",
        "{tool}：回答中 {n} 个句子有读数",
    ),
}
CONVERSATIONS: Mapping[str, Mapping[str, str]] = {
    language: {key: row[column] for key, row in _ROWS.items()}
    for column, language in enumerate(("en", "fr", "es", "zh"))
}
"""The sentences by language."""
