"""An index brought up to date is the index made anew, and nothing of what was removed is left in it."""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.documents import Document
from corpus.indexed import Stamp
from retrieval import candidates, dense, dense_kinds, index, index_build, index_files, index_parts
from retrieval.dense_kinds import CELLS, EXACT, GRAPH
from retrieval.hits import Hit
from retrieval.hybrid import HybridRetriever, rebuild
from retrieval.index_parts import Part, planned
from retrieval.state import Watcher
from tests.retrieval.conftest import BRAZIL, KENYA, FakeStore, HashingEmbedder, document
from tests.retrieval.test_index import answers, cut, flip, put

WORDS = [
    "water",
    "forest",
    "drought",
    "maize",
    "coast",
    "emissions",
    "methane",
    "solar",
    "wind",
    "river",
    "soil",
    "city",
    "heat",
    "flood",
]
QUESTIONS = ("water and forest", "methane emissions in the city", "solar wind", "flood")


def texts(number: int, count: int) -> list[str]:
    chance = random.Random(number)
    return [" ".join(chance.choices(WORDS, k=12)) + f" of report{number}." for _ in range(count)]


def report(number: int) -> Document:
    return document(f"report-{number}", language="en", title=f"Report {number}", year=1990 + number)


def put_in(store: FakeStore, number: int, count: int = 6) -> Document:
    one = report(number)
    store.add(one, *texts(number, count))
    return one


def rankings(retriever: HybridRetriever) -> list[tuple[Hit, ...]]:
    found = []
    for question in QUESTIONS:
        found += [
            retriever.search(question, k=20),
            retriever.lexical.search(question, k=20),
            retriever.dense.search(question, k=20),
        ]
    return found


def same(one: list[tuple[Hit, ...]], other: list[tuple[Hit, ...]]) -> None:
    """Equal rankings; a score may differ by the rounding of sums that are taken in another order."""
    for own, theirs in zip(one, other, strict=True):
        assert [hit.passage_id for hit in own] == [hit.passage_id for hit in theirs]
        assert [hit.score for hit in own] == pytest.approx([hit.score for hit in theirs], abs=1e-6)


def files(store: FakeStore) -> dict[str, int]:
    folder = store.folder / "index" / store.cards[index.KIND].folder
    return {name: (folder / name).stat().st_ino for name in store.cards[index.KIND].files}


STEPS = st.lists(st.tuples(st.sampled_from(["add", "remove", "correct"]), st.integers(0, 99)), max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, size=st.sampled_from([1, 5, 13, 1000]))
def test_any_adding_and_removing_gives_the_index_made_anew(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]], size: int
) -> None:
    store, embedder = FakeStore(tmp_path_factory.mktemp("library")), HashingEmbedder()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_parts, "PASSAGES", size)
        for number in range(4):
            put_in(store, number, count=3 + number)
        retriever = HybridRetriever.open(store, embedder)
        for at, (step, chosen) in enumerate(steps):
            held = sorted(store.stored)
            if step == "add" or not held:
                put_in(store, 100 + at, count=1 + chosen % 7)
            elif step == "remove":
                store.remove(store.stored[held[chosen % len(held)]])
            else:
                one = store.stored[held[chosen % len(held)]]
                store.stored[one.id] = replace(one, title=f"Flood and solar {chosen}")
                store.changes += 1
            if store.held:
                updated = rankings(retriever)
                same(updated, rankings(HybridRetriever.open(store, embedder)))
        if store.held:
            rebuild(store)
            same(rankings(retriever), rankings(HybridRetriever.open(store, embedder)))
            folder = store.folder / "index" / store.cards[index.KIND].folder
            parts = index_parts.read_parts(folder)
            assert [one for part in parts for one in part.documents] == list(store.stamps())


