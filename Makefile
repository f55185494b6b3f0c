# FacturaXpress: every way to build, run, check and measure it. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
HOME_DIR ?= .facturaxpress

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test soak-law lint format bench picture lock clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; set PYTHON=…")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(STAMP)

setup: $(STAMP) ## make the virtual environment with the locked dependencies

demo: $(STAMP) ## issue the examples of every type and write the results to demo-output/
	$(BIN)/facturaxpress demo --home $(HOME_DIR)

serve: $(STAMP) ## run API, worker and schedule on port 5000, with sandbox and demo tenant
	$(BIN)/facturaxpress serve --demo --port 5000 --home $(HOME_DIR)

test: $(STAMP) ## run every test
	$(BIN)/python -m pytest -n 2

soak-law: $(STAMP) ## every mutation of MH's samples, thousands of generated documents a structure, and 2,000 lines of every kind
	FACTURAXPRESS_SOAK=1 $(BIN)/python -m pytest -n 2 --timeout 1800 -rP \
		$(shell grep -lsE 'MANY|SOAK' -r tests --include='test_*.py')

lint: $(STAMP) ## style, types and the arrows between rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP) ## let the formatter and the fixer do their part
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP) ## measure against the physical limits
	$(BIN)/facturaxpress bench

picture: $(STAMP) ## draw the picture of the README from an example
	$(BIN)/facturaxpress picture --home $(HOME_DIR)

lock: $(STAMP) ## resolve the dependencies anew into requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--extra dev --extra build --custom-compile-command "make lock" --upgrade pyproject.toml -o requirements.lock

clean: ## remove what the targets made (the home with its data stays)
	rm -rf $(VENV) demo-output .pytest_cache .mypy_cache .ruff_cache .hypothesis
