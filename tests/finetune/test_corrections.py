"""What people label: on the disk at once, whole after a kill, and taught without ever being reported on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from finetune.corrections import SET, Correction, Corrections, task_to_label, with_corrections
from finetune.errors import DataError, ModelsBusyError, StorageError
from finetune.examples import of_part
from finetune.tasks import TASKS
from finetune.workshop import Order, Workshop
from tests.finetune.lessons import lesson

ROOT = Path(__file__).resolve().parents[2]
FIRST = Correction(
    id="aaaaaaaaaaaa:p2:0-24",
    text="The flood hit two towns.",
    labels=("target",),
    language="fr",
    document="aaaaaaaaaaaa",
    page=2,
    start=0,
    end=24,
    who="Amina",
    when="2026-01-02T03:04:05+00:00",
    model="bbbbbbbbbbbb",
    suggestion=("none",),
)
WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from finetune.corrections import Corrections
from finetune.tasks import TASKS
from tests.finetune.test_corrections import FIRST
kept = Corrections(Path(sys.argv[1]), TASKS["commitment"])
for number in range(1_000_000):
    kept.put(replace(FIRST, id=str(number % 50)))
    print(number, flush=True)
"""


def kept(library: Path, task: str = "commitment") -> Corrections:
    return Corrections(library, TASKS[task])


def test_a_correction_is_kept_replaced_and_taken_back(tmp_path: Path) -> None:
    own = kept(tmp_path)
    assert own.all() == ()
    other = replace(FIRST, id="x", labels=("none",))
    own.put(FIRST)
    own.put(other)
    assert own.all() == (FIRST, other)
    assert [row.accepted for row in own.all()] == [False, True]
    changed = replace(FIRST, labels=("measure",))
    own.put(changed)
    assert own.all() == (other, changed)
    own.drop(FIRST.id)
    own.drop("nobody")
    assert kept(tmp_path).all() == (other,)
    row = json.loads((tmp_path / "labels" / "commitment.jsonl").read_text("utf-8"))
    assert row["label"] == "none"
    assert "labels" not in row
    assert {"id", "text", "language", "document", "page", "start", "end", "who", "when", "model"} <= set(row)


def test_many_labels_are_kept_as_a_list_also_an_empty_one(tmp_path: Path) -> None:
    own = kept(tmp_path, "sdg")
    rows = [replace(FIRST, id="1", labels=("13", "15")), replace(FIRST, id="2", labels=())]
    for row in rows:
        own.put(row)
    assert list(own.all()) == rows
    taught = with_corrections(replace(lesson("climate_topics"), task=TASKS["sdg"]), own)
    assert [row.labels for row in taught.examples[-2:]] == [("13", "15"), ()]


def test_a_kill_leaves_every_answer_that_was_given(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        for _ in range(30):
            last = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    own = kept(tmp_path)
    assert len(own.all()) >= last + 1 == 30
    own.put(FIRST)  # the dead one's lock is gone with it
    assert FIRST in own.all()


def test_a_disk_that_takes_nothing_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = kept(tmp_path)
    own.put(FIRST)

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", full)
        with pytest.raises(StorageError, match="No space left"):
            own.put(replace(FIRST, id="second"))
    assert own.all() == (FIRST,)
    assert not list(own.path.parent.glob("*.part")) + list(own.path.parent.glob(".*.part"))


def test_two_windows_write_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    own = kept(tmp_path)
    own.put(FIRST)
    monkeypatch.setattr("finetune.corrections._WAIT_S", 0)
    with FileLock(own.path.with_suffix(".lock")), pytest.raises(ModelsBusyError, match="another process"):
        own.put(replace(FIRST, id="second"))
    assert own.all() == (FIRST,)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: it is no correction"),
        ("[1]", "line 2: it is no correction"),
        ('{"id": "x", "label": "target"}', "line 2: it is no correction"),
        (json.dumps({"nothing": 1}), "line 2: it is no correction"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(line: str, said: str, tmp_path: Path) -> None:
    own = kept(tmp_path)
    own.put(FIRST)
    with own.path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(DataError, match=said):
        own.all()
    with pytest.raises(DataError, match=said):
        own.put(replace(FIRST, id="second"))
    assert own.path.read_text("utf-8").endswith(line + "\n")


def test_a_label_of_another_task_is_named(tmp_path: Path) -> None:
    own = kept(tmp_path)
    own.put(FIRST)
    own.path.write_text(own.path.read_text("utf-8").replace('"target"', '"risk"'), "utf-8")
    with pytest.raises(DataError, match="the label 'risk' is not one of target"):
        own.all()


def test_corrections_join_what_is_trained_on_and_nothing_else(tmp_path: Path) -> None:
    own, before = kept(tmp_path), lesson("commitment")
    old = of_part(before.examples, "train")[0]
    own.put(FIRST)
    own.put(replace(FIRST, id="again", text=old.text))
    after = with_corrections(before, own)
    for part in ("validation", "test"):
        assert [e.text for e in of_part(after.examples, part)] == [
            e.text for e in of_part(before.examples, part)
        ]
    texts = [e.text for e in of_part(after.examples, "train")]
    assert len(texts) == len(of_part(before.examples, "train")) + 1
    assert texts.count(old.text) == 1
    new = after.examples[-2]
    assert (new.label, new.group, new.language, new.part) == ("target", "aaaaaaaaaaaa", "fr", "train")
    assert after.sources == (*before.sources, (SET, "labels of your own"))
    assert all(e.id.split(":")[0] in ("made", SET) for e in after.examples)


@pytest.mark.parametrize("words", [{"corrections": True}, {"sets": (SET,)}])
def test_an_order_with_corrections_keeps_the_earlier_data(words: dict[str, object], tmp_path: Path) -> None:
    shop = Workshop(tmp_path)
    with pytest.raises(DataError, match="globalbrain label commitment"):
        shop.looked_at(Order(("commitment",), **words))  # type: ignore[arg-type]
    (before,) = shop.looked_at(Order(("commitment",))).values()
    kept(tmp_path).put(FIRST)
    (after,) = shop.looked_at(Order(("commitment",), **words)).values()  # type: ignore[arg-type]
    counts = [int(lines[0].split("train ")[1].split(",")[0]) for lines in (before, after)]
    assert counts[1] == counts[0] + 1
    assert before[0].split("validation")[1] == after[0].split("validation")[1]


@pytest.mark.parametrize("task", ["climate_tags", "claim_support", "paragraph", "nonsense"])
def test_a_task_without_labels_of_one_text_cannot_be_labelled(task: str) -> None:
    with pytest.raises(DataError):
        task_to_label(task)
