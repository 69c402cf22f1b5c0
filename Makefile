# What a developer types. Needs Python 3.11 to 3.13, git and make; all else lands in ignored folders beside this file.
.PHONY: help demo demo-bulletin report test lint types dev bench faults release-check python
.DEFAULT_GOAL := help

SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c '$(SUPPORTED)' 2>/dev/null && echo $$python && break; done)
# A uv on the PATH may be a shim that does not run, so it is asked for its version.
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .tools/bin/uv)
ENV := .venv/.synced
SERVERS := .venv/.synced-with-servers
RUN := .venv/bin/

export UV # the wheel tests build with the same one
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
# Compiled once here, or again at the first start of every command.
export UV_COMPILE_BYTECODE := 1

help: ## print these lines
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s%s\n", $$1, $$2}' Makefile

demo: $(ENV) ## bring one month of "Who is hiring" into DuckDB and show it
	$(RUN)techpulse demo

demo-bulletin: $(ENV) ## read a made-up WordPress site whole, then by its changes, and check every hash
	$(RUN)techpulse demo-bulletin

report: $(ENV) ## what the loaded months ask for, as data/report.html
	@mkdir -p data
	$(RUN)techpulse report --output data/report.html

test: $(SERVERS) lint types ## the gate: workspace, lint, types, and every test but the long ones
	$(UV) lock --check
	$(RUN)poly check --strict
	$(RUN)poly test diff
	$(RUN)pytest -n auto

lint: $(ENV) ## ruff: rules and format
	$(RUN)ruff check
	$(RUN)ruff format --check

types: $(SERVERS) ## mypy, strict, over bricks and tests
	$(RUN)mypy .

dev: $(ENV) .dagster/dagster.yaml ## Dagster's UI and daemon on this checkout, with a home that lasts
	DAGSTER_HOME="$(CURDIR)/.dagster" $(RUN)dagster dev -m techpulse.code_location

bench: $(ENV) ## how fast we are, beside our peers and the physical limit
	$(RUN)pytest test/bench -m "" --timeout=0 -s

faults: $(SERVERS) ## try to break it, thousands of times
	$(RUN)pytest test/faults test/components test/bases -m long --timeout=0 -n auto -rP

release-check: $(SERVERS) ## build, install and run the deployed set as it ships; kill each of its processes
	$(RUN)pytest test/projects -m "" --timeout=0 -rPs

$(ENV): uv.lock pyproject.toml $(wildcard projects/*/pyproject.toml) | python $(filter .tools/%,$(UV))
	$(UV) sync --frozen --python $(PYTHON)
	@touch $@

$(SERVERS): $(ENV)
	$(UV) sync --frozen --all-groups --python $(PYTHON)
	@touch $@

.tools/bin/uv: | python
	@rm -rf .tools
	$(PYTHON) -m venv .tools && .tools/bin/pip install --quiet uv==0.13.8 || \
	{ rm -rf .tools && $(PYTHON) -m pip install --quiet --target .tools uv==0.13.8; }

.dagster/dagster.yaml: projects/code_location/deploy/dagster.yaml
	@mkdir -p $(@D) && cp $< $@

python:
	@test "$(PYTHON)" && $(PYTHON) -c '$(SUPPORTED)' || \
	{ echo "TechPulse needs Python 3.11, 3.12 or 3.13 on the PATH (or: make PYTHON=/path/to/python3.12)"; exit 1; }
