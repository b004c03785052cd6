# Every target makes what it needs: a machine with Python 3.11+, make and a package index is enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
STAMP := $(VENV)/.installed

.PHONY: demo test test-slow check bench format docs clean install

install: $(STAMP)

$(STAMP): pyproject.toml
ifeq ($(UV),)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev --editable .
else
	$(UV) venv --quiet --allow-existing $(VENV)
	$(UV) pip install --quiet --python $(BIN)/python --group dev --editable .
endif
	@touch $(STAMP)

demo: $(STAMP) ## build the ledger from the curated data, answer from it, write the brief
	@$(BIN)/python demo/demo.py

check: $(STAMP) ## format, lint, types, layers, curation
	$(BIN)/ruff format --check src tests benchmarks docs demo
	$(BIN)/ruff check src tests benchmarks docs demo
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/chuhai curate format --check
	$(BIN)/chuhai check

test: $(STAMP) ## the tests, at most five minutes
	$(BIN)/python -m pytest -m "not slow" -n 3

test-slow: $(STAMP) ## kills, fuzz, simulations, browsers
	$(BIN)/python -m pytest -m slow

# Its own environment: what we compare with is nothing that Chuhai needs.
PEERS := $(VENV)-peers

bench: $(STAMP) ## scores and speeds, printed
	test -x $(PEERS)/bin/python || $(BIN)/python -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	-$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --group bench
	CHUHAI_PEER=$(PEERS)/bin/python $(BIN)/python benchmarks/run.py

format: $(STAMP)
	$(BIN)/ruff format src tests benchmarks docs demo
	$(BIN)/ruff check --fix src tests benchmarks docs demo
	$(BIN)/chuhai curate format

docs: $(STAMP) ## reference pages and pictures from the code
	$(BIN)/python docs/make_reference.py
	$(BIN)/python docs/make_images.py

clean:
	rm -rf $(VENV) $(PEERS) out build dist
