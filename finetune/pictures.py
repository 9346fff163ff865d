"""Scores as pictures: SVG or PNG bytes with a text that says the same, drawn without a display.

Colours are those of Okabe and Ito 2008, told apart by people who see red and green alike; every line
also has its own mark. The same values give the same bytes.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from finetune.calibration import Bin
from finetune.errors import DataError, MissingExtraError
from finetune.scores import Score

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Format = Literal["svg", "png"]
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_MARKS = "osD^vPX"
_STYLE = {
    "font.size": 12,
    "font.family": "DejaVu Sans",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "globalbrain",
    "text.parse_math": False,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file, its media type, and what it shows in words, for those who do not see it."""

    data: bytes
    media: str
    alt: str


def confusion_picture(
    labels: Sequence[str], table: Sequence[Sequence[int]], title: str, form: Format = "svg"
) -> Picture:
    """Return the confusion matrix: truth down, prediction across; shade by share of the row's truth.

    Raises:
        DataError: the table is not labels by labels.
    """
    size = len(labels)
    if not size or len(table) != size or any(len(row) != size for row in table):
        raise DataError("confusion matrix", f"not {size} by {size}", "Give one row and column a label.")
    shares = [[count / max(1, sum(row)) for count in row] for row in table]

    def draw(axes: Axes) -> None:
        axes.imshow(shares, cmap="cividis_r", vmin=0, vmax=1, aspect="equal")
        for down, row in enumerate(table):
            for across, count in enumerate(row):
                dark = shares[down][across] > 0.5
                axes.text(
                    across, down, f"{count}", ha="center", va="center", color="white" if dark else "black"
                )
        axes.set_xticks(range(size), labels, rotation=45, ha="right", rotation_mode="anchor")
        axes.set_yticks(range(size), labels)
        axes.set_xlabel("predicted")
        axes.set_ylabel("true")

    right = sum(table[at][at] for at in range(size))
    wrong = sorted(
        (-table[a][b], labels[a], labels[b])
        for a in range(size)
        for b in range(size)
        if a != b and table[a][b]
    )[:3]
    most = "; ".join(f"{-count} of {a} said to be {b}" for count, a, b in wrong) or "none"
    alt = f"{title}: confusion matrix. {right} of {sum(map(sum, table))} right. Most frequent errors: {most}."
    side = min(14.0, 3.5 + 0.62 * size)
    return _drawn(draw, title, alt, form, (side, side))


def curves_picture(
    curves: Mapping[str, Sequence[tuple[float, float]]],
    title: str,
    form: Format = "svg",
    *,
    across: str = "step",
    up: str = "loss",
    whole: bool = True,
) -> Picture:
    """Return learning curves: for each name its (step, value) points; ``whole``: steps are whole numbers.

    Raises:
        DataError: no curve has a point.
    """
    drawn = {name: points for name, points in curves.items() if points}
    if not drawn:
        raise DataError("learning curves", "there is no point to draw", "Train for one step at least.")

    def draw(axes: Axes) -> None:
        for at, (name, points) in enumerate(drawn.items()):
            xs, ys = zip(*points, strict=True)
            axes.plot(xs, ys, label=name, color=COLOURS[at % 7], marker=_MARKS[at % 7], markersize=5)
        if whole:
            axes.locator_params(axis="x", integer=True, min_n_ticks=1)
        axes.set_xlabel(across)
        axes.set_ylabel(up)
        axes.grid(alpha=0.3)
        axes.legend(frameon=False)

    told = (f"{name} from {p[0][1]:.3g} to {p[-1][1]:.3g} ({len(p)} points)" for name, p in drawn.items())
    return _drawn(draw, title, f"{title}: {up} by {across}. {'; '.join(told)}.", form, (7.0, 4.5))


