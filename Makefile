# `make refresh`, `make check` and `make test` work from a clean clone: Python 3.11 or newer, make, git and a package registry.
PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready

.PHONY: refresh check test app docs lock

refresh: $(READY)
	$(VENV)/bin/nwbench refresh

# What can be told in about a minute without building anything: layout and lint of Python and SQL, types on public functions,
# conventions, and that every link, path and command of every page lives and every generated page is current.
check: $(READY)
	$(VENV)/bin/ruff format --check --quiet .
	$(VENV)/bin/ruff check --quiet .
	PYTHONWARNINGS=ignore $(VENV)/bin/sqlfluff lint --disable-progress-bar dbt_project/models dbt_project/tests
	$(VENV)/bin/python -m pytest tests/test_conventions.py tests/test_documentation.py

test: $(READY)
	$(VENV)/bin/python -m pytest --numprocesses 2 --dist loadfile

app: $(READY)
	$(VENV)/bin/nwbench app

# Pages of reference into docs/reference/; into site/ the data dictionary with its lineage, one file that needs no network.
DBT_DOCS := --quiet --no-partial-parse --log-path $(CURDIR)/site
DBT_PLACES := --project-dir dbt_project --profiles-dir dbt_project --target-path $(CURDIR)/site

docs: $(READY)
	$(VENV)/bin/python -m docs.pages
	$(VENV)/bin/dbt $(DBT_DOCS) parse $(DBT_PLACES)
	$(VENV)/bin/dbt $(DBT_DOCS) docs generate --static --empty-catalog --no-compile $(DBT_PLACES)
	mv site/static_index.html site/index.html

# pip rather than a faster installer: it obeys the mirror, proxy and certificates that the machine is set up with.
# Bytecode is compiled at install, or every start pays for it.
$(READY): requirements.lock pyproject.toml
	@echo "Setting up $(VENV) (once, two to three minutes)"
	$(PYTHON) -m venv --clear $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.lock
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@

lock:
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --group dev --extra spark --output-file requirements.lock pyproject.toml
