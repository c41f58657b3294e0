# Sidetone. `make help` lists what there is.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

# The Bun that scripts/setup.sh found or installed; asked for when a recipe runs, since set-up may just have put it there.
BUN = "$$(sh scripts/setup.sh bun)"

# The server the next three talk to: GRPC=host:port and HTTP=url, or that of make deploy where .env names a project and gcloud
# finds one, or the one on this machine (always with LOCAL=true).
LOCAL_GRPC = 127.0.0.1:$(or $(GRPC_PORT),50051)
LOCAL_HTTP = http://127.0.0.1:$(or $(HTTP_PORT),8080)
DEPLOYED = "$$(test -f .env && command -v gcloud >/dev/null && $(BUN) deploy/cloud-run/main.ts url $(1) || \
	  { echo 'No service on Cloud Run is known here: asking this machine instead.' >&2; echo $(2); })"
GRPC_ADDRESS = $(if $(filter true,$(LOCAL)),'$(LOCAL_GRPC)',$(if $(GRPC),'$(GRPC)',$(call DEPLOYED,grpc,$(LOCAL_GRPC))))
HTTP_ADDRESS = $(if $(filter true,$(LOCAL)),'$(LOCAL_HTTP)',$(if $(HTTP),'$(HTTP)',$(call DEPLOYED,http,$(LOCAL_HTTP))))

##@ Try it

.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } /^##@ / { printf "\n%s\n", substr($$0, 5) } /^[a-z-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: ## Find or install the pinned Bun and the packages
	@sh scripts/setup.sh test

.PHONY: demo
demo: ## A simulated call, end to end, no account needed; TEXT=file, WAV=file or MIC=1 for your own words, GOOGLE=1 for your own project, ONCE=1, SPEED=4, SAMPLE=name, SOURCE=audiocodes, TRANSLATE=de
	@started=$$(date +%s); sh scripts/setup.sh demo && \
	exec $(BUN) $(if $(GOOGLE),,--no-env-file) scripts/demo.ts --asked-at=$$started $(if $(MIC),--mic) $(if $(GOOGLE),--google) $(if $(ONCE),--once) $(if $(SPEED),--speed='$(SPEED)') $(if $(SAMPLE),--sample='$(SAMPLE)') $(if $(TEXT),--text='$(TEXT)') $(if $(WAV),--wav='$(WAV)') $(if $(RULES),--rules='$(RULES)') $(if $(SOURCE),--source='$(SOURCE)') $(if $(TRANSLATE),--translate='$(TRANSLATE)')

.PHONY: fleet
fleet: ## The demo's call through five processes on one Redis behind nginx or HAProxy (needs redis-server); ONCE=1, SPEED=4, SAMPLE=name, SOURCE=audiocodes
	@started=$$(date +%s); sh scripts/setup.sh demo && \
	exec $(BUN) --no-env-file scripts/fleet.ts --asked-at=$$started $(if $(ONCE),--once) $(if $(SPEED),--speed='$(SPEED)') $(if $(SAMPLE),--sample='$(SAMPLE)') $(if $(SOURCE),--source='$(SOURCE)')

.PHONY: doctor
doctor: ## What is missing for demo, tests, production, Google, Five9, AudioCodes, each with its command; NEED=production,five9
	@sh scripts/setup.sh demo >&2
	@$(BUN) scripts/doctor.ts $(if $(NEED),--need='$(NEED)')

##@ Run it

.PHONY: start
start: ## Run for production, with the settings of the environment and .env; what make build made, if the source is still the same
	@sh scripts/setup.sh demo
	@program=$$($(BUN) --no-env-file scripts/program.ts --which) && exec env MIMALLOC_PURGE_DELAY=1000 MIMALLOC_PURGE_HOLES_MIN_INTERVAL=2000 BUN_JSC_thresholdForJITAfterWarmUp=2000 $(BUN) "$$program"

.PHONY: up
up: ## A fleet in containers: Redis, proxy, 2 + 2 instances, Prometheus, Grafana, with .env; SIMULATED=1 needs no account, MONITORING=0 or prometheus
	@sh scripts/setup.sh demo >&2
	@$(BUN) scripts/compose.ts up $(if $(SIMULATED),--simulated) $(if $(MONITORING),--monitoring='$(MONITORING)')

.PHONY: down
down: ## Stop the containers; their data stays
	@sh scripts/setup.sh demo >&2
	@$(BUN) scripts/compose.ts down

.PHONY: logs
logs: ## Follow the logs of the containers
	@sh scripts/setup.sh demo >&2
	@$(BUN) scripts/compose.ts logs

