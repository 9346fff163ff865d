"""The shipped grade of risk on storm narratives as they are and with their figures masked."""

from __future__ import annotations

import numpy as np

from finetune.examples import Example, of_part
from finetune.predict import ToolModel
from finetune.readers import read
from finetune.scores import compare
from finetune.serving import TOOLS
from finetune.tasks import TASKS
from retrieval.openvino_encoder import load_embedded

TASK = "risk_grade"


def masked_figures() -> str:
    """Return a sentence with both measures on the same test narratives, and their paired difference."""
    model, encoder, task = ToolModel.open(TOOLS), load_embedded(), TASKS[TASK]
    plain = of_part(read("noaa_severity"), "test")
    hidden = {_row(own): own for own in read("noaa_severity_masked")}
    pairs = [(own, hidden[_row(own)]) for own in plain]
    said = []
    for texts in ([own.text for own, _ in pairs], [own.text for _, own in pairs]):
        rows = model.read_vectors(encoder.embed(texts), tasks=[TASK], texts=texts, weigh=False)
        said.append(np.array([[(row[0].each or {})[name] for name in task.names] for row in rows]))
    truth = [str(own.label) for own, _ in pairs]
    found = compare(
        task.kind, truth, said[1], said[0], task.names, metric=task.metric, groups=[o.group for o, _ in pairs]
    )
    spread = "" if found.low is None or found.high is None else f" ({found.low:+.3f} to {found.high:+.3f})"
    changed = sum(one.text != other.text for one, other in pairs)
    return (
        f"**Grades of risk without figures**: on {len(pairs)} storm narratives of the test part the shipped "
        f"`{TASK}` head has a {task.metric.replace('_', ' ')} of {found.old:.3f}; with every figure put as "
        f"“several”, which changes {changed} of them, {found.new:.3f}, {found.gain:+.3f}{spread}. The grades "
        "come from recorded impacts, not from the text; numbers in words (“two people”) stay."
    )


def _row(own: Example) -> str:
    """The id of a row without the name of its set."""
    return own.id.partition(":")[2]
