# Everything about the project is done from here; `make` alone says what there is.
# A step of the set-up is done again only when what it depends on has changed: see the stamps in .venv.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
# Compiled code is kept, whatever the environment says: a start takes half the time.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard registry/translations/*/LC_MESSAGES/messages.po))
LOCK := $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11
WITH := --extra postgres --extra reports --extra sso --group build
# a mirror that pip is told to use is used by uv as well
MIRROR = $(shell $(BIN)/pip config get global.index-url 2>/dev/null | sed 's/^/--default-index /')

.PHONY: help run test lint fix db demo bench trials setup setup-dev messages lock cover clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-11s %s\n", $$1, $$2 }'

run: setup ## set up what is missing, then serve the registry on loopback
	@exec $(BIN)/registry serve

test: lint ## set up, check the code, run all tests on SQLite and PostgreSQL
	$(BIN)/pytest -n 3 --dist loadscope

lint: setup-dev ## style, types, import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: setup-dev ## let ruff repair and format what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

db: setup ## bring the database to the newest version
	$(BIN)/registry db upgrade

demo: setup ## fill an empty database with a sample institute
	$(BIN)/registry demo

bench: setup-dev ## measure speed beside the textbook way and the ceiling
	$(BIN)/python -m benchmarks

trials: setup-dev ## the full sizes: kills and faults (RESULTS=file keeps the figures)
	$(BIN)/pytest tests/trials tests/browser/test_every_page.py -m trials $(if $(RESULTS),--results $(RESULTS))

cover: setup-dev ## all tests with branch coverage
	$(BIN)/pytest -n 2 --dist loadscope --cov --cov-report term

messages: setup-dev ## collect the sentences of the code into the catalogues
	$(BIN)/pybabel -q extract -F registry/translations/babel.cfg -k lazy_gettext -k N_ \
		--no-location --sort-output -o .venv/messages.pot registry importers
	$(BIN)/pybabel -q update -i .venv/messages.pot -d registry/translations -l zh \
		--init-missing --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

lock: setup ## resolve the dependencies of pyproject.toml and package.json again
	$(LOCK) $(MIRROR) pyproject.toml $(WITH) -o run.lock
	$(LOCK) $(MIRROR) pyproject.toml $(WITH) --group dev -c run.lock -o dev.lock
	$(LOCK) $(MIRROR) --group node -o node.lock
	$(NPM) install --package-lock-only
	@$(BIN)/python -c 'import json, pathlib; p = pathlib.Path("package-lock.json"); d = json.loads(p.read_text()); \
		[v.pop("funding", None) for v in d["packages"].values()]; p.write_text(json.dumps(d, indent=2) + "\n")'

clean: ## remove what the set-up made; the data folder stays
	rm -rf .venv node_modules registry/static/vendor $(CATALOGUES)

setup: .venv/run.stamp registry/static/vendor/.stamp $(CATALOGUES) ## what running needs
setup-dev: setup .venv/dev.stamp ## what running and testing need

# --- the steps -------------------------------------------------------------------------------

$(BIN)/uv: | run.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed." >&2; exit 1; }
	@echo "virtual environment ($$($(PYTHON) --version))"
	@$(PYTHON) -m venv .venv || { echo "On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(BIN)/pip install -q --disable-pip-version-check "$$(grep -om1 '^uv==[^ ]*' run.lock)"

.venv/run.stamp: run.lock pyproject.toml | $(BIN)/uv
	@echo "libraries (run.lock)"
	@$(BIN)/uv pip install -q $(MIRROR) --require-hashes -r run.lock
	@$(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: dev.lock .venv/run.stamp
	@echo "libraries of the tests (dev.lock)"
	@$(BIN)/uv pip install -q $(MIRROR) --require-hashes -r dev.lock
	@touch $@

# Node comes from the virtual environment only where the machine has no npm.
NPM = $(if $(shell command -v npm),npm,PATH="$(CURDIR)/$(BIN):$$PATH" npm)

node_modules/.package-lock.json: package-lock.json .npmrc node.lock | .venv/run.stamp
	@echo "front-end packages (package-lock.json)"
	@command -v npm >/dev/null || $(BIN)/uv pip install -q $(MIRROR) --require-hashes -r node.lock
	@$(NPM) ci --silent
	@touch $@

registry/static/vendor/.stamp: node_modules/.package-lock.json registry/frontend.py
	@$(BIN)/python -m registry.frontend
	@touch $@

registry/translations/%/LC_MESSAGES/messages.mo: registry/translations/%/LC_MESSAGES/messages.po | .venv/run.stamp
	@$(BIN)/pybabel -q compile -i $< -o $@ -l $*
