"""Texts and queries into the terms that BM25 counts, each language in its own way.

A word becomes its stem, a run of Chinese, Japanese or Korean its pairs of characters. A query has no syntax.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from retrieval.light_stems import arabic_bare, arabic_ended, hindi

VERSION = "3"  # in every index card; to be raised with any change below that changes a term
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
    " ao no na são foi de nos nas quantos quantas há pelo pela",
    "de": "der die das und ist von zu den mit für auf im ein eine wie was welche wer wann warum nicht"
    " sind dem des werden",
    "it": "il gli le e della dei delle una è per che con come quale quali non sono nel alla di degli",
    "nl": "de het een en van is op voor met dat wat welke niet zijn aan bij worden hoe",
}
# Elisions and inversions: "l'être humain", "peut-on", "a-t-il".
_FRENCH = re.compile(r"\b(?:[ldnsjcmt]|qu)['’](?=\w)|-(?:t-)?(?:il|elle|on|ils|elles|ce|nous)\b")
# Endings of words, names aside, that no other language here has: "emissões".
_PORTUGUESE = re.compile(r"\b[a-zà-ü]+(?:ã[eo]s?|ões|nças?|[êâ]ncias?)\b")
COMMON = {language: frozenset(words.split()) for language, words in _COMMON.items()}
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
SMALL = {code: own | frozenset(_SMALL.get(code, "").split()) for code, own in COMMON.items()}
"""Words that say nothing of what a question is about, by language."""
_INITIALS = re.compile(r"\b[A-Z]{2,}\b")
_PAIRED = (  # scripts written without spaces between words: pairs of characters stand for words
    "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U0003134f"
)
_PAIRED_LETTER = re.compile(f"[{_PAIRED}]")
_LONGEST_TERM = 64
_HAN_AND_KANA = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_SCRIPTS = {
    name: re.compile(f"[{ranges}]")
    for name, ranges in {
        "ar": "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff",
        "ru": "\u0400-\u052f",
        "el": "\u0370-\u03ff\u1f00-\u1fff",
        "hi": "\u0900-\u097f",
        "he": "\u0590-\u05ff",
        "bn": "\u0980-\u09ff",
        "ta": "\u0b80-\u0bff",
        "th": "\u0e00-\u0e7f",
        "ko": "\u1100-\u11ff\uac00-\ud7af",
        "zh": _HAN_AND_KANA,
    }.items()
}
"""Each script by the language that is written in it most, among those that are told apart."""
# Letters that another language of the script has and that one has not.
_LETTERS = (
    ("ar", "ur", re.compile("[\u0679\u0688\u0691\u06ba\u06be\u06c1\u06d2]")),
    ("ar", "fa", re.compile("[\u067e\u0686\u0698\u06a9\u06af\u06cc]")),
    ("ru", "uk", re.compile("[\u0454\u0456\u0457\u0491]")),
    ("zh", "ja", re.compile("[\u3040-\u30ff]")),
)
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x640, *range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF]
)
_INVISIBLE_SIGN = re.compile(f"[{''.join(map(chr, _INVISIBLE))}]")
_ASCII_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+", re.ASCII)


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


@cache
def _stopper(language: str) -> Any:  # noqa: ANN401 - a tantivy.TextAnalyzer
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.whitespace())
    return builder.filter(Filter.stopword(STEMMERS[language])).build()


def without_listed(folded: Sequence[str], language: str) -> list[str]:
    """Return the words that Snowball's list of a language, one of thirteen, does not call small.

    >>> without_listed(["das", "ist", "wald"], "de")
    ['wald']
    """
    return [str(word) for word in _stopper(language).analyze(" ".join(folded))]


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
    return _likely_language(text[:2000])


@lru_cache(maxsize=256)
def _likely_language(text: str) -> str | None:
    script = _script(text)
    if script is not None:
        return next((one for of, one, own in _LETTERS if of == script and own.search(text)), script)
    if not any(char.isalpha() for char in text):
        return None
    if re.search("[¿¡]", text):
        return "es"
    folded = text.casefold()
    words = re.findall(r"[^\W\d_]+", folded)
    counts = {language: sum(word in common for word in words) for language, common in COMMON.items()}
    counts["fr"] += len(_FRENCH.findall(folded))
    counts["pt"] += 2 * len(_PORTUGUESE.findall(text))
    best = max(counts, key=lambda language: (counts[language], language == "en"))
    return best if counts[best] else None


def _script(text: str) -> str | None:
    """Whose script, other than Latin, most letters of a text are; a Chinese one says as much as three."""
    letters = sum(char.isalpha() for char in text)
    for language, own in _SCRIPTS.items():
        found = sum(char.isalpha() for char in own.findall(text))
        if found * (3 if language in ("zh", "ko") else 2) > letters:
            return language
    return None


def in_other_scripts(text: str, language: str | None) -> dict[str, str]:
    """Return the parts of a text that are not in the script of its language, by a language of theirs.

    >>> in_other_scripts("Does 碳中和 cover steel?", "en")
    {'zh': '碳中和'}
    >>> in_other_scripts("碳中和 and steel", "zh")
    {'en': 'and steel'}
    """
    parts = {}
    for code, own in _SCRIPTS.items():
        if code != language and not any(of == code and one == language for of, one, _ in _LETTERS):
            found = re.findall(f"(?:{own.pattern}[\u0300-\u036f]*)+", text)
            if found:
                parts[code] = " ".join(found)
    if language in OTHER_SCRIPTS:
        latin = re.findall(r"[A-Za-z\u00c0-\u024f][\w'’-]*", text)
        if latin:
            parts["en"] = " ".join(latin)
    return parts


@cache
def _digits() -> dict[int, str]:
    """The digits of every script as those of English, with the Arabic signs between them."""
    numbers = (char for char in map(chr, range(0x80, 0x10000)) if unicodedata.category(char) == "Nd")
    return {**{ord(char): str(unicodedata.digit(char)) for char in numbers}, 0x66B: ".", 0x66C: ","}


@cache
def _other_digit() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, _digits()))}]")


def is_paired(text: str) -> bool:
    """Whether a text begins with a sign of a script without spaces, where one sign may be a word."""
    return bool(_PAIRED_LETTER.match(text))


def words(text: str) -> list[str]:
    """Return the words of a text before stemming: folded, numbers whole, paired scripts in pairs.

    >>> words("Net-zero by 2050: 1.5 °C, 气候变化")
    ['net', 'zero', 'by', '2050', '1.5', 'c', '气候', '候变', '变化']
    """
    return list(_words(text))


@lru_cache(maxsize=1024)  # of a passage that is found they are asked for more than once
def _words(text: str) -> tuple[str, ...]:
    if text.isascii():
        return tuple([run[:_LONGEST_TERM] for run in _ASCII_WORD.findall(text.casefold())])
    text = text.encode("utf-8", "replace").decode()
    if _INVISIBLE_SIGN.search(text):
        text = text.translate(_INVISIBLE)
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii() and _other_digit().search(text):
        text = text.translate(_digits())
    runs: list[str] = _pattern().findall(text.casefold())
    if not _PAIRED_LETTER.search(text):
        return tuple([run[:_LONGEST_TERM] for run in runs])
    found: list[str] = []
    for run in runs:
        if _PAIRED_LETTER.match(run):
            found.extend([run[at : at + 2] for at in range(len(run) - 1)] or [run])
        else:
            found.append(run[:_LONGEST_TERM])
    return tuple(found)


def asked(query: str) -> list[str]:
    """Return the words of a query that say what it is about; all of them where none does.

    The small words of its language are left out; what is written in capitals is a name.

    >>> asked("What does the WHO say about IT?"), asked("what is this")
    (['who', 'say', 'it'], ['what', 'is', 'this'])
    """
    every = words(query)
    small = SMALL.get(guess_language(query) or "", frozenset())
    names = {word.casefold() for word in _INITIALS.findall(query)} if query != query.upper() else set()
    return [word for word in every if word not in small or word in names] or every


def stems(folded: Sequence[str], language: str | None) -> list[str]:
    """Return the term of each word, in order; a language without a stemmer keeps its words."""
    if language == "hi":
        return [hindi(word) for word in folded]
    if language == "ar":
        folded = [arabic_bare(word) for word in folded]
    found = _analyser(language if language in STEMMERS else None).analyze(" ".join(folded))
    if len(found) != len(folded):
        return list(folded)
    return [arabic_ended(term) for term in found] if language == "ar" else [str(term) for term in found]


def terms(text: str, language: str | None) -> list[str]:
    """Return the terms of a text in that language, in the order of the text.

    >>> terms("Reducing emissions", "en")
    ['reduc', 'emiss']
    """
    return stems(words(text), primary(language))
