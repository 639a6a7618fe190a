# SPDX-License-Identifier: GPL-2.0-only
# nicfw - firewall rules compiled to BPF. `make help` lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc
V ?= 0
Q := $(if $(filter 1,$(V)),,@)

VERSION := 0.1
PROFILES_DIR := $(PREFIX)/share/nicfw/nic-profiles
UNIT_DIR ?= /lib/systemd/system
LIBS := libbpf libnl-3.0 libnl-genl-3.0 libelf libnftables libconfig jansson

CFLAGS ?= -O2 -g
WARN := -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes \
	-Wshadow -Wvla -Wno-sign-compare -Wno-missing-field-initializers
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE $(WARN) -I. -Ihost $(CFLAGS) \
	-DNICFW_VERSION='"$(VERSION)"' -DNICFW_PROFILES='"$(PROFILES_DIR)"' \
	$(shell pkg-config --cflags $(LIBS) 2>/dev/null)
ALL_LIBS = $(shell pkg-config --libs $(LIBS) 2>/dev/null) -lm -ldl
# Libraries that are opened (base/library.h) are by the name that programs link.
soname = $(or $(shell readelf -d "$$($(CC) -print-file-name=lib$(1).so)" | \
	sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p'),$(error no name of lib$(1).so))
SAN := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all

# Everything but main.c is linked into the tests too.
SRC := $(wildcard offload/*.c host/base/*.c host/lang/*.c host/policy/*.c \
	host/load/*.c host/*.c)
LIB_SRC := $(filter-out host/main.c,$(SRC))
OBJ := $(SRC:%.c=build/%.o)
SAN_OBJ := $(LIB_SRC:%.c=build/asan/%.o)
OPT_OBJ := $(LIB_SRC:%.c=build/%.o)
TEST_LIB := $(patsubst %.c,build/asan/%.o,$(wildcard tests/lib/*.c))
OPT_TEST_LIB := $(patsubst %.c,build/%.o,$(wildcard tests/lib/*.c))
# An engine of tests where there is a libdpdk. Its headers are others' code.
HAVE_DPDK := $(shell pkg-config --exists libdpdk && echo yes)
DPDK_CFLAGS = $(patsubst -I%,-isystem %,$(shell pkg-config --cflags libdpdk))
DPDK_BPF_LIBS := $(if $(HAVE_DPDK),-lrte_bpf -lrte_eal)
DPDK_SRC := tests/dpdk/translate.c tests/dpdk/$(if $(HAVE_DPDK),dpdk,none).c
DPDK_OBJ := $(DPDK_SRC:%.c=build/asan/%.o)
CORPUS_OBJ := $(patsubst %.c,build/asan/%.o,$(wildcard tests/corpus/*.c)) \
	$(DPDK_OBJ)
PROP_SRC := $(wildcard tests/prop/*.c) $(DPDK_SRC)
FUZZ := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/*.c))
FUZZ_OBJ := $(LIB_SRC:%.c=build/fuzz/%.o)
FUZZ_SECONDS ?= 60
# Tests that run at once: twice the processors, as they wait for a good part.
export JOBS ?= 4
UNIT := $(patsubst tests/unit/%.c,build/asan/unit/%,$(wildcard tests/unit/*_test.c))

# What all programs are linked by; more libraries stand behind it.
define link
@echo "  LD      $@"
$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -Wl,--as-needed $(ALL_LIBS)
endef

define link_san
@echo "  LD SAN  $@"
$(Q)$(CC) $(SAN) -o $@ $^ -Wl,--as-needed $(ALL_LIBS)
endef

.PHONY: all
all: build/nicfw ## build build/nicfw

build/nicfw: $(OBJ)
	$(link)

build/asan/nicfw: $(SAN_OBJ) build/asan/host/main.o
	$(link_san)

build/asan/%.o: %.c
	@echo "  CC SAN  $<"
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -Itests $(SAN) -MMD -MP -c -o $@ $<

build/%.o: %.c
	@echo "  CC      $<"
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -Itests -MMD -MP -c -o $@ $<

build/tests/dpdk/dpdk.o build/asan/tests/dpdk/dpdk.o: \
	ALL_CFLAGS += $(DPDK_CFLAGS)
build/host/capture.o build/asan/host/capture.o build/fuzz/host/capture.o: \
	ALL_CFLAGS += -DLIBPCAP='"$(call soname,pcap)"' \
		$(shell pkg-config --cflags libpcap)
build/host/load/nftables.o build/asan/host/load/nftables.o \
	build/fuzz/host/load/nftables.o: \
	ALL_CFLAGS += -DLIBNFTABLES='"$(call soname,nftables)"'
build/asan/unit/dpdk_test: ALL_LIBS += $(DPDK_BPF_LIBS)
build/asan/unit/dpdk_test: $(DPDK_OBJ)

# cmocka's tests take a state that few of them use.
build/asan/tests/% build/tests/%: WARN += -Wno-unused-parameter

# Of an archive each test takes what it needs: most need little, and there are many.
build/asan/all.a: $(SAN_OBJ) $(TEST_LIB)
	@echo "  AR SAN  $@"
	$(Q)rm -f $@ && $(AR) rcs --thin $@ $^

build/asan/unit/%: build/asan/tests/unit/%.o build/asan/all.a
	@echo "  LD SAN  $@"
	@mkdir -p $(@D)
	$(Q)$(CC) $(SAN) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(ALL_LIBS) \
		-lcmocka

build/fuzz/%.o: FUZZ_CC := clang-14 -g -O1 -fsanitize=address,undefined
build/fuzz/%.o: %.c
	@echo "  CC FUZZ $<"
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(ALL_CFLAGS) -w -fsanitize=fuzzer-no-link \
		-fno-sanitize-recover=all -MMD -MP -c -o $@ $<

build/fuzz/fuzz_%: build/fuzz/tests/fuzz/fuzz_%.o $(FUZZ_OBJ)
	@echo "  LD FUZZ $@"
	$(Q)clang-14 -fsanitize=fuzzer,address,undefined -o $@ $^ $(ALL_LIBS)

build/prop: $(PROP_SRC:%.c=build/%.o) $(OPT_OBJ) $(OPT_TEST_LIB)
	$(link) $(DPDK_BPF_LIBS)

build/asan/prop: $(PROP_SRC:%.c=build/asan/%.o) $(SAN_OBJ) $(TEST_LIB)
	$(link_san) $(DPDK_BPF_LIBS)

build/asan/corpus: $(CORPUS_OBJ) $(SAN_OBJ) $(TEST_LIB)
	$(link_san) $(DPDK_BPF_LIBS)

build/lang: $(patsubst %.c,build/%.o,$(wildcard tests/lang/*.c)) \
		$(OPT_OBJ) $(OPT_TEST_LIB)
	$(link)

build/front: $(patsubst %.c,build/%.o,$(wildcard tests/front/*.c)) \
		$(OPT_OBJ) $(OPT_TEST_LIB)
	$(link)

build/large: $(patsubst %.c,build/%.o,$(wildcard tests/large/*.c) \
			$(wildcard bench/rules/*.c)) $(OPT_OBJ) $(OPT_TEST_LIB)
	$(link)

build/adverse: $(patsubst %.c,build/%.o,$(wildcard tests/adverse/*.c) \
			$(wildcard bench/rules/*.c)) $(OPT_OBJ)
	$(link)

# Memory that is refused to build/nicfw, in tests/netns/starved.sh.
build/starve.so: tests/netns/starve.c
	@echo "  LD      $@"
	$(Q)$(CC) $(ALL_CFLAGS) -shared -fPIC -o $@ $<

build/soak: $(patsubst %.c,build/%.o,$(wildcard tests/soak/*.c) \
			$(wildcard bench/rules/*.c) \
			bench/lab/flood.c bench/lab/lab.c bench/dispatcher.c \
			bench/own_mounts.c bench/thread_time.c) \
		$(OPT_OBJ) $(OPT_TEST_LIB)
	$(link)

build/live: $(patsubst %.c,build/%.o,$(wildcard tests/live/*.c)) \
		$(OPT_OBJ) $(OPT_TEST_LIB)
	$(link)

build/given: $(patsubst %.c,build/%.o,$(wildcard tests/given/*.c) \
			$(filter-out tests/live/live.c,$(wildcard tests/live/*.c))) \
		build/tests/compat/frames.o $(OPT_OBJ) $(OPT_TEST_LIB)
	$(link)

build/asan/front: $(patsubst %.c,build/asan/%.o,$(wildcard tests/front/*.c)) \
		$(SAN_OBJ) $(TEST_LIB)
	$(link_san)

build/asan/lang: $(patsubst %.c,build/asan/%.o,$(wildcard tests/lang/*.c)) \
		$(SAN_OBJ) $(TEST_LIB)
	$(link_san)

build/ipt-files: build/tests/compat/ipt_files.o $(OPT_OBJ) $(OPT_TEST_LIB)
	$(link)

build/ipt-ext: $(patsubst %,build/tests/compat/%.o,ipt_ext ipt_ask ipt_lists) \
		$(OPT_OBJ) $(OPT_TEST_LIB)
	$(link)

build/trace: $(patsubst %,build/tests/compat/%.o,trace host frames classbench) \
		$(OPT_OBJ) $(OPT_TEST_LIB)
	$(link)

# One file that runs in the VM without libraries.
build/vm-translate: build/tests/vm/translate.o build/tests/lib/batch.o \
		build/host/base/arena.o build/host/base/pages.o
	@echo "  LD      $@"
	$(Q)$(CC) $(CFLAGS) -static -o $@ $^

build/vm-words: $(patsubst %,build/tests/vm/%.o,words forms rulesets held) \
		build/tests/corpus/run_file.o $(OPT_OBJ) $(OPT_TEST_LIB)
	$(link)

build/vm-refuse: $(patsubst %,build/tests/vm/%.o,refuse rulesets held) \
		$(OPT_OBJ) $(OPT_TEST_LIB)
	$(link)

build/nfp-fuzz: $(patsubst %.c,build/%.o,$(wildcard tests/nfp/*.c)) \
		$(OPT_OBJ) $(OPT_TEST_LIB)
	$(link)

include bench/bench.mk

.SECONDARY:

-include $(shell find build -name '*.d' 2>/dev/null)

.PHONY: deps
deps: ## install the packages that tests need (as root; quick when all are there)
	$(Q)tests/deps.sh

# Packages come first: they change what pkg-config answers.
.PHONY: check
check: deps ## pass all tests (as root); ends with the counts
	$(Q)$(MAKE) --no-print-directory -j2 check-built

# Rulesets of others, where they are beside the checkout.
COMPAT := build/ipt-files build/ipt-ext build/lang build/trace build/given

VM_TESTS := $(wildcard tests/vm/*_test.sh)
VM_PROGRAMS := build/nicfw build/asan/corpus build/nfp-fuzz build/vm-refuse \
	build/vm-translate build/vm-words build/large
# Many short ones stand last, so that no processor waits for the end.
CHECKS := $(VM_TESTS) build/asan/corpus build/live build/large $(COMPAT) \
	build/prop build/asan/prop build/front build/asan/front build/soak \
	build/adverse tests/netns/*.sh tests/docs/*.sh tests/lint/*.sh $(UNIT) \
	tests/bench/*.sh
.PHONY: check-built
check-built: vm-rig build/nicfw build/asan/nicfw $(VM_PROGRAMS) $(UNIT) \
		build/prop build/asan/prop $(COMPAT) \
		build/front build/asan/front build/live build/soak \
		build/adverse build/starve.so build/asan/bench/packet build/asan/bench/tax \
		$(if $(HAVE_DPDK),build/bench/nicfw-bench)
	$(Q)NICFW=$(CURDIR)/build/asan/nicfw tests/run.sh build/check.log $(CHECKS)

.PHONY: unit
unit: $(UNIT) ## the unit tests alone
	$(Q)tests/run.sh build/unit.log $(UNIT)

.PHONY: lang
lang: build/lang build/asan/lang ## nft's language: what nft reads, nicfw reads (as root)
	$(Q)tests/run.sh build/lang.log build/asan/lang

.PHONY: compat
compat: $(COMPAT) ## rulesets of others, beside nft and iptables (as root)
	$(Q)tests/run.sh build/compat.log $(COMPAT)

.PHONY: corpus
corpus: build/asan/corpus ## the corpus files on every engine
	$(Q)tests/run.sh build/corpus.log $<

# Reads NIC, PEER, FORCE, MTU, ENGINES, VERBOSE from the environment, to which
# make adds what its command line sets.
.PHONY: check-nic
check-nic: build/asan/corpus ## the corpus on a card: NIC=eth0, cabled to PEER=eth1
	$(Q)tests/nic/check_nic.sh $< $(FILES)

.PHONY: netns
netns: build/nicfw build/starve.so build/asan/nicfw build/asan/corpus build/asan/bench/packet build/asan/bench/tax ## the loader's tests, in network namespaces (as root)
	$(Q)NICFW=$(CURDIR)/$< tests/run.sh build/netns.log tests/netns/*.sh

# Takes minutes once, and then nothing. What it lacks the tests say again.
.PHONY: vm-rig
vm-rig:
	$(Q)tests/vm/prepare.sh >/dev/null || true

.PHONY: check-vm
check-vm: deps ## the tests of NICs in a VM, without a card (as root)
	$(Q)$(MAKE) --no-print-directory vm-rig build/asan/nicfw $(VM_PROGRAMS)
	$(Q)NICFW=$(CURDIR)/build/asan/nicfw \
		tests/run.sh build/check-vm.log $(VM_TESTS)

# What a test may take, of those that are long.
HOURS := TEST_SECONDS=$${TEST_SECONDS:-36000}
.PHONY: check-long
check-long: deps ## 50,000 random programs through the nfp's driver, 20,000 rulesets on every engine, 10,000 under traffic, all captured frames (as root)
	$(Q)$(MAKE) --no-print-directory vm-rig $(VM_PROGRAMS) \
		build/prop build/live build/trace build/given
	$(Q)$(HOURS) NFP_PROGRAMS=50000 PROP_RULESETS=20000 \
		LIVE_RULESETS=10000 LONG=1 \
		tests/run.sh build/check-long.log tests/vm/nfp_test.sh \
		build/prop build/live build/trace build/given

.PHONY: check-large
check-large: build/large ## rulesets of 1,000 to 1,000,000, 1,000,000 frames or more each (as root)
	$(Q)$(HOURS) LARGE=1 tests/run.sh build/check-large.log $<

# The lines of figures are in the log: "#	NAME/SIZE PROFILE: SECONDS, MB ...".
.PHONY: check-adverse
check-adverse: build/nicfw build/adverse build/asan/nicfw build/starve.so ## bad and huge rulesets in bounded time and memory; loads without memory (as root)
	$(Q)$(HOURS) ADVERSE=1 STARVES=200 NICFW=$(CURDIR)/build/asan/nicfw \
		tests/run.sh build/check-adverse.log build/adverse \
		tests/netns/starved.sh

.PHONY: soak
soak: build/nicfw build/soak ## rulesets change under full load, SOAK_SECONDS (60) for each kind (as root)
	$(Q)$(HOURS) SOAK_SECONDS=$${SOAK_SECONDS:-60} \
		tests/run.sh build/soak.log build/soak

.PHONY: docs
docs: build/nicfw build/asan/corpus build/vm-words ## run what the documentation shows (as root)
	$(Q)tests/run.sh build/docs.log tests/docs/*.sh

.PHONY: bless
bless: build/nicfw $(COMPAT) ## write what tests hold: docs/compat.md, tests/docs/golden (as root)
	$(Q)JOBS=1 BLESS=1 tests/run.sh build/bless.log tests/docs/golden.sh \
		$(filter-out build/trace build/given,$(COMPAT))
	$(Q)git diff --stat -- docs/compat.md tests/docs/golden

.PHONY: lint
lint: ## check what a machine can check of the style
	$(Q)tests/run.sh build/lint.log tests/lint/*.sh

.PHONY: install
install: build/nicfw ## install below $(DESTDIR)$(PREFIX)
	install -D -m 755 build/nicfw $(DESTDIR)$(PREFIX)/sbin/nicfw
	install -d $(DESTDIR)$(PROFILES_DIR) $(DESTDIR)$(UNIT_DIR)
	install -m 644 nic-profiles/*.conf $(DESTDIR)$(PROFILES_DIR)
	sed 's|@BINDIR@|$(PREFIX)/sbin|' host/nicfw@.service \
		>$(DESTDIR)$(UNIT_DIR)/nicfw@.service
	install -d $(DESTDIR)$(PREFIX)/share/man/man8
	sed 's|/usr/local/share|$(PREFIX)/share|' docs/nicfw.8 \
		>$(DESTDIR)$(PREFIX)/share/man/man8/nicfw.8

.PHONY: demo
demo: deps ## load a shipped ruleset on a veth and watch it decide packets
	$(Q)$(MAKE) --no-print-directory build/nicfw
	$(Q)NICFW_PROFILES=$(CURDIR)/nic-profiles \
		docs/examples/demo.sh $(CURDIR)/build/nicfw

.PHONY: prop
prop: build/prop build/asan/prop build/front build/asan/front ## random rulesets and frames, on every engine
	$(Q)tests/run.sh build/prop.log $^

.PHONY: live
live: build/live ## random rulesets in a router, under traffic (as root)
	$(Q)tests/run.sh build/live.log $<

.PHONY: fuzz
fuzz: $(FUZZ) ## fuzz the readers of input, FUZZ_SECONDS each
	$(Q)tests/fuzz/run.sh $(FUZZ_SECONDS) $(FUZZ)

.PHONY: fmt
fmt: ## format the sources with clang-format-14
	$(Q)git ls-files '*.c' '*.h' | xargs clang-format-14 -i

.PHONY: clean
clean: ## remove build/
	$(Q)rm -rf build

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | \
		awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'
