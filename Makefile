# `make demo` and `make test` need Python 3.11 or newer and make, nothing else: they set up .venv themselves.
# Another interpreter: make test PYTHON=/path/to/python3.11
# Some tests only:     make test ARGS="tests/pairing -k ties"

VENV ?= .venv
OLDEST_VENV ?= .venv-oldest
WHEEL_VENV ?= .venv-wheel
OUT ?= out
PYTEST_ARGS ?= -n 2 --dist loadgroup
ARGS ?=

# An interpreter is tried by running it: the name may be there (a version manager's stand-in) and not work, and some
# systems ship Python without the modules that make an environment.
try_pythons = $(shell for p in $(1); do \
	"$$p" -c 'import sys, venv, ensurepip; v = sys.version_info; sys.exit(not (3, 11) <= v[:2] <= (3, $(2)))' \
	>/dev/null 2>&1 && { echo "$$p"; break; }; done)
ifndef PYTHON
PYTHON := $(call try_pythons,python3 python3.14 python3.13 python3.12 python3.11 python,99)
endif

PY := $(VENV)/bin/python
PIP_INSTALL = -m pip install -qq --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test lint format types docstrings notebooks notebooks-check data-check bench wheel-check \
	test-oldest dev clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' Makefile

demo: $(VENV)/.core ## score a bundled case; figures and tables go to out/
	$(VENV)/bin/rhetoric-gap demo --out $(OUT)

test: $(VENV)/.dev ## the whole test suite: tests, docstrings, README, notebooks
	$(PY) -m pytest $(PYTEST_ARGS) $(ARGS)

lint: $(VENV)/.dev ## style
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

format: $(VENV)/.dev ## put the code into shape
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

types: $(VENV)/.dev ## type check
	$(PY) -m mypy

docstrings: $(VENV)/.dev ## numpydoc check of every public name
	$(PY) -m scripts.ci.docstrings

notebooks: $(VENV)/.dev ## examples/*.py -> executed .ipynb beside them
	$(PY) -m scripts.ci.notebooks

notebooks-check: $(VENV)/.dev ## is every notebook that of its script?
	$(PY) -m scripts.ci.notebooks --check

data-check: $(VENV)/.dev ## are data sets and scales what their scripts build?
	$(PY) -m scripts.build_datasets --check
	$(PY) scripts/build_scales.py --check
	$(PY) scripts/build_actors.py --check
	$(PY) scripts/build_registry.py --check

bench: $(VENV)/.bench ## measure speed and memory; ARGS=--quick for small sizes only
	for file in benchmarks/[a-z]*.py; do $(PY) -m benchmarks.$$(basename "$$file" .py) $(ARGS) || exit 1; done

# In an environment of its own and from another folder, so that only what the wheel brings can be found.
wheel-check: $(VENV)/.dev $(WHEEL_VENV)/bin/python ## build the wheel, install it, use it
	rm -rf build dist
	$(PY) -m build --outdir dist . > /dev/null
	$(WHEEL_VENV)/bin/python $(PIP_INSTALL) dist/*.whl
	$(WHEEL_VENV)/bin/python $(PIP_INSTALL) --force-reinstall --no-deps dist/*.whl
	$(PY) -m scripts.ci.installed_wheel $(WHEEL_VENV)

test-oldest: $(OLDEST_VENV)/.oldest ## the suite on the oldest supported dependencies
	$(OLDEST_VENV)/bin/python -m pytest $(PYTEST_ARGS) --ignore=tests/notebooks $(ARGS)

dev: $(VENV)/.dev ## set up .venv for development

clean: ## remove what was built, measured or cached; the environments too
	rm -rf $(VENV) $(OLDEST_VENV) $(WHEEL_VENV) $(OUT) build dist *.egg-info .ci-logs
	rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- environments; a stamp file says what is installed, and an edit of the requirements makes it stale

$(VENV)/.core: pyproject.toml setup.cfg | $(PY)
	@echo "Installing rhetoric_gap into $(VENV) ..."
	$(PY) $(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml setup.cfg | $(PY)
	@echo "Installing rhetoric_gap and its development tools into $(VENV) ..."
	$(PY) $(PIP_INSTALL) --editable ".[dev]"
	@touch $(VENV)/.core $@

$(VENV)/.bench: pyproject.toml setup.cfg | $(PY)
	$(PY) $(PIP_INSTALL) --editable ".[bench]"
	@touch $(VENV)/.core $@

$(OLDEST_VENV)/.oldest: pyproject.toml setup.cfg requirements/oldest.txt | $(OLDEST_VENV)/bin/python
	@echo "Installing the oldest supported dependencies into $(OLDEST_VENV) ..."
	$(OLDEST_VENV)/bin/python $(PIP_INSTALL) --constraint requirements/oldest.txt --editable ".[test]"
	@touch $@

$(PY) $(WHEEL_VENV)/bin/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "rhetoric_gap needs Python 3.11 or newer with venv; $(if $(PYTHON),'$(PYTHON)' is not,none was found)."; \
		echo "Name one:  make $(firstword $(MAKECMDGOALS)) PYTHON=/path/to/python3.11"; exit 1; }
	"$(PYTHON)" -m venv $(dir $(@D))

# The oldest dependencies have wheels for 3.11 and 3.12 only.
$(OLDEST_VENV)/bin/python: OLDEST_PYTHON ?= $(call try_pythons,$(PYTHON) python3.11 python3.12,12)
$(OLDEST_VENV)/bin/python:
	@test -n "$(OLDEST_PYTHON)" || { \
		echo "The oldest dependencies need Python 3.11 or 3.12; name one with OLDEST_PYTHON=..."; exit 1; }
	"$(OLDEST_PYTHON)" -m venv $(dir $(@D))