.PHONY: all
all: ## Containers from scratch: down, up, logs; SIMULATED=1
	@$(MAKE) down
	@$(MAKE) up
	@$(MAKE) logs

.PHONY: test-containers
test-containers: ## Build the image, run it read-only and without rights, and play a call through it (needs docker or podman)
	@sh scripts/setup.sh test
	@$(BUN) --no-env-file scripts/test-containers.ts

.PHONY: image
image: ## Build the container image (needs docker or podman)
	@sh scripts/setup.sh demo >&2
	@$(BUN) --no-env-file scripts/image.ts sidetone:latest

.PHONY: push-image
push-image: ## Build the image and push it: IMAGE=registry.example.com/sidetone TAG=v1.2.3
	@sh scripts/setup.sh demo >&2
	@$(BUN) --no-env-file scripts/image.ts '$(IMAGE):$(TAG)' --push

.PHONY: build
build: ## The program as one file with bytecode: make start then takes half the processor time
	@sh scripts/setup.sh demo
	@$(BUN) --no-env-file scripts/program.ts

.PHONY: erase
erase: ## Erase one call: CALL=five9-600000000054602; HTTP=url asks a process elsewhere
	@sh scripts/setup.sh demo >&2
	@$(BUN) scripts/erase.ts '$(CALL)' $(if $(HTTP),--http '$(HTTP)')

.PHONY: deploy
deploy: ## Both services on Cloud Run, from .env; safe to run again; DRY_RUN=1 prints every command and touches nothing (needs gcloud)
	@sh scripts/setup.sh demo >&2
	@$(BUN) deploy/cloud-run/main.ts deploy $(if $(DRY_RUN),--dry-run)

.PHONY: teardown
teardown: ## Remove from Google Cloud what make deploy made; CONFIRM=project, or DRY_RUN=1
	@sh scripts/setup.sh demo >&2
	@$(BUN) deploy/cloud-run/main.ts teardown $(if $(DRY_RUN),--dry-run) $(if $(CONFIRM),--confirm '$(CONFIRM)')

.PHONY: logs-cloudrun
logs-cloudrun: ## The logs of both services on Cloud Run; HOURS=1
	@sh scripts/setup.sh demo >&2
	@$(BUN) deploy/cloud-run/main.ts logs $(if $(HOURS),--hours '$(HOURS)')

##@ Connect it

.PHONY: generate-trust-token
generate-trust-token: ## Print one new secret; ALL=1 prints a line for .env for each secret that you choose yourself
	@sh scripts/setup.sh demo >&2
	@$(BUN) --no-env-file scripts/generate-trust-token.ts $(if $(ALL),--settings)

.PHONY: check-google
check-google: ## What Google's side lacks (profile, topics, subscriptions, roles, quota), each with the command for it; CALLS=n calls at once
	@sh scripts/setup.sh demo >&2
	@$(BUN) scripts/check-google.ts $(if $(CALLS),--calls '$(CALLS)')

.PHONY: test-grpc-reachable
test-grpc-reachable: ## Can the audio endpoint be reached, and is it closed to strangers? GRPC=host:port or LOCAL=true
	@sh scripts/setup.sh demo >&2
	@$(BUN) --no-env-file scripts/check-reachable.ts grpc $(GRPC_ADDRESS)

.PHONY: test-http-reachable
test-http-reachable: ## Can the webhooks be reached, and are they ready? HTTP=https://host or LOCAL=true
	@sh scripts/setup.sh demo >&2
	@$(BUN) --no-env-file scripts/check-reachable.ts http $(HTTP_ADDRESS)

.PHONY: test-grpc-stream
test-grpc-stream: ## Play a call to a running server as Five9 would; GRPC=host:port or LOCAL=true, WAV=file, SPEED=4
	@sh scripts/setup.sh demo >&2
	@exec $(BUN) scripts/stream-wav.ts --grpc $(GRPC_ADDRESS) $(if $(WAV),--wav '$(WAV)') $(if $(SPEED),--speed '$(SPEED)')

##@ Work on it

.PHONY: test
test: ## Types, lint, architecture and every test; ONLY='path path' runs those tests, CHANGED=1 those that the change since main can affect, AGAIN=1 runs what failed once more
	@sh scripts/setup.sh test
	@$(BUN) scripts/test.ts $(if $(ONLY),--only='$(ONLY)') $(if $(CHANGED),--changed) $(if $(AGAIN),--again) $(if $(JUNIT),--junit='$(JUNIT)') $(if $(LANES),--lanes='$(LANES)')

