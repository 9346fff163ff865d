from __future__ import annotations

import ast
import json
import os
import random
import resource
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval import dense, index, index_files
from retrieval.dense_kinds import CELLS, EXACT, GRAPH
from retrieval.hits import Evidence
from retrieval.hybrid import HybridRetriever, rebuild
from retrieval.term_table import FILES
from tests.retrieval.conftest import KENYA, UNKNOWN, FakeStore, HashingEmbedder

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ("drought and maize", "emissions 2030", "二氧化碳排放", "protect the coast")


def answers(store: FakeStore, embedder: HashingEmbedder) -> list[tuple[Evidence, ...]]:
    retriever = HybridRetriever.open(store, embedder)
    return [retriever.evidence(question, k=5) for question in QUESTIONS]


def put(path: Path, data: bytes) -> None:
    """Another file in the place of the first, which open indexes may still have mapped."""
    path.unlink()
    path.write_bytes(data)


def flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    else:
        data.append(0)
    put(path, bytes(data))


def cut(path: Path, chance: random.Random) -> None:
    data = path.read_bytes()
    put(path, data[: chance.randrange(len(data))] if data else b"\0")


def zero(path: Path, chance: random.Random) -> None:
    data = path.read_bytes()
    at = chance.randrange(max(len(data), 1))
    changed = data[:at] + b"\0" * 4096 + data[at + 4096 :]
    put(path, changed if changed != data else data + b"\0")


def delete(path: Path, chance: random.Random) -> None:
    path.unlink()


def damage_is_found_and_undone(store: FakeStore, embedder: HashingEmbedder, trials: int, seed: int) -> None:
    """Every mutation of any file is noticed on opening, and the answers come out as before."""
    chance = random.Random(seed)
    before = answers(store, embedder)
    mutations: tuple[Callable[[Path, random.Random], None], ...] = (flip, flip, cut, zero, delete)
    for trial in range(trials):
        card = store.cards[index.KIND]
        folder = store.folder / "index" / card.folder
        victim = folder / chance.choice(sorted(card.files))
        mutations[trial % len(mutations)](victim, chance)
        assert not index.trusted(store, card, embedder.fingerprint)
        assert answers(store, embedder) == before
        assert store.cards[index.KIND].folder != card.folder
        shutil.rmtree(folder, ignore_errors=True)


def test_any_damage_to_an_index_file_is_found_and_undone(store: FakeStore, embedder: HashingEmbedder) -> None:
    damage_is_found_and_undone(store, embedder, 30, seed=7)


@pytest.mark.soak
def test_any_of_300_damages_is_found_and_undone(store: FakeStore, embedder: HashingEmbedder) -> None:
    damage_is_found_and_undone(store, embedder, 300, seed=11)


def test_every_file_of_the_index_is_in_its_card(store: FakeStore, embedder: HashingEmbedder) -> None:
    answers(store, embedder)
    card = store.cards[index.KIND]
    folder = store.folder / "index" / card.folder
    held = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {name for name in held if not name.endswith(".lock")} == set(card.files)
    named = {"dense/vectors.faiss", "dense/rows.npy", "parts.json", "lexical/meta.json"}
    assert named <= set(card.files)
    assert sum(name.startswith("terms/") for name in card.files) == len(FILES)


def test_an_intact_index_is_read_and_not_built_again(store: FakeStore, embedder: HashingEmbedder) -> None:
    first = answers(store, embedder)
    card = store.cards[index.KIND]
    assert answers(store, embedder) == first
    assert store.cards[index.KIND] is card


