"""Sentences of real reports, changed a little: changes that must be caught, and rewordings that must pass."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from agents.checks.spelled import tongue
from agents.places import countries_in, country_name
from agents.prose import is_quotable
from benchmarks.report import pdf_folder
from corpus.pdf import read_pdf
from corpus.split import split

FILES = {
    "ipcc-ar6-syr-spm.pdf": "en",
    "ipcc-ar6-wg3-spm.pdf": "en",
    "unfccc-ndc-synthesis-2023.pdf": "en",
    "wbg-ccap-2021-25.pdf": "en",
    "ke-asal-draft.pdf": "en",
    "in-forest-policy-1988.pdf": "en",
    "unfccc-cp21-paris.pdf": "en",
    "ipcc-ar6-wg1-spm-fr.pdf": "fr",
    "unfccc-cma4-es.pdf": "es",
    "zh-landuse-anhui.pdf": "zh",
}
MOST_A_KIND = 40
_LONGEST = 450
_HAN = re.compile(r"[\u4e00-\u9fff]")
_COUNTED = re.compile(
    r"(?<![\w.,–-])(\d{1,3})(?=(?:[.,]\d+)?\s?"
    r"(?:%|per cent|GtCO|Gt|Mt|°C|百分|亿|万|million|billion|Parties))"
)
_NOTE = re.compile(r"\s*\{[^{}]*\}|\s*\[[^\[\]]*\]|\s*\((?:Figure|Table|Box|Section|figure|encadré)[^()]*\)")
_OPENING = re.compile(r"((?:By|In|Since|Between|During|From) [^,;:(]{3,60}), ([^,;:()]{20,300})([.;])")
_TENS = {12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen", 20: "twenty", 30: "thirty"}
_TENS |= {40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"}
Edit = Callable[[str, random.Random], str | None]


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim made from a sentence of a report, and whether that sentence still supports it."""

    kind: str
    language: str
    claim: str
    quote: str
    supported: bool


def sentences(scratch: Path) -> list[tuple[str, str]]:
    """Return (language, sentence) of every sentence that could be quoted, kept in the scratch folder."""
    found: list[tuple[str, str]] = []
    for name, language in FILES.items():
        kept = scratch / f"{name}.txt"
        if not kept.is_file():
            kept.write_text("\n".join(_sentences(pdf_folder() / name, language)), "utf-8")
        found += [(language, line) for line in kept.read_text("utf-8").splitlines()]
    return found


def _sentences(path: Path, language: str) -> Iterator[str]:
    read = read_pdf(path, ocr=False)
    pages = {page.number: page.text for page in read.pages}
    passages = split(
        read.pages,
        read.headings,
        count_tokens=lambda texts: [len(text.split()) for text in texts],
        target_tokens=200,
        language=language,
    )
    for passage in passages:
        for span in passage.sentences:
            text = " ".join(span.of(pages[passage.page]).split())
            if len(text) <= _LONGEST and is_quotable(text):
                yield text


def pairs(sources: Sequence[tuple[str, str]], seed: int = 7) -> list[Pair]:
    """Return at most ``MOST_A_KIND`` pairs of each kind, drawn with a seed."""
    made: list[Pair] = []
    for supported, table in ((False, EDITS), (True, REWORDINGS)):
        for kind, edit in table.items():
            rng = random.Random(f"{seed} {kind}")
            order = rng.sample(list(sources), len(sources))
            own: list[Pair] = []
            for language, text in order:
                claim = edit(text, rng)
                if claim is not None and claim != text:
                    own.append(Pair(kind, language, claim, text, supported))
                if len(own) == MOST_A_KIND:
                    break
            made += own
    return made


def _swap(table: Sequence[tuple[str, str]]) -> Edit:
    """Replaces one of the words that a text has, each of them whole."""

    def edit(text: str, rng: random.Random) -> str | None:
        found = [
            (match, put)
            for old, put in table
            for match in re.finditer(old if _HAN.search(old) else rf"(?<!\w){old}(?:(?<= )|(?!\w))", text)
        ]
        if not found:
            return None
        match, put = rng.choice(found)
        return text[: match.start()] + match.expand(put) + text[match.end() :]

    return edit


