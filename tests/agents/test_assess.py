"""The tools read what the writer may choose from; what is missing is named and costs nobody the answer."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import ValidationError

from agents.assemble import Brief
from agents.assess import MOST_SENTENCES, NoTools, assess
from agents.contract import from_json, to_json
from agents.errors import BriefFileError
from agents.events import Assessed, Drafted, Event, Finished, Found
from agents.graph import run
from agents.readings import WEIGHTS, Part, ToolReading
from agents.state import Asked, Toolbox
from agents.tools import KINDS, Reader, Tools
from agents.verify_brief import verify_brief
from corpus.passages import Passage
from finetune.errors import ArtifactError
from finetune.heads import Head, HeadCard
from finetune.predict import Prediction, TaggedSpan, ToolModel
from finetune.tasks import TASKS
from retrieval.hits import NO_FILTERS
from tests.fakes import HashingEmbedder, Shelf
from tests.tool_models import serving_tools, shipped, tools

ROOT = Path(__file__).resolve().parents[2]
FORESTS = "How much degraded forest land should Kenya and India restore?"
RESTORE = "Counties should restore 5.1 million hectares of degraded forest land by 2032."
REEFS = "Coral reefs are projected to decline by 70 to 90 per cent at 1.5 °C of warming (high confidence)."
EARLY = tuple(name for name, kind in KINDS.items() if not kind.late)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shipped(tmp_path_factory.mktemp("tools"))


@pytest.fixture(scope="module")
def model(folder: Path) -> ToolModel:
    return ToolModel.open(folder)


@pytest.fixture
def reader(model: ToolModel) -> Tools:
    return tools(model)


def heard(shelf: Shelf, question: str, with_tools: object) -> list[Event]:
    def toolbox() -> Toolbox:
        return replace(shelf.toolbox(), tools=with_tools)

    return list(run(Asked(question, (), NO_FILTERS), toolbox))


def brief_of(events: list[Event]) -> Brief:
    last = events[-1]
    assert isinstance(last, Finished)
    return last.brief


def one(reader: Tools, tool: str, text: str) -> ToolReading:
    (reading,) = reader.read(tool, (text,))
    return reading


def test_the_points_of_the_policy_score_are_a_hundred() -> None:
    assert sum(WEIGHTS.values()) == 100


def test_a_policy_score_shows_its_parts_and_what_costs_it_most(reader: Tools) -> None:
    reading = one(reader, "policy", RESTORE)
    assert reading.label == "target"
    assert {part.name: part.label for part in reading.parts} == {
        "specificity": "3",
        "commitment": "target",
        "instrument": "none",
        "quantified": "quantified",
        "timeline": "timeline",
        "evidence": "",
    }
    assert reading.value is not None
    assert reading.value == pytest.approx(sum(part.weight * part.share for part in reading.parts), abs=0.06)
    assert 70 < reading.value < 80
    assert reading.bottleneck is not None
    assert reading.bottleneck.name == "instrument"
    assert "hectares" in [word for word, _ in reading.weighed]


def test_a_sentence_that_commits_nobody_says_little(reader: Tools) -> None:
    strong, weak = (one(reader, "policy", text) for text in (RESTORE, "The plan was launched in Nairobi."))
    assert not weak.speaks
    assert strong.speaks
    assert (weak.value or 0) < 10 < (strong.value or 0)


def test_what_is_likelier_wrong_than_right_is_not_shown() -> None:
    flood = (Part("hazard", "flood", 0.8),)
    assert ToolReading("risk", "3", 0.51, 3.0, flood).speaks
    assert not ToolReading("risk", "3", 0.49, 3.0, flood).speaks
    assert not ToolReading("policy", "target", 0.4, 70.0).speaks
    assert not ToolReading("hazards", "heat", 0.4).speaks


def test_a_risk_carries_grade_hazards_amounts_and_confidence(reader: Tools) -> None:
    reading = one(reader, "risk", REEFS)
    assert (reading.label, reading.value) == ("3", 3.0)
    found = [(part.name, part.label) for part in reading.parts if part.name != "grade"]
    assert found == [
        ("hazard", "heat"),
        ("impact", "90 %"),
        ("impact", "1.5 °C"),
        ("confidence", "high confidence"),
    ]
    grades = [part.share for part in reading.parts if part.name == "grade"]
    assert len(grades) == 5
    assert sum(grades) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    ("tool", "label"), [("outlook", "risk"), ("sdg", "14"), ("hazards", "heat"), ("risk", "3")]
)
def test_each_tool_says_its_label_and_which_model_spoke(
    reader: Tools, model: ToolModel, tool: str, label: str
) -> None:
    reading = one(reader, tool, REEFS)
    assert reading.label == label
    assert reading.speaks
    assert reading.cards == (model.card.id,)
    assert reading.probability > 0.5


def test_goals_and_hazards_that_are_not_there_are_an_empty_label(reader: Tools) -> None:
    for tool in ("sdg", "hazards"):
        reading = one(reader, tool, "The committee met in March in the capital.")
        assert (reading.label, reading.parts, reading.speaks) == ("", (), False)


def test_a_tool_is_one_that_a_chat_model_can_call(reader: Tools) -> None:
    for name in KINDS:
        tool = reader[name]
        assert tool.name == name
        assert tool.description
        assert tool.args["texts"]["description"]
    with pytest.raises(ValidationError):
        reader["policy"].invoke({"texts": []})


def test_a_batch_is_embedded_once_for_all_tools(model: ToolModel) -> None:
    embedded: list[int] = []

    class Counting(HashingEmbedder):
        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            embedded.append(len(texts))
            return super().embed(texts)

    encoder = Counting()
    counted = Tools(Reader(lambda _: model, lambda: encoder))
    for name in counted.names:
        counted.read(name, (RESTORE, REEFS))
    assert embedded == [2]


def test_claims_of_a_brief_carry_their_readings(shelf: Shelf, reader: Tools, model: ToolModel) -> None:
    events = heard(shelf, FORESTS, reader)
    kinds = [type(event) for event in events]
    assert kinds[kinds.index(Drafted) - 1] is Assessed
    assert kinds.index(Assessed) > max(at for at, kind in enumerate(kinds) if kind is Found)
    told = next(event for event in events if isinstance(event, Assessed))
    assert told.tools == EARLY
    assert told.missing == ()
    assert 2 <= told.sentences <= MOST_SENTENCES
    brief = brief_of(events)
    assert all([own.tool for own in claim.readings] == list(EARLY) for claim in brief.claims)
    assert brief.provenance.tools == dict.fromkeys(EARLY, model.card.id)


class Kept:
    """The shelf with an original of each document, made of what its hash was made of."""

    def __init__(self, shelf: Shelf, folder: Path) -> None:
        self.document, self.page = shelf.document, shelf.page
        self._shelf, self._folder = shelf, folder

    def passages(self, ids: Sequence[str]) -> tuple[Passage, ...]:
        held = {passage.id: passage for passage in self._shelf.passages}
        return tuple(held[one] for one in ids)

    def original(self, document_id: str) -> Path:
        held = self._shelf.document(document_id)
        texts = [self._shelf.page(document_id, n + 1).text for n in range(held.page_count)]
        path = self._folder / document_id
        path.write_text("\n".join((held.name, *texts)), "utf-8")
        return path


def test_a_brief_with_readings_is_written_read_and_verified(
    shelf: Shelf, reader: Tools, tmp_path: Path
) -> None:
    brief = brief_of(heard(shelf, FORESTS, reader))
    assert from_json(json.dumps(to_json(brief)).encode()) == brief
    assert verify_brief(brief, Kept(shelf, tmp_path)).ok


def test_a_brief_of_before_the_tools_is_still_read(shelf: Shelf) -> None:
    brief = brief_of(heard(shelf, FORESTS, NoTools()))
    plain = to_json(brief)
    del plain["missing_tools"], plain["provenance"]["tools"]
    for claim in plain["claims"]:
        del claim["readings"]
    assert from_json(json.dumps(plain).encode()) == brief


@pytest.mark.parametrize(
    "change",
    [
        {"probability": 1.5},
        {"probability": "high"},
        {"tool": "<script>"},
        {"cards": ["0123456789ab"]},
        {"cards": ["../../etc"]},
        {"value": 101.0},
        {"parts": [{"name": "a", "label": "b", "share": -1}]},
        {"unknown": 1},
    ],
    ids=str,
)
def test_a_reading_of_a_wrong_shape_is_refused(
    shelf: Shelf, reader: Tools, change: dict[str, object]
) -> None:
    plain = to_json(brief_of(heard(shelf, FORESTS, reader)))
    plain["claims"][0]["readings"][0] |= change
    with pytest.raises(BriefFileError):
        from_json(json.dumps(plain).encode())


def test_tools_that_are_not_there_leave_the_answer_as_it_was(
    shelf: Shelf, tmp_path: Path, reader: Tools
) -> None:
    without = brief_of(heard(shelf, FORESTS, serving_tools(tmp_path, tmp_path / "none")))
    assert without.answered
    assert [own.tool for own in without.missing_tools] == list(EARLY)
    assert not any(claim.readings for claim in without.claims)
    assert str(tmp_path) not in json.dumps(to_json(without))
    assert {claim.text for claim in without.claims} == {
        claim.text for claim in brief_of(heard(shelf, FORESTS, reader)).claims
    }


def test_one_tool_that_fails_is_named_and_the_others_read(shelf: Shelf, reader: Tools) -> None:
    class Failing:
        names = reader.names
        late = ()

        def read(self, name: str, texts: Sequence[str]) -> tuple[ToolReading, ...]:
            if name == "risk":
                raise ArtifactError("/home/someone/models/heads.safetensors", "it is altered", "Train again.")
            return reader.read(name, texts)

    brief = brief_of(heard(shelf, FORESTS, Failing()))
    assert [(own.tool, own.why) for own in brief.missing_tools] == [
        ("risk", "heads.safetensors: it is altered")
    ]
    assert {own.tool for claim in brief.claims for own in claim.readings} == set(EARLY) - {"risk"}


class Tagger:
    """Stands in for a tool model with two heads of tags; it counts how often its encoder reads."""

    def __init__(self) -> None:
        tasks = ("climate_tags", "species")
        none = np.zeros((0, 0), np.float32)
        self.heads = {task: Head(HeadCard.of(TASKS[task]), none, none[:, 0:0].ravel()) for task in tasks}
        self.card = SimpleNamespace(id="feedbeef0123", slices=())
        self.passes = 0

    def read(
        self, texts: Sequence[str], tasks: Sequence[str], *, weigh: bool = True
    ) -> tuple[tuple[Prediction, ...], ...]:
        self.passes += 1
        return tuple(
            (
                found("climate_tags", text, {"degraded": "drought"}),
                found("species", text, {"forest": "habitat"}),
            )
            for text in texts
        )


def found(task: str, text: str, cues: Mapping[str, str]) -> Prediction:
    """What a tagger says that finds whole words."""
    spans = tuple(
        TaggedSpan(at.start(), at.end(), label, 0.9)
        for word, label in cues.items()
        for at in re.finditer(rf"\b{word}\b", text)
    )
    label = "+".join(dict.fromkeys(span.label for span in spans))
    return Prediction(task, label, 0.9, tuple(sorted(spans, key=lambda span: span.start)))


def test_taggers_read_only_what_stands_in_one_pass(shelf: Shelf, model: ToolModel) -> None:
    tagger = Tagger()
    serve: dict[str, Any] = {"climate_tags": tagger, "species": tagger}
    late = Tools(Reader(lambda task: serve.get(task, model), HashingEmbedder), late=True)
    events = heard(shelf, FORESTS, late)
    told = next(event for event in events if isinstance(event, Assessed))
    assert told.tools == EARLY
    brief = brief_of(events)
    assert tagger.passes == 1
    for claim in brief.claims:
        assert [own.tool for own in claim.readings] == list(KINDS)
        words = claim.readings[-1]
        assert {part.label for part in words.parts} == (
            {"forest"} if "forest" in claim.text.split() else set()
        )
        assert words.speaks == bool(words.parts)
        assert all(part.label in claim.text for own in claim.readings[-2:] for part in own.parts)
    assert any(claim.readings[-1].parts for claim in brief.claims)
    assert brief.provenance.tools["species"] == "feedbeef0123"
    assert from_json(json.dumps(to_json(brief)).encode()) == brief


def test_taggers_that_are_missing_are_named_and_the_answer_stands(shelf: Shelf, model: ToolModel) -> None:
    def models(task: str) -> ToolModel:
        if task in ("climate_tags", "species"):
            raise ArtifactError("/home/someone/taggers/card.json", "it is altered", "Install it again.")
        return model

    plain = brief_of(heard(shelf, FORESTS, Tools(Reader(models, HashingEmbedder))))
    brief = brief_of(heard(shelf, FORESTS, Tools(Reader(models, HashingEmbedder), late=True)))
    assert brief.claims == plain.claims
    assert not plain.missing_tools
    assert [(own.tool, own.why) for own in brief.missing_tools] == [
        ("hazard_words", "card.json: it is altered"),
        ("species", "card.json: it is altered"),
    ]


def test_a_damaged_model_is_missing_by_name(shelf: Shelf, tmp_path: Path) -> None:
    broken = shipped(tmp_path / "tools")
    path = broken / "heads.safetensors"
    path.write_bytes(path.read_bytes()[:-7] + b"damaged")
    brief = brief_of(heard(shelf, FORESTS, serving_tools(tmp_path, broken)))
    assert brief.answered
    assert {own.why for own in brief.missing_tools} == {"heads.safetensors: it is altered"}


def test_a_model_without_a_task_leaves_out_the_tools_that_need_it(tmp_path: Path, shelf: Shelf) -> None:
    few = shipped(tmp_path / "tools", ("sdg", "outlook"))
    brief = brief_of(heard(shelf, FORESTS, serving_tools(tmp_path, few)))
    assert [own.tool for own in brief.missing_tools] == ["policy", "risk", "hazards"]
    assert {own.tool for claim in brief.claims for own in claim.readings} == {"outlook", "sdg"}


def test_a_refusal_reads_nothing(shelf: Shelf, reader: Tools) -> None:
    events = heard(shelf, "What does the report say about lunar mining?", reader)
    told = next(event for event in events if isinstance(event, Assessed))
    assert (told.sentences, told.missing) == (0, ())


def test_stronger_policy_stands_first_where_action_is_asked_for(shelf: Shelf, reader: Tools) -> None:
    shelf.add(
        "Peru plan",
        "Peru hopes that wetlands in all regions will recover soon. "
        "Peru must protect all wetlands of the coast in its law. "
        "Peru should restore wetlands on 2 million hectares by 2030 and fund the farms of wetlands.",
        country="PER",
    )
    question = "What should Peru do about wetlands?"
    plain, ordered = (brief_of(heard(shelf, question, own)) for own in (NoTools(), reader))
    assert {claim.text for claim in plain.claims} == {claim.text for claim in ordered.claims}
    for option in ordered.options:
        steps = [
            own.value // 10
            for claim in option.claims
            for own in claim.readings
            if own.tool == "policy" and own.value is not None
        ]
        assert steps == sorted(steps, reverse=True)
    assert plain.bottom_line[0].text == ordered.bottom_line[0].text


def test_no_more_sentences_are_read_than_sixty(shelf: Shelf) -> None:
    class Counting(NoTools):
        names = ("policy",)
        asked: list[int] = []  # noqa: RUF012

        def read(self, name: str, texts: Sequence[str]) -> tuple[ToolReading, ...]:
            self.asked.append(len(texts))
            return tuple(ToolReading(name, "none", 1.0, 0.0) for _ in texts)

    text = " ".join(f"Peru should fund {word} pumps on small farms in the north first." for word in _words())
    for number in range(3):
        shelf.add(f"Peru plan {number}", text, country="PER")
    counting = Counting()
    heard(shelf, "What should Peru fund on small farms?", counting)
    assert counting.asked
    assert 20 < counting.asked[0] <= MOST_SENTENCES


def _words() -> Iterator[str]:
    for first in "abcdefg":
        for second in "mnopqr":
            yield f"{first}o{second}a"


def test_an_answer_with_readings_loads_nothing_that_trains(folder: Path) -> None:
    """The tools read plain arrays: an answer never waits for torch."""
    code = (
        "import sys; from pathlib import Path; from dataclasses import replace\n"
        "from agents.graph import run; from agents.state import Asked\n"
        "from retrieval.hits import NO_FILTERS; from tests.fakes import Shelf\n"
        "from tests.tool_models import serving_tools\n"
        f"tools = serving_tools(Path('/nowhere'), Path({str(folder)!r})); shelf = Shelf()\n"
        f"shelf.add('Plan', {RESTORE!r})\n"
        "box = lambda: replace(shelf.toolbox(), tools=tools)\n"
        "asked = Asked('How much degraded forest land should counties restore?', (), NO_FILTERS)\n"
        "events = list(run(asked, box))\n"
        "assert events[-1].brief.claims[0].readings, events[-1]\n"
        "heavy = {'torch', 'transformers', 'sklearn', 'scipy', 'peft', 'gradio', 'markdown_it'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_assessing_nothing_is_nothing() -> None:
    assert assess((), NoTools()).readings == {}


def test_no_tracer_finds_itself_switched_on() -> None:
    assert os.environ["LANGSMITH_TRACING"] == "false"