def reliability_picture(curves: Mapping[str, Sequence[Bin]], title: str, form: Format = "svg") -> Picture:
    """Return the reliability diagram: what held against what was said; on the diagonal they agree.

    ``curves`` holds for each name (before, after) the bins of ``finetune.calibration.reliability``.

    Raises:
        DataError: a curve without bins.
    """
    if not curves or not all(curves.values()):
        raise DataError("reliability diagram", "a curve has no bins", "Give predictions to each.")

    def draw(axes: Axes) -> None:
        axes.plot((0, 1), (0, 1), color="#666666", linestyle="--", label="as it should be")
        for at, (name, bins) in enumerate(curves.items()):
            said, held = [own.said for own in bins], [own.held for own in bins]
            axes.plot(said, held, label=name, color=COLOURS[at % 7], marker=_MARKS[at % 7])
        axes.set(
            xlim=(0, 1), ylim=(0, 1), xlabel="probability said", ylabel="share that held", aspect="equal"
        )
        axes.legend(frameon=False, loc="upper left")

    told = (
        f"{name}: calibration error {_error(bins):.3f} over {sum(own.rows for own in bins)} predictions"
        for name, bins in curves.items()
    )
    return _drawn(draw, title, f"{title}: reliability diagram. {'; '.join(told)}.", form, (5.5, 5.5))


def bars_picture(scores: Mapping[str, Mapping[str, Score]], title: str, form: Format = "svg") -> Picture:
    """Return bars with 95 % intervals: for each task, each version's score (majority, active, new, …).

    Raises:
        DataError: nothing to draw.
    """
    versions = list(dict.fromkeys(name for own in scores.values() for name in own))
    if not versions:
        raise DataError("bars", "there is no score to draw", "Score one version at least.")

    def draw(axes: Axes) -> None:
        height = 0.8 / len(versions)
        for at, version in enumerate(versions):
            own = [(row, kept[version]) for row, kept in enumerate(scores.values()) if version in kept]
            places = [row + (at - (len(versions) - 1) / 2) * height for row, _ in own]
            values = [one.value for _, one in own]
            axes.barh(places, values, height * 0.9, label=version, color=COLOURS[at % 7])
            for place, (_, one) in zip(places, own, strict=True):
                if one.low is not None and one.high is not None:
                    axes.plot((one.low, one.high), (place, place), color="#222222", marker="|", linewidth=1.5)
        axes.set_yticks(range(len(scores)), list(scores))
        axes.invert_yaxis()
        axes.set_xlabel("score on the test part, with 95 % interval")
        axes.grid(axis="x", alpha=0.3)
        axes.legend(frameon=False, bbox_to_anchor=(1.0, 1.0), loc="upper left")

    told = (
        f"{task}: " + ", ".join(f"{name} {_said(one)}" for name, one in own.items())
        for task, own in scores.items()
    )
    size = (9.0, min(16.0, 1.8 + 0.35 * len(versions) * len(scores)))
    return _drawn(draw, title, f"{title}: bars. {'; '.join(told)}.", form, size)


def _said(one: Score) -> str:
    spread = "" if one.low is None or one.high is None else f" ({one.low:.3f} to {one.high:.3f})"
    return f"{one.value:.3f}{spread}"


def _error(bins: Sequence[Bin]) -> float:
    return sum(own.rows * abs(own.said - own.held) for own in bins) / sum(own.rows for own in bins)


def _drawn(
    draw: Callable[[Axes], None], title: str, alt: str, form: Format, size: tuple[float, float]
) -> Picture:
    try:
        from matplotlib import rc_context
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError(
            "pictures", "Matplotlib is not installed", "pip install 'globalbrain[finetune]'"
        ) from error
    out = io.BytesIO()
    facts: dict[str, Any] = (
        {"Title": title, "Description": alt, "Date": None, "Creator": None}
        if form == "svg"
        else {"Description": alt}
    )
    with rc_context(_STYLE), warnings.catch_warnings():  # type: ignore[arg-type]
        # The reader's own fonts draw letters that the built-in one lacks; in a PNG they stay boxes.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure = Figure(figsize=size, layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.subplots()
        draw(axes)
        axes.set_title(title, loc="left", fontsize=13)
        figure.savefig(out, format=form, dpi=120, metadata=facts)
    return Picture(out.getvalue(), "image/svg+xml" if form == "svg" else "image/png", alt)
