# Crossover. `make` alone explains itself. All that is needed: Python 3.11 or newer, and make.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP = $(BIN)/pip install --quiet --quiet --disable-pip-version-check --require-hashes
# Installed again only when the pinned set changes: its checksum is in the stamp's name.
RUNTIME := $(VENV)/.runtime-$(firstword $(shell cksum < requirements.txt))
DEV := $(VENV)/.dev-$(firstword $(shell cksum < requirements-dev.txt))
UV ?= uv
EXPORT = $(UV) export --quiet --no-emit-project --no-header --no-annotate --format requirements-txt

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test lint unit bench relevance lock clean

help:  ## Say what can be done here
	@echo "Crossover: people cross between government and civil society."
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "PORT=9000 make demo serves elsewhere; PYTHON=python3.12 make test uses another Python."

demo: $(RUNTIME)  ## Serve the demonstration on http://127.0.0.1:8000; Ctrl-C ends it
	@PORT=$(PORT) $(BIN)/python -m exchange.demo

demo-reset:  ## Forget what was done in the demonstration, and serve it afresh
	@rm -rf .demo
	@$(MAKE) --no-print-directory demo

test: $(DEV)  ## Run everything that checks the project, in stages
	@$(BIN)/python tests/run.py

lint: $(DEV)  ## Run the linters and the type checker only
	@$(BIN)/python tests/run.py lint

unit: $(DEV)  ## Run the tests that need no database; under a minute
	@$(BIN)/python tests/run.py unit

bench: $(DEV)  ## Measure, beside peers in the same run; under 45 minutes
	@$(BIN)/python benchmarks/run.py

relevance: $(DEV)  ## Say how well search finds what people mean
	@$(BIN)/python -m benchmarks.relevance

lock:  ## Pin the requirements again after a change of pyproject.toml (needs uv)
	@$(EXPORT) --no-dev -o requirements.txt
	@$(EXPORT) -o requirements-dev.txt
	@rm -f uv.lock

clean:  ## Take away what was installed and made here
	@rm -rf $(VENV) .demo .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Crossover needs Python 3.11 or newer. Name one: PYTHON=python3.12 make ..." >&2; \
		exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		rm -rf $(VENV); \
		echo "Python cannot make a virtual environment here." >&2; \
		echo "On Debian and Ubuntu: apt-get install python3-venv, then try again." >&2; \
		exit 1; }

$(RUNTIME): | $(BIN)/pip
	@echo "Installing what the service needs (once)"
	@$(PIP) -r requirements.txt
	@rm -f $(VENV)/.runtime-*
	@touch $@

$(DEV): | $(BIN)/pip
	@echo "Installing what the service and its tests need (once)"
	@$(PIP) -r requirements-dev.txt
	@rm -f $(VENV)/.runtime-* $(VENV)/.dev-*
	@touch $@ $(RUNTIME)
