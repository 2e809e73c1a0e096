# Commonweal: everything that is done from a terminal. `make` alone lists it.
# Each step leaves a stamp next to what it made and is done again only when its lock file or its sources change.
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

IN_ENV := scripts/in_env.sh
# Test processes at a time; each has its own database.
JOBS ?= 2
# How long `make fuzz` goes on.
SECONDS ?= 600

PACKAGES := .venv/.installed
DEV_PACKAGES := .venv/.installed-dev
NODE_PACKAGES := node_modules/.installed
ASSETS := static/dist/.built
STATIC := var/static/.collected
ASSET_SOURCES := $(shell find static/src scripts/build_assets.mjs scripts/build_fonts.py -type f 2>/dev/null)

.PHONY: help run demo test test-services fuzz mutants lint bench build setup lock clean

help: ## This list
	@grep -E '^[a-z-]+:.*## ' Makefile | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'

run: $(STATIC) ## Start the demonstration (PORT=8000): web server, worker and scheduler
	@$(IN_ENV) scripts/run.sh

demo: $(STATIC) ## Empty the demonstration and make its data again
	@$(IN_ENV) scripts/reset_demo.sh

test: $(DEV_PACKAGES) $(ASSETS) ## All tests, browser tests included (ARGS="-k words" to choose)
	@.venv/bin/pytest -n $(JOBS) --dist worksteal $(ARGS)

test-services: $(DEV_PACKAGES) $(ASSETS) ## Tests that matter on PostgreSQL, Redis and RabbitMQ, run there
	@scripts/test_services.sh $(ARGS)

fuzz: $(DEV_PACKAGES) ## Throw hostile files at the scoring library for ten minutes (SECONDS=600)
	@.venv/bin/python -m tests.scoring.fuzz --large --seconds $(SECONDS)

mutants: $(DEV_PACKAGES) ## Change the formulas in small ways, one after the other, and see that a test notices
	@rm -rf var/mutants && mkdir -p var/mutants/tests
	@cp -R pyproject.toml scoring var/mutants/ && cp -R tests/__init__.py tests/scoring var/mutants/tests/
	@cd var/mutants && nice ../../.venv/bin/mutmut run --max-children $(JOBS) && ../../.venv/bin/mutmut results

lint: $(DEV_PACKAGES) $(ASSETS) ## Style, types, import layers, templates, migrations, deployment settings
	@$(IN_ENV) scripts/lint.sh

bench: $(DEV_PACKAGES) $(ASSETS) ## Measure speed; figures with their sizes go to bench/results.md (ARGS=pages to choose)
	@$(IN_ENV) scripts/bench.sh $(ARGS)

build: $(STATIC) ## Style sheets, scripts and fonts

setup: $(DEV_PACKAGES) $(STATIC) ## Everything the other targets need, without starting anything

lock: $(DEV_PACKAGES) ## Resolve requirements*.in into new exact versions
	@scripts/lock.sh

clean: ## Remove what set-up and building made; var/ (your data and keys) stays
	@rm -rf .venv .make node_modules static/dist var/static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.make/system-run: scripts/system_packages.sh
	@scripts/system_packages.sh run
	@mkdir -p .make && touch $@

.make/system-test: scripts/system_packages.sh
	@scripts/system_packages.sh test
	@mkdir -p .make && touch .make/system-run $@

$(PACKAGES): requirements.txt | .make/system-run
	@scripts/python_packages.sh requirements.txt
	@touch $@

$(DEV_PACKAGES): requirements.txt requirements-dev.txt | .make/system-test
	@scripts/python_packages.sh requirements.txt requirements-dev.txt
	@touch $(PACKAGES) $@

$(NODE_PACKAGES): package-lock.json .npmrc | .make/system-run
	@echo "Installing npm packages"
	@npm ci --silent
	@touch $@

$(ASSETS): package.json $(ASSET_SOURCES) $(NODE_PACKAGES) | $(PACKAGES)
	@echo "Building style sheets, scripts and fonts"
	@npm run --silent build
	@.venv/bin/python scripts/build_fonts.py
	@touch $@

$(STATIC): $(ASSETS) requirements.txt | $(PACKAGES)
	@$(IN_ENV) python manage.py collectstatic --no-input --verbosity 0
	@touch $@