@pytest.mark.parametrize("change", ["generation", "encoder", "analysis", "folder"])
def test_a_card_of_another_state_is_not_trusted(
    store: FakeStore, embedder: HashingEmbedder, change: str
) -> None:
    answers(store, embedder)
    card = store.cards[index.KIND]
    changed = {
        "generation": index.IndexCard(card.generation - 1, card.encoder, card.folder, card.files, card.facts),
        "encoder": index.IndexCard(card.generation, "0" * 64, card.folder, card.files, card.facts),
        "analysis": index.IndexCard(
            card.generation, card.encoder, card.folder, card.files, {**card.facts, "analysis": "0"}
        ),
        "folder": index.IndexCard(
            card.generation, card.encoder, f"../index/{card.folder}", card.files, card.facts
        ),
    }[change]
    assert index.trusted(store, card, embedder.fingerprint)
    assert not index.trusted(store, changed, embedder.fingerprint)


def test_an_index_of_an_older_layout_is_made_again(store: FakeStore, embedder: HashingEmbedder) -> None:
    before = answers(store, embedder)
    card = store.cards[index.KIND]
    folder = store.folder / "index" / card.folder
    records = json.loads((folder / "parts.json").read_text("utf-8"))
    put(folder / "parts.json", json.dumps([{**one, "pages": []} for one in records]).encode())
    shutil.rmtree(folder / "terms")
    names = [name for name in card.files if not name.startswith("terms/")]
    files = {name: index_files.sha256_of(folder / name) for name in names}
    store.cards[index.KIND] = replace(card, files=files, facts={**card.facts, "layout": "4"})
    assert not index.trusted(store, store.cards[index.KIND], embedder.fingerprint)
    assert answers(store, embedder) == before
    made = store.cards[index.KIND]
    assert made.folder != card.folder
    assert made.facts["layout"] == card.facts["layout"]
    assert index.trusted(store, made, embedder.fingerprint)
    assert store.embedded == 0


def test_deleting_the_whole_index_folder_costs_nothing_but_time(
    store: FakeStore, embedder: HashingEmbedder
) -> None:
    before = answers(store, embedder)
    shutil.rmtree(store.folder / "index")
    assert answers(store, embedder) == before


def test_a_busy_library_is_searched_all_the_same(store: FakeStore, embedder: HashingEmbedder) -> None:
    store.busy = True
    busy = answers(store, embedder)
    assert not store.cards
    store.busy = False
    assert answers(store, embedder) == busy


def test_a_library_that_cannot_be_written_is_searched_all_the_same(
    store: FakeStore, embedder: HashingEmbedder
) -> None:
    before = answers(store, embedder)
    shutil.rmtree(store.folder / "index")
    (store.folder / "index").write_text("a file where the folder belongs")
    assert answers(store, embedder) == before