.PHONY: test-flaky
test-flaky: ## Tests many times beside a busy core, to find tests that fail now and then; ONLY='path path', RUNS=20, BUSY=1, LANES=1
	@sh scripts/setup.sh test
	@$(BUN) scripts/test-flaky.ts $(if $(ONLY),--only='$(ONLY)') $(if $(RUNS),--runs='$(RUNS)') $(if $(BUSY),--busy='$(BUSY)') $(if $(LANES),--lanes='$(LANES)')

.PHONY: test-names
test-names: ## The names of all tests of the last run, sorted; JUNIT=file
	@$(BUN) scripts/test-names.ts $(if $(JUNIT),'$(JUNIT)')

.PHONY: check
check: ## Types, lint and architecture, without the tests
	@sh scripts/setup.sh demo
	@$(BUN) scripts/test.ts --checks-only

.PHONY: fix
fix: ## Format, and apply the linter's fixes
	@sh scripts/setup.sh demo
	@$(BUN) node_modules/@biomejs/biome/bin/biome check --write .

.PHONY: preview
preview: ## The agent's panel with invented calls, for design work; PORT=8088
	@sh scripts/setup.sh demo
	@exec $(BUN) --no-env-file scripts/panel-preview.ts $(if $(PORT),--port '$(PORT)')

.PHONY: preview-console
preview-console: ## The operators' console with invented calls; PORT=8089, CALLS=1000, RATE=5 (events per call and second)
	@sh scripts/setup.sh demo
	@exec $(BUN) --no-env-file scripts/console-preview.ts $(if $(PORT),--port '$(PORT)') $(if $(CALLS),--calls '$(CALLS)') $(if $(RATE),--rate '$(RATE)')

.PHONY: settings-documents
settings-documents: ## Write .env.sample and docs/reference/settings.md from src/settings/table.ts
	@sh scripts/setup.sh demo
	@$(BUN) scripts/write-settings-documents.ts

.PHONY: charts
charts: ## Draw the console's charts again after a change of src/actors/*/machine.ts or docs/reference/states.md
	@sh scripts/setup.sh demo
	@$(BUN) scripts/draw-charts.ts

.PHONY: picture
picture: ## The pictures of README and guides, in Chromium; ONLY=panel or ONLY=console (needs chromium)
	@sh scripts/setup.sh test
	@$(BUN) --no-env-file scripts/make-picture.ts $(ONLY)

.PHONY: samples
samples: ## Make the sample calls again (needs espeak-ng)
	@sh scripts/setup.sh demo
	@$(BUN) scripts/make-samples.ts

.PHONY: descriptors
descriptors: ## What gRPC reflection shows, compiled anew from the protos (needs Python 3)
	@sh scripts/setup.sh demo
	@$(BUN) test/support/compile-descriptors.ts

.PHONY: release-notes
release-notes: ## What CHANGELOG.md says of TAG=v1.2.3, if tag, package.json and changelog agree
	@sh scripts/setup.sh demo >&2
	@$(BUN) --no-env-file scripts/release.ts notes '$(TAG)'

.PHONY: release
release: ## Publish TAG=v1.2.3 with its notes on the repository's page (needs gh)
	@sh scripts/setup.sh demo >&2
	@$(BUN) --no-env-file scripts/release.ts publish '$(TAG)'

##@ Prove it

.PHONY: chaos
chaos: ## Many calls under upstream faults: no word doubled, or lost without notice; SEED=n, CALLS=n, DURATION=s, SPEED=x, RECOGNITION_API=streaming, REDIS=1 (needs redis-server)
	@sh scripts/setup.sh demo
	@exec $(BUN) --no-env-file scripts/chaos.ts $(if $(SEED),--seed='$(SEED)') $(if $(CALLS),--calls='$(CALLS)') $(if $(DURATION),--duration='$(DURATION)') $(if $(SPEED),--speed='$(SPEED)') $(if $(RECOGNITION_API),--api='$(RECOGNITION_API)') $(if $(REDIS),--redis)

.PHONY: rolling-restart
rolling-restart: ## All instances of a fleet restarted one after the other under calls in real time (needs redis-server, nginx or HAProxy); CALLS=n (300; 5 is a short form), CHUNK_MS=n
	@sh scripts/setup.sh demo
	@exec $(BUN) --no-env-file scripts/rolling-restart.ts $(if $(CALLS),--calls='$(CALLS)') $(if $(CHUNK_MS),--chunk-ms='$(CHUNK_MS)')

