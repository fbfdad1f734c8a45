# Two commands are all that most people need: `make run` and `make test`. Each is safe to repeat.

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
WORKERS ?= 2
ARGS ?=
PIP := $(BIN)/pip install --quiet --disable-pip-version-check
LOCKED := $(PIP) --only-binary=:all: --require-hashes --requirement
GOVUK := closeloop/web/static/govuk
# Used by other packages, or as templates and data: nothing here imports them.
UNNAMED := defusedxml|govuk-frontend-jinja|psycopg|tzdata

# A stamp says when a thing was last done; it stands in the environment, so both go together.
CREATED := $(VENV)/.created
RUNTIME := $(VENV)/.runtime
CLOSELOOP := $(VENV)/.closeloop
TESTS := $(VENV)/.tests
BROWSER := $(VENV)/.browser
QUALITY := $(VENV)/.quality

.PHONY: help install run test lint bench lock clean

help:  ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

install: $(CLOSELOOP) $(GOVUK)/closeloop.css  ## make .venv/bin/closeloop, with all that it needs

run: install  ## start closeloop with a demonstration authority; PORT=8000 says where
	@PORT=$(PORT) exec $(BIN)/closeloop develop

test: install $(TESTS) $(BROWSER)  ## run all tests on SQLite, PostgreSQL and a browser; ARGS= for pytest
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

lint: install $(QUALITY)  ## read the code: style, types, which room may know which
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry closeloop --known-first-party closeloop --requirements-files requirements/runtime.in \
		--per-rule-ignores "DEP002=$(UNNAMED)"

bench: install $(TESTS)  ## measure, each figure beside its bare counterpart
	@$(BIN)/python -m benchmarks $(ARGS)

lock:  ## write the locked lists anew from the .in files, with uv
	@install/lock

clean:  ## forget what was installed and built; the database in var/ stays
	rm -rf $(VENV) $(GOVUK) build dist *.egg-info

$(CREATED): install/environment
	@echo "Making $(VENV)"
	@install/environment $(VENV)
	@touch $@

$(RUNTIME): $(CREATED) requirements/build.txt requirements/runtime.txt
	@echo "Installing what closeloop runs on"
	@$(LOCKED) requirements/build.txt
	@$(LOCKED) requirements/runtime.txt
	@touch $@

$(CLOSELOOP): $(RUNTIME) pyproject.toml setup.cfg
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(GOVUK)/closeloop.css: $(CREATED) install/assets package-lock.json requirements/node.txt $(wildcard closeloop/web/style/*.scss)
	@echo "Building the GOV.UK style sheet and script"
	@install/assets $(GOVUK) $(BIN)/python
	@touch $@

$(TESTS): $(RUNTIME) requirements/tests.txt
	@echo "Installing what the tests need, a PostgreSQL included"
	@$(LOCKED) requirements/tests.txt
	@touch $@

$(BROWSER): $(TESTS) install/browser
	@echo "Looking for a browser and a spreadsheet program"
	@install/browser $(BIN)/python
	@touch $@

$(QUALITY): $(RUNTIME) requirements/quality.txt
	@echo "Installing what reads the code"
	@$(LOCKED) requirements/quality.txt
	@touch $@
