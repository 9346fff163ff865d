"""The country that a document speaks for, where its title, its heading or its enacting words name one."""

from __future__ import annotations

import gettext
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

# ISO 639-1 to the catalogue of country names that pycountry brings along.
_LOCALES = {"zh": "zh_CN", "pt": "pt_BR"}
_LOOSE_SCRIPTS = {"zh", "ja", "ko", "th"}
_ALIASES = {
    "bolivia": "BOL", "brunei": "BRN", "burma": "MMR", "cape verde": "CPV", "czech republic": "CZE",
    "democratic republic of congo": "COD", "dr congo": "COD", "east timor": "TLS", "gambia": "GMB",
    "great britain": "GBR", "iran": "IRN", "ivory coast": "CIV", "laos": "LAO", "macedonia": "MKD",
    "micronesia": "FSM", "moldova": "MDA", "north korea": "PRK", "palestine": "PSE",
    "republic of congo": "COG",
    "republic of korea": "KOR", "russia": "RUS", "south korea": "KOR", "swaziland": "SWZ", "syria": "SYR",
    "tanzania": "TZA", "turkey": "TUR", "united states": "USA", "vatican": "VAT", "venezuela": "VEN",
    "european union": "EUU", "union europea": "EUU", "union europeenne": "EUU", "欧洲联盟": "EUU",
    "democratic republic of the congo": "COD", "republic of the congo": "COG",
    "cote d'ivoire": "CIV", "viet nam": "VNM", "sao tome": "STP",
    "república de corea": "KOR", "république de corée": "KOR", "estados unidos": "USA", "états-unis": "USA",
}  # fmt: skip
# Names of countries that are parts of other names, and names that are also those of something else.
_NOT_BEFORE = r"(?<!inner )(?<!new )(?<!gulf of )(?<!lake )(?<!south )(?<!northern )(?<!st\. )(?<!santa )"
_NOT_AFTER = r"(?! (?:basin|delta|river|city|street|road|creek|island\b|house|university|ocean))(?!-)"
_WITH_ARTICLE = {
    "Netherlands",
    "Philippines",
    "Gambia",
    "Bahamas",
    "Maldives",
    "Comoros",
    "Congo",
    "Seychelles",
}
# Names that are common words in some language: a meeting, goods, a diameter.
_COMMON_WORDS = {
    "en": {"reunion"},
    "es": {"reunion"},
    "fr": {"reunion", "la reunion"},
    "it": {"mali"},
    "sw": {"mali"},
    "ar": {"مالي", "قطر"},
}
_AMBIGUOUS = {"GEO", "JEY"}


def folded(text: str) -> str:
    """Return a text to compare by: small letters, straight quotes, no Arabic vowel signs, no accents."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("‘", "'"))
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign) and sign != "\u0640")
    return " ".join(unicodedata.normalize("NFC", kept).split())


@dataclass(frozen=True, slots=True)
class _Names:
    pattern: re.Pattern[str]
    codes: Mapping[str, str]
    official: frozenset[str]


@cache
def _names(language: str) -> _Names:
    """Return the countries' names in a language and in English; ``official`` are those that states use."""
    import pycountry

    locale = _LOCALES.get(language, language)
    known = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[locale], fallback=True)
    codes = {folded(name): code for name, code in _ALIASES.items()}
    official = set()
    for country in pycountry.countries:
        for field in ("name", "common_name", "official_name"):
            name = getattr(country, field, None)
            for spelled in {name, known.gettext(name)} if name else ():
                for turned in _turned(spelled):
                    codes[turned] = country.alpha_3
                    if field == "official_name":
                        official.add(turned)
    for word in _COMMON_WORDS.get(language, ()):
        codes.pop(word, None)
    found = "|".join(re.escape(name) for name in sorted(codes, key=len, reverse=True))
    if language in _LOOSE_SCRIPTS:
        pattern = rf"(?<![a-z])(?:{found})(?![a-z])"
    else:
        pattern = rf"{_NOT_BEFORE}(?<![\w-])(?:{found})(?!\w){_NOT_AFTER}"
    return _Names(re.compile(pattern), codes, frozenset(official))


def _turned(name: str) -> set[str]:
    """Return a name as it is said: "Korea, Republic of" is "republic of korea"."""
    plain = folded(name).removeprefix("the ")
    head, comma, tail = plain.partition(", ")
    return {f"{tail} {head}" if comma and len(tail.split()) > 1 else plain}


