# Two commands do all the set-up: `make demo` and `make test`. Python 3.11 or newer and make are enough.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OLDEST := .venv-oldest
# One worker more than there are cores, as each waits for children now and then; a file a worker, as
# what its tests share is made once; the longest first, and not those of the most tests
# (tests/conftest.py). `.venv/bin/pytest tests/graph` needs none.
SIDE_BY_SIDE := --numprocesses=$(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) + 1)") --dist=loadfile --no-loadscope-reorder
# The suite starts hundreds of processes: each would compile all of us anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo lsp-vscode test test-web pages vendor check style types imports docs site dist dist-check oldest soak bench bench-large clean

# Two reviews in one scroll: a pager would stop between them.
demo: export THESIS_PAGER := cat
demo: $(VENV)/.installed
	@$(BIN)/thesis --vault vault status
	@printf '\nThe same vault on 13 November 2020, with a year of prices:\n\n'
	@$(BIN)/thesis --vault vault status --as-of 2020-11-13
	@printf '\nNext:\n'
	@printf '  %s\n' \
		'$(BIN)/thesis --vault vault explain "Long datacenter infrastructure"' \
		'$(BIN)/thesis --vault vault claims' \
		'$(BIN)/thesis --vault ~/notes survey    (what it reads in your own notes)' \
		'$(BIN)/thesis --vault vault serve --open'

test: $(VENV)/.installed-dev
	$(BIN)/pytest $(SIDE_BY_SIDE)

# The pages in a real browser, where Chromium is installed.
test-web: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "playwright>=1.45"
	$(BIN)/pytest tests/browser

# The pictures of the pages in docs/, in the same browser.
pages: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "playwright>=1.45"
	$(BIN)/python -m tools.pages

# Renews the scripts that others have written, as static/vendor/VENDOR.toml names them.
vendor: $(VENV)/.installed-dev
	$(BIN)/python -m tools.vendor

# The tests come last: they take all cores themselves, and their last line is the result.
check: $(VENV)/.installed-dev
	@$(MAKE) --no-print-directory --jobs=3 style types imports
	@$(MAKE) --no-print-directory test

style: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

imports: $(VENV)/.installed-dev
	$(BIN)/lint-imports

# Refreshes what is generated in the docs: tables that the code knows better, pictures, the index.
docs: $(VENV)/.installed-dev
	$(BIN)/python -m tools.reference
	$(BIN)/python -m tools.picture
	$(BIN)/python -m tools.charts
	$(BIN)/python -m tools.screenshots

# The documentation as a site, in site/. It needs no network to be read.
site: $(VENV)/.installed-docs
	$(BIN)/python -m tools.site

dist: $(VENV)/.installed-dev
	$(BIN)/python -m build --outdir dist .

# Builds the packages, looks into them, and installs them by pip, pipx and uv, each in a folder of
# its own: some minutes.
dist-check: $(VENV)/.installed-dev
	$(BIN)/python -m tools.dist

# The suite against the oldest versions that pyproject.toml allows, in an environment of its own.
oldest: $(OLDEST)/.installed
	$(OLDEST)/bin/pytest $(SIDE_BY_SIDE)

# Slow sweeps, a process a core: 1,000 kills and 3,000 racing saves of the writer; 3,000 operations
# beside a watch; 100,000 steps and 300 kills under the index; every command over every hostile
# input, and over patterns up to 256 KB; 10,000 random patterns; what the suite samples, whole;
# fuzzers, for FUZZ_SECONDS each, where atheris can be installed. A table ends it, and is kept in
# benchmarks/SOAK.md. `SOAK=0.1` runs a tenth of each. The whole takes about an hour and a half of
# the processor, so 55 minutes on two quiet cores: the index's steps take 15 of these minutes on
# one, the random patterns 30, every command over the named ones 20, over the hostile inputs 10.
soak: $(VENV)/.installed-dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[fuzz]" \
		|| echo "!!! atheris cannot be installed for this Python: THE FUZZERS DO NOT RUN !!!"
	$(BIN)/pytest tests/soak --numprocesses=auto --dist=load --maxschedchunk=1 \
		--table $(or $(TABLE),benchmarks/SOAK.md)

# Real VS Code in a headless browser; the pictures of docs/lsp.md are made by it.
lsp-vscode: $(VENV)/.installed-dev
	tests/lsp/clients/vscode.sh

# Measures against other tools on generated vaults, and writes benchmarks/RESULTS.md: half an hour.
bench: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks

# The same at 100,000 notes, of ours alone. Nothing else should run beside it.
bench-large: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks --sizes 100000 --runs 3

clean:
	rm -rf $(VENV) .venv-peers $(OLDEST) build dist site .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[web]"
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV), with the tools to test ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-docs: pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV), with the site's builder ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[docs]"
	@touch $@ $(VENV)/.installed

$(OLDEST)/.installed: pyproject.toml tools/oldest.py
	@echo "Installing the oldest versions into $(OLDEST) ..."
	@$(PYTHON) -m venv --clear $(OLDEST)
	@$(PYTHON) tools/oldest.py > $(OLDEST)/oldest.txt
	@$(OLDEST)/bin/python -m pip install --quiet --disable-pip-version-check -c $(OLDEST)/oldest.txt -e ".[dev]"
	@touch $@
