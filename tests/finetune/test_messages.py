"""What a training cannot use is said in one sentence that a person can read, before anything starts."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

import finetune.model_files
from finetune.encoder import load_base
from finetune.errors import DataError, MissingExtraError, StorageError, TrainingError
from finetune.model_files import make_place
from finetune.rows import read_file
from finetune.settings import Settings
from finetune.tasks import TASKS
from finetune.training import train
from finetune.workshop import Order, Workshop
from tests.finetune.lessons import lesson, run, versions
from tests.finetune.tiny import tiny_bert, tiny_vit


def test_a_label_longer_than_its_text_is_cut_in_the_message(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"text": "sea", "label": "risk" * 900}), "utf-8")
    with pytest.raises(DataError, match=r"line 1: the label 'riskrisk.*…' is not one of") as caught:
        read_file(path, TASKS["outlook"])
    assert len(str(caught.value)) < 250


def test_a_row_with_countless_fields_is_cut_in_the_message(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({f"field{number}": 1 for number in range(500)}), "utf-8")
    with pytest.raises(DataError, match=r"'text' is missing \(found: field0, field1") as caught:
        read_file(path, TASKS["outlook"])
    assert len(str(caught.value)) < 350


@pytest.mark.parametrize(("word", "said"), [("epochs", "a whole number"), ("rate", "a number, such as")])
def test_a_setting_that_is_no_number_says_which_kind_it_wants(word: str, said: str) -> None:
    with pytest.raises(TrainingError, match=said):
        Settings.of({word: "many"})


def test_a_look_at_the_data_says_what_stands_in_two_parts(tmp_path: Path) -> None:
    text = "the storm hits the coast of kenya and brings rain and wind and no harm today"
    near = [{"text": text, "part": "train"}, {"text": f"{text} again", "part": "test"}]
    rows = [*near, {"text": "jobs are made", "part": "train"}]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps({**row, "label": "risk"}) + "\n" for row in rows), "utf-8")
    said = Workshop(tmp_path).looked_at(Order(("outlook",), files=(path,)))["outlook"]
    assert said[-1] == "1 near-duplicates across parts; 1 rows will be left out"
    path.write_text("".join(json.dumps({**row, "label": "risk"}) + "\n" for row in rows[1:]), "utf-8")
    assert "duplicates" not in Workshop(tmp_path).looked_at(Order(("outlook",), files=(path,)))["outlook"][-1]


def test_a_base_of_images_reads_no_text(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="it has no tokenizer, so it reads no text"):
        load_base(str(tiny_vit(tmp_path / "vit")))


def test_a_report_whose_library_is_not_there_is_said_before_the_first_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "wandb" else found(name))
    settings = Settings(
        method="full", base=str(tiny_bert(tmp_path / "tiny")), epochs=1, report="wandb", compare=False
    )
    with pytest.raises(MissingExtraError, match="wandb is not installed"):
        train([lesson("commitment", 40)], settings, versions(tmp_path), run(tmp_path))
    assert versions(tmp_path).listed() == ()


def test_frozen_heads_on_a_full_disk_are_not_told_to_train_frozen_heads(tmp_path: Path) -> None:
    base = str(tiny_bert(tmp_path / "tiny"))
    said = {}
    for method in ("frozen", "full"):
        with pytest.raises(StorageError) as caught:
            train(
                [lesson("commitment", 40)],
                Settings(method=method, base=base),
                versions(tmp_path),
                run(tmp_path, free_bytes=lambda _: 1),
            )
        said[method] = caught.value.remedy
    assert said["frozen"] == "Make room."
    assert "--method frozen" in said["full"]


def test_a_place_that_cannot_be_made_or_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_place(tmp_path / "models" / "work")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match=r"it cannot be made \(Not a directory"):
        make_place(tmp_path / "file" / "work")
    plain = SimpleNamespace(access=lambda *_: False, W_OK=os.W_OK, X_OK=os.X_OK)
    monkeypatch.setattr(finetune.model_files, "os", plain)
    with pytest.raises(StorageError, match="it may not be written"):
        make_place(tmp_path / "models")
