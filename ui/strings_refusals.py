"""Why a decision on a claim was not taken, in each language: one sentence a code of a review error."""

from __future__ import annotations

from collections.abc import Mapping

from agents.errors import BriefFileError, ReviewError
from ui.export_words import base_language
from ui.plain import clean

LANGUAGES = ("en", "fr", "es", "zh")
REFUSALS: Mapping[str, tuple[str, str, str, str]] = {
    "altered": (
        "the record of this review was altered since it was written; `globalbrain verify` says where.",
        "le registre de cette relecture a été altéré depuis son écriture ; `globalbrain verify` dit où.",
        "el registro de esta revisión se alteró después de escribirse; `globalbrain verify` dice dónde.",
        "该审核记录在写入后被改动；`globalbrain verify` 可指出位置。",
    ),
    "too_many": (
        "this review has {most} decisions already. Begin with a new brief.",
        "cette relecture compte déjà {most} décisions. Commencez avec une nouvelle note.",
        "esta revisión ya tiene {most} decisiones. Empiece con un informe nuevo.",
        "该审核已有{most}项决定。请从新的简报开始。",
    ),
    "no_name": (
        "there is no name. Write who decides.",
        "il n’y a pas de nom. Écrivez qui décide.",
        "falta el nombre. Escriba quién decide.",
        "没有姓名。请填写决定者。",
    ),
    "long_name": (
        "a name has at most {most} characters.",
        "un nom compte au plus {most} caractères.",
        "un nombre tiene como máximo {most} caracteres.",
        "姓名最多{most}个字符。",
    ),
    "long_note": (
        "a note has at most {most} characters.",
        "une remarque compte au plus {most} caractères.",
        "una nota tiene como máximo {most} caracteres.",
        "备注最多{most}个字符。",
    ),
    "no_claim": (
        "there is no claim {claim}; claims are 1 to {claims}.",
        "il n’y a pas d’affirmation {claim} ; elles vont de 1 à {claims}.",
        "no hay afirmación {claim}; van de 1 a {claims}.",
        "没有第{claim}条陈述；编号为1至{claims}。",
    ),
    "refusal": (
        "the brief has no claims: it is a refusal.",
        "la note n’a pas d’affirmation : c’est un refus de réponse.",
        "el informe no tiene afirmaciones: no se dio respuesta.",
        "该简报没有陈述：未作回答。",
    ),
    "changed": (
        "somebody has changed claim {claim} since you saw it. Look at it again.",
        "quelqu’un a modifié l’affirmation {claim} depuis que vous l’avez vue. Regardez-la de nouveau.",
        "alguien ha cambiado la afirmación {claim} desde que la vio. Mírela de nuevo.",
        "在您查看之后，有人修改了第{claim}条陈述。请重新查看。",
    ),
    "brief_changed": (
        "somebody has changed it since you saw it. Look at it again.",
        "quelqu’un l’a modifiée depuis que vous l’avez vue. Regardez-la de nouveau.",
        "alguien lo ha cambiado desde que lo vio. Mírelo de nuevo.",
        "在您查看之后，有人作了修改。请重新查看。",
    ),
    "empty_text": (
        "the new text is empty. Reject the claim to take it out.",
        "le nouveau texte est vide. Rejetez l’affirmation pour la retirer.",
        "el texto nuevo está vacío. Rechace la afirmación para quitarla.",
        "新文本为空。如需删去，请否决该陈述。",
    ),
    "long_text": (
        "a claim has at most {most} characters.",
        "une affirmation compte au plus {most} caractères.",
        "una afirmación tiene como máximo {most} caracteres.",
        "陈述最多{most}个字符。",
    ),
    "same_text": (
        "the new text is the one it has. Accept it as it stands.",
        "le nouveau texte est celui qu’elle a déjà. Acceptez-la telle quelle.",
        "el texto nuevo es el que ya tiene. Acéptela tal como está.",
        "新文本与现有文本相同。可直接接受。",
    ),
    "said_twice": (
        "another claim says exactly this. Reject one of the two.",
        "une autre affirmation dit exactement cela. Rejetez l’une des deux.",
        "otra afirmación dice exactamente esto. Rechace una de las dos.",
        "另一条陈述与此完全相同。请否决其中一条。",
    ),
    "busy": (
        "somebody else is writing to this review. Try again in a moment.",
        "quelqu’un d’autre écrit dans cette relecture. Réessayez dans un instant.",
        "otra persona está escribiendo en esta revisión. Inténtelo de nuevo en un momento.",
        "另有人正在写入该审核。请稍后重试。",
    ),
    "too_large": (
        "with this the brief would be larger than {most} MB. Begin with a new brief.",
        "la note dépasserait {most} Mo. Commencez avec une nouvelle note.",
        "el informe pasaría de {most} MB. Empiece con un informe nuevo.",
        "简报将超过{most} MB。请从新的简报开始。",
    ),
    "unwritten": (
        "the review cannot be written: no room, or no right to write there.",
        "la relecture ne peut pas être écrite : pas de place, ou pas le droit d’y écrire.",
        "la revisión no se puede escribir: falta espacio o permiso.",
        "无法写入审核：空间不足或没有写入权限。",
    ),
    "unreadable": (
        "the review that the library keeps cannot be read: {reason}.",
        "la relecture que garde la bibliothèque ne peut pas être lue : {reason}.",
        "la revisión que guarda la biblioteca no se puede leer: {reason}.",
        "资料库所存的审核无法读取：{reason}。",
    ),
}


def refusal(error: Exception, language: str) -> str:
    """Return why a decision was not taken, in a language; an error without a code in its own words."""
    code = base_language(language)
    column = LANGUAGES.index(code) if code in LANGUAGES else 0
    if isinstance(error, ReviewError) and error.code in REFUSALS:
        return clean(REFUSALS[error.code][column].format(**error.values))
    if isinstance(error, BriefFileError):
        return clean(REFUSALS["unreadable"][column].format(reason=error.reason))
    parts = (getattr(error, name, "") for name in ("what", "reason", "remedy"))
    what, reason, remedy = map(clean, parts)
    return f"{what}: {reason}. {remedy}" if what else clean(str(error))
