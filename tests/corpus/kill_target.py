"""Works through a list of operations on a library, again and again, each time in a child to be killed.

Every line of the standard input is ``[library, pdfs, first]`` in JSON. A child then does the operations
of ``tests.corpus.operations`` from number ``first`` on by real code with a fake reader and encoder. On the
standard output: "pid N" of the child, then the number of every operation that the library has
acknowledged, then "end STATUS". Children are forked, so that a kill costs no start of an interpreter.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from corpus.ingest import FileDone, ingest
from corpus.store import Store
from tests.corpus.libraries import ENCODER, read_fake
from tests.corpus.operations import OPERATIONS


def work(library: Path, pdfs: Path, first: int) -> None:
    store = Store.open(library, create=True)
    for number in range(first, len(OPERATIONS)):
        kind, name = OPERATIONS[number]
        if kind == "add":
            for event in ingest(store, [pdfs / name], ENCODER, read=read_fake, jobs=1):
                assert not isinstance(event, FileDone) or event.outcome != "failed", event
        else:
            with store.writer() as writer:
                writer.remove(store.document(name).id)
        say(str(number))


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def main() -> None:
    for line in sys.stdin:
        library, pdfs, first = json.loads(line)
        pid = os.fork()
        if not pid:
            work(Path(library), Path(pdfs), first)
            os._exit(0)
        say(f"pid {pid}")
        _, status = os.waitpid(pid, 0)
        say(f"end {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