.PHONY: chaos-fleet
chaos-fleet: ## Calls through five instances that are killed, stopped and told to leave, on a Redis that fails (needs redis-server, nginx); CALLS=n (100), DURATION=s (180), SEED=n
	@sh scripts/setup.sh demo
	@exec $(BUN) --no-env-file scripts/chaos-fleet.ts $(if $(SEED),--seed='$(SEED)') $(if $(CALLS),--calls='$(CALLS)') $(if $(DURATION),--duration='$(DURATION)')

.PHONY: siege
siege: ## Strangers at every door during calls, with agents and operators at work; DURATION=s, REDIS=1 (needs redis-server), SEED=n
	@sh scripts/setup.sh demo
	@exec $(BUN) --no-env-file scripts/siege.ts $(if $(SEED),--seed='$(SEED)') $(if $(DURATION),--duration='$(DURATION)') $(if $(REDIS),--redis)

.PHONY: fuzz
fuzz: ## Endless inputs for every parser, made from test/fuzz/seeds; DURATION=s (60), TARGET=name, SEED=n
	@sh scripts/setup.sh demo
	@exec $(BUN) --no-env-file scripts/fuzz.ts $(if $(SEED),--seed='$(SEED)') $(if $(DURATION),--duration='$(DURATION)') $(if $(TARGET),--target='$(TARGET)')

.PHONY: prove
prove: ## Walk every combination of states of calls and delivery, and check docs/reference/invariants.md; SHORT=1 takes seconds
	@sh scripts/setup.sh demo
	@exec $(BUN) --no-env-file scripts/prove.ts $(if $(SHORT),--short)

.PHONY: soak
soak: ## A day's calls in fast time, kept for a minute: sizes stay flat, nothing is left; CALLS=n (2,000), REDIS=1 (needs redis-server)
	@sh scripts/setup.sh demo
	@exec $(BUN) --no-env-file scripts/soak.ts $(if $(CALLS),--calls '$(CALLS)') $(if $(REDIS),--redis)

.PHONY: bench
bench: ## The cost of the audio path against a bare gRPC hop, of consoles, and of a fleet; QUICK=1 looks for five minutes, ONLY=compare,thousand,memory,age,watched,storage,fleet,fleet-latency,start,idle,events,latency,restart,peers
	@sh scripts/setup.sh demo
	@exec $(BUN) --no-env-file bench/run.ts $(if $(QUICK),--quick) $(if $(ONLY),--only='$(ONLY)')

.PHONY: storm-desktops
storm-desktops: ## 1,000 desktops on 500 calls while Redis connections are cut and desktops drop (needs redis-server)
	@sh scripts/setup.sh test
	@$(BUN) --no-env-file scripts/storm-desktops.ts

.PHONY: long-call
long-call: ## A call of MINUTES=n (180) in fast time: no word lost or doubled through all its roll-overs, and no alarm
	@sh scripts/setup.sh test
	@LONG_CALL_MINUTES='$(or $(MINUTES),180)' $(BUN) --no-env-file test --timeout 3600000 ./test/field/long-call.test.ts

.PHONY: storm-agents
storm-agents: ## 2,000 agents' own applications, a tenth of them reloading each second for a minute; AGENTS=n, DURATION=s, INSTANCES=n (more than one: on Redis)
	@sh scripts/setup.sh test
	@$(BUN) --no-env-file scripts/storm-agents.ts $(if $(AGENTS),--agents='$(AGENTS)') $(if $(DURATION),--seconds='$(DURATION)') $(if $(INSTANCES),--instances='$(INSTANCES)')

.PHONY: storm-events
storm-events: ## EVENTS=n (50,000) reports of Five9 in DURATION=s (60) while Sidetone is killed three times and Redis once; EMBEDDED=1 (needs redis-server)
	@sh scripts/setup.sh test
	@$(BUN) --no-env-file scripts/storm-events.ts $(if $(EVENTS),--events='$(EVENTS)') $(if $(DURATION),--seconds='$(DURATION)') $(if $(EMBEDDED),--embedded)

.PHONY: storm-console
storm-console: ## 1,000 live calls with five events a second each, shown in Chromium for a minute; CALLS=n, DURATION=s (needs chromium)
	@sh scripts/setup.sh test
	@$(BUN) --no-env-file scripts/storm-console.ts $(if $(CALLS),--calls='$(CALLS)') $(if $(DURATION),--seconds='$(DURATION)')

.PHONY: storm-kill
storm-kill: ## Kill a writing process many times: nothing acknowledged may be missing; KILLS=100, SEED=n
	@sh scripts/setup.sh demo
	@exec $(BUN) --no-env-file scripts/storm-kill.ts $(if $(KILLS),--kills '$(KILLS)') $(if $(SEED),--seed '$(SEED)')
