"""Versions on disk: checked when read, promoted only when not worse, rolled back, deleted, never half."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from safetensors.numpy import save_file

from finetune.artifact import write_heads
from finetune.card import CardTask, LabelMeaning, TaskScores
from finetune.errors import ArtifactError, ModelsBusyError, StorageError, WorseVersionError
from finetune.heads import Head, HeadCard
from finetune.versions import ACTIVE, LOCK, Version, Versions
from tests.finetune.cards import LABELS, card, change, score, trained

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def models(tmp_path: Path) -> Versions:
    return Versions(tmp_path / "models", LABELS, wait_s=0.0)


def kept(models: Versions, number: int, *, after: Version | None = None, gain: float = 0.05) -> Version:
    """A version in the folder, compared with the one that was active when it was trained."""
    files = trained(models.folder.parent / f"run {number}", number)
    own = card(number)
    if after:
        scores = replace(
            own.scores[0], active=score(0.8), active_id=after.id, change=change(0.8, 0.8 + gain, 0.02)
        )
        own = card(number, scores=(scores,))
    return models.add(files, own)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {LOCK}


def test_an_empty_folder_has_no_version_and_is_not_made(models: Versions) -> None:
    assert models.listed() == ()
    assert models.active("commitment") is None
    assert not models.folder.exists()


def test_what_is_kept_is_what_was_trained(models: Versions) -> None:
    version = kept(models, 1)
    source = models.folder.parent / "run 1"
    files = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
    assert set(version.card.files) == files
    assert all((version.folder / name).read_bytes() == (source / name).read_bytes() for name in files)
    assert version == models.open(version.id)
    assert version.active_for == ()
    assert names(models.folder) == {version.id}


def test_the_same_model_is_kept_once(models: Versions) -> None:
    version = kept(models, 1)
    assert models.add(models.folder.parent / "run 1", card(1)) == version
    assert len(models.listed()) == 1


def test_promote_roll_back_delete(models: Versions) -> None:
    first = models.promote(kept(models, 1).id)
    second = models.promote(kept(models, 2, after=first).id)
    assert models.active("commitment") == second
    assert [(own.id, own.active_for) for own in models.listed()] == [
        (second.id, ("commitment",)),
        (first.id, ()),
    ]
    with pytest.raises(ArtifactError, match="it is active for commitment"):
        models.delete(second.id)
    assert models.roll_back() == {"commitment": first.id}
    assert models.active("commitment") == first
    models.delete(second.id)
    assert [own.id for own in models.listed()] == [first.id]
    assert models.roll_back() == {}
    assert models.active("commitment") is None
    with pytest.raises(ArtifactError, match="nothing was promoted"):
        models.roll_back()


def test_a_deleted_version_is_passed_over_when_rolling_back(models: Versions) -> None:
    first = models.promote(kept(models, 1).id)
    second = models.promote(kept(models, 2, after=first).id)
    third = models.promote(kept(models, 3, after=second).id)
    models.delete(second.id)
    assert models.active("commitment") == third
    assert models.roll_back() == {"commitment": first.id}


def test_a_version_serves_the_tasks_that_it_was_promoted_for(models: Versions) -> None:
    risk = CardTask("risk", "grade", "macro_f1", (LabelMeaning("low", "x"), LabelMeaning("high", "x")))
    first = models.promote(kept(models, 1).id)
    both = card(2, tasks=(*card().tasks, risk), scores=(TaskScores("risk", 9, 9, score(0.5)),))
    second = models.add(trained(models.folder.parent / "both", 2), both)
    assert models.promote(second.id, tasks=["risk"]).active_for == ("risk",)
    active = {task: version.id for task in LABELS if (version := models.active(task))}
    assert active == {"commitment": first.id, "risk": second.id}
    with pytest.raises(ArtifactError, match="no task 'sdg'"):
        models.promote(second.id, tasks=["sdg"])


def test_a_worse_version_is_refused_unless_forced(models: Versions) -> None:
    first = models.promote(kept(models, 1).id)
    worse = kept(models, 2, after=first, gain=-0.1)
    with pytest.raises(WorseVersionError) as caught:
        models.promote(worse.id)
    for word in ("macro_f1", "commitment", "0.700", "0.800", "-0.120 and -0.080", first.id, "--force"):
        assert word in str(caught.value)
    assert models.active("commitment") == first
    assert models.promote(worse.id, force=True).active_for == ("commitment",)


def test_a_version_that_is_worse_by_chance_is_not_refused(models: Versions) -> None:
    first = models.promote(kept(models, 1).id)
    assert models.promote(kept(models, 2, after=first, gain=-0.01).id).active_for


def test_a_version_that_was_compared_with_another_one_must_be_compared_again(models: Versions) -> None:
    first = models.promote(kept(models, 1).id)
    second = models.promote(kept(models, 2, after=first).id)
    third = kept(models, 3, after=first)
    with pytest.raises(
        ArtifactError, match=f"not compared on commitment with the active version {second.id}"
    ):
        models.promote(third.id)
    with pytest.raises(WorseVersionError):
        models.promote(third.id, changes={"commitment": change(0.8, 0.6)})
    assert models.promote(third.id, changes={"commitment": change(0.8, 0.9)}).active_for


def test_where_nothing_was_promoted_a_version_is_held_against_what_ships(models: Versions) -> None:
    first, ships = kept(models, 1), {"commitment": "5" * 12}
    with pytest.raises(ArtifactError, match=r"commitment with the model that ships, 5{12}"):
        models.promote(first.id, shipped=ships)
    rival = replace(first, id="5" * 12)
    worse = kept(models, 2, after=rival, gain=-0.1)
    with pytest.raises(WorseVersionError, match=r"of the model that ships, 5{12} is 0\.800"):
        models.promote(worse.id, shipped=ships)
    assert models.active("commitment") is None
    better = models.promote(kept(models, 3, after=rival).id, shipped=ships)
    assert models.promote(kept(models, 4, after=better).id, shipped=ships).active_for == ("commitment",)


def test_the_active_version_may_be_promoted_again(models: Versions) -> None:
    first = models.promote(kept(models, 1).id)
    assert models.promote(first.id) == first


@pytest.mark.parametrize(
    "name", ["heads.safetensors", "adapter/adapter_config.json", "notes.txt", "curves.svg"]
)
def test_one_changed_bit_is_noticed(models: Versions, name: str) -> None:
    version = models.promote(kept(models, 1).id)
    path = version.folder / name
    data = bytearray(path.read_bytes())
    data[-2] ^= 1
    path.write_bytes(data)
    for use in (lambda: models.active("commitment"), lambda: models.promote(version.id)):
        with pytest.raises(ArtifactError, match=r"altered|its content is not"):
            use()
    assert models.listed()[0].id == version.id


def test_a_changed_card_is_noticed(models: Versions) -> None:
    version = kept(models, 1)
    path = version.folder / "card.json"
    facts = json.loads(path.read_text("utf-8"))
    facts["scores"][0]["new"]["value"] = 0.99
    path.write_text(json.dumps(facts), "utf-8")
    with pytest.raises(ArtifactError, match="not those it was saved with"):
        models.promote(version.id)
    (line,) = models.listed()
    assert line.card is None
    assert "not those it was saved with" in line.problem
    models.delete(version.id)
    assert models.listed() == ()


def test_the_card_of_another_version_is_noticed(models: Versions) -> None:
    first, second = kept(models, 1), kept(models, 2)
    (first.folder / "card.json").write_bytes((second.folder / "card.json").read_bytes())
    with pytest.raises(ArtifactError, match=f"the card of {second.id}"):
        models.open(first.id)


def test_a_missing_file_and_one_too_many_are_noticed(models: Versions) -> None:
    version = kept(models, 1)
    (version.folder / "more.txt").write_text("x", "utf-8")
    with pytest.raises(ArtifactError, match=r"more\.txt: it is not on the card"):
        models.open(version.id)
    (version.folder / "more.txt").unlink()
    (version.folder / "notes.txt").unlink()
    with pytest.raises(ArtifactError, match=r"notes\.txt: it is missing"):
        models.open(version.id)


def test_no_pickle_and_nothing_unknown_is_let_in(models: Versions) -> None:
    bad = {
        "weights.bin": pickle.dumps({}),
        "training_args.pt": b"PK",
        "heads2.safetensors": pickle.dumps({"a": 1}),
        "notes.md": pickle.dumps([1]),
        "config.json": pickle.dumps([1]),
        "words.txt": b"a\0b",
        "curve.png": b"GIF89a",
        "curve2.svg": b"<svg><script>x</script></svg>",
        "run.py": b"",
        "noending": b"",
        ".hidden.txt": b"",
    }
    for number, (name, data) in enumerate(bad.items()):
        files = trained(models.folder.parent / f"bad {number}")
        (files / name).write_bytes(data)
        with pytest.raises(ArtifactError, match=name.replace(".", r"\.")):
            models.add(files, card())
    assert models.listed() == ()


def test_no_link_is_let_in(models: Versions) -> None:
    files = trained(models.folder.parent / "run")
    (files / "link.txt").symlink_to("/etc/hostname")
    with pytest.raises(ArtifactError, match="links"):
        models.add(files, card())


def test_a_pickle_put_in_later_is_noticed(models: Versions) -> None:
    version = kept(models, 1)
    (version.folder / "optimizer.pt").write_bytes(pickle.dumps({}))
    with pytest.raises(ArtifactError, match="never a pickle"):
        models.open(version.id)


def test_weights_are_needed(models: Versions) -> None:
    files = models.folder.parent / "run"
    files.mkdir()
    (files / "config.json").write_text("{}", "utf-8")
    with pytest.raises(ArtifactError, match="no weights"):
        models.add(files, card())


def test_a_model_of_other_labels_is_refused(models: Versions) -> None:
    version = kept(models, 1)
    other = Versions(models.folder, {"commitment": ("none", "target", "measure")})
    with pytest.raises(ArtifactError, match="its labels of 'commitment'"):
        other.promote(version.id)
    with pytest.raises(ArtifactError, match="its labels of 'commitment'"):
        other.add(models.folder.parent / "run 1", card())
    assert other.listed()[0].problem


def test_what_a_training_saves_in_the_folder_can_be_promoted(models: Versions) -> None:
    head = HeadCard("commitment", "label", LABELS["commitment"], "macro_f1")
    zero = Head(head, np.zeros((2, 4), dtype=np.float32), np.zeros(2, dtype=np.float32))
    made = models.folder / ".training" / "made"
    made.mkdir(parents=True)
    write_heads([zero], made, 256)
    saved = models.add(made, card())
    assert models.promote(saved.card.id).folder == saved.folder
    assert [own.id for own in models.listed()] == [saved.card.id]
    assert (models.folder / ".training").is_dir()


@pytest.mark.parametrize("name", ["", "..", "../models", "0" * 12, "x" * 12, "active.json"])
def test_a_name_that_is_no_version_is_refused(models: Versions, name: str) -> None:
    kept(models, 1)
    for use in (models.open, models.promote, models.delete):
        with pytest.raises(ArtifactError, match="there is no such version"):
            use(name)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"commitment": 1}]', "\0"])
def test_a_damaged_choice_is_an_error_and_not_another_choice(models: Versions, text: str) -> None:
    models.promote(kept(models, 1).id)
    (models.folder / ACTIVE).write_text(text, "utf-8")
    with pytest.raises(ArtifactError, match="which versions are active"):
        models.active("commitment")


def test_one_change_at_a_time(models: Versions) -> None:
    version = kept(models, 1)
    with FileLock(models.folder / LOCK):
        for use in (models.promote, models.delete):
            with pytest.raises(ModelsBusyError, match="another process is changing the models"):
                use(version.id)
        assert models.open(version.id) == version


def test_not_enough_room_is_said_before_anything_is_written(models: Versions) -> None:
    small = replace(models, free_bytes=lambda _: 1000)
    with pytest.raises(StorageError, match="needs 16 MB, and 0 MB are free"):
        kept(small, 1)
    assert names(models.folder) == set()


def test_a_disk_that_fills_up_while_writing_leaves_nothing_behind(models: Versions, tmp_path: Path) -> None:
    first = models.promote(kept(models, 1).id)
    files = trained(tmp_path / "large", 2)
    save_file({"head": np.zeros((400, 400), dtype=np.float32)}, files / "heads.safetensors")
    code = (
        "import resource, signal, sys; from pathlib import Path; from finetune.errors import StorageError;"
        "from finetune.versions import Versions; from tests.finetune.cards import LABELS, card;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: Versions(Path(sys.argv[1]), LABELS).add(Path(sys.argv[2]), card(2))\n"
        "except StorageError as error: print(error)"
    )
    command = [sys.executable, "-c", code, str(models.folder), str(files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert "it cannot be written (file too large)" in done.stdout
    assert names(models.folder) == {first.id, ACTIVE}
    assert models.active("commitment") == first


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(StorageError, match="it cannot be written"):
        Versions(tmp_path / "file" / "models", LABELS).add(trained(tmp_path / "run"), card())


def test_a_kill_at_any_moment_leaves_one_whole_choice() -> None:
    command = [sys.executable, "-W", "error", "-m", "tests.finetune.kill_versions"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    kills = dict(line.split() for line in done.stdout.splitlines())
    assert kills.keys() == {"add", "promote", "roll_back", "delete"}
    assert all(int(number) > 5 for number in kills.values())
