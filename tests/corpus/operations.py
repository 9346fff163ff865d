"""What the killed process was to do, and what a library holds after each part of it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Literal

from corpus.store import Store
from tests.corpus.libraries import ENCODER, prose, read_fake, write_pdf

Operation = tuple[Literal["add", "remove"], str]
State = dict[str, tuple[object, ...]]
FILES = 40


def _operations(seed: int) -> tuple[Operation, ...]:
    """Every file is added; about every third time one of those in the library is removed, and may return."""
    chance = random.Random(seed)
    inside: list[str] = []
    outside = [f"{number:02}.pdf" for number in range(FILES)]
    done: list[Operation] = []
    while outside:
        if inside and chance.random() < 0.3:
            name = inside.pop(chance.randrange(len(inside)))
            done.append(("remove", name))
            if chance.random() < 0.5:
                outside.append(name)
        else:
            name = outside.pop(0)
            done.append(("add", name))
            inside.append(name)
    return tuple(done)


OPERATIONS = _operations(7)


def write_files(folder: Path) -> None:
    for number in range(FILES):
        pages = [prose(1000 * number + page, 300) for page in range(1 + number % 5)]
        write_pdf(folder / f"{number:02}.pdf", *pages)


def expected(pdfs: Path, operations: int) -> State:
    """What the library holds after so many of the operations."""
    inside: dict[str, None] = {}
    for kind, name in OPERATIONS[:operations]:
        if kind == "add":
            inside[name] = None
        else:
            del inside[name]
    state: State = {}
    for name in inside:
        read = read_fake(pdfs / name)
        state[read.document.id] = (read.document, read.pages, (pdfs / name).read_bytes())
    return state


def found(store: Store) -> State:
    """What the library holds, its vectors checked against its passages on the way."""
    rows, vectors = store.vectors()
    stored = {int(row): vector.tobytes() for row, vector in zip(rows, vectors, strict=True)}
    passages = {row.row: row.passage for row in store.rows()}
    texts = [passage.text for passage in passages.values()]
    fresh = ENCODER.embed(texts) if texts else ()
    assert stored == {row: vector.tobytes() for row, vector in zip(passages, fresh, strict=True)}
    covered = {(passage.document_id, passage.page) for passage in passages.values()}
    state: State = {}
    for document in store.documents():
        pages = store.pages(document.id)
        assert {(document.id, page.number) for page in pages} <= covered
        state[document.id] = (document, pages, store.original(document.id).read_bytes())
    return state
