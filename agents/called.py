"""The names that a question asks after, beside countries, and whether a passage is about them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from agents.places import countries_in
from agents.wording import asks
from finetune.predict import words
from retrieval.analysis import guess_language
from retrieval.hits import Evidence

_WORD = re.compile(r"(?<![\w-])[^\W\d_]+(?:[’'-][^\W\d_]+)*(?!\w)")
_INSIDE = frozenset({"of", "the", "for", "on", "de", "du", "des", "la", "le", "del", "los", "las"})
"""Small words that a name may hold between two others: "Bank of Kenya"."""
_COMMON = frozenset(json.loads(Path(__file__).with_name("checks").joinpath("names.json").read_text("utf-8")))
_ELISION = re.compile(r"^(?:[dlnsjcmt]|qu)['’](?=\w)", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_CENTURY = re.compile(r"[IVXL]+(?:e|er|ème|th)?")
_LEAST_PLAIN = 2
"""So many words without a large letter show that large letters mean names in a question."""
_SHORT = 2
_BETWEEN = 3
"""So many other words may stand between those of a name: "the Fund for Climate and Health"."""
_CLOSED = re.compile(r"[?？!.]\s*[¿¡]?$")
"""What stands before the first word of another question."""
_NOUNS_ARE_LARGE = frozenset({"de"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it was asked, with its words; ``other`` are ways to write it in other scripts."""

    written: str
    words: tuple[str, ...]
    other: tuple[str, ...] = ()


class Counts(Protocol):
    """What counts the passages that hold a word."""

    def document_frequency(self, asked: Sequence[str]) -> tuple[int, ...]:
        """Return for each word the number of passages that hold it."""


def names_in(question: str) -> tuple[Name, ...]:
    """Return the names that a question holds, countries aside, each once.

    Where nearly every word begins with a large letter, letters say nothing and nothing is a name.

    >>> [name.written for name in names_in("How far did the Baltic Sea rise near the Port of Riga?")]
    ['Baltic Sea', 'Port of Riga']
    >>> names_in("What Share Of Energy Is Renewable In Kenya?")
    ()
    """
    spaced = () if guess_language(question) in _NOUNS_ARE_LARGE else _spaced(question)
    found = {name.written: name for name in (*spaced, *_han(question))}
    return tuple(found.values())


def unknown(names: Sequence[Name], library: Counts, found: Sequence[Evidence] = ()) -> tuple[Name, ...]:
    """Return the names of which a word stands in no passage of the library, nor above what was found."""
    wanted = [name for name in names if not name.other]
    if not wanted:
        return ()
    each = list(dict.fromkeys(word for name in wanted for word in name.words))
    counts = dict(zip(each, library.document_frequency(each), strict=True))
    above = {_stem(token) for item in found for token in _WORD.findall(_folded(_above(item)))}
    return tuple(
        name for name in wanted if any(not counts[word] and _stem(word) not in above for word in name.words)
    )


def is_called(item: Evidence, names: Sequence[Name]) -> bool:
    """Return whether a passage, its headings or its document name all that is asked after.

    A name of one word may be told otherwise where a text is all about it ("the conference"), and a name
    in another language is called otherwise; both are let pass. A place in Chinese signs must be named,
    in these or in Latin letters.
    """
    around = f"{_above(item)} {item.passage.text}" if names else ""
    return all(_holds(around, name) for name in names)


def _above(item: Evidence) -> str:
    document = item.document
    return " ".join(part for part in (document.name, document.publisher, *item.passage.heading) if part)


def _holds(around: str, name: Name) -> bool:
    if name.other:
        plain = _folded(around)
        return name.written in around or any(other in plain for other in name.other)
    if len(name.words) < _SHORT:
        return True
    tokens = _WORD.findall(_folded(around))
    return _initials(name) & set(tokens) != set() or _together(tuple(map(_stem, name.words)), tokens)


def _together(name: Sequence[str], tokens: Sequence[str]) -> bool:
    """Whether the words of a name stand close to each other, in whichever order."""
    stems = [_stem(token) for token in tokens]
    starts = [at for at, stem in enumerate(stems) if stem in name]
    return any(set(name) <= set(stems[at : at + len(name) + _BETWEEN]) for at in starts)


def _stem(word: str) -> str:
    plain = _folded(word)
    return next(iter(words(plain)), plain)


def _initials(name: Name) -> set[str]:
    """What stands for a name in short: "ETS" for "Emissions Trading System"."""
    letters = [_folded(word)[0] for word in name.words]
    own = {"".join(letters[start:end]) for start in (0, 1) for end in (len(letters), len(letters) - 1)}
    return {short for short in own if len(short) > _SHORT}


def _spaced(question: str) -> Iterator[Name]:
    """Runs of words with a large letter, the first word of the question aside."""
    found = list(_WORD.finditer(question))
    plain = [match for match in found[1:] if match[0][0].islower() and match[0].lower() not in _INSIDE]
    if len(plain) < _LEAST_PLAIN:
        return
    places = [(place.start, place.end) for place in countries_in(question)]
    run: list[re.Match[str]] = []
    for match in found[1:]:
        bare = _bare(match[0])
        known = _folded(bare) in _COMMON or len(bare) < _SHORT or _CENTURY.fullmatch(bare)
        opens = _CLOSED.search(question[: match.start()]) and asks(question[match.start() :])
        large = bare[:1].isupper() and not any(a <= match.start() < b for a, b in places)
        joined = not run or re.fullmatch(r"\s+", question[run[-1].end() : match.start()])
        if (large and not (known or opens) and joined) or (run and joined and match[0] in _INSIDE):
            run.append(match)
        else:
            yield from _name(question, run)
            run = [match] if large and not (known or opens) else []
    yield from _name(question, run)


def _name(question: str, run: Sequence[re.Match[str]]) -> Iterator[Name]:
    own = list(run)
    while own and own[-1][0] in _INSIDE:
        own.pop()
    if own:
        each = tuple(_bare(match[0]) for match in own if match[0] not in _INSIDE)
        yield Name(_bare(question[own[0].start() : own[-1].end()]), each)


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", _ELISION.sub("", word))


@cache
def _provinces() -> Mapping[str, tuple[str, ...]]:
    table = json.loads(Path(__file__).with_name("provinces.json").read_text("utf-8"))
    return {han: tuple(latin) for han, latin in table.items()}


def _han(question: str) -> Iterator[Name]:
    for name, latin in _provinces().items():
        if name in question:
            yield Name(name, (), latin)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