def _value(text: str, rng: random.Random) -> str | None:
    found = list(_COUNTED.finditer(text))
    if not found:
        return None
    match = rng.choice(found)
    value = int(match[1])
    other = value + rng.choice([-3, 4, 7, 11]) if value > 12 else value + rng.choice([1, 2, 3])
    return text[: match.start()] + str(other) + text[match.end() :]


def _year(text: str, rng: random.Random) -> str | None:
    found = list(re.finditer(r"(?<![\d.,/–-])(?:19|20)\d\d(?![\d/–-])", text))
    if not found:
        return None
    match = rng.choice(found)
    return text[: match.start()] + str(int(match[0]) + rng.choice([-10, -5, 5, 10])) + text[match.end() :]


def _country(text: str, rng: random.Random) -> str | None:
    found = [mention for mention in countries_in(text) if mention.code != "EUU"]
    if not found:
        return None
    mention = rng.choice(found)
    language = "zh" if re.search(r"[\u4e00-\u9fff]", text) else "en"
    codes = [code for code in ("KEN", "BRA", "NOR", "PER", "VNM", "MAR") if code != mention.code]
    return text[: mention.start] + country_name(rng.choice(codes), language) + text[mention.end :]


def _tonnes(text: str, rng: random.Random) -> str | None:
    match = re.search(r"(?<![\d.,–-])(?<!\d or )([1-9]\d{0,2})(?:\.(\d))? Gt(?=\s?CO| )", text)
    if not match:
        return None
    return text[: match.start()] + f"{int(match[1])},{match[2] or 0}00 Mt" + text[match.end() :]


def _spelled(text: str, rng: random.Random) -> str | None:
    if tongue(text) != "en":
        return None
    tens = "|".join(map(str, _TENS))
    match = re.search(rf"(?<![\w.,–-])({tens})\s?(?=%|per cent|Parties|countries|years)", text)
    return f"{text[: match.start()]}{_TENS[int(match[1])]} {text[match.end() :]}" if match else None


def _moved(text: str, rng: random.Random) -> str | None:
    match = _OPENING.fullmatch(text)
    if not match:
        return None
    head, body = match[1], match[2]
    return f"{body[:1].upper()}{body[1:]} {head[:1].lower()}{head[1:]}{match[3]}"


_PLANNED = re.compile(
    r"\b(?:will|shall|should|(?:aim|plan|intend|seek)(?:s|ed|ned)? to"
    r"|(?:is|are) (?:expected|projected|committed) to|commit(?:s|ted)? to|pledge[sd]? to|decide[sd] to"
    r"|agree[sd] to|invites? \w+ to|calls? (?:up)?on \w+ to) ([a-z]{4,})\b"
)
_NO_REGULAR_VERB = (
    "have",
    "make",
    "take",
    "become",
    "also",
    "come",
    "give",
    "rise",
    "fall",
    "continue",
    "only",
    "help",
)


def _done(text: str, rng: random.Random) -> str | None:
    """What is planned, wished or asked for, told as done: "aims to restore" as "restored"."""
    found = [
        own for own in _PLANNED.finditer(text) if own[1] not in _NO_REGULAR_VERB and tongue(text) == "en"
    ]
    found = [own for own in found if not own[1].endswith(("ly", "ing"))]
    if not found:
        return None
    match = rng.choice(found)
    verb = match[1]
    past = f"{verb}d" if verb.endswith("e") else f"{verb[:-1]}ied" if verb.endswith("fy") else f"{verb}ed"
    return f"{text[: match.start()]}{past}{text[match.end() :]}"


def _without_notes(text: str, rng: random.Random) -> str | None:
    return _NOTE.sub("", text)


