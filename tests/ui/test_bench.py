"""The tool models' tab: what its buttons say and do, and that texts of others stay text."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from agents.workshop import METHOD_NAMES, Workshop
from finetune.card import CardTask, LabelMeaning, TaskConfusion
from finetune.tasks import TASKS
from finetune.versions import Version
from tests.finetune.cards import card, change, score, trained
from tests.ui.test_evidence import PAYLOADS, parsed
from ui.bench import Bench
from ui.chips import MENDED
from ui.export_words import LANGUAGES
from ui.label_meanings import meaning
from ui.model_pictures import confusions_html
from ui.model_tables import compared, versions_table
from ui.strings import words
from ui.task_words import task_about, task_choice, task_name
from ui.training import Run, Wish
from ui.training_view import run_html

SAY = words()
AGENTS = sorted({task for tools in MENDED.values() for task in tools})
WRITABLE = [payload for payload in PAYLOADS if payload.isprintable()]


def kept(workshop: Workshop, number: int, *, after: Version | None = None, gain: float = 0.0) -> Version:
    """A version among those of a library, compared with the one that was active when it was trained."""
    own = card(number)
    scores = own.scores[0]
    if after:
        new = replace(scores, new=score(0.8 + gain), active=score(0.8), active_id=after.id)
        scores = replace(new, change=change(0.8, 0.8 + gain))
    meanings = tuple(LabelMeaning(name, said) for name, said in TASKS["commitment"].labels.items())
    task = CardTask("commitment", "label", "macro_f1", meanings)
    files = trained(workshop.versions.folder.parent / f"run {number}", number)
    return workshop.versions.add(files, card(number, tasks=(task,), scores=(scores,)))


def rows(folder: Path, *lines: str) -> Path:
    path = folder / "rows.csv"
    path.write_text("text,label\n" + "".join(f"{line}\n" for line in lines), "utf-8")
    return path


def test_the_data_are_shown_by_label_part_and_language(tmp_path: Path) -> None:
    file = rows(tmp_path, "the sea rises,risk", "new jobs,opportunity", "a meeting,neutral")
    html = Bench(tmp_path).look(Wish(("outlook",), file), SAY)
    text = parsed(html).text
    for word in ("outlook", "opportunity", "train", "validation", "Languages: English 3", "Characters: 8 to"):
        assert word in text
    assert parsed(Bench(tmp_path).look(Wish(("outlook",)), words("fr"))).text.count("validation") == 1


@pytest.mark.parametrize("payload", WRITABLE)
def test_a_row_that_cannot_be_used_is_named_and_stays_text(tmp_path: Path, payload: str) -> None:
    quoted = payload.replace('"', '""')
    html = Bench(tmp_path).look(Wish(("outlook",), rows(tmp_path, "fine,risk", f'bad,"{quoted}"')), SAY)
    assert "rows.csv, line 3" in parsed(html).text
    assert {tag for tag, _ in parsed(html).found} == {"div"}


def test_what_does_not_fit_together_is_said_before_anything_starts(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    assert "Choose a task" in bench.start(Wish(()), SAY)
    two = Wish(("sdg", "outlook"), sets=("own_outlook",))
    assert "one task" in parsed(bench.look(two, SAY)).text
    assert "it is not known" in parsed(bench.start(Wish(("outlook",), method="magic"), SAY)).text
    assert not bench.run().events


def test_the_models_that_come_along_stand_with_their_cards(tmp_path: Path) -> None:
    for tag in LANGUAGES:
        say = words(tag)
        html = Bench(tmp_path).versions(say)
        assert say["versions_shipped"] in parsed(html).text
        for own in Workshop(tmp_path).ships():
            assert f'href="/models/{own.id}"' in html
            assert task_name(own.task, tag) in parsed(html).text
            assert f"{own.scores[0].value:.3f}" in parsed(html).text
        assert parsed(html).text.count(say["version_active_now"]) >= len(Workshop(tmp_path).ships())


def test_the_sets_of_one_task_are_offered_with_their_licence(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    ((label, name),) = bench.sets(("outlook",), SAY)
    assert name == "own_outlook"
    assert "Apache-2.0" in label
    assert SAY["train_absent"] not in label
    assert bench.sets(("outlook", "sdg"), SAY) == ()


def test_a_worse_version_is_refused_with_reasons_until_the_second_click(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    models = workshop.versions
    first = models.promote(kept(workshop, 1).id)
    worse = kept(workshop, 2, after=first, gain=-0.1)
    bench = Bench(tmp_path)
    refused = bench.promote(worse.id, SAY)
    said = parsed(refused.html).text
    assert refused.again == "promote"
    assert "by more than chance" in said
    assert "0.700" in said
    assert "--force" not in said
    assert "worse" in parsed(bench.compare(worse.id, SAY)).text
    assert models.active("commitment") == models.open(first.id)
    done = bench.promote(worse.id, SAY, force=True)
    assert done.again == ""
    assert f"{worse.id} is now in use" in parsed(done.html).text
    assert first.id in parsed(bench.roll_back(SAY).html).text
    assert parsed(bench.roll_back(SAY).html).text == SAY["rolled_back_none"]


def test_a_version_is_deleted_at_the_second_click_and_never_while_in_use(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    first, second = workshop.versions.promote(kept(workshop, 1).id), kept(workshop, 2)
    bench = Bench(tmp_path)
    assert bench.delete(second.id, SAY).again == "delete"
    assert second.id in bench.names()
    assert "is deleted" in parsed(bench.delete(second.id, SAY, sure=True).html).text
    assert bench.names() == (first.id,)
    assert "it is active" in parsed(bench.delete(first.id, SAY, sure=True).html).text
    assert "Choose a version" in bench.promote("", SAY).html
    assert f'href="/models/{first.id}"' in bench.versions(SAY)


def test_a_version_stands_beside_the_others_with_intervals() -> None:
    text = parsed(compared(replace(card(1), id="0123456789ab"), SAY)).text
    for word in ("Most frequent label", "Frozen encoder", "In use then", "This version", "–"):
        assert word in text


def test_a_version_shows_what_it_takes_for_what(tmp_path: Path) -> None:
    table = TaskConfusion("commitment", ((5, 1, 0, 0), (0, 4, 2, 0), (0, 0, 3, 0), (0, 0, 0, 9)))
    drawn = replace(kept(Workshop(tmp_path), 1).card, confusions=(table,))
    ((tag, given),) = [found for found in parsed(confusions_html(drawn)).found if found[0] == "img"]
    assert (tag, (given["src"] or "")[:26]) == ("img", "data:image/svg+xml;base64,")
    assert "21 of 24 right" in (given["alt"] or "")
    assert confusions_html(replace(drawn, confusions=())) == ""


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_a_training_or_a_damaged_card_says_is_text(tmp_path: Path, payload: str) -> None:
    events = (
        {"event": "data", "task": payload, "parts": {}, "labels": {payload: {}}, "left_out": 2},
        {"event": "start", "method": payload, "tasks": [payload]},
        {"event": "failed", "reason": payload},
    )
    allowed = {"div", "h2", "h3", "p", "details", "summary", "table", "thead", "tbody", "tr", "th", "td"}
    allowed |= {"strong", "span", "a", "code"}
    for html in (run_html(Run(events), SAY), run_html(Run(events[:2], running=True), SAY)):
        assert {tag for tag, _ in parsed(html).found} <= allowed
    folder = tmp_path / "models" / "0123456789ab"
    folder.mkdir(parents=True)
    (folder / "card.json").write_text(payload, "utf-8", "replace")
    assert {tag for tag, _ in parsed(versions_table(Workshop(tmp_path), SAY)).found} <= allowed


def test_every_state_of_a_training_is_told() -> None:
    start = {"event": "start", "method": "lora", "tasks": ["outlook"]}
    seed = {"event": "start", "seed": 13, "steps": 8}
    step = {"event": "step", "step": 2, "steps": 8, "loss": 0.5}
    states = {
        "No training has run": Run(),
        "Reads the data": Run((), running=True),
        "Trains; it goes on": Run((start,), running=True),
        "step 2 of 8": Run((start, seed, step), running=True),
        "Stops after this step": Run((start, seed, step), running=True, stopping=True),
        "outside of this page": Run((start, seed, step), running=True, stopping=True, elsewhere=True),
        "Stopped. No version": Run(
            (start, {"event": "stopped"}),
        ),
        "broke off without a word": Run((start,)),
        "New version 0123456789ab": Run((start, {"event": "saved", "id": "0123456789ab"})),
    }
    for said, run in states.items():
        assert said in parsed(run_html(run, SAY)).text


def test_the_curves_are_pictures_that_say_what_they_show() -> None:
    pytest.importorskip("matplotlib", reason="the extra finetune is not installed")
    start = {"event": "start", "seed": 13, "steps": 4}
    told: list[dict[str, Any]] = [{"event": "step", "step": n, "steps": 4, "loss": 1 / n} for n in (1, 2)]
    told += [{"event": "validation", "step": 2, "steps": 4, "scores": {"sdg": 0.5, "score": 0.5}}]
    html = run_html(Run((start, *told), running=True), words("fr"))
    pictures = [attributes for tag, attributes in parsed(html).found if tag == "img"]
    assert [str(own["src"])[:26] for own in pictures] == ["data:image/svg+xml;base64,"] * 2
    assert "perte" in str(pictures[0]["alt"])
    assert "sdg from 0.5" in str(pictures[1]["alt"])


@pytest.mark.parametrize("language", ["en", "fr", "es", "zh"])
def test_every_method_of_training_has_a_name_in_every_language(language: str) -> None:
    say = words(language)
    assert all(say[f"method_{name}"] for name in METHOD_NAMES)


def test_stages_without_steps_are_told_with_a_bar() -> None:
    start = {"event": "start", "method": "frozen", "tasks": ["outlook"]}
    for stage, said in (("read", "texts read"), ("folds", "settings tried"), ("fit", "heads fitted")):
        told = {"event": "stage", "stage": stage, "done": 5, "total": 20}
        html = run_html(Run((start, told), running=True), SAY)
        assert f"{said}: 5 of 20" in parsed(html).text
        assert "gb-fill-5" in html
    assert Run((start, {"event": "stage", "stage": "<b>", "done": 1, "total": 2}), running=True).stage is None


@pytest.mark.parametrize("language", ["en", "fr", "es", "zh"])
def test_every_task_and_every_label_that_is_read_has_words(language: str) -> None:
    for task, own in TASKS.items():
        assert task in task_choice(task, language)
        assert task_about(task, language)
        for label in own.labels:
            assert meaning(task, label, language)
    others = ("fr", "es", "zh")
    if language in others:
        for task in AGENTS:
            assert task_about(task, language) != TASKS[task].about
            assert all(meaning(task, own, language) != said for own, said in TASKS[task].labels.items())


def task_file(folder: Path, kind: str = "label", name: str = "my_stance") -> Path:
    path = folder / "task.json"
    own = {"name": name, "kind": kind, "labels": {"for": "in favour", "against": "opposed"}}
    path.write_text(json.dumps(own), "utf-8")
    return path


def test_a_task_of_ones_own_is_looked_at_on_the_page(tmp_path: Path) -> None:
    bench, task = Bench(tmp_path), task_file(tmp_path)
    file = rows(tmp_path, *(f"yes {n},for" for n in range(9)), *(f"no {n},against" for n in range(9)))
    text = parsed(bench.look(Wish((), file, task_file=task), SAY)).text
    assert "my_stance" in text
    assert "against" in text
    assert SAY["train_own_rows"] in parsed(bench.start(Wish((), task_file=task), SAY)).text
    assert SAY["train_task_twice"] in parsed(bench.look(Wish(("sdg",), file, task_file=task), SAY)).text
    task.write_text('{"name": "roofs", "kind": "label"}', "utf-8")
    for button in (bench.look, bench.start):
        assert "task.json: name" in parsed(button(Wish((), file, task_file=task), SAY)).text
    assert not bench.run().events


def bundle(folder: Path, members: dict[str, bytes]) -> Path:
    path = folder / "images.zip"
    with zipfile.ZipFile(path, "w") as made:
        for name, content in members.items():
            made.writestr(name, content)
    return path


def png(shade: int) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), (shade, 0, 0)).save(kept, "PNG")
    return kept.getvalue()


def test_images_come_in_a_zip_file_with_their_rows(tmp_path: Path) -> None:
    table = "image,label\n" + "".join(f"i/{n}.png,{('for', 'against')[n % 2]}\n" for n in range(12))
    members = {"rows.csv": table.encode(), **{f"i/{n}.png": png(20 * n) for n in range(12)}}
    wish = Wish((), bundle(tmp_path, members), task_file=task_file(tmp_path, "image"))
    text = parsed(Bench(tmp_path).look(wish, SAY)).text
    assert "my_stance" in text
    del members["i/3.png"]
    bundle(tmp_path, members)
    assert "3.png" in parsed(Bench(tmp_path).look(wish, SAY)).text


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"rows.csv": b"text,label\n", "../out.png": b""}, "outside of the folder"),
        ({"rows.csv": b"", "run.py": b""}, "neither rows nor an image"),
        ({"a.csv": b"", "b.jsonl": b""}, "2 files of rows"),
        ({"a.png": b""}, "0 files of rows"),
        (None, "no ZIP file that can be read"),
    ],
)
def test_a_zip_file_that_cannot_be_used_is_one_clear_error(
    members: dict[str, bytes] | None, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "images.zip"
    if members is None:
        path.write_bytes(b"PK junk")
    else:
        bundle(tmp_path, members)
    wish = Wish((), path, task_file=task_file(tmp_path, "image"))
    bench = Bench(tmp_path / "library")
    for button in (bench.look, bench.start):
        assert said in parsed(button(wish, SAY)).text
    assert not list(tmp_path.rglob("out.png"))
    assert not bench.run().events
