# Two commands do all the set-up: `make demo` and `make test`. Python 3.11 or newer and make are enough.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check soak bench clean

demo: $(VENV)/.installed
	@$(BIN)/thesis --vault vault status

test: $(VENV)/.installed-dev
	$(BIN)/pytest

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

# Slow sweeps: 1,000 kills and 3,000 racing saves of the writer; 3,000 operations beside a watch;
# 100,000 steps and 300 kills under the index; every command over every hostile input, each alone;
# fuzzers, for FUZZ_SECONDS each, where atheris can be installed; measures at 100,000 notes.
soak: $(VENV)/.installed-dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[fuzz]" \
		|| echo "!!! atheris cannot be installed for this Python: THE FUZZERS DO NOT RUN !!!"
	$(BIN)/pytest tests/soak -s
	$(BIN)/python -m benchmarks --sizes 100000 --runs 3

# Measures against other tools on generated vaults, and writes benchmarks/RESULTS.md: half an hour.
bench: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) .venv-peers build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV), with the tools to test ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	@touch $@ $(VENV)/.installed
