# Build, check and preview the guide. `make help` lists the targets.

SOURCE ?= source
BUILD ?= build
PYTHON ?= python3
# Processes that read and write pages; a guide of hundreds of pages gains from one more than cores.
JOBS ?= 1

VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/ready

# Two builds of one commit are identical: every date comes from the commit.
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
export SOURCE_DATE_EPOCH

# Warnings are errors in our own pages; in somebody else's they are only shown.
STRICT = $(if $(filter source,$(patsubst %/,%,$(SOURCE))),--strict)
GUIDE = $(PY) -m tools.build --source $(SOURCE) --build $(BUILD) $(STRICT) --edition "$(EDITION)" --jobs $(JOBS)

ACTIONLINT := v1.7.12
LIGHTHOUSE := 12.8.2
MUFFET := v2.11.0
LINKINATOR := 7.6.1
SARIF := 5.7.0
# Two workers on two cores; a file stays with one, for its tests share what was built.
WORKERS := --numprocesses auto --dist loadfile --no-loadscope-reorder
CHECKLIST_TESTS := tests/site/test_checklist_files.py tests/site/test_checklist_storage.py
BENCH := .venv-bench
BENCH_PY := $(BENCH)/bin/python
LOCK = $(VENV)-lock/bin/uv pip compile --quiet --universal --upgrade --system-certs --generate-hashes \
  --no-emit-index-url --no-strip-extras --no-header
PAGE ?=
export PAGE

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.PHONY: all html pdf epub zip serve lint new linkcheck check test fuzz fuzz-long workflows validate
.PHONY: sarif-schema fonts test-site site-tools screenshots lighthouse bench bench-tools lock clean help

all: $(READY) ## build the site and the PDF (what plain `make` does)
	@$(GUIDE) html pdf

html: $(READY) ## build the site, with the PDF that it offers
	@$(GUIDE) html

pdf: $(READY) ## build the PDFs alone; EDITION=level-1 builds that one
	@$(GUIDE) pdf

epub: $(READY) ## build the book for reading devices
	@$(GUIDE) epub

zip: $(READY) ## build the copy of the site for machines without network
	@$(GUIDE) zip

serve: $(READY) ## preview the site in a browser; pages reload as you save
	@$(PY) -m tools.build --source $(SOURCE) --build $(BUILD) serve

lint: $(READY) ## check the pages: what is wrong, where, what to write instead
	@$(PY) -m tools.lint $(SOURCE)

new: $(READY) ## start a page: make new PAGE="Securing Drop Boxes"
	@$(PY) -m tools.lint.new --source $(SOURCE) -- "$$PAGE"

linkcheck: html ## check every external link, crawl the built site; the next build shows the health
	@$(PY) -m tools.linkcheck $(SOURCE) --site $(BUILD)/html --json $(BUILD)/links.json

check: $(READY) ## lint and type-check the code, lint the pages
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -m tools.lint
	@$(PY) -m codespell_lib source README.md CONTRIBUTING.md

test: $(READY) check ## run the checks and tests; fuzz, test-site and validate take longer
	@$(PY) -m pytest --quiet $(WORKERS) $(addprefix --ignore=,tests/lint/test_fuzz.py $(CHECKLIST_TESTS))

fuzz: $(READY) ## spoil 2,000 pages at random: nothing may fail, hang or lose text
	@$(PY) -m pytest tests/lint/test_fuzz.py

fuzz-long: $(READY) ## spoil 50,000 others, for some minutes
	@HYPOTHESIS_PROFILE=long $(PY) -m pytest tests/lint/test_fuzz.py

workflows: $(READY) ## check the GitHub workflows with zizmor and actionlint (needs Go)
	@$(VENV)/bin/zizmor --offline --persona=pedantic .github
	@test -x $(BUILD)/tools/bin/actionlint || GOBIN=$(abspath $(BUILD))/tools/bin \
	  go install github.com/rhysd/actionlint/cmd/actionlint@$(ACTIONLINT)
	@$(BUILD)/tools/bin/actionlint -verbose

validate: $(READY) sarif-schema ## check PDFs, EPUB and SARIF by their standards (needs Java, Maven, npm)
	@$(GUIDE) pdf epub
	@$(PY) -m tests.validators $(BUILD)
	@$(PY) -m pytest --quiet tests/test_sarif.py

sarif-schema: ## install the official schema of SARIF 2.1.0, which needs npm
	@test -d $(BUILD)/tools/sarif/node_modules || \
	  npm install --prefix $(BUILD)/tools/sarif --silent --no-save --ignore-scripts \
	    @microsoft/sarif-multitool-linux@$(SARIF)

test-site: $(READY) site-tools ## try the saved checklist; look at every page with axe (4 minutes) and Nu
	@$(PY) -m pytest --quiet $(WORKERS) $(CHECKLIST_TESTS)
	@SWEEP=1 $(PY) -m pytest tests/site/test_accessibility.py tests/site/test_validity.py

site-tools: ## install the Nu checker, which needs npm and Java to run
	@test -d $(BUILD)/tools/node_modules/vnu-jar || \
	  npm install --prefix $(BUILD)/tools --silent --no-save --ignore-scripts vnu-jar@26.9.27

fonts: $(READY) ## cut the theme's typefaces anew for site and PDF, when a test asks for it
	@$(PY) -m tools.fonts

lighthouse: html ## let Lighthouse judge pages as on a phone, three times each (3 minutes; needs npm)
	@test -d $(BUILD)/tools/node_modules/lighthouse || \
	  npm install --prefix $(BUILD)/tools --silent --no-save --ignore-scripts lighthouse@$(LIGHTHOUSE)
	@$(PY) -m tests.site.lighthouse $(BUILD)/tools $(BUILD)/html

screenshots: html ## take pictures of the main pages into build/screenshots
	@$(PY) -m tests.site.screenshots $(BUILD)/html $(BUILD)/screenshots

bench: $(BENCH)/ready ## measure ours beside its peers, on an idle machine (two hours; see bench/README.md)
	@$(BENCH_PY) -m bench

bench-tools: $(BENCH)/ready ## install the peers that come from npm and through Go; bench/README.md names the rest
	@-npm install --prefix $(BUILD)/bench --silent --no-save --ignore-scripts linkinator@$(LINKINATOR)
	@-GOBIN=$(CURDIR)/$(BUILD)/bench/bin go install github.com/raviqqe/muffet/v2@$(MUFFET)

lock: ## pin the dependencies of pyproject.toml anew in requirements.txt and bench/requirements.txt
	@$(PYTHON) -m venv $(VENV)-lock
	@$(VENV)-lock/bin/python -m pip install --quiet uv
	@$(LOCK) --group test --output-file requirements.txt pyproject.toml
	@$(LOCK) --group bench --constraints requirements.txt --output-file bench/requirements.txt pyproject.toml

clean: ## remove everything that was built
	rm -rf $(BUILD)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed; name it with make PYTHON=...")'
	@echo "Setting up $(VENV) (first time, or requirements.txt has changed) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

$(BENCH)/ready: $(READY) bench/requirements.txt
	@echo "Setting up $(BENCH) ..."
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH_PY) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@$(BENCH_PY) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement bench/requirements.txt
	@touch $@
