"""Named things of a claim stand on the page too: countries, treaties, agencies, species, people, places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from agents.checks.conditions import swapped
from agents.checks.spelled import tongue
from agents.checks.tables import table
from agents.checks.units import CURRENCIES, SYMBOLS
from agents.claims import Outcome, Reason
from agents.places import countries_in, country_name
from finetune.predict import words
from retrieval.concepts.thesaurus import glossary

Found = tuple[Outcome, Reason]
_THEMES = ("treaties",)
_OPENERS = re.compile(r"(?:^|[.!?:;]\s|[“\"(«]\s?)$")
_BINOMIAL = re.compile(
    r"(?<![\w-])([A-Z][a-z]{2,}(?:us|a|um|is|es|on|yx|ops|x|as|er|os|ys)|[A-Z]\.)"
    r"\s([a-z]{2,}(?:us|um|is|ii|ae|ensis|oides|ica|ana|ina|ata|osa|ifera|folia|ora|alba|nigra))(?![\w-])"
)
_NOT_NAMES = frozenset(table("names"))
# Of these only two of one genus are compared: other words have such endings too.
_SHORT_BINOMIAL = re.compile(
    r"(?<![\w-])([A-Z][a-z]{2,}(?:us|a|um|is|es|on|yx|x|as|er|os|ys))"
    r"\s(?!(?:is|was|has|also|this|its|who|two|into|so|no|para|una|las|ha|va|es|sus)\b)([a-z]*(?:[aio]|us|is|um|ns|x))(?![\w-])"
)
_SYMBOLS = frozenset(SYMBOLS) | frozenset(CURRENCIES)
_SPLIT = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


def folded(text: str) -> str:
    """Return a text in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def named(
    claim: str, quote: str, above: Sequence[str] = (), countries: Sequence[str] = ()
) -> tuple[Found, ...]:
    """Return the names of a claim that stand neither in the quote nor above it.

    Args:
        claim: the sentence.
        quote: the words cited.
        above: the headings over them and the document's title.
        countries: the country whose document it is (alpha-3).

    >>> [(o.value, r.said, r.stands) for o, r in named("Uganda plants trees.", "Kenya plants trees.")]
    [('lacks', 'Uganda', 'Kenya')]
    >>> named("Kenya plants trees.", "The country plants trees.", ("Kenya climate plan",))
    ()
    """
    path = " . ".join(above)
    found = [
        *_countries(claim, quote, path, countries),
        *swapped(claim, quote),
        *_bodies(claim, quote, path),
        *_species(claim, quote, path),
        *_proper(claim, quote, path),
    ]
    return tuple(dict.fromkeys(found))


def _countries(claim: str, quote: str, path: str, own: Sequence[str]) -> Iterator[Found]:
    said = dict.fromkeys(mention.code for mention in countries_in(claim))
    here = dict.fromkeys(mention.code for mention in countries_in(quote))
    above = {mention.code for mention in countries_in(path)} | set(own)
    rivals = [code for code in here if code not in said]
    for code in said:
        if code in here:
            continue
        if rivals and not any(code in here for code in said):
            yield Outcome.LACKS, Reason("name_other", _country(claim, code), _country(quote, rivals[0]))
        elif code not in above:
            stands = _country(quote, rivals[0]) if rivals else ""
            yield (
                Outcome.LACKS,
                Reason("name_other" if stands else "name_absent", _country(claim, code), stands),
            )


def _country(text: str, code: str) -> str:
    """A country as the text names it."""
    found = next((mention for mention in countries_in(text) if mention.code == code), None)
    return text[found.start : found.end] if found else country_name(code)


@cache
def _labels() -> Mapping[str, str]:
    """Every way to name a treaty or a body to its concept; a label of another thing stands for itself."""
    made: dict[str, str] = {}
    for concept in glossary().concepts.values():
        if concept.theme not in _THEMES:
            continue
        for labels in concept.labels.values():
            first = labels[0]
            for label in labels:
                same = label == first or folded(label) in folded(first) or _initials(label, first)
                made.setdefault(folded(label), concept.id if same else f"{concept.id}:{folded(label)}")
    return made


def _initials(short: str, long: str) -> bool:
    """Whether the letters of an abbreviation begin words of a name, in their order."""
    if not short.isupper() or len(short) > 8:
        return False
    firsts = iter(word[0] for word in re.findall(r"[^\W\d_]+", folded(long)))
    return all(letter in firsts for letter in folded(short))


