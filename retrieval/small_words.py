"""Words that every text of a language has, and by which nothing is found.

Those of thirteen languages come along with tantivy (Snowball's lists); beside them stand question words, and
the small words of Arabic and Hindi.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from retrieval.analysis import SMALL, guess_language, without_listed, words
from retrieval.light_stems import arabic_plain, hindi_plain

_LISTED = ("da", "de", "en", "es", "fi", "fr", "hu", "it", "nl", "no", "pt", "ru", "sv")
_OWN = {
    "en": "we you he she they i me us our your his her my any some all over under about",
    "fr": "quoi dont où lequel laquelle lesquels lesquelles cela ceci",
    "es": (
        "cual cuales que quien como donde cuando cuanto esto eso aquello puede pueden hacer hace debe deben"
    ),
    "pt": (
        "quê porquê quando onde quanta quantas quantos isso isto aquilo pode podem fazer "
        "feito feita têm tem seria deve devem"
    ),
    "ru": (
        "может могут можно нужно надо делать делают сделать такой такая такое такие есть "
        "какой какая какое какие каких каким какую каков какова каковы сколько почему "
        "зачем где куда когда кто кого кому что чего чему чем это эта эти этот тот та те "
        "то её их его ли же бы для при про из-за также или"
    ),
    "ar": (
        "يمكن يجب ينبغي من في على إلى عن مع هذا هذه ذلك تلك هو هي هم هن ما ماذا هل كيف "
        "لماذا متى أين كم أي أية الذي التي الذين اللاتي أن إن أنه أنها لأن لا لم لن ليس "
        "ليست قد كان كانت يكون تكون بين بعد قبل عند حتى كل بعض غير أو أم ثم و ف ب ل ك به "
        "بها فيه فيها له لها منه منها عليه عليها إليه إليها نحو خلال دون حول ضد منذ كما "
        "أما إما لكن لو إذا إذ هنا هناك نحن أنت أنا ولا وما وهو وهي وفي ومن وعلى بماذا"
    ),
    "hi": (
        "सकता सकती सकते करें करते करती करता चाहिए होने का के की को में से पर ने है हैं था "
        "थे थी हो होता होती होते होना हुआ हुई हुए और या तथा एवं कि यह ये वह वे इस उस इन उन "
        "इसका इसके इसकी उसका उसके उसकी जो जिस जिसका जिसके जिसकी तो भी ही न नहीं मत क्या "
        "क्यों कैसे कैसा कैसी कब कहाँ कहां कौन कौनसा किस किसने किसका किसके किसकी कितना "
        "कितने कितनी कर करना करने किया कुछ सब सभी एक अपना अपने अपनी लिए साथ तक जैसे अगर "
        "यदि मैं हम तुम आप मेरा हमारा द्वारा बाद पहले बारे रहा रही रहे गया गई गए जा"
    ),
}
_HAN = frozenset("的了是在和与及吗呢吧啊什么怎样哪个些这那其它他她们为何谁多少几")
_INITIALS = re.compile(r"\b[A-Z]{2,}\b")


def says_nothing(query: str) -> bool:
    """Return whether a query has small words only, such as a question has beside what it is about.

    Of one word in Latin letters its own language must be plain: "war" is small in German alone.

    >>> says_nothing("what is the"), says_nothing("the WHO"), says_nothing("是什么？"), says_nothing("水")
    (True, False, True, False)
    >>> says_nothing("de la"), says_nothing("das ist"), says_nothing("и в на"), says_nothing("war")
    (True, True, True, False)
    """
    every = words(query)
    if _INITIALS.search(query) or not every:
        return False
    guess = guess_language(query)
    alone = len(every) == 1 and every[0][0] < "\u0370"
    if alone:
        return every[0] in SMALL.get(guess or "", ())
    return any(only_small(every, one) for one in dict.fromkeys([guess or "en", "zh", *_LISTED, *_OWN]))


def only_small(every: Sequence[str], language: str) -> bool:
    """Return whether all words, as ``retrieval.analysis.words`` gives them, are small in that language.

    >>> only_small(["में", "की"], "hi"), only_small(["नदी", "में"], "hi")
    (True, False)
    """
    if language == "zh":
        return not set("".join(every)) - _HAN
    own = _own(language)
    rest = [word for word in every if _plain(word, language) not in own]
    if not rest or language not in _LISTED:
        return not rest
    return not without_listed(rest, language)


@cache
def _own(language: str) -> frozenset[str]:
    words_of = [*_OWN.get(language, "").split(), *SMALL.get(language, ())]
    return frozenset(_plain(word, language) for word in words_of)


def _plain(word: str, language: str) -> str:
    if language == "ar":
        return arabic_plain(word)
    return hindi_plain(word) if language == "hi" else word
