# Sidetone. `make help` lists what there is.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

# The Bun that scripts/setup.sh found or installed; asked for when a recipe runs, since set-up may just have put it there.
BUN = "$$(sh scripts/setup.sh bun)"

.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: ## Find or install the pinned Bun and the packages
	@sh scripts/setup.sh test

.PHONY: test
test: ## Types, lint, architecture and every test; ONLY=path runs the tests of one file or folder
	@sh scripts/setup.sh test
	@$(BUN) scripts/test.ts $(if $(ONLY),--only='$(ONLY)')

.PHONY: check
check: ## Types, lint and architecture, without the tests
	@sh scripts/setup.sh demo
	@$(BUN) scripts/test.ts --checks-only

.PHONY: fix
fix: ## Format, and repair what the linter can repair
	@sh scripts/setup.sh demo
	@$(BUN) node_modules/@biomejs/biome/bin/biome check --write .

.PHONY: start
start: ## Run for production, with the settings of the environment and .env
	@sh scripts/setup.sh demo
	@exec $(BUN) src/main.ts