def named(text: str, language: str | None = None) -> tuple[str, ...]:
    """Return the ISO 3166-1 alpha-3 codes of the countries that a text names, each as often as it does.

    >>> named("From Kenya to the Republic of Korea, not to New Mexico")
    ('KEN', 'KOR')
    """
    names = _names(language or "en")
    return tuple(names.codes[match.group()] for match in names.pattern.finditer(folded(text)))


def english_name(code: str) -> str:
    """Return the name by which a country is known in English, as it stands behind "of".

    >>> english_name("BOL"), english_name("GBR")
    ('Bolivia', 'the United Kingdom')
    """
    if code == "EUU":
        return "the European Union"
    import pycountry

    country = pycountry.countries.get(alpha_3=code)
    name = str(getattr(country, "common_name", country.name))
    with_article = name.startswith(("United ", "Central African")) or name.endswith(("Islands", "Republic"))
    return f"the {name}" if with_article or name in _WITH_ARTICLE else name


_LONGEST_ISSUER = 12
# Words by which a state is named as the one who speaks.
_STATE = re.compile(
    r"(?:the )?(?:[^\W\d_]+ ){0,2}(?:governments?|govt|republic|kingdom|commonwealth|parliament|ministry|"
    r"laws|cabinet|gazette|"
    r"gobierno|republica|reino|ministerio|congreso|governo|gouvernement|republique|royaume|ministere|"
    r"regierung|bundesministerium|republik|правительств\w+|министерств\w+|республик\w+|федераци\w+)\b|"
    r".*(?:حكوم|وزار|جمهوري|مملك|政府|共和国)"
)
# Who pays, helps or hosts does not speak; who is quoted as an author's home does not either.
_HELPERS = re.compile(r"\b(?:fund|support|partner|financ|sponsor|embassy|thank|financ|appui|apoyo|copyright)")
_BY_LAW = re.compile(
    r"(?:enacted by (?:the )?parliament in the [\w -]{3,40} year of the (?:republic|commonwealth) of|"
    r"enacted by (?:the )?(?:parliament|president|king|national assembly|congress)[\w ]{0,30} of|"
    r"senate and (?:the )?house of (?:representatives|commons) of|"
    r"gazette of|laws of|consolidated fund of|president of the republic of|"
    r"journal officiel de la|diario oficial de la|presidente de la|congreso de|asamblea nacional de|"
    r"president de la) (?:the |la |el )?"
)
# Seats of government printers, who print where they sit and often leave the country out.
_SEATS = {
    "abidjan": "CIV", "abuja": "NGA", "accra": "GHA", "antananarivo": "MDG", "apia": "WSM", "bamako": "MLI",
    "banjul": "GMB", "belmopan": "BLZ", "bridgetown": "BRB", "colombo": "LKA", "cotonou": "BEN",
    "dakar": "SEN", "dar es salaam": "TZA", "dhaka": "BGD", "dodoma": "TZA", "freetown": "SLE",
    "gaborone": "BWA", "harare": "ZWE", "honiara": "SLB", "islamabad": "PAK", "kampala": "UGA",
    "kathmandu": "NPL", "kigali": "RWA", "kuala lumpur": "MYS", "lagos": "NGA", "libreville": "GAB",
    "lilongwe": "MWI", "lome": "TGO", "lusaka": "ZMB", "maseru": "LSO", "mbabane": "SWZ", "monrovia": "LBR",
    "nairobi": "KEN", "nassau": "BHS", "new delhi": "IND", "niamey": "NER", "ouagadougou": "BFA",
    "port louis": "MUS", "port moresby": "PNG", "port of spain": "TTO", "port vila": "VUT",
    "pretoria": "ZAF", "suva": "FJI", "windhoek": "NAM", "yaounde": "CMR", "zomba": "MWI",
}  # fmt: skip
_SEAT = re.compile("|".join(sorted(_SEATS, key=len, reverse=True)))
_PRINTER = re.compile(r"\b(?:government print\w*|government press|imprimerie nationale|imprenta nacional)\b")
_BRITISH = re.compile(r"most excellent majesty, by and with the advice and consent of the lords")
_HELD = re.compile(r"\b(?:held|celebrad\w+|tenue?)\b.*|,\s*\d{1,2} \w+ (?:to|-|–) .*", re.IGNORECASE)
_LONGEST_CHINESE_HEADING = 30
_CHINESE_STATE = re.compile(
    "中华人民共和国|国务院|生态环境部|国家发展(?:和)?改革委|国家能源局|自然资源部|国家林业和草原局|全国人民代表大会"
)


