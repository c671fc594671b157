# Needs only python3 (3.11 or newer) and make. The first target that needs packages sets up .venv; the
# stamp .venv/.ready makes every later run start at once.
PYTHON ?= python3
RUN := .venv/bin/python -m
READY := .venv/.ready
# One more than the cores of a small machine, as many tests wait for processes that they started.
WORKERS ?= 3
TESTS ?= tests
ONLY ?=
# A file at a time, in order: what its tests share is made once, and nobody sits on a heap while others are done.
SHARED := -n $(WORKERS) --dist loadfile --no-loadscope-reorder

# Python keeps what it compiled, whatever it does elsewhere: without that every program starts half as fast.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: demo serve test test-long check bench docs lock help

# A checkout that was moved or copied is set up again, because its programs know their old place.
$(shell [ "$$(cat .venv/.place 2>/dev/null)" = '$(CURDIR)' ] || rm -f $(READY))

demo: $(READY) ## set up, start the embedded database, play a month of purchasing through the HTTP API
	@.venv/bin/daybook demo

serve: $(READY) ## serve the API on this machine until interrupted
	@.venv/bin/daybook serve

test: check ## everything that CI runs
	@$(RUN) pytest $(SHARED) $(TESTS)

test-long: check ## the tests, and also those that run for minutes
	@$(RUN) pytest $(SHARED) -m "long or not long" $(TESTS)

check: $(READY) ## format, lint, types and import contracts
	@.venv/bin/ruff format --check --quiet . || { echo "hint: .venv/bin/ruff format ."; exit 1; }
	@.venv/bin/ruff check --quiet .
	@$(RUN) mypy
	@.venv/bin/lint-imports --no-logo

bench: $(READY) ## the figures of the benchmarks (ONLY=name runs one)
	@$(RUN) tests.benchmarks $(ONLY)

docs: $(READY) ## write the generated reference pages again
	@$(RUN) docs.generate

lock: $(READY) ## choose the newest allowed package versions and pin them by hash
	@sh requirements/lock.sh

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r name what; do \
		printf '%-16s %s\n' "$$name" "$$what"; done

$(READY): pyproject.toml requirements/installer.lock requirements/packages.lock requirements/install.sh
	@PYTHON='$(PYTHON)' sh requirements/install.sh
	@touch $(READY)