EDITS: dict[str, Edit] = {
    "value": _value,
    "year": _year,
    "unit": _swap(
        [
            ("GtCO", "MtCO"),
            ("Gt", "Mt"),
            ("Mt", "kt"),
            ("billion", "million"),
            ("million", "billion"),
            ("millones", "mil millones"),
            ("%(?! points)", "percentage points"),
            ("°C", "°F"),
            ("hectares", "km²"),
            ("亿", "万"),
            ("公顷", "亩"),
        ]
    ),
    "direction": _swap(
        [
            ("increased", "decreased"),
            ("increases?", "decrease"),
            ("decreased?", "increased"),
            ("reduced", "increased"),
            ("reduce", "increase"),
            ("reductions", "increases"),
            ("below", "above"),
            ("above", "below"),
            ("higher", "lower"),
            ("lower", "higher"),
            ("augmenté", "diminué"),
            ("aumentar", "reducir"),
            ("reducir", "aumentar"),
            ("减少", "增加"),
            ("提高", "降低"),
        ]
    ),
    "bound": _swap(
        [
            (r"at least (?=[\d$U])", ""),
            (r"at least(?= [\d$U])", "at most"),
            (r"up to (?=[\d$U])", ""),
            (r"up to(?= [\d$U])", "at least"),
            (r"more than(?= [\d$U])", "less than"),
            (r"less than(?= [\d$U])", "more than"),
            (r"au moins(?= \d)", "au plus"),
            ("不低于", "不高于"),
        ]
    ),
    "modality": _swap(
        [
            ("may", "will"),
            ("might", "will"),
            ("could", "will"),
            ("can", "must"),
            ("should", "must"),
            ("shall", "may"),
            ("must", "may"),
            ("debería[n]?", "debe"),
            ("peut", "doit"),
            ("pourraient", "vont"),
        ]
    ),
    "likelihood, confidence": _swap(
        [
            ("very likely", "likely"),
            ("likely", "very likely"),
            ("likely", "unlikely"),
            ("high confidence", "very high confidence"),
            ("medium confidence", "high confidence"),
            ("low confidence", "medium confidence"),
            (r"\(medium confidence\)", ""),
            ("très probable", "probable"),
            ("degré de confiance moyen", "degré de confiance élevé"),
        ]
    ),
    "plan told as done": _done,
    "negation": _swap(
        [
            ("is", "is not"),
            ("are", "are not"),
            ("will", "will not"),
            ("has", "has not"),
            ("have", "have not"),
            ("shall", "shall not"),
            ("should", "should not"),
            ("do not", "do"),
            ("not ", ""),
            ("est", "n'est pas"),
            ("es", "no es"),
        ]
    ),
    "quantity": _swap(
        [
            ("[Ss]ome", "all"),
            ("[Mm]ost", "all"),
            ("[Mm]any", "all"),
            ("[Ss]everal", "most"),
            ("[Aa]ll", "some"),
            ("certaines", "toutes"),
        ]
    ),
    "country": _country,
    "treaty, agency": _swap(
        [
            ("Paris Agreement", "Kyoto Protocol"),
            ("Kyoto Protocol", "Paris Agreement"),
            ("IPCC", "IPBES"),
            ("World Bank", "Green Climate Fund"),
            ("UNFCCC", "UNCCD"),
            ("Adaptation Fund", "Green Climate Fund"),
            ("Green Climate Fund", "Adaptation Fund"),
            ("Acuerdo de París", "Protocolo de Kyoto"),
        ]
    ),
}
"""What must be caught."""
REWORDINGS: dict[str, Edit] = {
    "sign for word": _swap(
        [(r"(\d) ?per cent", r"\1 %"), (r"(\d) ?%", r"\1 per cent"), ("°C", "degrees Celsius")]
    ),
    "number word": _spelled,
    "unit converted": _tonnes,
    "clause moved": _moved,
    "note left out": _without_notes,
    "plan in other words": _swap(
        [
            ("aim(s?) to", r"intend\1 to"),
            ("(?<=s )plan(s?) to", r"intend\1 to"),
            ("seek(s?) to", r"aim\1 to"),
            ("intend(s?) to", r"plan\1 to"),
            ("(is|are) expected to", r"\1 projected to"),
            ("(is|are) projected to", r"\1 expected to"),
            ("committed to", "pledged to"),
            ("pledged to", "committed to"),
            ("calls? (?:up)?on", "urges"),
            ("vise(nt)? à", "cherche à"),
            ("在2030年前将", "到2030年将"),
        ]
    ),
    "another word": _swap(
        [
            ("may", "might"),
            ("must", "has to"),
            (r"about(?= \d)", "approximately"),
            ("more than", "over"),
            (r"(?<=emissions )increased|(?<=level )increased", "rose"),
            ("reduce", "lower"),
            ("such as", "for example"),
            ("as well as", "and"),
            ("in order to", "to"),
            ("due to", "because of"),
            ("countries", "states"),
        ]
    ),
}
"""What must pass."""