def of_heading(lines: Iterable[str], language: str | None) -> str | None:
    """Return the country whose state is named in the heading lines; None where none is, or several are."""
    found: Counter[str] = Counter()
    for line in lines:
        plain = folded(line)
        if _HELPERS.search(plain) or re.search(r"\([^)]*$|\(.*\).*\(", plain):
            continue
        codes = set(named(re.sub(r"\([^)]*\)", " ", line), language))
        stately = _STATE.match(plain) or _names(language or "en").official & {plain.removeprefix("the ")}
        if len(codes) == 1 and stately and len(plain.split()) <= _LONGEST_ISSUER:
            found.update(codes)
    return _only(found)


def of_law(text: str, language: str | None) -> str | None:
    """Return the country whose gazette, printer or enacting words stand in a text."""
    names = _names(language or "en")
    plain = folded(text)
    found: Counter[str] = Counter()
    for formula in _BY_LAW.finditer(plain):
        if match := names.pattern.match(plain, formula.end()):
            found[names.codes[match.group()]] += 1
    found.update("GBR" for _ in _BRITISH.finditer(plain))
    for printer in _PRINTER.finditer(plain):
        if match := names.pattern.search(plain, printer.end(), printer.end() + 60):
            found[names.codes[match.group()]] += 1
        elif seat := _SEAT.search(plain, printer.end(), printer.end() + 40):
            found[_SEATS[seat.group()]] += 1
    for match in names.pattern.finditer(plain):
        if re.match(r" (?:government )?gazette\b", plain[match.end() :][:24]):
            found[names.codes[match.group()]] += 1
    return _only(found)


def alone(text: str, language: str | None) -> str | None:
    """Return the country that a text names, by its short name and alone.

    >>> alone("Malawi", "en"), alone("Republic of Malawi", "en")
    ('MWI', None)
    """
    names = _names(language or "en")
    name = folded(text).removeprefix("the ")
    return None if name in names.official else names.codes.get(name)


def of_title(title: str, language: str | None) -> str | None:
    """Return the one country that a title names; where an event was held does not count.

    >>> of_title("Kenya's Updated Nationally Determined Contribution", "en")
    'KEN'
    >>> of_title("Hydrogen projects in Inner Mongolia", "en")
    """
    found = set(named(_HELD.sub("", title), language)) - _AMBIGUOUS
    return found.pop() if len(found) == 1 else None


@cache
def _provinces() -> re.Pattern[str]:
    import pycountry

    known = gettext.translation("iso3166-2", pycountry.LOCALES_DIR, languages=["zh_CN"], fallback=True)
    regions = (known.gettext(one.name) for one in pycountry.subdivisions.get(country_code="CN"))
    return re.compile(
        "|".join(re.escape(name) for name in regions if re.fullmatch(r"[\u4e00-\u9fff]{3,}", name))
    )


def of_chinese(lines: Iterable[str]) -> str | None:
    """Return "CHN" where lines of Chinese name its state, one of its ministries or one of its provinces."""
    text = "\n".join(line for line in lines if len(line) <= _LONGEST_CHINESE_HEADING)
    return "CHN" if _CHINESE_STATE.search(text) or _provinces().search(text) else None


@cache
def _regions() -> Mapping[str, str]:
    """Return the states and provinces of federations whose companies give them for the country."""
    import pycountry

    homes = {"AU": "AUS", "CA": "CAN", "US": "USA"}
    shared = {"georgia", "victoria", "northern territory"}
    found = {}
    for two, three in homes.items():
        for one in pycountry.subdivisions.get(country_code=two):
            found[folded(one.name)] = three
    return {name: code for name, code in found.items() if name not in shared}


def of_company(text: str, language: str | None) -> str | None:
    """Return the country that a company's first pages speak of, three times or more and four of five."""
    found = Counter(named(text, language))
    names = "|".join(map(re.escape, _regions()))
    found.update(_regions()[each] for each in re.findall(rf"\b(?:{names})\b", folded(text)))
    total = sum(found.values())
    code, count = found.most_common(1)[0] if found else ("", 0)
    return code if count >= 3 and count >= 0.8 * total else None


def _only(found: Counter[str]) -> str | None:
    """Return what was found most often, unless something else was found as often as every third time."""
    total = sum(found.values())
    code, count = found.most_common(1)[0] if found else ("", 0)
    return code if count and count > 2 * (total - count) else None
