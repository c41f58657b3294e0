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

.PHONY: settings-documents
settings-documents: ## Write .env.sample and docs/settings.md from src/settings.ts
	@sh scripts/setup.sh demo
	@$(BUN) scripts/write-settings-documents.ts

.PHONY: samples
samples: ## Make the sample calls again (needs espeak-ng)
	@sh scripts/setup.sh demo
	@$(BUN) scripts/make-samples.ts

# Containers. One sentence when the tool is missing, instead of a shell's "not found".
NEED_DOCKER = command -v docker >/dev/null 2>&1 || { \
	  echo "Docker is missing: install it (docs.docker.com/engine/install), or run without containers: make start." >&2; exit 1; }
NEED_COMPOSE = $(NEED_DOCKER); docker compose version >/dev/null 2>&1 || { \
	  echo "The compose plugin of Docker is missing: install it (docs.docker.com/compose/install)." >&2; exit 1; }
NEED_ENV = test -f .env || { \
	  echo "There is no .env: copy .env.sample to .env and fill in its first part." >&2; exit 1; }

.PHONY: image
image: ## Build the container image
	@$(NEED_DOCKER)
	docker build -t sidetone:latest .

.PHONY: up
up: ## Start Sidetone and Redis in containers
	@$(NEED_COMPOSE)
	@$(NEED_ENV)
	docker compose --profile redis up --build --detach --wait

.PHONY: down
down: ## Stop the containers; what they stored stays
	@$(NEED_COMPOSE)
	docker compose --profile redis --profile embedded down

.PHONY: logs
logs: ## Follow the logs of the containers
	@$(NEED_COMPOSE)
	docker compose --profile redis --profile embedded logs --follow --tail 100

.PHONY: all
all: ## Containers from scratch: down, up, logs
	@$(MAKE) down
	@$(MAKE) up
	@$(MAKE) logs
