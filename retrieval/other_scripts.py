"""Words in Arabic, Chinese, Cyrillic and Devanagari as tokens of the embedded encoder, which knows English.

Its own vocabulary has only the letters of these scripts, and what it makes of a text of single letters is
noise. Here a word gets a token whose embedding is the weighted mean of the embeddings of the English pieces
that translate it; no weight of the encoder changes, and a text without these scripts is read as ever.
``python -m benchmarks.other_scripts --build`` writes the table from the glossary and a list of common words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from retrieval.concepts.forms import folded

VERSION = "1"  # in the encoder's name; to be raised with the table or with any change of what becomes a token
LANGUAGES = ("ar", "hi", "ru", "zh")
TABLE = Path(__file__).with_suffix(".txt")
RUNS = re.compile(
    "(?P<ar>[\u0621-\u0652\u0670-\u06d3]+)"
    "|(?P<ru>[\u0400-\u04ff]+)"
    "|(?P<hi>[\u0900-\u0963\u0970-\u097f\u200c\u200d]+)"
    "|(?P<zh>[\u3400-\u4dbf\u4e00-\u9fff]+)"
)
LONGEST = 6
"""Characters of the longest Chinese token."""
_SCALE = 1000


@lru_cache(200_000)
def stem(language: str, word: str) -> str:
    """Return the form of a word that tokens are told by."""
    return folded([word], language)[0]


def concern(text: str) -> bool:
    """Whether a text has words in one of these scripts."""
    return not text.isascii() and RUNS.search(text) is not None


class OtherScripts:
    """The tokens of other scripts, numbered from the first number that the encoder does not use."""

    def __init__(self, tokenizer: Tokenizer, table: Path = TABLE) -> None:
        """Read the table: a line a token, its language, its form, and English pieces with thousandths.

        Args:
            tokenizer: the encoder's own, without padding and truncation.
            table: where the tokens stand.
        """
        self._tokenizer = tokenizer
        self.first = int(tokenizer.get_vocab_size())
        self.source = table.read_bytes()
        """The table as it stands on the disk."""

    @cached_property
    def _lines(self) -> list[list[str]]:
        """Language, form and pieces of each token; not parted before a text in these scripts is read."""
        return [line.split("\t") for line in self.source.decode("utf-8").splitlines()]

    @cached_property
    def _id(self) -> dict[tuple[str, str], int]:
        return {(language, form): at for at, (language, form, _) in enumerate(self._lines, self.first)}

    def embeddings(self, own: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return a row for each new token, of the rows of the encoder's own, shape (vocabulary, dim)."""
        made = np.empty((len(self._lines), own.shape[1]), np.float32)
        for at, (_, _, pieces) in enumerate(self._lines):
            pairs = [piece.split(":") for piece in pieces.split(" ")]
            shares = np.asarray([int(share) / _SCALE for _, share in pairs], np.float32)
            made[at] = shares @ own[[int(one) for one, _ in pairs]] / sum(int(s) / _SCALE for _, s in pairs)
        return made

    def ids(self, text: str) -> list[int]:
        """Return the tokens of a text, without special ones; a word that has none is left out.

        What is not in these scripts becomes the tokens that the encoder has for it.
        """
        text = unicodedata.normalize("NFKC", text)
        found: list[int] = []
        last = 0
        for run in RUNS.finditer(text):
            found += self._plain(text[last : run.start()])
            last = run.end()
            if run.lastgroup == "zh":
                found += self._chinese(run.group())
            else:
                one = self._id.get((str(run.lastgroup), stem(str(run.lastgroup), run.group())))
                found += [] if one is None else [one]
        return [*found, *self._plain(text[last:])]

    def _plain(self, text: str) -> list[int]:
        if not text or text.isspace():
            return []
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def _chinese(self, run: str) -> list[int]:
        """The longest words first; a character that begins none is the encoder's own, if it has it."""
        found = []
        at = 0
        while at < len(run):
            for size in range(min(LONGEST, len(run) - at), 0, -1):
                one = self._id.get(("zh", run[at : at + size]))
                if one is not None:
                    break
            else:
                size, one = 1, self._tokenizer.token_to_id(run[at])
            found += [] if one is None else [one]
            at += size
        return found
