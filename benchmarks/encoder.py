"""Other ways to run the embedded encoder, and shorter passages for it: speed, likeness, ranking, memory.

    python -m benchmarks.encoder

What did not help stands in the page too, so that nobody tries it twice unknowing.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
from ir_measures import ScoredDoc, nDCG
from numpy.typing import NDArray

from benchmarks.measure import run
from benchmarks.report import shared_folder, table, write
from benchmarks.retrieval import SETS, BenchSet, read_set, vectors_of
from retrieval import openvino_encoder
from retrieval.openvino_conversion import MAX_TOKENS, model_folder
from retrieval.openvino_encoder import load_embedded

TEXTS = 240
MEMORY_TEXTS = 500
RANKED = ("pira-en", "climretrieve-passages", "xquad-en")
Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]

SIGNS = re.compile(r"[^\w\s%°]")
COMMONEST = frozenset(("a", "an", "the", "of", "and", "or"))
FUNCTION_WORDS = COMMONEST | frozenset(
    re.findall(
        r"\w+",
        "to in on at by for with from as is are was were be been being it its this that these those which who"
        " whom whose has have had do does did than then there their they them he she his her we our us you"
        " your i my can could may might will would shall should must also such other any all each some into"
        " between within through during about both per if but so because while where when what how very",
    )
)


def torch_encoder(*, dynamic: bool) -> Encode:
    """Return the encoder in torch, as its authors run it; ``dynamic`` with bytes in its linear layers."""
    import torch
    from transformers import AutoTokenizer, BertModel
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    folder = str(model_folder())
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    bert: Any = BertModel.from_pretrained(folder, local_files_only=True, add_pooling_layer=False).eval()
    if dynamic:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            quantize: Any = torch.ao.quantization.quantize_dynamic
            bert = quantize(bert, {torch.nn.Linear}, dtype=torch.qint8)

    def encode(texts: Sequence[str]) -> Vectors:
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        out = np.empty((len(texts), openvino_encoder.DIM), np.float32)
        for start in range(0, len(order), 32):
            places = order[start : start + 32]
            batch = tokenizer(
                [texts[at] for at in places],
                padding=True,
                truncation=True,
                max_length=MAX_TOKENS,
                return_tensors="pt",
            )
            with torch.no_grad():
                states = bert(**batch).last_hidden_state
            mask = batch["attention_mask"].unsqueeze(-1)
            mean = (states * mask).sum(1) / mask.sum(1)
            out[places] = torch.nn.functional.normalize(mean, dim=1).numpy()
        return out

    return encode


def speeds(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Return a line for each way to run the encoder, torch in fp32 first."""
    ways: dict[str, Callable[[], Encode]] = {
        "torch fp32": lambda: torch_encoder(dynamic=False),
        "OpenVINO fp32": lambda: load_embedded(precision="fp32").embed,
        "OpenVINO int8 by NNCF": lambda: load_embedded(precision="int8").embed,
        "torch, linear layers int8, dynamic": lambda: torch_encoder(dynamic=True),
    }
    lines: list[tuple[str, ...]] = []
    exact: Vectors | None = None
    for name, load in ways.items():
        encode = load()
        encode(texts[:16])
        wall, cpu = time.perf_counter(), time.process_time()
        vectors = encode(texts)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        exact = vectors if exact is None else exact
        cosines = (vectors * exact).sum(1)
        lines.append(
            (
                name,
                f"{len(texts) / wall:.1f}",
                f"{len(texts) / cpu:.1f}",
                f"{cosines.min():.4f} / {cosines.mean():.4f}",
            )
        )
    return lines


def without(text: str, words: frozenset[str]) -> str:
    """Return the text without signs and without the given words.

    >>> without("The rise, of sea level.", COMMONEST)
    'rise sea level'
    """
    return " ".join(word for word in SIGNS.sub(" ", text).split() if word.lower() not in words) or text


