# Two commands matter: `make demo` and `make test`. Nothing is needed but Python >= 3.11 and make.
PYTHON ?= python3
BIN := .venv/bin
# further arguments, e.g. make test ARGS="tests/unit -x", make demo ARGS="--home /tmp/other"
ARGS ?=
# compiled files are kept: where the environment forbids it, every process of every stack compiles the whole house again
export PYTHONDONTWRITEBYTECODE :=
# how many sessions `make test` runs beside each other
SESSIONS ?= 4
.DEFAULT_GOAL := help
.PHONY: help demo up down test walk year fault fuzz drill secure bench trial scale soak pictures lint lock sbom environment

help: ## what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

environment:
	@$(PYTHON) deploy/local/bootstrap.py

demo: environment ## play a ward's year 2024 on a real stack; ONCE=1 ends after the result
	@$(BIN)/thidua demo $(if $(ONCE),--once) $(ARGS)

up: environment ## start the stack in the background (thidua up --detach)
	@$(BIN)/thidua up --detach $(ARGS)

down: environment ## stop the stack, keeping its data (thidua down --erase deletes it)
	@$(BIN)/thidua down $(ARGS)

test: environment ## every test but `make secure`'s, with real PostgreSQL and Kafka, in four sessions at once; SESSIONS=3 tries another number
	@$(BIN)/python -m pytest -n $(SESSIONS) --ignore=tests/integration/test_secure.py $(ARGS)

fault: environment ## kill, cut and stop real processes, then verify; FAULT_SCALE=0.2 is shorter, FAULT_SEED=… repeats a run
	@FAULT=full $(BIN)/python -m pytest tests/fault -m fault $(ARGS)

year: environment ## a ward's first year through pages alone, from an empty store; says how many presses each chapter took
	@YEAR=full $(BIN)/python -m pytest tests/e2e/test_first_year.py -s $(ARGS)

walk: environment ## every declared page in two widths, by keyboard and without script, looked at by axe
	@WALK=full $(BIN)/python -m pytest tests/e2e/test_declared_pages.py $(ARGS)

fuzz: environment ## ask every service as every role, drive wards at random; FUZZ_SECONDS=60 is shorter, FUZZ_SEED=… repeats a run
	@FUZZ=full $(BIN)/python -m pytest tests/fuzz/test_long.py $(ARGS)

drill: environment ## restore a service to an earlier time, name what was lost, settle it; tells the story
	@$(BIN)/python -m pytest tests/integration/test_recover.py -k drill -s $(ARGS)

secure: environment ## our processes on a Kafka and a PostgreSQL that ask: TLS, logins, grants, signatures, and each refusal
	@$(BIN)/python -m pytest tests/integration/test_secure.py tests/integration/test_verify_full.py $(ARGS)

bench: environment ## measure; NAME=… one benchmark only, ARGS="--against COMMIT" that commit too, turn by turn
	@$(BIN)/thidua bench $(NAME) $(ARGS)

trial: environment ## every benchmark once and short: whether it tells what it should, not how fast
	@BENCH=full $(BIN)/python -m pytest tests/bench $(ARGS)

scale: environment ## what a store of 10⁵ and 10⁶ events takes and costs; SCALE="100000 1000000 10000000" for more
	@$(BIN)/python -m tests.bench.history $(or $(SCALE),100000 1000000)

soak: environment ## a city's load for 35 minutes, then verify; SOAK_SCALE=0.05 is shorter, SOAK_SEED=… for the ids
	@$(BIN)/python -m tests.soak

pictures: environment ## take the README's pictures anew, in a browser
	@PICTURES=.thidua/pictures $(BIN)/python -m pytest tests/e2e/test_pages_for_everybody.py -k pictures $(ARGS)
	@cp .thidua/pictures/home-360.png tests/e2e/pictures/tasks.png
	@cp .thidua/pictures/board-1280.png tests/e2e/pictures/board.png

lint: environment ## ruff and mypy, as strict as they get
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy contracts/thidua_contracts services deploy tests

lock: ## write both locks anew, the image's too, from the pyproject files; UPGRADE=1 takes newer versions
	@$(PYTHON) -m venv .venv/lock && .venv/lock/bin/pip install -q uv
	@printf './contracts\n.[local,dev,build]\n' | .venv/lock/bin/uv pip compile -q --universal --python-version 3.11 \
	    --generate-hashes --no-annotate --no-header --no-emit-package thidua --no-emit-package thidua-contracts \
	    $(if $(UPGRADE),--upgrade) -o requirements.lock -
	@$(PYTHON) deploy/local/bootstrap.py
	@$(BIN)/python -m deploy.image.lock > .venv/image.lock && mv .venv/image.lock deploy/image/requirements.lock

sbom: ## write what the image is made of as CycloneDX (.thidua/sbom.json), from its lock
	@$(PYTHON) -m venv .venv/sbom && .venv/sbom/bin/pip install -q --require-hashes --no-deps -r deploy/image/sbom.lock
	@mkdir -p .thidua && .venv/sbom/bin/cyclonedx-py requirements --output-reproducible --of JSON \
	    -o .thidua/sbom.json deploy/image/requirements.lock
