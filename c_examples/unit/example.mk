# Included by the Makefile of an example that is a product on the boards of ../keypad; EXAMPLE is its folder's name.
#   make [BOARD=microbit|atmega328p]          its program for a chip: build/<example>/<board>.elf
#   make run [BOARD=host|microbit|atmega328p]     its scenario.txt on the bench: prints what is in expected.txt

MAKEFLAGS += --no-print-directory
BOARD ?= atmega328p
BOARDS ?= host microbit atmega328p
ROOT ?= ../..
# Of what it is made beside its board: see ../keypad/Makefile.
PARTS ?= PRODUCT="$(if $(wildcard *.cpp),,../unit/unit.c) $(addprefix ../$(EXAMPLE)/,$(wildcard *.c *.cpp))"

.PHONY: elf run boards
elf:
	@$(MAKE) -s -C ../keypad BOARD=$(BOARD) NAME=$(EXAMPLE) $(PARTS)

run:
	@$(MAKE) -s -C $(ROOT)/tests/boards BOARD=$(BOARD) EXAMPLE=$(EXAMPLE) run SCENARIO=$(CURDIR)/scenario.txt \
		RUN_OPTIONS="$(RUN_OPTIONS)"

# On which it can be put.
boards:
	@echo $(BOARDS)
