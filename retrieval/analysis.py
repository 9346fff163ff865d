"""Texts and queries into the terms that BM25 counts, each language in its own way.

A word becomes its stem, a run of Chinese, Japanese or Korean its pairs of characters, and a Hindi
word keeps its vowel signs. A query never has a syntax: whatever is typed becomes terms or nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

VERSION = "2"  # in every index card; to be raised with any change below that changes a term
STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
OTHER_SCRIPTS = frozenset(
    {"ar", "bn", "el", "fa", "he", "hi", "ja", "ko", "ru", "ta", "th", "uk", "ur", "zh"}
)
"""Languages that are not written in Latin letters, among those that are told apart."""
# Frequent words that few other languages share; enough to tell the language of a sentence or two.
_COMMON = {
    "en": "the of and to in is that for are with what which how does do on by from this as be was were"
    " who when why it about an",
    "fr": "le la les des du et une un est dans pour que qui sur au aux par quel quelle quels quelles"
    " comment combien pourquoi sont pas l d en de on il elle ne sans avec",
    "es": "el la los las y del una un es para que por con como cuál cuáles qué cuánto cuánta cuántos"
    " cuántas quién dónde cómo en se al de su son sobre",
    "pt": "o os as e do da dos das um uma é para que por com como qual quais quanto quem onde não em se"
    " ao no na são foi",
    "de": "der die das und ist von zu den mit für auf im ein eine wie was welche wer wann warum nicht"
    " sind dem des werden",
    "it": "il gli le e della dei delle una è per che con come quale quali non sono nel alla di degli",
    "nl": "de het een en van is op voor met dat wat welke niet zijn aan bij worden hoe",
}
# Elisions and inversions: "l'être humain", "peut-on", "a-t-il".
_FRENCH = re.compile(r"\b(?:[ldnsjcmt]|qu)['’](?=\w)|-(?:t-)?(?:il|elle|on|ils|elles|ce|nous)\b")
_COMMON_SETS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
# Words that say nothing of what a question is about, beside those above.
_SMALL = {
    "en": "its at or has have had can could would should will did been being their there these those into"
    " than not no but also more most such other",
    "fr": "à ce cette ces se ou leur leurs plus mais par entre être a ont avoir fait peut doit y",
    "es": "de o u e a lo le les más pero entre ser ha han hay puede sin",
    "pt": "de um uma que ou se à aos às pelo pela pelos pelas mas mais entre ser há pode sem",
    "de": "an aus bei nach oder dass haben hat kann sich um über sie es als",
    "it": "di a da in o si ma più tra fra essere ha hanno al alle nei",
    "nl": "of om door over te er ze als maar kan heeft hebben",
}
_SMALL_SETS = {
    language: common | frozenset(_SMALL.get(language, "").split())
    for language, common in _COMMON_SETS.items()
}
_INITIALS = re.compile(r"\b[A-Z]{2,}\b")
_PAIRED = (  # scripts written without spaces between words: pairs of characters stand for words
    "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U0003134f"
)
_LONGEST_TERM = 64
_SCRIPTS = (("ar", "\u0600", "\u06ff"), ("ru", "\u0400", "\u04ff"), ("el", "\u0370", "\u03ff"))


@cache
def _pattern() -> re.Pattern[str]:
    """Numbers with their decimals, runs of a paired script, words with their combining marks."""
    marks = "".join(
        char for char in map(chr, range(0x300, 0x10000)) if unicodedata.category(char) in {"Mn", "Mc"}
    )
    marks = re.sub(f"[{_PAIRED}]", "", marks)
    word = rf"(?:[^\W_{_PAIRED}]|[{re.escape(marks)}])"
    return re.compile(rf"\d+(?:[.,]\d+)+|[{_PAIRED}]+|{word}+")


@cache
def _analyser(language: str | None) -> Any:  # noqa: ANN401 - a tantivy.TextAnalyzer
    """Stems and takes accents off; None only takes accents off."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.whitespace())
    if language is not None:
        builder = builder.filter(Filter.stemmer(STEMMERS[language]))
    return builder.filter(Filter.ascii_fold()).build()


def primary(tag: str | None) -> str | None:
    """Return the language of a BCP 47 tag without region or script.

    >>> primary("pt-BR")
    'pt'
    """
    return tag.replace("_", "-").split("-")[0].casefold() if tag else None


def guess_language(text: str) -> str | None:
    """Return the likely language of a question or passage by its script and commonest words; None if open.

    >>> guess_language("¿Cuántos puntos dejaron escapar en defensa los Panthers?")
    'es'
    """
    text = text[:2000]
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return None
    if sum(bool(re.match(f"[{_PAIRED}]", char)) for char in letters) * 3 > len(letters):
        return (
            "ja"
            if re.search("[\u3040-\u30ff]", text)
            else "ko"
            if re.search("[\uac00-\ud7af]", text)
            else "zh"
        )
    for language, first, last in _SCRIPTS:
        if sum(first <= char <= last for char in letters) * 2 > len(letters):
            return language
    if sum("\u0900" <= char <= "\u097f" for char in letters) * 2 > len(letters):
        return "hi"
    if re.search("[¿¡]", text):
        return "es"
    folded = text.casefold()
    words = re.findall(r"[^\W\d_]+", folded)
    counts = {language: sum(word in common for word in words) for language, common in _COMMON_SETS.items()}
    counts["fr"] += len(_FRENCH.findall(folded))
    best = max(counts, key=lambda language: (counts[language], language == "en"))
    return best if counts[best] else None


def words(text: str) -> list[str]:
    """Return the words of a text before stemming: folded, numbers whole, paired scripts in pairs.

    >>> words("Net-zero by 2050: 1.5 °C, 气候变化")
    ['net', 'zero', 'by', '2050', '1.5', 'c', '气候', '候变', '变化']
    """
    text = unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode()).casefold()
    found: list[str] = []
    for match in _pattern().finditer(text):
        run = match.group()
        if not run.isascii() and re.match(f"[{_PAIRED}]", run):
            found.extend([run[at : at + 2] for at in range(len(run) - 1)] or [run])
        else:
            found.append(run[:_LONGEST_TERM])
    return found


def asked(query: str) -> list[str]:
    """Return the words of a query that say what it is about; all of them where none does.

    The small words of its language are left out; what is written in capitals is a name.

    >>> asked("What does the WHO say about IT?"), asked("what is this")
    (['who', 'say', 'it'], ['what', 'is', 'this'])
    """
    every = words(query)
    small = _SMALL_SETS.get(guess_language(query) or "", frozenset())
    names = {word.casefold() for word in _INITIALS.findall(query)} if query != query.upper() else set()
    return [word for word in every if word not in small or word in names] or every


def stems(folded: Sequence[str], language: str | None) -> list[str]:
    """Return the term of each word, in order; a language without a stemmer keeps its words."""
    found = _analyser(language if language in STEMMERS else None).analyze(" ".join(folded))
    return [str(term) for term in found] if len(found) == len(folded) else list(folded)


def terms(text: str, language: str | None) -> list[str]:
    """Return the terms of a text in that language, in the order of the text.

    >>> terms("Reducing emissions", "en")
    ['reduc', 'emiss']
    """
    return stems(words(text), primary(language))
