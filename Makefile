# ShopGuide's tasks. `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help setup build test test-page test-postgres demo serve bench bench-service bench-postgres fuzz fuzz-feeds reproduce format lint clean

export PKG_CONFIG_PATH := $(CURDIR)/.libtorch/pkgconfig$(if $(PKG_CONFIG_PATH),:$(PKG_CONFIG_PATH))

# One configuration for the program and the tests, so that nothing is compiled twice. The run path lets what is built
# find LibTorch without environment variables; it's looked up when a recipe runs, for set-up may have to run first.
prefix = $$(sed -n s/^prefix=//p .libtorch/pkgconfig/fewshot-libtorch.pc)
flags = --configuration release -Xlinker -rpath -Xlinker "$(prefix)/lib"
sources := Package.swift Sources Tests

help: ## List the tasks
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 24

setup: ## Fetch what the build needs: system libraries, LibTorch
	@Scripts/setup

build: setup ## Build .build/release/shopguide
	swift build $(flags) --product shopguide

demo: build ## Train for at most two minutes, evaluate and write a report
	.build/release/shopguide demo

serve: build ## Run the guide as a service on http://localhost:8080
	.build/release/shopguide serve

# Tests run side by side, and LibTorch's threads wait for each other by spinning: one each is faster by far. Those of the program wait
# for processes on the threads that those of the service need, so they run by themselves.
test: build ## Run all tests; those of the page where there is a browser, or can be
	python3 Tests/Setup/test_setup.py
	python3 Tests/Checks/test_checks.py
	python3 Tests/Bundle/test_bundle.py
	Tests/Deploy/run
	Tests/Consumer/run
	Scripts/references || echo "The tests that compare encoders with Hugging Face's are skipped."
	Scripts/postgres || echo "The tests on a PostgreSQL server are skipped."
	python3 Tests/Replicas/test_replicas.py
	python3 Tests/Replicas/test_crashes.py
	python3 Tests/Replicas/test_backups.py
	python3 Tests/Replicas/test_models.py
	swift build $(flags) --product test-shim
	.build/release/test-shim
	OMP_NUM_THREADS=1 swift test $(flags) --disable-testable-imports --disable-xctest --skip ShopGuideCommandTests
	OMP_NUM_THREADS=1 swift test $(flags) --disable-testable-imports --disable-xctest --filter ShopGuideCommandTests
	Tests/Browser/run

test-page: build ## Run the tests of the page alone
	Tests/Browser/run

# One test at a time: each makes tables of its own, and waits for them on the threads that the services of the others need.
test-postgres: build ## Run the tests of the service on a PostgreSQL server, and kill it and replicas again and again
	Scripts/postgres
	SHOPGUIDE_TEST_STORE=postgres OMP_NUM_THREADS=1 swift test $(flags) --disable-testable-imports --disable-xctest --no-parallel --filter 'ShopGuide(Application|Service)Tests'
	python3 Tests/Replicas/test_replicas.py
	python3 Tests/Replicas/test_crashes.py --kills 20 --server-kills 5

reproduce: build ## Make a table of results: make reproduce TABLE=lake DATA=omniglot:omniglot_105.zip
	.build/release/shopguide reproduce $(TABLE) $(addprefix --data ,$(DATA)) --resume

bench: build ## Race the same work in PyTorch; time imports of a million products
	Scripts/bench

# What `make bench-service SOAK=10` runs is ten minutes of everything, to see whether memory stays flat.
bench-service: build ## Measure the service under load with wrk: make bench-service [SOAK=MINUTES]
	Scripts/bench-service $(if $(SOAK),--soak $(SOAK))

bench-postgres: build ## Measure imports, durable interactions and two replicas on PostgreSQL
	Scripts/bench-postgres

fuzz: build ## Ask the service everything that its document allows, and much that it doesn't
	Scripts/fuzz-service

# What `make fuzz-feeds MINUTES=30` runs is half an hour each of tables, JSON and XML.
fuzz-feeds: setup ## Read shops' files that were changed at random: make fuzz-feeds [MINUTES=1]
	swift build $(flags) --product fuzz-feeds
	for endings in csv,tsv,dat,inter json,jsonl xml; do .build/release/fuzz-feeds Tests/ShopGuideCommandTests/Fixtures/Feeds --minutes $(or $(MINUTES),1) --endings $$endings || exit 1; done

format: ## Format all Swift files
	swift format --in-place --recursive $(sources)

lint: ## Check the formatting, the words, and that the documentation agrees
	Scripts/check-words
	Scripts/check-docs
	Scripts/check-devices
	swift format lint --strict --recursive $(sources)

clean: ## Remove what was built, but not LibTorch
	rm -rf .build
