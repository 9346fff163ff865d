"""The verb of a question about several countries, in the singular for the one that is left."""

from __future__ import annotations

import re

from retrieval.analysis import guess_language

_NO_VERB = re.compile(
    r"(?:can|could|may|might|must|shall|should|will|would|did|had|was|is|has|does|in|on|for|to|by|at|of|and|or|with"
    r"|from|about|under|after|before|since|between|against|over|per|as|than|that|when|while|if|not|also|each|both"
    r"|together|said|got|made|took|gave|paid|spent|put|set|cut|led|met|[a-z]*(?:ed|ing|ly|s|ves))$"
)
_IRREGULAR = {"do": "does", "are": "is", "have": "has", "were": "was", "go": "goes"}
_SPANISH = {"son": "es", "fueron": "fue", "hicieron": "hizo", "dijeron": "dijo"}
_FRENCH = {
    "prévoient": "prévoit",
    "disent": "dit",
    "font": "fait",
    "ont": "a",
    "sont": "est",
    "doivent": "doit",
    "peuvent": "peut",
    "veulent": "veut",
    "prennent": "prend",
    "mettent": "met",
    "promettent": "promet",
    "vont": "va",
}


def agreeing(text: str, name: str) -> str:
    """Return a question with its verb in the singular beside the one country that is left.

    >>> agreeing("What do India plan?", "India"), agreeing("what India plan for forests", "India")
    ('What does India plan?', 'what India plans for forests')
    >>> agreeing("¿Qué dicen India sobre los bosques?", "India")
    '¿Qué dice India sobre los bosques?'
    """
    language = guess_language(text)
    own = re.escape(name)
    if language == "es":
        pattern = (
            r"(\b(?:qué|cómo|cuánt[oa]s?|dónde|cuándo)\s+(?:\w+\s+){0,2}?)(?!(?:según|con|en)\b)(\w+n)"
            rf"(?=\s+(?:el\s+|la\s+)?{own}\b)"
        )
        return re.sub(pattern, lambda found: found[1] + _spanish(found[2]), text, flags=re.IGNORECASE)
    if language == "fr":
        pattern = rf"(\b(?:que|comment|où|quand)\s+)(\w+nt)(?=\s+(?:l['’]|les?\s+|la\s+)?{own}\b)"
        return re.sub(pattern, lambda found: found[1] + _french(found[2]), text, flags=re.IGNORECASE)
    if language not in ("en", None):
        return text
    text = re.sub(
        rf"\b([Dd]o|[Aa]re|[Hh]ave|[Ww]ere)(?= (?:the )?{own}\b(?!['’]))",
        lambda found: _cased(_IRREGULAR[found[1].lower()], found[1]),
        text,
    )
    pattern = rf"(\b(?:what|how|where|why|whether)\s+(?:the\s+)?{own}\s+)([a-z]{{2,}})(?=\W|$)"
    return re.sub(pattern, lambda found: found[1] + _english(found[2]), text, flags=re.IGNORECASE)


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[0].isupper() else word


def _english(verb: str) -> str:
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if _NO_VERB.match(verb):
        return verb
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}es" if re.search(r"(?:ch|sh|x|z|o)$", verb) else f"{verb}s"


def _spanish(verb: str) -> str:
    return _SPANISH.get(verb, verb[:-1] if re.search(r"[aeá]n$", verb) else verb)


def _french(verb: str) -> str:
    if verb in _FRENCH:
        return _FRENCH[verb]
    return f"{verb[:-5]}t" if verb.endswith("ssent") else verb[:-2] if verb.endswith("ent") else verb
