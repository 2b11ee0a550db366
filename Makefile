# make demo   run the built-in study and show what it found
# make test   check form, types, layers and behaviour
# Both set up .venv from the pins on first use. PYTHON=python3.12 chooses the interpreter.

PYTHON ?= python3
JOBS ?= 2
run = .venv/bin/python -m

.PHONY: demo test format catalogue documents clean

demo: .venv/core.stamp
	$(run) sandtable study huarong_flood --out results

test: .venv/dev.stamp
	$(run) ruff format --check .
	$(run) ruff check .
	$(run) mypy
	.venv/bin/lint-imports --no-logo
	$(run) pytest -n $(JOBS)

format: .venv/dev.stamp
	$(run) ruff check --fix .
	$(run) ruff format .

# After a text changed: extract the messages, merge and compile the Chinese catalogue.
catalogue: .venv/dev.stamp
	$(run) tests.catalogue

# After a record column, a public name or a key of a file changed: write their pages again.
documents: .venv/dev.stamp
	$(run) tests.public_names > docs/python.md
	$(run) sandtable.report.record_page > docs/records.md
	$(run) sandtable.report.measure_page > docs/measures.md
	$(run) tests.schemas

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/core.stamp: requirements/core.txt requirements/build.txt requirements/install.py pyproject.toml
	$(PYTHON) requirements/install.py core build
	touch $@

.venv/dev.stamp: .venv/core.stamp requirements/gis.txt requirements/dev.txt
	$(PYTHON) requirements/install.py core build gis dev
	touch $@
