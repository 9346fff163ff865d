"""Units, scales and currencies in four languages, each with what it is in the unit of its kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

Value = TypeVar("Value")
Unit = tuple[str, Decimal]
"""The unit of the kind ("t", "ha", "m", "W", "J", "%" …), and how many of them one is."""

# Symbols: large and small letters differ.
_SYMBOLS = """
t: t 1|kt 1e3|Mt 1e6|Gt 1e9|kg 1e-3|g 1e-6|mg 1e-9|µg 1e-12|μg 1e-12|Tg 1e6|Pg 1e9|Gg 1e3|lb 0.00045359237
ha: ha 1|Mha 1e6|km2 100|sq km 100|m2 1e-4
m: m 1|km 1e3|cm 1e-2|mm 1e-3|µm 1e-6|ft 0.3048
m3: m3 1|km3 1e9|L 1e-3|l 1e-3|hm3 1e6|bcm 1e9
W: W 1|kW 1e3|MW 1e6|GW 1e9|TW 1e12|MWe 1e6|GWe 1e9|MWp 1e6|GWp 1e9|kWp 1e3
J: J 1|kJ 1e3|MJ 1e6|GJ 1e9|TJ 1e12|PJ 1e15|EJ 1e18|Wh 3600|kWh 3.6e6|MWh 3.6e9|GWh 3.6e12|TWh 3.6e15|toe 41.868e9|ktoe 41.868e12|Mtoe 41.868e15
°C: °C 1|° C 1|℃ 1|ºC 1|K 1
°F: °F 1
%: % 1|％ 1|‰ 0.1|pct 1
pp: pp 1|p.p. 1
ppm: ppm 1|ppb 1e-3|ppt 1e-6
year: yr 1|yrs 1
"""
# Words: case does not matter; plural endings s and es are understood.
_WORDS = """
t: tonne 1|ton 1|metric ton 1|metric tonne 1|kilogram 1e-3|kilogramme 1e-3|gram 1e-6|gramme 1e-6|milligram 1e-9|microgram 1e-12|kilotonne 1e3|kiloton 1e3|megatonne 1e6|megaton 1e6|gigatonne 1e9|gigaton 1e9|mégatonne 1e6|gigatonne 1e9|tonelada 1|tonelada métrica 1|toneladas métricas 1|kilogramo 1e-3|gramo 1e-6|megatonelada 1e6|gigatonelada 1e9|pound 0.00045359237|吨 1|千克 1e-3|公斤 1e-3
ha: hectare 1|hectárea 1|square kilometre 100|square kilometer 100|square metre 1e-4|square meter 1e-4|kilomètres carrés 100|kilomètre carré 100|mètres carrés 1e-4|kilómetros cuadrados 100|kilómetro cuadrado 100|metros cuadrados 1e-4|acre 0.40468564224|square mile 258.9988110336|公顷 1|平方公里 100|平方千米 100|平方米 1e-4|亩 0.0666667
m: kilometre 1e3|kilometer 1e3|kilomètre 1e3|kilómetro 1e3|metre 1|meter 1|mètre 1|metro 1|centimetre 1e-2|centimeter 1e-2|centimètre 1e-2|centímetro 1e-2|millimetre 1e-3|millimeter 1e-3|millimètre 1e-3|milímetro 1e-3|foot 0.3048|feet 0.3048|inch 0.0254|mile 1609.344|公里 1e3|米 1|厘米 1e-2|毫米 1e-3
m3: cubic metre 1|cubic meter 1|cubic kilometre 1e9|cubic kilometer 1e9|mètres cubes 1|mètre cube 1|metros cúbicos 1|litre 1e-3|liter 1e-3|litro 1e-3|gallon 0.003785411784|立方米 1|升 1e-3
W: watt 1|kilowatt 1e3|megawatt 1e6|mégawatt 1e6|gigawatt 1e9|terawatt 1e12|kilovatio 1e3|megavatio 1e6|gigavatio 1e9|千瓦 1e3|兆瓦 1e6|吉瓦 1e9
J: joule 1|megajoule 1e6|gigajoule 1e9|petajoule 1e15|exajoule 1e18|watt-hour 3600|kilowatt-hour 3.6e6|kilowatt hour 3.6e6|megawatt-hour 3.6e9|megawatt hour 3.6e9|gigawatt-hour 3.6e12|gigawatt hour 3.6e12|terawatt-hour 3.6e15|terawatt hour 3.6e15|kilowattheure 3.6e6|mégawattheure 3.6e9|gigawattheure 3.6e12|térawattheure 3.6e15|kilovatio-hora 3.6e6|gigavatio-hora 3.6e12|千瓦时 3.6e6|亿千瓦时 3.6e14
°C: degrees celsius 1|degree celsius 1|degrees centigrade 1|degree 1|degrés celsius 1|degré celsius 1|degré 1|grados celsius 1|grado celsius 1|grados centígrados 1|grado 1|摄氏度 1|度 1
°F: degrees fahrenheit 1|degree fahrenheit 1
%: percent 1|per cent 1|pour cent 1|por ciento 1
pp: percentage point 1|percentage-point 1|point de pourcentage 1|points de pourcentage 1|punto porcentual 1|puntos porcentuales 1|个百分点 1|百分点 1
ppm: parts per million 1|part per million 1|parts per billion 1e-3
year: year 1|year-old 1|ans 1|an 1|année 1|año 1|decade 10|décennie 10|década 10|century 100|centuries 100|siècle 100|siglo 100|年 1
month: month 1|mois 1|mes 1|个月 1
day: day 1|jour 1|día 1|week 7|semaine 7|semana 7|天 1|hour 0.0416666667|heure 0.0416666667|hora 0.0416666667|小时 0.0416666667|minute 0.000694444444|minuto 0.000694444444|分钟 0.000694444444
US$: dollar 1|us dollar 1|cent 0.01|dólar 1|dólare 1|美元 1
€: euro 1|欧元 1
£: pound sterling 1|pounds sterling 1
CN¥: yuan 1|renminbi 1|元 1|人民币 1
INR: rupee 1|roupie 1|rupia 1
crown: crown 1|krone 1|kronor 1|couronne 1|corona 1
people: people 1|person 1|inhabitant 1|personne 1|habitant 1|persona 1|habitante 1|人 1
x: times 1|time 1|fold 1|-fold 1|fois 1|veces 1|vez 1|倍 1
"""
_CURRENCIES = """
US$: US$|USD|US dollars|U.S.$|$
€: €|EUR
£: £|GBP
CN¥: CN¥|RMB|CNY
¥: ¥|JPY
A$: A$|AUD
C$: C$|CAD
NZ$: NZ$
R$: R$
INR: INR|Rs.|Rs|₹
KSh: KSh|KES
CHF: CHF
ZAR: ZAR
"""
_SCALES = """
1e2: hundred|cent|百
1e3: thousand|mille|mil|千
1e4: 万
1e5: lakh
1e6: million|mn|millón|millone|百万
1e7: crore|千万
1e8: 亿
1e9: billion|bn|milliard|mil millone|mil millón|mille million|十亿
1e12: trillion|tn|万亿
"""
# "Billion" is a thousand times as much where French or Spanish is written.
_LONG = MappingProxyType({"billion": Decimal("1e12"), "billón": Decimal("1e12"), "billone": Decimal("1e12")})
SOFT = frozenset({"people"})
"""Units that name what is counted: one text may say "people" where the other says who they are."""
HAN = re.compile(r"[\u4e00-\u9fff]")


def _units(table: str) -> dict[str, Unit]:
    made: dict[str, Unit] = {}
    for line in table.strip().splitlines():
        kind, _, rest = line.partition(": ")
        for one in rest.split("|"):
            name, _, factor = one.rpartition(" ")
            made[name] = (kind, Decimal(factor))
    return made


def _named(table: str) -> dict[str, str]:
    lines = (line.partition(": ") for line in table.strip().splitlines())
    return {name: kind for kind, _, rest in lines for name in rest.split("|")}


SYMBOLS: Mapping[str, Unit] = MappingProxyType(_units(_SYMBOLS))
WORDS: Mapping[str, Unit] = MappingProxyType(_units(_WORDS))
CURRENCIES: Mapping[str, str] = MappingProxyType(_named(_CURRENCIES))
SCALES: Mapping[str, Decimal] = MappingProxyType(
    {name: Decimal(size) for name, size in _named(_SCALES).items()}
)


def any_of(names: Mapping[str, object]) -> str:
    """Return a pattern of the names, the longest first; words are whole, with or without a plural ending.

    >>> any_of({"ton": 1, "吨": 1, "tonne": 1})
    '(?:tonne|ton)(?:es|s)?(?![^\\\\W\\\\d_])|(?:吨)'
    """
    ordered = sorted(names, key=lambda name: (-len(name), name))
    spaced = "|".join(re.escape(name) for name in ordered if not HAN.search(name))
    han = "|".join(re.escape(name) for name in ordered if HAN.search(name))
    parts = [rf"(?:{spaced})(?:es|s)?(?![^\W\d_])"] if spaced else []
    return "|".join([*parts, f"(?:{han})"] if han else parts)


def unit_of(written: str) -> Unit:
    """Return the unit that is written so, ("", 1) for none.

    >>> unit_of("Mt"), unit_of("hectares"), unit_of("")
    (('t', Decimal('1E+6')), ('ha', Decimal('1')), ('', Decimal('1')))
    """
    plain = " ".join(written.split())
    for form in (plain, plain.replace(" ", "")):
        if form in SYMBOLS:
            return SYMBOLS[form]
    return _singular(plain.lower(), WORDS) or ("", Decimal(1))


def scale_of(written: str, tongue: str) -> Decimal:
    """Return what a scale multiplies by in a language, 1 for none.

    >>> scale_of("billion", "en"), scale_of("millones", "es"), scale_of("billones", "es")
    (Decimal('1E+9'), Decimal('1E+6'), Decimal('1E+12'))
    """
    plain = " ".join(written.lower().split())
    if tongue in ("fr", "es"):
        found = _singular(plain, _LONG)
        if found:
            return found
    return _singular(plain, SCALES) or Decimal(1)


def _singular(plain: str, table: Mapping[str, Value]) -> Value | None:
    forms = (plain, plain.removesuffix("s"), plain.removesuffix("es"))
    return next((table[form] for form in forms if form in table), None)
