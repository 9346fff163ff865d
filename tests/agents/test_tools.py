"""Tools over a version whose encoder learnt: it reads a batch once, whatever number of tools ask."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from agents.tools import Reader, Tools
from finetune.predict import Prediction, ToolModel
from finetune.serving import Serving
from finetune.settings import Settings
from finetune.training import train
from tests.fakes import HashingEmbedder
from tests.finetune.lessons import lesson, run, versions
from tests.finetune.tiny import tiny_bert


class Counted(ToolModel):
    """A tool model that counts how often it is asked to read."""

    asked = 0

    def read(
        self, texts: Sequence[str], tasks: Sequence[str] | None = None, *, weigh: bool = True
    ) -> tuple[tuple[Prediction, ...], ...]:
        self.asked += 1
        return super().read(texts, tasks, weigh=weigh)


def test_an_encoder_that_learnt_reads_once_for_all_tools(tmp_path: Path) -> None:
    chosen = Settings(method="lora", base=str(tiny_bert(tmp_path / "base")), steps=2, batch=8, int8=False)
    lessons = [lesson(task, 40) for task in ("risk_grade", "climate_topics", "climate_tags")]
    made = train(lessons, chosen, versions(tmp_path), run(tmp_path))
    assert made is not None
    model = Counted(made)
    tools, texts = Tools(Reader(lambda _: model, HashingEmbedder)), ("flood hits kenya", "storm in chile")
    risk, hazards = tools.read("risk", texts), tools.read("hazards", texts)
    assert model.asked == 1
    grades, topics, _ = zip(*ToolModel(made).read(texts), strict=True)
    assert [own.label for own in risk] == [said.label for said in grades]
    assert [set(own.label.split("+")) - {"none"} for own in hazards] == [
        set(said.label.split("+")) - {""} for said in topics
    ]
    tools.read("hazards", texts[:1])
    assert model.asked == 2
    words = [tools.read("hazard_words", texts) for _ in range(2)]
    assert model.asked == 3
    assert words[0] == words[1]


def test_a_tagger_says_nothing_in_a_language_in_which_it_was_not_measured(tmp_path: Path) -> None:
    tools = Tools(Reader(Serving(tmp_path).model, HashingEmbedder), late=True)
    texts = (
        "Coral reefs and mangroves shelter juvenile fish and sea turtles in the warm waters of the coast.",
        "Les vagues de chaleur marines sont deux fois plus fréquentes que dans les années quatre-vingt.",
    )
    assert [own.speaks for own in tools.read("species", texts)] == [True, False]
    french = tools.read("hazard_words", texts)[1]
    assert [(part.name, part.label) for part in french.parts] == [("heat", "vagues de chaleur")]
    assert tools.read("species", texts)[1].parts == ()
