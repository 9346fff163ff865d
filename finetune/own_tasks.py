"""Tasks of a user's own: read from a small JSON file; after training the model's card defines them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from finetune.errors import DataError
from finetune.kinds import KINDS, OWN, Task

MOST_BYTES = 100_000
Label = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^|+\n]+$")]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[str, StringConstraints(pattern=rf"^{OWN}[a-z0-9_]{{1,40}}$")]
    kind: Literal["tags", "label", "labels", "grade", "score", "pair", "image"]
    labels: dict[Label, str] = {}
    about: str = ""


def read_task(path: Path) -> Task:
    """Return the task that a file defines: ``name``, ``kind``, ``labels`` with their meanings, ``about``.

    Raises:
        DataError: there is no such file, or it does not define a task.
    """
    remedy = f'Write {{"name": "{OWN}roofs", "kind": "image", "labels": {{"flat": "…", "pitched": "…"}}}}.'
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DataError(path.name, "it is too large to be a task", remedy)
        read = _Written.model_validate_json(path.read_bytes())
        return Task(
            read.name, read.kind, read.labels, KINDS[read.kind].metric, (), "that of your data", read.about
        )
    except OSError as error:
        raise DataError(str(path), f"it cannot be read ({error.strerror})", remedy) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        said = first["msg"].lower()
        if place == "name" and first["type"] == "string_pattern_mismatch":
            said = f"it does not begin with {OWN!r}, with up to 40 small letters, digits and _ after that"
        raise DataError(path.name, f"{place}: {said}", remedy) from error
    except ValueError as error:
        raise DataError(path.name, str(error), remedy) from error