def ranking(bench: BenchSet, vectors: Vectors, queries: Vectors) -> float:
    """Return nDCG@10 of the dense ranking by itself."""
    scores = queries @ vectors.T
    found = [
        ScoredDoc(query, bench.names[at], float(scores[row, at]))
        for row, (query, _, _) in enumerate(bench.queries)
        for at in np.argsort(-scores[row])[:100]
    ]
    return float(ir_measures.calc_aggregate([nDCG @ 10], bench.qrels, found)[nDCG @ 10])


def shorter(scratch: Path) -> list[tuple[str, ...]]:
    """Return a line for each set: tokens left and nDCG@10 with whole and with shortened passages."""
    encoder = load_embedded()
    lines: list[tuple[str, ...]] = []
    for name in RANKED:
        bench = read_set(shared_folder() / "corpus" / "bench" / name, SETS.get(name, "en"))
        texts = [row.passage.text for row in bench.rows]
        queries, _ = vectors_of(encoder, [text for _, text, _ in bench.queries], scratch)
        whole = sum(encoder.count_tokens(texts))
        cells = [f"{ranking(bench, vectors_of(encoder, texts, scratch)[0], queries):.3f}"]
        for words in (COMMONEST, FUNCTION_WORDS):
            cut = [without(text, words) for text in texts]
            left = sum(encoder.count_tokens(cut)) / whole
            cells.append(f"{ranking(bench, vectors_of(encoder, cut, scratch)[0], queries):.3f} ({left:.0%})")
        lines.append((name, *cells))
    return lines


def memory() -> list[tuple[str, ...]]:
    """Return a line for each batch size: what a process takes that embeds 500 passages."""
    lines: list[tuple[str, ...]] = []
    for size in (8, 16):
        taken = run([sys.executable, "-m", "benchmarks.encoder", "--only-embed", str(size)])
        lines.append((str(size), f"{taken.peak_mib:.0f}", f"{taken.cpu_s:.1f}"))
    return lines


def some_texts(count: int) -> list[str]:
    """Return the first abstracts of scifact with their titles."""
    bench = read_set(shared_folder() / "corpus" / "bench" / "scifact", "en")
    return [row.passage.text for row in bench.rows[:count]]


def main() -> None:
    """Measure and write ``results/encoder.md``."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only-embed", type=int, metavar="BATCH", help="embed in such batches, and end")
    size = parser.parse_args().only_embed
    if size:
        openvino_encoder.BATCH = size
        load_embedded().embed(some_texts(MEMORY_TEXTS))
        return
    scratch = Path(tempfile.gettempdir()) / "globalbrain-bench-vectors"
    scratch.mkdir(exist_ok=True)
    run_as = ("run as", "passages/s", "passages per CPU second", "cosine to torch fp32, least / mean")
    body = [
        SPEED,
        table(run_as, speeds(some_texts(TEXTS))),
        SHORTER,
        table(
            ("set", "whole", "without signs and the commonest words", "without function words"),
            shorter(scratch),
        ),
        MEMORY,
        table(("batch", "peak MiB", "CPU s"), memory()),
    ]
    write("encoder", "The embedded encoder, run in other ways", "python -m benchmarks.encoder", body)
    print("\n\n".join(body))


SPEED = (
    f"{TEXTS} abstracts of scifact, at most {MAX_TOKENS} tokens each, sorted by length, both cores, one run "
    "after the other in one process. OpenVINO runs int8 on processors with VNNI or AMX and fp32 "
    "on others, where int8 gains too little for what it costs in ranking."
)
SHORTER = (
    "Fewer tokens would be faster. nDCG@10 of the dense ranking by itself, whole questions; in brackets the "
    "share of tokens that is left in the passages. It ranks worse, so whole passages are embedded."
)
MEMORY = (
    f"A process that embeds {MEMORY_TEXTS} abstracts, its start included, by size of batch; 8 is shipped."
)

if __name__ == "__main__":
    main()
