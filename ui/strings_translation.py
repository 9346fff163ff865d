"""What is said beside a quotation in another language that a chat model has translated."""

from __future__ import annotations

from types import MappingProxyType

_MARKED = MappingProxyType(
    {
        "en": "machine translation, not checked; the citation was checked in its own language: “{text}”",
        "fr": "traduction automatique, non vérifiée ; la citation l’a été dans sa langue : « {text} »",
        "es": "traducción automática, no verificada; la cita se verificó en su idioma: «{text}»",
        "zh": "机器翻译，未经核对；引文已按原文核对：“{text}”",
    }
)


def beside_quotation(translation: str, language: str) -> str:
    """Return a translation marked as a machine's, in the language of the brief; "" where there is none."""
    if not translation:
        return ""
    tag = language.replace("_", "-").split("-")[0].lower()
    return _MARKED.get(tag, _MARKED["en"]).format(text=translation)