@lru_cache(maxsize=4096)
def _bodies_in(text: str) -> Mapping[str, str]:
    """Treaties and bodies in a text by concept, each as it is written, the longest names first."""
    plain = folded(text)
    found: dict[str, str] = {}
    taken = [False] * len(plain)
    for label, concept in sorted(_labels().items(), key=lambda item: -len(item[0])):
        for match in re.finditer(
            rf"(?<!\w){re.escape(label)}(?!\w)" if label.isascii() else re.escape(label), plain
        ):
            written = text[match.start() : match.end()] if len(text) == len(plain) else match[0]
            short = len(label) <= 3 and not written.isupper()
            if not short and not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * len(match[0])
                found.setdefault(concept, written)
    return found


def _bodies(claim: str, quote: str, path: str) -> Iterator[Found]:
    said, here, above = _bodies_in(claim), _bodies_in(quote), _bodies_in(path)
    rivals = [written for concept, written in here.items() if concept not in said]
    for concept, written in said.items():
        if concept in here or (concept in above and not rivals):
            continue
        stands = rivals[0] if rivals else ""
        yield Outcome.LACKS, Reason("name_other" if stands else "name_absent", written, stands)


def _species(claim: str, quote: str, path: str) -> Iterator[Found]:
    here = folded(f"{quote} {path}")
    for match in _BINOMIAL.finditer(claim):
        if folded(match[2]) not in here:
            rival = next((own[0] for own in _BINOMIAL.finditer(quote) if own[0] not in claim), "")
            yield Outcome.LACKS, Reason("name_other" if rival else "name_absent", match[0], rival)
            return
    theirs = {match[1]: match for match in _SHORT_BINOMIAL.finditer(quote)}
    for match in _SHORT_BINOMIAL.finditer(claim):
        other = theirs.get(match[1])
        if other is not None and match[2] not in here and other[2] not in folded(claim):
            yield Outcome.LACKS, Reason("name_other", match[0], other[0])


def _proper(claim: str, quote: str, path: str) -> Iterator[Found]:
    """Other words with a large letter, and abbreviations; those of countries and bodies are told above."""
    if tongue(claim) != tongue(quote) or not quote.strip():
        return
    here = _tokens(f"{quote} {path}")
    stems = set(words(f"{quote} {path}"))
    initials = {"".join(word[0] for word in run.split()).casefold() for run in _runs(quote)}
    skip = _spoken_for(claim)
    missing = [
        written
        for start, written in _proper_words(claim)
        if not any(a <= start < b for a, b in skip)
        and folded(written) not in here
        and not set(words(written)) & stems
        and folded(written) not in initials
        and not _spelled_out(written, quote)
    ]
    rivals = [w for _, w in _proper_words(quote) if folded(w) not in _tokens(claim)] if missing else []
    for at, written in enumerate(missing):
        stands = rivals[at] if at < len(rivals) else ""
        yield Outcome.LACKS, Reason("name_other" if stands else "name_absent", written, stands)


def _spelled_out(written: str, quote: str) -> bool:
    """Whether an abbreviation of the claim is spelled out in the quote."""
    if not (written.isupper() and len(written) >= 2):
        return False
    letters = folded(written).rstrip("s")
    firsts = "".join(
        word[0]
        for word in re.findall(r"[^\W\d_]+", folded(quote))
        if word not in ("of", "the", "and", "for", "on", "de", "des", "sur")
    )
    return letters in firsts


def _proper_words(text: str) -> list[tuple[int, str]]:
    found = []
    for match in _SPLIT.finditer(text):
        word = match[0]
        opens = _OPENERS.search(text[: match.start()]) is not None
        known = folded(word).removesuffix("'s") in _NOT_NAMES
        capital = word[0].isupper() and not (
            opens and not word[1:2].isupper() and not _again(word, text, match.start())
        )
        if capital and not known and len(word) > 1 and word not in _SYMBOLS:
            found.append((match.start(), re.sub(r"['’]s$", "", word)))
    return found


def _again(word: str, text: str, at: int) -> bool:
    """Whether another word with a large letter follows the first of a sentence: a name of two words."""
    rest = text[at + len(word) :]
    return bool(re.match(r"\s[A-ZÀ-Þ]", rest))


def _runs(text: str) -> list[str]:
    return re.findall(r"[A-ZÀ-Þ][\w'’-]+(?:\s(?:of |the |and |for |on |de |des )?[A-ZÀ-Þ][\w'’-]+)+", text)


def _spoken_for(claim: str) -> list[tuple[int, int]]:
    """Where a claim names countries and bodies."""
    spans = [(mention.start, mention.end) for mention in countries_in(claim)]
    plain = folded(claim)
    if len(plain) == len(claim):
        for written in _bodies_in(claim).values():
            spans += [found.span() for found in re.finditer(re.escape(folded(written)), plain)]
    return spans


def _tokens(text: str) -> frozenset[str]:
    plain = folded(text)
    whole = {word.removesuffix("'s") for word in _SPLIT.findall(plain)}
    return frozenset(whole | {part for word in whole for part in re.split(r"[-'.]", word)})
