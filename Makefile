# Two commands: `make run` shows Sésame at work, `make test` checks all of it. Both install what they need.
export OMP_THREAD_LIMIT := 1
target := $(or $(CARGO_TARGET_DIR),target)
sesame := $(target)/release/sesame
data ?= .demo/data
listen ?= 127.0.0.1:8420
seed ?= 1
count ?= 40
severity ?= mixed
papers ?= ../shared/papers
# When the command was given: the demo says how many minutes it took to the first sorted paper.
started := $(shell date +%s)

.PHONY: run test build bag eval bench clean-demo

run: build ## an invented town sorts a bag of papers, live
	SESAME_STARTED_S=$(started) $(sesame) demo --data $(data) --listen $(listen)

build:
	@.ci/setup run
	cargo build --release --package sesame-api

test: ## everything that is checked
	@.ci/setup test
	@# All targets at once: tests add features to dependencies, and two feature sets would build them twice.
	cargo build --release --workspace --all-targets
	cargo test --release --workspace

bag: ## a bag of invented papers, photographed, to look at: make bag seed=7 count=12 severity=heavy
	@.ci/setup test
	cargo run --release --package sesame-specimens -- bag --seed $(seed) --count $(count) --severity $(severity) --out bag

eval: ## accuracy and cost, on fresh specimens and on real photos when they are there
	@.ci/setup test
	cargo build --release --package sesame-api
	$(sesame) eval --papers $(papers) --out .demo/eval

clean-demo: ## forget the invented town
	rm -rf .demo
