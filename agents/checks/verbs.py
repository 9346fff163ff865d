"""The verbs of a text: which of them it tells as so, and which hang on a plan, a wish or a duty."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agents.checks.spelled import tongue
from agents.checks.tables import table

_TABLE = table("promoted")
_MODALS, _SKIPPED, _JOINED = (frozenset(_TABLE[name]) for name in ("modals", "skipped", "joined"))
_BEFORE_ING, _FACTIVE = frozenset(_TABLE["before_ing"]), frozenset(_TABLE["factive"])
_BOUNDARIES, _FINITE = frozenset(_TABLE["boundaries"]), frozenset(_TABLE["finite"])
_ATTRIBUTIVE, _AFTER_NOUN = frozenset(_TABLE["attributive"]), frozenset(_TABLE["after_noun"])
_PRONOUNS, _ACTS = frozenset(_TABLE["pronouns"]), frozenset(_TABLE["acts"])
_IRREGULAR = _TABLE["irregular"]
_BASES = frozenset(_IRREGULAR["en"].values())
_TOKEN = re.compile(r"\d[\d.,]*|[^\W\d_]+(?:['’-][^\W\d_]+)*['’]?|[.,;:!?()]")
_ELIDED = re.compile(r"\b([dlsnDLSN]|qu)['’](?=\w)")
_LOOK_BACK = 4
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Verb:
    """A word that can be a verb, its possible stems, and whether the text tells it as so.

    ``under`` are the words that it hangs on, where it is not told; ``past`` whether it is told as done.
    """

    written: str
    stems: frozenset[str]
    told: bool
    past: bool = False
    under: str = ""


@lru_cache(maxsize=8192)
def verbs(text: str) -> tuple[Verb, ...]:
    """Return the verbs of an English, French or Spanish text, and what else could be one.

    >>> [(v.written, v.under) for v in verbs("Kenya plans to end droughts.") if v.under]
    [('end', 'plans to')]
    >>> [v.written for v in verbs("Kenya ended droughts.") if v.told]
    ['ended']
    """
    plain = _ELIDED.sub(r"\1' ", text.replace("’", "'"))
    tokens = _TOKEN.findall(plain)
    return tuple(_READERS.get(tongue(text), _english)(tokens, [token.lower() for token in tokens]))


def _english(tokens: Sequence[str], lower: Sequence[str]) -> list[Verb]:
    found: list[Verb] = []
    under, at = "", 0
    while at < len(lower):
        word = lower[at]
        if word in _BOUNDARIES or word in _FINITE:
            under = ""
        end = _governed(lower, at)
        if end and not tokens[end][0].isupper():
            under = " ".join(tokens[max(0, at - 1) : at + 1])
            found.append(_hanging(tokens[end], lower[end], under))
            at = end + 1
            continue
        if under and (word.endswith("ing") or _coordinated(lower, at)):
            found.append(_hanging(tokens[at], word, under))
        elif word[0].isalpha():
            found.append(_standing(tokens, lower, at))
        at += 1
    return found


def _governed(lower: Sequence[str], at: int) -> int:
    """The position of the verb that the word at a position makes depend on it, 0 where it does not."""
    word = lower[at]
    if word not in _MODALS and word not in _BEFORE_ING:
        return 0
    end = at + 1
    while end < len(lower) and (lower[end] in _SKIPPED or lower[end].endswith("ly")):
        end += 1
    if end >= len(lower) or not lower[end][0].isalpha() or lower[end] in _ATTRIBUTIVE:
        return 0
    if _FACTIVE & set(lower[max(0, at - _LOOK_BACK) : end]):
        return 0
    if lower[end].endswith("ing"):
        return end if word in _BEFORE_ING else 0
    return end if word in _MODALS else 0


def _coordinated(lower: Sequence[str], at: int) -> bool:
    """Whether a word in its bare form is joined to a verb that depends on another."""
    word = lower[at]
    joined = at > 0 and lower[at - 1] in _JOINED
    bare = word[0].isalpha() and not word.endswith(("ed", "s")) and word not in _IRREGULAR["en"]
    return joined and bare


def _hanging(written: str, word: str, under: str) -> Verb:
    return Verb(written, stems(word), told=False, under=under)


def _standing(tokens: Sequence[str], lower: Sequence[str], at: int) -> Verb:
    """A word that hangs on nothing: told where it has the form of a finite verb, and stands as one."""
    word, before = lower[at], lower[at - 1] if at else ""
    after = lower[at + 1] if at + 1 < len(lower) else "."
    plain = before not in _ATTRIBUTIVE
    past = (word.endswith("ed") and len(word) > _SHORTEST) or word in _IRREGULAR["en"]
    if past and word in _BASES and not (_is_be(before) or before in _FINITE):
        past = plain and after not in _AFTER_NOUN
    if past:
        return Verb(tokens[at], stems(word), plain, past=plain)
    if word.endswith("ing"):
        return Verb(tokens[at], stems(word), told=_is_be(before) or before in ("by", "after", ",", "while"))
    noun = not plain or after in _AFTER_NOUN or not before or before in _BOUNDARIES
    subject = word.endswith("s") and not word.endswith("ss")
    plural = before.endswith("s") and not before.endswith(("ss", "'s")) and before not in _FINITE
    plural = plural or before in _PRONOUNS
    small = len(word) < _SHORTEST or word in _ATTRIBUTIVE or word in _FINITE or word in _SKIPPED
    return Verb(tokens[at], stems(word), told=not small and not noun and (subject or plural))


def _is_be(word: str) -> bool:
    return word in ("is", "are", "was", "were", "been", "being", "has", "have", "had")


def stems(word: str) -> frozenset[str]:
    """Return what a form of an English verb can be a form of, and the stem of a noun of action.

    >>> sorted(stems("ended"))
    ['end', 'ende', 'ended']
    """
    found = {word, _IRREGULAR["en"].get(word, word)}
    for ending, put in (
        ("ied", "y"),
        ("ies", "y"),
        ("ed", ""),
        ("d", ""),
        ("ing", ""),
        ("ing", "e"),
        ("es", ""),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            stem = word[: len(word) - len(ending)] + put
            found.add(stem)
            if not put and len(stem) > _SHORTEST and stem[-1] == stem[-2]:
                found.add(stem[:-1])
    return frozenset(found)


def actions(word: str) -> frozenset[str]:
    """Return the stems that a noun of action leaves: "reduction" that of "reduce"."""
    plain = word.removesuffix("s")
    if word in _ACTS:
        return stems(word)
    return frozenset(
        plain[: len(plain) - len(ending)]
        for ending in _TABLE["action"]
        if plain.endswith(ending) and len(plain) - len(ending) >= _SHORTEST
    )


def matches(verb: Verb, other: Verb) -> bool:
    """Return whether two forms can be of one verb."""
    return bool(verb.stems & other.stems)


def _romance(language: str) -> Callable[[Sequence[str], Sequence[str]], list[Verb]]:
    infinitive = re.compile(_TABLE["infinitives"][language])
    future = re.compile(_TABLE["futures"][language])
    factive = tuple(_TABLE["factive_starts"][language])
    auxiliaries = frozenset(_TABLE["auxiliaries"][language])
    endings = frozenset(_TABLE["endings"][language])
    irregular: dict[str, str] = _IRREGULAR[language]
    attributive = _ATTRIBUTIVE - {"a"} if language == "fr" else _ATTRIBUTIVE

    def stem_of(word: str) -> frozenset[str]:
        cuts = {word[: len(word) - len(e)] for e in endings if word.endswith(e) and len(word) - len(e) >= 2}
        return frozenset({word, *cuts, irregular.get(word, word)})

    def read(tokens: Sequence[str], lower: Sequence[str]) -> list[Verb]:
        found = []
        for at, word in enumerate(lower):
            if not word[0].isalpha():
                continue
            back = lower[max(0, at - _LOOK_BACK) : at]
            sure = any(own.startswith(factive) for own in back if own != "al") or back[-1:] == ["al"]
            comes = future.fullmatch(word)
            if comes and word not in auxiliaries:
                stem = comes[1]
                own = frozenset({stem, stem.rstrip("aei"), f"{stem}r", f"{stem}re"})
                found.append(Verb(tokens[at], own, told=False, under=tokens[at]))
            elif infinitive.fullmatch(word):
                own = frozenset({word, word[:-2]})
                found.append(
                    Verb(
                        tokens[at],
                        own,
                        told=sure,
                        under="" if sure else " ".join(tokens[max(0, at - 2) : at]),
                    )
                )
            elif set(lower[max(0, at - 2) : at]) & auxiliaries:
                found.append(Verb(tokens[at], stem_of(word), told=False, under=tokens[at - 1]))
            else:
                plain = bool(at) and lower[at - 1] not in attributive and word not in attributive
                found.append(Verb(tokens[at], stem_of(word), told=plain, past=plain))
        return found

    return read


_READERS = {"en": _english, "fr": _romance("fr"), "es": _romance("es")}
