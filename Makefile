# Shorthand only: everything here is one command that works without make.
PYTHON ?= python

.PHONY: check test docs fuzz
SECONDS ?= 60

check:  ## everything that CI checks under one Python
	$(PYTHON) tests/check.py

test:  ## the tests alone
	$(PYTHON) -m pytest -n auto --dist loadgroup

docs:  ## write docs/rules.md from the cards; the configuration's JSON Schema and the manual page
	$(PYTHON) -m dcslint rules docs
	$(PYTHON) tools/config_schema.py
	$(PYTHON) tools/man_page.py

fuzz:  ## fuzz each target for SECONDS (needs atheris from PyPI)
	$(PYTHON) fuzz/fuzz.py --seconds $(SECONDS)
