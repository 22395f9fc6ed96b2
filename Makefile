PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
DEV_STAMP := .venv/.installed-dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
# --no-compile: Python compiles what is really imported as it is imported, a third of the files.
PIP_LOCKED := $(PIP) --no-compile --only-binary :all: --require-hashes
# Machines for builds forbid Python to keep what it compiles: each start of kb, of which the tests make hundreds, would
# compile every module it imports once more, in 2.5 s of CPU instead of 1.2 for `kb docs list`.
unexport PYTHONDONTWRITEBYTECODE
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet

.PHONY: setup dev ocr js screenshots demo test check bench quality quality-chat lock clean

# What running needs.
setup: $(STAMP)

# --no-deps: the lock is the whole truth; pyproject.toml says what is left out of it, and why.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "kb needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip uninstall -qq --yes setuptools  # venv brings it before Python 3.12: 10 MB that nothing needs
	$(PIP_LOCKED) -r requirements.lock
	$(PIP) --no-build-isolation --no-index -e .
	@touch $@

# What tests and checks need besides.
dev: $(DEV_STAMP)

$(DEV_STAMP): $(STAMP) requirements-dev.lock
	$(PIP_LOCKED) -r requirements-dev.lock
	@touch $@

# Scanned pages and pictures: 280 MB more.
ocr: setup
	$(PIP_LOCKED) -r requirements-ocr.lock

# The JavaScript clients that tests drive, and what checks the page for readers with a disability, where node is.
js:
	npm ci --silent --no-audit --no-fund --prefix tests/clients/js
	npm ci --silent --no-audit --no-fund --prefix tests/web/js

# Pictures of the page as the tests see it, into build/screenshots.
screenshots: dev
	SCREENSHOTS=build/screenshots $(BIN)/python -m pytest -n 0 tests/web

demo: setup
	$(BIN)/kb demo

test: dev
	$(BIN)/python -m pytest

check: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/cog --check docs/cli.md

bench: dev
	$(BIN)/python -m tests.bench
	$(BIN)/python -m pytest -n 0 tests/growth

quality: dev
	$(BIN)/python -m tests.quality
	$(BIN)/python -m tests.quality.claims

# A chat model over the questions of two kits: MODEL=ollama:qwen3:8b, or MODEL=NAME URL=http://127.0.0.1:8080/v1 of any
# server that speaks OpenAI's protocol. By hand only: it takes from minutes to hours. ARGS="--only legal --every 3".
quality-chat: dev
	$(BIN)/python -m tests.quality.chat "$(if $(URL),openai:$(MODEL)@$(URL),$(MODEL))" $(ARGS)

# Needs uv, for resolving only. Versions stay as they are: to renew a lock, delete it first. The second and the third
# list what the first does not have.
RUNNING = echo langsmith | $(LOCK) pyproject.toml --excludes /dev/stdin
BESIDES = -c requirements.lock $$(sed -n 's/^\([a-z0-9-]*\)==.*/--no-emit-package \1/p' requirements.lock)
lock:
	$(RUNNING) --extra builtin --group build -o requirements.lock
	$(LOCK) pyproject.toml --group dev $(BESIDES) -o requirements-dev.lock
	$(RUNNING) --extra ocr -c requirements-dev.lock $(BESIDES) -o requirements-ocr.lock

clean:
	rm -rf .venv build dist
