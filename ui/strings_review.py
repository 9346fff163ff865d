"""What is said of the review of a brief, on the page and in exports, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LANGUAGES = ("en", "fr", "es", "zh")

_ROWS: Mapping[str, tuple[str, str, str, str]] = {
    # the state, also in exports
    "draft": ("Draft – not reviewed", "Projet – non relu", "Borrador – sin revisar", "草稿 – 未审核"),
    "in_review": (
        "In review: {accepted} of {claims} claims accepted",
        "En relecture : {accepted} affirmations acceptées sur {claims}",
        "En revisión: {accepted} de {claims} afirmaciones aceptadas",
        "审核中：{claims}条陈述中已接受{accepted}条",
    ),
    "final": (
        "Final – accepted by {names}, {date}",
        "Version finale – acceptée par {names}, {date}",
        "Versión final – aceptada por {names}, {date}",
        "定稿 – 由{names}接受，{date}",
    ),
    "rejected": (
        "Rejected: no claim was left standing ({names}, {date})",
        "Rejeté : aucune affirmation n’a été retenue ({names}, {date})",
        "Rechazado: no quedó ninguna afirmación ({names}, {date})",
        "已否决：没有保留任何陈述（{names}，{date}）",
    ),
    "and_rejected": ("{n} rejected", "{n} rejetée(s)", "{n} rechazada(s)", "已否决{n}条"),
    "and_partial": (
        "{n} supported in part",
        "{n} étayée(s) en partie",
        "{n} con apoyo parcial",
        "{n}条仅获部分支持",
    ),
    "state": ("State", "État", "Estado", "状态"),
    # the table of decisions
    "record": ("Review", "Relecture", "Revisión", "审核记录"),
    "record_note": (
        "Every decision on a claim, in order. Names are as reviewers gave them; they are not proof of who "
        "decided. Claims are numbered as the brief was made; quotations in the tables of options come after "
        "them.",
        "Toutes les décisions sur les affirmations, dans l’ordre. Les noms sont ceux que les relecteurs ont "
        "donnés ; ils ne prouvent pas qui a décidé. Les numéros sont ceux de la note telle que "
        "rédigée ; les citations des tableaux d’options viennent ensuite.",
        "Todas las decisiones sobre las afirmaciones, en orden. Los nombres son los que dieron los revisores "
        "y no prueban quién decidió. Los números son los del informe tal como se redactó; las citas de las "
        "tablas de opciones van después.",
        "按顺序列出对各条陈述的全部决定。姓名由审核人自行填写，不能证明决定者的身份。编号以简报初稿为准，选项表中的引文排在其后。",
    ),
    "claim": ("Claim", "Affirmation", "Afirmación", "陈述"),
    "decision": ("Decision", "Décision", "Decisión", "决定"),
    "who": ("By", "Par", "Por", "审核人"),
    "when": ("When (UTC)", "Quand (UTC)", "Cuándo (UTC)", "时间（UTC）"),
    "text_note": ("Text and note", "Texte et remarque", "Texto y nota", "文本与备注"),
    "accept": ("accepted", "acceptée", "aceptada", "接受"),
    "edit": ("edited", "modifiée", "modificada", "修改"),
    "reject": ("rejected", "rejetée", "rechazada", "否决"),
    "changed": (
        "“{before}” became “{after}”",
        "« {before} » est devenu « {after} »",
        "«{before}» pasó a ser «{after}»",
        "“{before}”改为“{after}”",
    ),
    "noted": ("Note: {note}", "Remarque : {note}", "Nota: {note}", "备注：{note}"),
    "edited_from": (
        "edited in review; it read: “{text}”",
        "modifié en relecture ; texte d’origine : « {text} »",
        "modificado en la revisión; decía: «{text}»",
        "审核中已修改；原文为：“{text}”",
    ),
    "rejected_by": (
        "rejected in review by {by}, {at}",
        "rejeté en relecture par {by}, {at}",
        "rechazado en la revisión por {by}, {at}",
        "审核中由{by}否决，{at}",
    ),
    "left_out": (
        "Left out: not supported, or rejected in review",
        "Écarté : non étayé, ou rejeté en relecture",
        "Excluido: sin apoyo, o rechazado en la revisión",
        "未获支持或经审核否决而删去",
    ),
    "gone": ("Rejected in review", "Rejetées en relecture", "Rechazadas en la revisión", "审核中否决"),
    "nothing_left": (
        "Every claim of this brief was rejected in review. They are listed below with who rejected them.",
        "Toutes les affirmations de cette note ont été rejetées en relecture. Elles figurent ci-dessous, "
        "avec le nom de qui les a rejetées.",
        "Todas las afirmaciones de este informe se rechazaron en la revisión. Figuran abajo, con quién las "
        "rechazó.",
        "本简报的所有陈述均在审核中被否决，下文列出并注明否决人。",
    ),
    # the page
    "begin": ("Review", "Relire", "Revisar", "审核"),
    "end": ("Hide the review", "Masquer la relecture", "Ocultar la revisión", "隐藏审核"),
    "progress": (
        "{accepted} of {claims} accepted",
        "{accepted} sur {claims} acceptées",
        "{accepted} de {claims} aceptadas",
        "已接受{accepted}/{claims}",
    ),
    "your_name": ("Reviewer", "Relecteur ou relectrice", "Quién revisa", "审核人"),
    "name_first": (
        "Write your name first: each decision is kept with it.",
        "Écrivez d’abord votre nom : chaque décision est conservée avec lui.",
        "Escriba primero su nombre: cada decisión se guarda con él.",
        "请先填写姓名：每项决定都会与姓名一同保存。",
    ),
    "keys": (
        "Keys: A accept, E edit, R reject, J and K next and previous claim",
        "Touches : A accepter, E modifier, R rejeter, J et K affirmation suivante et précédente",
        "Teclas: A aceptar, E modificar, R rechazar, J y K afirmación siguiente y anterior",
        "按键：A 接受，E 修改，R 否决，J 与 K 下一条与上一条",
    ),
    "do_accept": ("Accept", "Accepter", "Aceptar", "接受"),
    "do_edit": ("Edit", "Modifier", "Modificar", "修改"),
    "do_reject": ("Reject", "Rejeter", "Rechazar", "否决"),
    "do_restore": ("Accept after all", "Accepter tout de même", "Aceptar pese a todo", "仍然接受"),
    "do_all": ("Accept all that are open", "Accepter toutes les restantes", "Aceptar todas", "接受全部未决"),
    "do_save": ("Verify and save", "Vérifier et enregistrer", "Verificar y guardar", "核验并保存"),
    "do_cancel": ("Cancel", "Annuler", "Cancelar", "取消"),
    "open": ("Not decided", "Non décidé", "Sin decidir", "未决"),
    "is_accept": ("Accepted by {by}", "Accepté par {by}", "Aceptado por {by}", "由{by}接受"),
    "is_edit": (
        "Edited by {by}, to be accepted",
        "Modifié par {by}, à accepter",
        "Modificado por {by}, por aceptar",
        "由{by}修改，待接受",
    ),
    "is_reject": ("Rejected by {by}", "Rejeté par {by}", "Rechazado por {by}", "由{by}否决"),
    "cell_rejected": (
        "rejected in review",
        "rejeté en relecture",
        "rechazado en la revisión",
        "审核时被否决",
    ),
    "history": ("History ({n})", "Historique ({n})", "Historial ({n})", "历史（{n}）"),
    "new_text": ("New text", "Nouveau texte", "Texto nuevo", "新文本"),
    "note": (
        "Note (may be empty)",
        "Remarque (facultative)",
        "Nota (puede quedar vacía)",
        "备注（可不填）",
    ),
    "of_claim": (
        "Review of claim {n}",
        "Relecture de l’affirmation {n}",
        "Revisión de la afirmación {n}",
        "审核第{n}条陈述",
    ),
    "not_kept": (
        "This could not be kept: {why}",
        "Ceci n’a pas pu être conservé : {why}",
        "No se pudo guardar: {why}",
        "未能保存：{why}",
    ),
    "unsupported": (
        "the words cited do not support the new text.",
        "les mots cités n’étayent pas le nouveau texte.",
        "las palabras citadas no respaldan el texto nuevo.",
        "引文不支持新文本。",
    ),
    "saved": ("Kept.", "Conservé.", "Guardado.", "已保存。"),
}


def review_words(language: str) -> Mapping[str, str]:
    """Return the sentences in a language (BCP 47); English where there are none."""
    code = language.replace("_", "-").split("-")[0].lower()
    column = LANGUAGES.index(code) if code in LANGUAGES else 0
    return MappingProxyType({key: row[column] for key, row in _ROWS.items()})
