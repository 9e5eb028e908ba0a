# `make refresh` and `make test` work from a clean clone: Python 3.11 or newer, make, git and a package registry.
PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready

.PHONY: refresh test app lock

refresh: $(READY)
	$(VENV)/bin/nwbench refresh

test: $(READY)
	$(VENV)/bin/python -m pytest --numprocesses 2 --dist loadfile

app: $(READY)
	$(VENV)/bin/nwbench app

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
