"""Whether a text denies: an odd number of negations."""

from __future__ import annotations

import re

_NEGATIONS = re.compile(
    r"(?<![\w-])(?:not(?! only| just| yet clear)|no(?! later than| more than| less than| fewer than)|never|none|neither|without|cannot"
    r"|nobody|nothing|nowhere|hardly|fail(?:s|ed|ing)? to|no longer"
    r"|ne|n'(?=[a-zéêè])|jamais|aucune?|sans|nunca|ning[uú]n[oa]?|sin|jamás|tampoco|no)(?!\w)|n't\b"
    r"|不(?!仅|但|断|超过|少于|低于|高于|同|得不|可避免)|未(?!来)|没有?|无(?!论)|并非|勿",
    re.IGNORECASE,
)
_INNER_NO = re.compile(
    r"\bwhether or not\b|\bor not\b|\b(?:nor|ni)\b(?=.*)|\bno (?:later|more|less|fewer) than\b|\bnot (?:only|just|exceed\w*|more than|less than)\b|\bne [^.]{0,30}?\bque\b|\bno solo\b|\bno más de\b",
    re.IGNORECASE,
)
_DENYING = re.compile(
    r"\b(?:ban(?:s|ned|ning)?|prohibit\w*|forbid\w*|forbidden|refus\w*|reject\w*|prevent\w*|avoid\w*|exclud\w*|exempt\w*|lack\w*|stop(?:s|ped)?"
    r"|expired?|absent|absence|unable|impossible|unlikely|insufficient\w*|ineligible|except|remain(?:s|ed)?|keep|kept|unchanged|stable|zero"
    r"|interdi\w*|prohib\w*|rechaz\w*|evit\w*|exclu\w*|refus\w*|rejet\w*|empêch\w*|impid\w*|less|fewer|only|until|unless|voluntary|optional"
    r"|outside|same|against|moratorium|free|part|partly|still|carec\w*|once|former\w*|even if|dis\w{3,}|end(?:s|ed)?|miss(?:es|ed)?|fail\w*|dis\w+|un\w{4,}|in\w+able|il\w+|ir\w+able|free of)\b|禁止|拒绝|避免|防止|除外|免于|只|仅",
    re.IGNORECASE,
)


def negations(text: str) -> int:
    """Return how many words of a text say no.

    >>> negations("It isn't so."), negations("no later than 2030"), negations("没有减少")
    (1, 0, 1)
    """
    plain = _INNER_NO.sub(" ", " ".join(text.replace("’", "'").split()))
    return len(_NEGATIONS.findall(plain))


def denies(text: str) -> bool:
    """Return whether the negations of a text leave a no."""
    return negations(text) % 2 == 1


def turned(text: str) -> bool:
    """Return whether a text has a word that can say no without a negation: ban, only, until, unchanged.

    >>> turned("The permit expired."), turned("The permit was renewed.")
    (True, False)
    """
    return bool(_DENYING.search(text))
