# Every command of the project; `make help` lists them. What a command does in detail is in packaging/ and tests/.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# What the set-up could not install.
export PATH := $(CURDIR)/build/tools/bin:$(PATH)

BOARD ?= host
BOARDS := host microbit atmega328p
ifeq ($(filter $(BOARD),$(BOARDS)),)
$(error there is no board "$(BOARD)": host, microbit or atmega328p)
endif
FAMILIES := $(shell . packaging/families.sh && echo $$FAMILIES)
family_host := host
family_microbit := cortex-m0
family_atmega328p := atmega328p

archive = build/$(1)/libopaygo.a

boards = $(MAKE) -C tests/boards BOARD=$(1)

## setup: install what is missing (apt-get through sudo unless root, pip)
.PHONY: setup setup-demo
setup:
	@packaging/setup.sh
setup-demo:
	@packaging/setup.sh demo

# Whether it is made of what is there now, packaging/archive.sh sees by content.
.PHONY: always
always:
build/%/libopaygo.a: always
	+@packaging/archive.sh $*

## archives: build/<family>/libopaygo.a for every core family
.PHONY: archives
archives: $(foreach f,$(FAMILIES),$(call archive,$(f)))

.PHONY: archives-boards
archives-boards: $(foreach b,$(BOARDS),$(call archive,$(family_$(b))))

## demo: the published quick test on the host, a Cortex-M0 and an ATmega328P, as a table; V=1: what they said
.PHONY: demo
demo: setup-demo
	@$(MAKE) -s -j$(shell nproc) archives-boards
	@packaging/demo.sh

## run: a unit in the terminal, BOARD=host|microbit|atmega328p; or a scenario on it, SCENARIO=<file>
.PHONY: run
run: $(call archive,host) $(call archive,$(family_$(BOARD)))
	@$(call boards,$(BOARD)) -s run $(if $(SCENARIO),SCENARIO=$(abspath $(SCENARIO)))

## test: everything that must hold; ends with what was checked, how long each took and what was skipped
.PHONY: test test-rust boards
test:
	@packaging/timed.sh begin
	+@$(call timed,setup,what is needed is here)
	+@$(call timed,lint,rustfmt; clippy; shellcheck)
	+@$(call timed,archives,an archive for each of: $(FAMILIES)) -j$(shell nproc)
	+@$(call timed,test-rust,the Rust tests and the examples in the documents)
	+@$(call timed,boards,the runners of the boards; more than one check needs them)
	@$(MAKE) -j$(shell nproc) $(addprefix timed-,$(CHECKS))
	@packaging/timed.sh summary
test-rust:
	@cargo test --locked --quiet
boards:
	@for board in $(BOARDS); do $(MAKE) -s -C tests/boards BOARD=$$board all || exit 1; done
timed = packaging/timed.sh $(3) $(1) '$(2)' $(MAKE) $(1)

# What is checked of the archives and with them, each in files of its own, so side by side.
CHECKS := $(addprefix check-,boards avr interop step cycles archives desk)
what_check-boards := the drivers of the examples; every scenario and every example on each board; power cuts; the demo; sessions at the simulator
what_check-avr := the check of the AVR archives sees a fault
what_check-interop := the public Python library, 100,000 tokens each way
what_check-step := the hash step on its chips
what_check-cycles := cycles and stack, their bounds and docs/bench.md
what_check-archives := archives, headers, sizes on every chip; docs/size.md; the manual as HTML
what_check-desk := the token desk: its ledger, its jig and sheet on each board
timed-%:
	+@$(call timed,$*,$(what_$*),-q)
.PHONY: $(CHECKS)
check-boards:
	+@tests/drivers.sh
	+@tests/scenarios.sh
	+@tests/examples.sh
	+@tests/cuts.sh
	+@tests/demo.sh
	+@python3 -B tests/session.py host microbit atmega328p
check-avr:
	@tests/avr_check.sh atmega328p atmega1284p atmega2560 atmega88 attiny85 attiny167 atmega4809
check-interop:
	+@tests/interop/run.sh 100000
check-step:
	+@tests/chip_step/run.sh
check-cycles:
	+@$(MAKE) bench-target-check
check-archives:
	@tests/archives.sh $(FAMILIES)
	@tests/header_compiles.sh
	@tests/layout.sh
	@tests/names.sh
	@tests/old_names.sh
	@tests/compat.sh
	@tests/families.sh
	@tests/abi.sh
	@tests/interrupts.sh
	@docs/flow.py check
	@docs/rooms.py check
	@tests/chips.sh include build $(FAMILIES)
	@packaging/size.sh check
	+@$(MAKE) -s -C c_examples/minimal run
	@tests/readme.sh
	@tests/snippets.sh
	@packaging/docs.sh check

