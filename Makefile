# make demo   crawl the bundled practice portal into demo-data/ and show what was found
# make test   lint, types and tests
# make check  lint and types alone
# make cover  the tests with their coverage
# make faults a kill, a full and a failing disk at every single write of a small crawl (hours)
# make audit  whether a hole is known in any package of constraints.txt; says so where nobody can be asked
# make hostile  a hostile server of many cases against crawl, add and extract (Linux, half an hour)
# make bench-extraction  extraction beside other extractors, on the data in ../shared; table, and JSON in build/

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test check cover faults audit hostile bench-extraction clean .venv

demo: $(STAMP)
	$(BIN)/luutru -a demo-data demo --no-serve

test: check
	$(BIN)/python -m pytest -q -n 2 --dist worksteal

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

cover: $(STAMP)
	$(BIN)/python -m pytest -q -n 2 --dist worksteal --cov --cov-report=term

faults: $(STAMP)
	LUUTRU_FAULTS=all $(BIN)/python -m pytest -q -s --timeout 0 tests/crawler/test_faults.py

audit: $(STAMP)
	$(BIN)/python tools/audit.py

hostile: $(STAMP)
	$(BIN)/python bench/hostile_server.py

bench-extraction: $(STAMP)
	$(BIN)/python bench/extraction.py --json build/bench-extraction.json

.venv: $(STAMP)

# Made anew when it is missing, when what it was made from has changed, or when its interpreter is gone.
$(STAMP): pyproject.toml constraints.txt tools/check_python.py
	$(PYTHON) tools/check_python.py
	@$(BIN)/python -c "" 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
		--editable ".[web,parquet,mcp,browser,dev]"
	touch $@

clean:
	rm -rf $(VENV) demo-data .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*