def test_a_new_document_leaves_the_other_files_as_they_are(
    store: FakeStore, embedder: HashingEmbedder
) -> None:
    for number in range(8):
        put_in(store, number, count=20)
    HybridRetriever.open(store, embedder)
    before = files(store)
    put_in(store, 50, count=3)
    HybridRetriever.open(store, embedder)
    after = files(store)
    kept = {name for name in before if name.startswith(("lexical/", "terms/", "entries/"))}
    kept -= {"lexical/meta.json"}
    assert len(kept) >= 12
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert len(index_parts.read_parts(store.folder / "index" / store.cards[index.KIND].folder)) == 2


def test_the_files_that_were_kept_are_not_read_again(
    store: FakeStore, embedder: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        put_in(store, number, count=20)
    HybridRetriever.open(store, embedder)
    folder = store.folder / "index" / store.cards[index.KIND].folder
    kept = {path.name for path in (folder / "lexical").iterdir()} - {"meta.json"}
    put_in(store, 50, count=3)
    monkeypatch.setattr(index_files, "READ_UP_TO", 0)
    read: list[str] = []
    true = index_files.sha256_of
    monkeypatch.setattr(index_files, "sha256_of", lambda path: read.append(path.name) or true(path))
    HybridRetriever.open(store, embedder)
    assert read
    assert not set(read) & kept


def test_many_small_documents_make_few_parts() -> None:
    parts: list[Part] = []
    stamps: dict[str, Stamp] = {}
    rewritten = 0
    for number in range(300):
        stamps[f"d{number}"] = Stamp(1 + 10 * number, 10, "w", "v")
        plan = planned(stamps, parts)
        parts = []
        for piece in plan:
            if isinstance(piece, list):
                rewritten += len(piece)
                piece = Part("p", {one: stamps[one] for one in piece}, (), (), ())
            parts.append(piece)
        assert [one for part in parts for one in part.documents] == list(stamps)
    assert len(parts) <= 10
    assert rewritten <= 300 * 10


def test_removed_words_leave_every_file_and_the_rest_is_kept(
    store: FakeStore, embedder: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_parts, "PASSAGES", 12)
    for number in range(6):
        put_in(store, number)
    HybridRetriever.open(store, embedder)
    before = files(store)
    store.remove(report(3))
    index.forget(store)
    root = store.folder / "index"
    assert [path.name for path in root.iterdir()] == [store.cards[index.KIND].folder]
    for path in root.rglob("*"):
        if path.is_file():
            assert b"report3" not in path.read_bytes(), path
            assert report(3).id.encode() not in path.read_bytes(), path
    after = files(store)
    assert sum(after.get(name) == place for name, place in before.items()) >= 20
    retriever = HybridRetriever.open(store, embedder)
    assert not retriever.lexical.search("report3", k=5)
    assert retriever.lexical.search("report4", k=5)


@pytest.mark.parametrize("fault", ["busy", "no index", "emptied"])
def test_removed_words_leave_the_files_whatever_happens(
    store: FakeStore, embedder: HashingEmbedder, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    HybridRetriever.open(store, embedder)
    if fault == "no index":
        store.cards.clear()
    for one in [KENYA] if fault != "emptied" else list(store.stored.values()):
        store.remove(one)
    store.busy = fault == "busy"
    index.forget(store)
    assert not (store.folder / "index").exists()
    store.busy = False
    if fault != "emptied":
        found = HybridRetriever.open(store, embedder).search("maize in the northern counties", k=20)
        assert KENYA.id not in {hit.passage_id.partition(":")[0] for hit in found}


@pytest.fixture
def updated(store: FakeStore, embedder: HashingEmbedder) -> Iterator[FakeStore]:
    """A library whose index has several parts, and vectors that came later than the others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dense_kinds, "UP_TO", ((4, EXACT), (10_000, GRAPH)))
        HybridRetriever.open(store, embedder)
        for number in range(3):
            put_in(store, number, count=1)
            HybridRetriever.open(store, embedder)
        store.remove(BRAZIL)
        HybridRetriever.open(store, embedder)
        yield store


def test_new_vectors_stand_beside_the_graph(updated: FakeStore) -> None:
    card = updated.cards[index.KIND]
    assert card.facts["kind"] == GRAPH
    assert {"dense/new.faiss", "dense/new-rows.npy"} <= set(card.files)


def test_damage_to_an_index_that_was_brought_up_to_date_is_found_and_undone(
    updated: FakeStore, embedder: HashingEmbedder
) -> None:
    chance = random.Random(3)
    before = answers(updated, embedder)
    for trial, name in enumerate(sorted(updated.cards[index.KIND].files)):
        card = updated.cards[index.KIND]
        victims = sorted(card.files) if name not in card.files else [name]
        (flip, cut)[trial % 2](updated.folder / "index" / card.folder / victims[0], chance)
        assert not index.trusted(updated, card, embedder.fingerprint)
        assert [[one.passage.id for one in each] for each in answers(updated, embedder)] == [
            [one.passage.id for one in each] for each in before
        ]
        assert updated.cards[index.KIND].folder != card.folder


def test_a_damaged_index_is_not_carried_on(updated: FakeStore, embedder: HashingEmbedder) -> None:
    card = updated.cards[index.KIND]
    victim = updated.folder / "index" / card.folder / "dense" / dense.VECTORS_FILE
    flip(victim, random.Random(5))
    damaged = victim.stat().st_ino
    put_in(updated, 70)
    HybridRetriever.open(updated, embedder)
    fresh = updated.folder / "index" / updated.cards[index.KIND].folder / "dense" / dense.VECTORS_FILE
    assert fresh.stat().st_ino != damaged


@pytest.mark.parametrize("fault", ["mkdir", "segments", "write", "hashes", "settle", "rename", "card"])
def test_an_update_that_is_cut_short_leaves_the_old_index(
    updated: FakeStore, embedder: HashingEmbedder, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a kill at that step would: what is on the disk then is the old index or the new one, whole."""

    class KilledError(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    card = updated.cards[index.KIND]
    kept = answers(updated, embedder)
    put_in(updated, 80)
    target = {
        "mkdir": (index.shelf, "tagger"),
        "segments": (index_build, "join"),
        "write": (index_build.dense, "carry"),
        "hashes": (index_files, "hashes"),
        "settle": (index_files, "settle"),
        "rename": (Path, "rename"),
        "card": (FakeStore, "save_index_card"),
    }[fault]
    with monkeypatch.context() as patch:
        patch.setattr(*target, killed)
        with pytest.raises(KilledError):
            HybridRetriever.open(updated, embedder)
    assert updated.cards[index.KIND] is card
    assert index_files.intact(updated.folder / "index" / card.folder, card)
    updated.remove(report(80))
    assert answers(updated, embedder) == kept


def test_a_large_index_is_read_whole_only_when_its_files_changed(
    store: FakeStore, embedder: HashingEmbedder, tmp_path: Path
) -> None:
    HybridRetriever.open(store, embedder)
    card = store.cards[index.KIND]
    folder = store.folder / "index" / card.folder
    victim = folder / "dense" / dense.VECTORS_FILE
    assert index_files.intact(folder, card, read_up_to=0)
    facts = {**card.facts, index_files.SEEN: "copied from elsewhere"}
    assert index_files.intact(folder, replace(card, facts=facts), read_up_to=0)
    data = victim.read_bytes()
    put(victim, data[:-1] + bytes([data[-1] ^ 1]))
    assert not index_files.intact(folder, card, read_up_to=0)
    put(victim, data[:-1])
    assert not index_files.intact(folder, card, read_up_to=0)


def test_a_large_library_is_searched_while_its_index_is_made(
    store: FakeStore, embedder: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = Watcher(store, embedder.fingerprint, at_once_up_to=0)
    go, done = threading.Event(), threading.Event()
    true = index.open_or_build

    def slow(*given: object) -> object:
        go.wait(20)
        try:
            return true(*given)  # type: ignore[arg-type]
        finally:
            done.set()

    monkeypatch.setattr(index, "open_or_build", slow)
    store.remove(KENYA)
    put_in(store, 1)
    meanwhile = watcher.state()
    assert KENYA.id not in meanwhile.documents
    found = meanwhile.indexes.lexical.search("maize mangroves coast", k=20)
    assert found
    assert all(meanwhile.indexes.entries[row].document_id != KENYA.id for row, _ in found)
    near = meanwhile.indexes.dense.search(embedder.embed(["maize"])[0], k=20)
    assert all(meanwhile.indexes.entries[row].document_id != KENYA.id for row, _ in near)
    go.set()
    assert done.wait(20)
    for thread in threading.enumerate():
        if thread.name == "index":
            thread.join(20)
    assert report(1).id in watcher.state().documents
    assert watcher.state().indexes.card.generation == store.generation()


def test_files_that_another_process_deleted_are_searched_without_what_was_removed(
    store: FakeStore, embedder: HashingEmbedder
) -> None:
    opened = index.open_or_build(store, embedder.fingerprint)
    shutil.rmtree(store.folder / "index")
    left = opened.without(frozenset({KENYA.id}))
    found = left.lexical.search("maize mangroves coast", k=20)
    assert found
    assert all(left.entries[row].document_id != KENYA.id for row, _ in found)
    assert len(opened.lexical.search("maize mangroves coast", k=20)) > len(found)


@pytest.fixture
def unit() -> np.ndarray:
    vectors = np.random.default_rng(5).normal(size=(3000, 32)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize("kind", [EXACT, GRAPH, CELLS])
@pytest.mark.parametrize("fresh", [40, 900])
def test_vectors_are_carried_on(
    kind: str, fresh: int, unit: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken out, added beside or within: the nearest are found, and what is gone is not, in any kind."""
    monkeypatch.setattr(dense, "_LEAST_NEW", 100)
    monkeypatch.setattr(dense_kinds, "kind_for", lambda count: kind)
    count = 3000 - fresh
    numbers = np.arange(1, 3001, dtype=np.int64)
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    dense.write(old, lambda: [(numbers[:count], unit[:count])], count)
    gone = numbers[500:650:3]
    rows = np.setdiff1d(numbers, gone)
    linked: list[str] = []

    def after(row: int) -> list[tuple[np.ndarray, np.ndarray]]:
        later = rows[rows > row]
        return [(later, unit[later - 1])]

    def link(one: Path, other: Path) -> None:
        linked.append(other.name)
        index_files.link(one, other)

    made = dense.carry(old, new, kind, rows=rows, gone=gone, after=after, link=link)
    found = dense.DenseIndex.read(new, made, rows)
    assert found.count == len(rows)
    assert not linked
    assert (new / dense.NEW_VECTORS_FILE).exists() == (kind != EXACT and fresh == 40)
    right = 0
    for query in unit[::100]:
        true = rows[np.argsort(-(unit[rows - 1] @ query))[:10]]
        own = [row for row, _ in found.search(query, k=10)]
        assert not set(own) & set(gone.tolist())
        right += len(set(own) & set(true.tolist()))
    assert right / (10 * len(unit[::100])) > 0.9
    assert found.cosines(unit[0], [int(gone[0])]) == {}
    assert found.cosines(unit[2], [3]) == pytest.approx({3: 1.0}, abs=0.02)
    last = int(rows[-1])
    assert found.cosines(unit[last - 1], [last]) == pytest.approx({last: 1.0}, abs=0.02)


@pytest.mark.parametrize("kind", [GRAPH, CELLS])
def test_vectors_that_are_gone_leave_the_file(
    kind: str, unit: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense_kinds, "kind_for", lambda count: kind)
    numbers = np.arange(1, 3001, dtype=np.int64)
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    dense.write(old, lambda: [(numbers, unit)], 3000)
    whole = dense_kinds.ready(dense_kinds.read(old / dense.VECTORS_FILE, to_change=True), kind, 3000)
    code = whole.sa_encode(whole.reconstruct_batch(np.array([41]))) if kind == CELLS else b""
    if kind == GRAPH:
        import faiss

        stored = faiss.downcast_index(whole.storage)
        code = faiss.vector_to_array(stored.codes).reshape(3000, -1)[41].tobytes()
        assert code in (old / dense.VECTORS_FILE).read_bytes()
    rows = np.delete(numbers, 41)
    dense.carry(old, new, kind, rows=rows, gone=numbers[41:42], after=lambda _: [], link=index_files.link)
    if kind == GRAPH:
        assert code not in (new / dense.VECTORS_FILE).read_bytes()
    else:
        assert dense_kinds.read(new / dense.VECTORS_FILE).ntotal == 2999


class FakeGpu:
    """An index that says how often it was asked."""

    def __init__(self, index: object) -> None:
        self.index = index
        self.searches = 0

    def search(self, query: np.ndarray, k: int) -> object:
        self.searches += 1
        return self.index.search(query, k)  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", [EXACT, GRAPH, CELLS])
def test_a_gpu_is_used_where_there_is_one(
    kind: str, unit: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No GPU was at hand: this shows which calls are made, not that a GPU answers them."""
    numbers = np.arange(1, 3001, dtype=np.int64)
    plain = dense.DenseIndex.build(numbers, unit, kind=kind)
    made: list[FakeGpu] = []

    def to_gpu(resources: object, device: int, index: object, options: object) -> FakeGpu:
        made.append(FakeGpu(index))
        return made[-1]

    class Options:
        allowCpuCoarseQuantizer = False

    handle = dense_kinds._untyped
    monkeypatch.setattr(handle, "StandardGpuResources", object, raising=False)
    monkeypatch.setattr(handle, "GpuClonerOptions", Options, raising=False)
    monkeypatch.setattr(handle, "index_cpu_to_gpu", to_gpu, raising=False)
    monkeypatch.setattr(handle, "get_num_gpus", lambda: 0)
    assert dense_kinds.gpus() == 0
    monkeypatch.setattr(handle, "get_num_gpus", lambda: 1)
    fast = dense.DenseIndex.build(numbers, unit, kind=kind)
    found = fast.search(unit[7], k=5)
    assert found[0][0] == 8
    assert len(made) == (0 if kind == GRAPH else 1)
    assert sum(one.searches for one in made) == len(made)
    few = fast.search(unit[7], k=5, rows=numbers[:100])
    assert few == plain.search(unit[7], k=5, rows=numbers[:100])
    assert sum(one.searches for one in made) == len(made)


def test_what_is_likely_in_a_large_index_is_scored_like_all_else(
    store: FakeStore, embedder: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        put_in(store, number, count=10)
    retriever = HybridRetriever.open(store, embedder)
    asked = (*QUESTIONS, "réduction des émissions", "Kenya maize", "二氧化碳排放")
    in_full = [retriever.search(question, k=10) for question in asked]
    lexical = retriever.state().indexes.lexical
    rare = {row for row, _ in lexical.search("report7", k=99)}
    assert len(rare) == 10
    assert set(lexical.likely("report7 water forest drought coast", k=99)) >= rare
    assert len(lexical.likely("report7 water forest drought coast", k=999)) < 300
    monkeypatch.setattr("retrieval.lexical_query.WALKED", 99)
    for question in asked:
        best = lexical.search(question, k=20)
        likely = lexical.likely(question, k=60)
        assert len({row for row, _ in best} - set(likely)) <= 1
    monkeypatch.setattr(candidates, "IN_FULL_UP_TO", 0)
    same(in_full, [retriever.search(question, k=10) for question in asked])


def test_few_rows_and_many_are_the_same_restriction(
    store: FakeStore, embedder: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    lexical = HybridRetriever.open(store, embedder).state().indexes.lexical
    few = lexical.search("emissions 2030 coast", k=9, rows=[1, 4, 5, 11], documents=frozenset([KENYA.id]))
    monkeypatch.setattr("retrieval.lexical_query._MOST_BY_TERM", 0)
    assert few
    assert few == lexical.search(
        "emissions 2030 coast", k=9, rows=[1, 4, 5, 11], documents=frozenset([KENYA.id])
    )
