"""Names of cyclones, hurricanes and typhoons that reports speak of without saying what they were.

Most are names that the World Meteorological Organization has retired for the harm that was done under them.
"""

from __future__ import annotations

import re

_NAMES = """
    aila ampil amphan ana andrew audrey batsirai bertha beryl bhola bopha camille carla celia chido
    damrey daniel debbie dineo doksuri dorian durian eline eloise erika eta fani favio fengshen
    fiona florence freddy gafilo gaja gamede georges gita gloria gombe goni gulab hagibis haima haiyan harold
    harvey hato helene hudhud hugo hyacinthe ida idai ike ingrid iota irma isabel ivan janet
    jokwe katrina kenneth ketsana koppu larry lekima leslie linda lothar mangkhut maria matthew
    michael milton mitch mocha molave morakot nanmadol nargis ockhi odette odile otis pam
    parma phailin phethai rammasun rananim rita roanu rumbia saomai sandy sarika sidr stan tracy trami
    ulysses usagi utor vamco vardah wilma winston wipha yaas yagi yasa yolanda
"""
NAMES = frozenset(_NAMES.split())
"""In small letters."""
_KIND = re.compile(
    r"\b(cyclone|hurricane|typhoon|ouragan|cicl[oó]n|hurac[aá]n|tif[oó]n|storm|tormenta)\b", re.I
)
_CAPITAL = re.compile(r"\b[A-Z]\w+")


def is_storm(words: str) -> bool:
    """Return whether words name a storm: by the name alone, or as one that is said to be a storm.

    >>> is_storm("Idai"), is_storm("Cyclone Xaver"), is_storm("storm petrel"), is_storm("maria")
    (True, True, False, False)
    """
    names = [name for name in _CAPITAL.findall(words) if not _KIND.fullmatch(name)]
    return any(name.casefold() in NAMES for name in names) or bool(names and _KIND.search(words))
