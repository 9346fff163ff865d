"""Where a question asks of some countries only: "only Kenya", "in Kenya's NDC"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.places import Mention, countries_in
from retrieval.analysis import guess_language

_PAPER = (
    r"(?:NDCs?|INDCs?|CDNs?|NAPs?|PNAs?|LT-LEDS|nationally determined contributions?"
    r"|(?:climate |national |forest |energy |adaptation |action |development )*"
    r"(?:plans?|polic(?:y|ies)|strateg(?:y|ies)|laws?|acts?|legislation|regulations|constitution|documents?|reports?"
    r"|communications?|roadmaps?))\b"
)
_PAPIER = (
    r"(?:CDN|NDC|PNA|contributions? déterminées? au niveau national|plans?|politiques?|stratégies?|lois?"
    r"|législation|documents?|rapports?)"
)
_PAPEL = (
    r"(?:NDC|CDN|PNA|contribuci(?:ón|ones) determinadas? a nivel nacional|plan(?:es)?|políticas?|estrategias?"
    r"|ley(?:es)?|legislación|documentos?|informes?)"
)
_FOLHA = (
    r"(?:NDC|CDN|PNA|contribuiç(?:ão|ões) nacionalmente determinadas?|planos?|políticas?|estratégias?|leis?"
    r"|legislação|documentos?|relatórios?)"
)
_BUMAGA = (
    r"(?:ОНУВ|NDC|план(?:е|ах|у|ам)|политик(?:е|у)|стратеги(?:и|ях|ям)|закон(?:е|ах|у|ам)"
    r"|законодательств(?:е|у)|документ(?:е|ах|у|ам)|доклад(?:е|ах|у|ам))"
)
_WARAQA = (
    r"(?:NDC|خطة|خطط|سياسة|سياسات|استراتيجية|قانون|قوانين|تشريعات|وثيقة|وثائق|تقرير|تقارير"
    r"|المساهمات? المحددة وطنيا[ًا]?)"
)
_BEFORE = re.compile(
    r"(?<!\bnot )(?<!\bpas )(?<!\bno )\b(?P<words>(?:only|solely|exclusively|just"
    r"|seulement|uniquement|exclusivement|s[oó]lo|solamente|únicamente|exclusivamente)\s+"
    r"(?:(?:about|at|by|for|from|in|of|on|within|au|aux|dans|de|des|du|en|le|la|les|para|pour|por|sobre|sur|el|los"
    r"|the)\s+|l['’]|d['’])*)$"
    rf"|\b(?P<paper>(?:dans|selon|d['’]après)\s+(?:la|le|les|l['’])\s*{_PAPIER}(?:\s\w+){{0,3}}\s+"
    r"(?:du|de\s+la|de\s+l['’]|des|de|d['’])\s*)$"
    rf"|\b(?P<papel>(?:en|según)\s+(?:la|el|las|los)\s+{_PAPEL}(?:\s\w+){{0,3}}\s+(?:de\s+la|de|del)\s+)$"
    r"|(?<!\bnão )\b(?P<palavras>(?:somente|apenas|só|unicamente|exclusivamente)\s+"
    r"(?:(?:a|ao|as|com|da|das|de|do|dos|em|na|nas|no|nos|o|os|para|pela|pelo|sobre)\s+)*)$"
    rf"|\b(?P<folha>(?:n[ao]s?|segundo\s+[ao]s?)\s+{_FOLHA}(?:\s\w+){{0,3}}\s+d[aeo]s?\s+)$"
    r"|(?<!\bне )\b(?P<slova>(?:только|лишь|исключительно)\s+(?:(?:в|во|для|из|к|на|о|об|по|про|с|со)\s+)*)$"
    rf"|\b(?P<bumaga>(?:в|во|согласно|по)\s+(?:\w+\s+){{0,2}}{_BUMAGA}(?:\s\w+){{0,2}}\s+)$"
    r"|(?<!ليس )(?P<kalimat>\b(?:فقط|حصرا|حصراً)\s+(?:(?:في|عن|من|على)\s+)*)$"
    rf"|\b(?P<waraqa>(?:و?في|وفق|حسب)\s+{_WARAQA}\s+)$"
    r"|\b(?P<shabd>(?:केवल|सिर्फ़|सिर्फ|मात्र)\s+)$"
    r"|(?P<han>(?<!不)(?:只|仅)(?:限于?|看|在|说|谈|有|查)?)$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^(?P<words>\s+(?:only|exclusively|seulement|uniquement|exclusivement|solamente|únicamente"
    r"|somente|apenas|unicamente|только|فقط))\b|^(?P<shabd>\s+(?:(?:में|के|की|का|पर)\s+)?(?:ही|केवल|सिर्फ))(?!\S)",
    re.IGNORECASE,
)
_IN = re.compile(r"\b(?:in|according to|under|per|from|within|by)\s+(?:the\s+)?$", re.IGNORECASE)
_ITS_PAPER = re.compile(rf"^\s+(?:[\w-]+\s+){{0,3}}?{_PAPER}", re.IGNORECASE)
_HAN_PAPER = re.compile(r"^的?(?:国家自主贡献|计划|规划|政策|战略|法律|法规|文件|报告)(?:中|里|内)")
_HINDI_PAPER = re.compile(
    r"^\s+(?:की|के|का)\s+(?:\S+\s+){0,2}?(?:एनडीसी|NDC|योजना(?:ओं)?|नीति(?:यों)?|रणनीति|कानून(?:ों)?|क़ानून"
    r"|दस्तावेज़?(?:ों)?|रिपोर्ट(?:ों)?)\s+(?:में|के\s+अनुसार)"
)
_JOINT = re.compile(
    r"(?:[\s,、،]|and|et|y|e|и|و|और|в|во|का|की|के|में|和|与|the|la|le|les|l['’]|au|en|in|[aon]|na|no|do|da|em)*",
    re.IGNORECASE,
)


# What takes a limit back, anywhere in the question: it then limits nothing, rather than the wrong thing.
_TAKEN_BACK = re.compile(
    r"\b(?:not|non|pas|isn['’]?t|aren['’]?t|don['’]?t|doesn['’]?t|never|no|other|except|excepting|excluding|besides"
    r"|beyond|unlike|apart|aside|outside|without|also"
    r"|sauf|hormis|excepté|autres?|outre|hors|aussi|sans|excepto|salvo"
    r"|otr[oa]s?|aparte|fuera|además|también|sin|não|exceto|outr[oa]s?|além|também|sem|fora"
    r"|не|нет|кроме|помимо|друг\w+|также|тоже|без|вне|ليس|ليست|غير|سوى|باستثناء|خارج|أخرى|آخر|أيضا|أيضاً|لا)\b"
    r"|(?<!\S)(?:नहीं|अलावा|अतिरिक्त|अन्य|दूसरे|सिवाय|भी|बिना|छोड़कर|बाहर)(?=[\s,।?]|$)|n['’]t\b|不|除|非|其他|其它|以外|之外|别的",
    re.IGNORECASE,
)
_PORTUGUESE_IN = re.compile(r"\bno\b", re.IGNORECASE)
_LEFT_OUT = re.compile(
    r"(?:\b(?:other than|except(?:ing)?(?: for| in)?|excluding|besides|apart from|aside from|outside(?: of)?"
    r"|not (?:only|just)(?: in| for| about)?|beyond(?: only)?|unlike(?: in)?|without"
    r"|sauf(?: en| au)?|hormis|excepté|à part|en dehors d[eu]|hors d[eu]|outre|autres que"
    r"|pas seulement(?: en| au)?"
    r"|but not(?: in| for)?|and not(?: in| for)?|mais pas(?: en| au)?|pero no(?: en)?"
    r"|excepto(?: en)?|salvo(?: en)?|aparte de|fuera de|además de|sin|distintos? de|no s[oó]lo(?: en)?"
    r"|exceto(?: n?[ao]s?| em)?|além d[eao]s?|fora d[eao]s?|sem|não (?:só|apenas)(?: n[ao]s?| em)?"
    r"|кроме|помимо|без|за исключением|вне|не только в|باستثناء|سوى|ما عدا|غير|خارج|ليس فقط في)"
    r"\s+(?:the\s+|la\s+|le\s+|les\s+|l['’]\s*|el\s+|los\s+|las\s+)?|除(?:了|去)?|不(?:只|仅)(?:是|在)?|而不是|而非)$",
    re.IGNORECASE,
)
_LEFT_OUT_AFTER = re.compile(r"^(?:以外|之外)|^\s+(?:के\s+(?:अलावा|अतिरिक्त|सिवाय|बाहर)|को\s+छोड़कर)")


@dataclass(frozen=True, slots=True)
class Limit:
    """The countries, as alpha-3 codes, that a question limits itself to, and the words that say so."""

    countries: tuple[str, ...]
    words: str


def limit_in(question: str) -> Limit | None:
    """Return what a question limits itself to; None where it does not.

    >>> limit_in("What is said of forests in Kenya's NDC?")
    Limit(countries=('KEN',), words="in Kenya's NDC")
    >>> limit_in("What do laws say, only India and Nepal?").countries
    ('IND', 'NPL')
    >>> limit_in("What does Kenya plan for its forests?") is None
    True
    """
    said = _PORTUGUESE_IN.sub(" ", question) if guess_language(question) == "pt" else question
    if _TAKEN_BACK.search(said):
        return None
    mentions = countries_in(question)
    starts, ends, held = [], [], []
    for at, mention in enumerate(mentions):
        limited = _limited(question, mention)
        if limited is None:
            continue
        also = _joined(question, mentions[at:])
        held += also
        starts.append(limited[0])
        ends.append(max(limited[1], also[-1].end))
    if not held or {one.code for one in mentions} - {one.code for one in held}:
        return None  # another country is spoken of too
    codes = tuple(dict.fromkeys(one.code for one in held))
    return Limit(codes, " ".join(question[min(starts) : max(ends)].split()))


def asked_of(text: str) -> tuple[Mention, ...]:
    """Return the countries that a question is about: those that it sets apart are none of them.

    >>> [place.code for place in asked_of("Which countries other than Kenya have laws like India's?")]
    ['IND']
    """
    return tuple(
        place
        for place in countries_in(text)
        if not (_LEFT_OUT.search(text[: place.start]) or _LEFT_OUT_AFTER.match(text[place.end :]))
    )


def _limited(text: str, place: Mention) -> tuple[int, int] | None:
    """Where the words stand that limit the question to a country, with its name."""
    before, after = text[: place.start], text[place.end :]
    if found := _BEFORE.search(before):
        return found.start(), place.end
    if found := _AFTER.match(after):
        return place.start, place.end + found.end()
    if (lead := _IN.search(before)) and (found := _ITS_PAPER.match(after)):
        return lead.start(), place.end + found.end()
    if found := _HAN_PAPER.match(after) or _HINDI_PAPER.match(after):
        return place.start, place.end + found.end()
    return None


def _joined(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The first country and those that are named in one breath with it."""
    found = [mentions[0]]
    for mention in mentions[1:]:
        if not _JOINT.fullmatch(text[found[-1].end : mention.start]):
            break
        found.append(mention)
    return found
