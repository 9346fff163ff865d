"""``python -m corpus.starter [FOLDER]``: set the starter library's PDFs from their Markdown."""

from __future__ import annotations

import sys
from pathlib import Path

from corpus.errors import CorpusError
from corpus.starter.build import build
from corpus.starter.digests import HERE


def main() -> int:
    """Build into the folder named, or beside the Markdown; the exit code."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "pdf"
    try:
        for path in build(folder):
            print(f"{path.stat().st_size:>8} {path}")
    except CorpusError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