## desk: build/bin/opaygo, the token desk and the factory jig (docs/TEN_MINUTES.md)
.PHONY: desk
desk: build/bin/opaygo
DESK_SOURCES := Cargo.toml Cargo.lock $(shell find src host -type f)
build/bin/opaygo: $(DESK_SOURCES)
	@cargo build --locked --quiet --profile desk --package opaygo-desk
	@mkdir -p build/bin && cp target/desk/opaygo $@

## desk-measure: the desk at its full size, for minutes; into docs/desk.md
.PHONY: desk-measure
desk-measure: desk
	@host/measure.sh

# Its own tests, which run it, and the boards behind it.
.PHONY: check-desk
check-desk:
	+@OPAYGO_BOARDS="$(BOARDS)" cargo test --locked --quiet --package opaygo-desk

## lint: rustfmt, clippy and shellcheck, where they are installed
.PHONY: lint
SCRIPTS := .ci/run $(filter-out build/% target/% dist/%,$(wildcard */*.sh */*/*.sh))
lint:
	@if cargo fmt --version >/dev/null 2>&1; then cargo fmt --all --check; else echo 'skipped: no rustfmt here'; fi
	@if cargo clippy --version >/dev/null 2>&1; then cargo clippy --locked --quiet --workspace --all-targets -- -D warnings; \
	else echo 'skipped: no clippy here'; fi
	@if command -v shellcheck >/dev/null; then shellcheck -x $(SCRIPTS); else echo 'skipped: no shellcheck here'; fi

## header: rewrite include/opaygo.h from src/ffi, and what is made of it: opaygo_names.h, src/ffi/layout.rs
.PHONY: header
header:
	@OPAYGO_BLESS=1 cargo test --locked --quiet --test header

## docs: header and pages as HTML, into build/docs/html (Doxygen)
.PHONY: docs
docs:
	@packaging/setup.sh docs
	@packaging/docs.sh

## size: flash, static RAM and device size per target and level, into docs/size.md
.PHONY: size size-check
size: archives
	@packaging/size.sh write
	@OPAYGO_BLESS=1 cargo test --locked --quiet --test readme >/dev/null
size-check: archives
	@packaging/size.sh check

## bench-target: exact cycles and stack on both chips beside a textbook decoder, into docs/bench.md (hosts: cargo bench)
.PHONY: bench-target bench-target-check
BENCH_FAMILIES := atmega328p cortex-m0 cortex-m3 rv32imc
bench-target: $(foreach f,$(BENCH_FAMILIES),$(call archive,$(f)))
	@packaging/bench_target.sh write
	@OPAYGO_BLESS=1 cargo test --locked --quiet --test readme >/dev/null
bench-target-check: $(foreach f,$(BENCH_FAMILIES),$(call archive,$(f)))
	@packaging/bench_target.sh check

## fuzz: every fuzz target for FUZZ_SECONDS, 60 by default
.PHONY: fuzz
FUZZ_SECONDS ?= 60
fuzz: setup
	@fuzz/run.sh $(FUZZ_SECONDS)

## soak: the long runs: ten million power cuts, a million tokens against the Python library, twenty times the random cases
.PHONY: soak
soak: setup
	@tests/soak.sh

## mutants: changes to the sources that no test notices; for hours, with cargo-mutants
.PHONY: mutants
mutants:
	@tests/mutants.sh

## dist: the release in dist/, unpacked again: its links, archives and examples tried
.PHONY: dist
dist: setup
	@$(MAKE) -j$(shell nproc) archives
	@packaging/dist.sh $(FAMILIES)
	@tests/release.sh $(FAMILIES)

## packages: the release as CMake, pkg-config, Arduino, ... take it, built and run (after make dist)
.PHONY: packages
packages:
	@tests/packages.sh

## release-test: the release in an empty Debian tree, and made in two folders (as root; after make dist)
.PHONY: release-test
release-test:
	@tests/release_alone.sh
	@tests/reproducible.sh

## selfcheck-machines: `make demo` and `make test` on fresh Debian trees of many kinds, into docs/machines.md; root, mmdebstrap, hours
.PHONY: selfcheck-machines
selfcheck-machines:
	@packaging/machines.sh 'demo test'

## clean: remove what was built; what was set up stays
.PHONY: clean
clean:
	@rm -rf dist $(addprefix build/,$(filter-out venv tools,$(notdir $(wildcard build/*))))
	@cargo clean --quiet

## help: this list
.PHONY: help
help:
	@sed -n 's/^## /  make /p' Makefile
