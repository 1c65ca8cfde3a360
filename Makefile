# `make ask` and `make test` need python3 (3.11 or newer) and make, nothing else:
# the first one to run creates .venv from the locked requirements.

PYTHON ?= python3
Q ?= which brands share AmpR Medium?
UV ?= uv

VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python -m
INSTALL := $(RUN) pip install --quiet --disable-pip-version-check --no-input
# An installed package has its bytecode from the start; a checkout gets it here.
COMPILE := $(RUN) compileall -q src
TURTLE := ontology data $(wildcard tests/shapes tests/hygiene)
LOCK := $(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help ask test test-scale format lock docs bench clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

ask: $(VENV)/.runtime ## answer one question: make ask Q="who leads Nissan?"
	@$(RUN) alliance_kg ask "$$QUESTION"

# Through the environment: a shell would read quotes and dollars in the question.
ask: export QUESTION = $(value Q)

test: $(VENV)/.dev ## everything CI checks
	@echo "format: ruff, turtlefmt"
	@$(BIN)/ruff format --quiet --check . || { echo "run: make format"; exit 1; }
	@$(BIN)/turtlefmt --check $(TURTLE) || { echo "run: make format"; exit 1; }
	@echo "lint: ruff"
	@$(BIN)/ruff check --quiet .
	@echo "types: mypy"
	@$(BIN)/mypy --no-error-summary
	@echo "layers: import-linter"
	@$(BIN)/lint-imports --no-cache > $(VENV)/layers.log || { cat $(VENV)/layers.log; exit 1; }
	@echo "tests: pytest"
	@$(BIN)/pytest -q -n auto

test-scale: $(VENV)/.scale ## the Parquet export read by Spark (downloads it; needs Java 17)
	@$(BIN)/pytest -q -n 0 -m spark

format: $(VENV)/.dev ## lay out Python and Turtle files
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/turtlefmt $(TURTLE)

docs: $(VENV)/.dev ## regenerate the pages, the diagram, shown outputs and the dataset's counts
	@$(BIN)/python docs/generate.py

bench: $(VENV)/.bench ## measure; prints ratios, asserts nothing
	@$(COMPILE)
	@$(BIN)/python benchmarks/cold.py
	@$(BIN)/python benchmarks/matching.py

lock: ## resolve the requirements again (needs uv)
	@$(LOCK) --upgrade pyproject.toml requirements/build.in -o requirements/runtime.txt
	@$(LOCK) --upgrade pyproject.toml requirements/build.in --group test --group lint \
		--constraints requirements/runtime.txt -o requirements/dev.txt
	@$(LOCK) --upgrade --group bench -o requirements/bench.txt
	@$(LOCK) --upgrade pyproject.toml requirements/build.in --group scale \
		--constraints requirements/dev.txt -o requirements/scale.txt

clean: ## remove what was made
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .import_linter_cache .grimp_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "alliance-kg needs Python 3.11 or newer; name one: make PYTHON=python3.12")'
	@echo "preparing .venv (first use, or the requirements changed)" >&2
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@$(INSTALL) --require-hashes -r requirements/runtime.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@$(COMPILE)
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.scale: $(VENV)/.dev requirements/scale.txt
	@$(INSTALL) --require-hashes -r requirements/scale.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.runtime requirements/bench.txt
	@$(INSTALL) --require-hashes -r requirements/bench.txt
	@touch $@