@contextmanager
def no_file_longer_than(count: int) -> Iterator[None]:
    """As on a disk that is full: the system refuses to let any file grow beyond ``count`` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (count, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("room", [0, 50, 400, 900, 1500])
def test_a_library_on_a_full_disk_is_searched_all_the_same(
    store: FakeStore, embedder: HashingEmbedder, room: int
) -> None:
    before = answers(store, embedder)
    shutil.rmtree(store.folder / "index")
    with no_file_longer_than(room):
        assert answers(store, embedder) == before
    assert not list((store.folder / "index").iterdir())
    assert answers(store, embedder) == before


@pytest.mark.parametrize("faulty", ["lock", "pipe"])
def test_an_index_that_cannot_be_opened_is_built_again(
    store: FakeStore, embedder: HashingEmbedder, faulty: str
) -> None:
    before = answers(store, embedder)
    folder = store.folder / "index" / store.cards[index.KIND].folder
    if faulty == "lock":  # tantivy cannot set its lock, as on a disk that may only be read
        (folder / "lexical" / ".tantivy-meta.lock").unlink(missing_ok=True)
        (folder / "lexical" / ".tantivy-meta.lock").mkdir()
    else:
        (folder / "parts.json").unlink()
        os.mkfifo(folder / "parts.json")
    assert answers(store, embedder) == before


def test_old_folders_go_once_no_reader_can_need_them(store: FakeStore, embedder: HashingEmbedder) -> None:
    answers(store, embedder)
    first = store.folder / "index" / store.cards[index.KIND].folder
    os.utime(first, (1, 1))
    rebuild(store)
    assert first.is_dir()  # in use until a moment ago
    os.utime(first, (time.time() - 90, time.time() - 90))
    rebuild(store)
    assert not first.exists()
    assert not list((store.folder / "index").glob(".building*"))


def test_readers_work_while_indexes_are_published(store: FakeStore, embedder: HashingEmbedder) -> None:
    before = answers(store, embedder)
    stop = threading.Event()
    seen: list[bool] = []

    def read() -> None:
        while not stop.is_set():
            seen.append(answers(store, embedder) == before)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(8):
        rebuild(store)
    stop.set()
    for thread in threads:
        thread.join()
    assert seen
    assert all(seen)


def test_the_same_rows_give_the_same_ranking_whenever_built(
    store: FakeStore, embedder: HashingEmbedder
) -> None:
    for number in range(40):
        store.add(UNKNOWN, f"Equal words about water and forests, copy {number % 3}.")
    rankings = []
    for _ in range(3):
        rebuild(store)
        retriever = HybridRetriever.open(store, embedder)
        rankings.append(
            [retriever.search("water and forests", k=20), retriever.lexical.search("water", k=20)]
        )
    assert rankings[0] == rankings[1] == rankings[2]


@pytest.mark.parametrize("kind", [EXACT, GRAPH, CELLS])
def test_every_kind_of_vector_index_finds_the_nearest(kind: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    vectors = rng.normal(size=(800, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = np.arange(3, 2403, 3, dtype=np.int64)
    made = dense.DenseIndex.build(rows, vectors, kind=kind)
    dense.write(tmp_path, lambda: [(rows, vectors)], 800, kind)
    loaded = dense.DenseIndex.read(tmp_path, kind, rows)
    assert loaded.count == made.count == 800
    allowed = rows[::7]
    for query in vectors[:25]:
        cosines = vectors @ query
        best = [int(row) for row in rows[np.argsort(-cosines)[:10]]]
        found = [row for row, _ in loaded.search(query, k=10)]
        assert found[0] == best[0]
        assert len(set(found) & set(best)) >= (10 if kind == EXACT else 8)
        assert loaded.search(query, k=10) == made.search(query, k=10)
        among = loaded.search(query, k=5, rows=allowed)
        assert [row for row, _ in among][:1] == [int(allowed[np.argmax(cosines[::7])])]
        assert {row for row, _ in among} <= set(allowed.tolist())
    assert loaded.cosines(vectors[0], [3, 4, 10**6]) == pytest.approx({3: 1.0}, abs=0.02)


def calls(path: Path, name: str) -> list[str]:
    """Functions of a file in which something of that name is used."""
    text = path.read_text("utf-8")
    if name not in text:
        return []
    tree = ast.parse(text)
    found = []
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            names = {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
            names |= {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
            found += [f"{path.name}:{function.name}"] * (name in names)
    return found


def test_files_are_read_only_after_they_were_checked() -> None:
    packages = ("agents", "corpus", "finetune", "retrieval", "ui")
    sources = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    places = {
        "read_index": ["dense_kinds.py:read"],
        "trusted": ["index.py:_opened"],
        "carry": ["index_build.py:_write_dense"],
    }
    for name, expected in places.items():
        assert [place for path in sources for place in calls(path, name)] == expected
    within = ROOT / "retrieval" / "index.py"
    readers = {place for place in calls(within, "DenseIndex") if place.endswith(":_read")}
    assert readers == {"index.py:_read"}
    assert calls(within, "_read") == ["index.py:_opened", "index.py:_published"]
    assert not [path for path in sources if "deserialize_index" in path.read_text("utf-8")]


def test_removed_documents_leave_the_index(store: FakeStore, embedder: HashingEmbedder) -> None:
    answers(store, embedder)
    store.remove(KENYA)
    rebuild(store)
    folder = store.folder / "index" / store.cards[index.KIND].folder
    assert not [path for path in folder.rglob("*") if path.is_file() and b"geotherm" in path.read_bytes()]
