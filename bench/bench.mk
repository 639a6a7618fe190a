# SPDX-License-Identifier: GPL-2.0-only
# bench.mk - the programs of bench/, a part of the Makefile
#
# DPDK is optional (make deps-bench installs it), and nothing of nicfw needs it.

# What all suites share; rulesets with their frames; what reads results.
BENCH_SHARED := $(patsubst %,bench/%.o,result stats machine budget)
BENCH_RULES := $(patsubst %.c,%.o,$(wildcard bench/rules/*.c))
BENCH_RESULTS := $(patsubst %.c,%.o,$(filter-out %/report.c %/compare.c,\
	$(wildcard bench/results/*.c)))
BENCH_COMMANDS := $(patsubst %,bench/%.o,texts netns command costs own_mounts compared)
BENCH_OWN = $(OPT_OBJ) $(OPT_TEST_LIB)

build/bench/edge: $(patsubst %,build/bench/%.o,edge slices dispatcher thread_time \
		budget) $(BENCH_OWN)
	$(link)

build/bench/read: $(patsubst %,build/bench/%.o,read read_rules) $(BENCH_OWN)
	$(link)

build/bench/offload: $(patsubst %,build/bench/%.o,offload card) \
		$(BENCH_RULES:%=build/%) $(BENCH_SHARED:%=build/%) $(OPT_OBJ)
	$(link)

build/bench/install: \
		$(patsubst %,build/bench/%.o,install install_ways bpf_memory) \
		$(BENCH_COMMANDS:%=build/%) $(BENCH_RULES:%=build/%) \
		$(BENCH_SHARED:%=build/%) $(OPT_OBJ)
	$(link)

build/bench/update: $(patsubst %,build/bench/%.o,update update_run update_judge \
			update_ways update_files traffic) \
		$(BENCH_COMMANDS:%=build/%) $(BENCH_RULES:%=build/%) \
		$(BENCH_SHARED:%=build/%) $(OPT_OBJ)
	$(link)

# Opponents behind veths, and what sends frames to them.
BENCH_LAB := $(patsubst %.c,%.o,$(wildcard bench/lab/*.c))
BENCH_LAB_TAX := $(filter bench/lab/tax%,$(BENCH_LAB))
BENCH_PACKET := $(filter-out $(BENCH_LAB_TAX),$(BENCH_LAB)) \
	$(patsubst %,bench/%.o,dispatcher own_mounts thread_time) \
	$(BENCH_RULES) $(BENCH_SHARED)
BENCH_TAX := $(filter-out %/packet.o,$(BENCH_PACKET)) $(BENCH_LAB_TAX)
build/bench/packet: $(BENCH_PACKET:%=build/%) $(BENCH_OWN)
	$(link)

build/bench/tax: $(BENCH_TAX:%=build/%) $(BENCH_OWN)
	$(link)

build/asan/bench/packet: $(BENCH_PACKET:%=build/asan/%) $(SAN_OBJ) $(TEST_LIB)
build/asan/bench/tax: $(BENCH_TAX:%=build/asan/%) $(SAN_OBJ) $(TEST_LIB)
build/asan/bench/packet build/asan/bench/tax:
	$(link_san)

build/bench/report build/bench/compare: build/bench/%: \
		build/bench/results/%.o $(BENCH_RESULTS:%=build/%) \
		$(BENCH_SHARED:%=build/%) $(OPT_OBJ)
	$(link)

build/bench/dpdk/%.o: ALL_CFLAGS += $(DPDK_CFLAGS)
build/bench/nicfw-bench build/bench/acl: \
	ALL_LIBS += $(shell pkg-config --libs libdpdk 2>/dev/null)

build/bench/nicfw-bench: $(patsubst %.c,build/%.o,\
			$(filter-out bench/dpdk/acl%,$(wildcard bench/dpdk/*.c))) \
		build/bench/thread_time.o \
		$(BENCH_RULES:%=build/%) $(BENCH_SHARED:%=build/%) $(BENCH_OWN)
	$(link)

build/bench/acl: $(patsubst %.c,build/%.o,$(wildcard bench/dpdk/acl*.c)) \
		build/bench/dispatcher.o build/bench/thread_time.o \
		$(BENCH_RULES:%=build/%) $(BENCH_SHARED:%=build/%) $(BENCH_OWN)
	$(link)

# Unit tests of all this: each is linked with what it may ask for.
$(filter build/asan/unit/bench_%,$(UNIT)): $(BENCH_RULES:%=build/asan/%) \
	$(BENCH_RESULTS:%=build/asan/%) $(BENCH_SHARED:%=build/asan/%) \
	$(patsubst %,build/asan/bench/%.o,command costs compared dpdk/stamp \
		lab/tax_table lab/packet_table)

# They end with make, however that ends.
RUN ?= build/bench/run
MINUTES ?= 25
.PHONY: bench
bench: ## what a packet costs, and more, beside nftables and iptables: 6 to 8 minutes (as root)
	$(Q)setpriv --pdeathsig TERM bench/run.sh --quick $(RUN)

.PHONY: bench-full
bench-full: ## the same with all families, sizes and opponents: 25 minutes, or MINUTES=N (as root)
	$(Q)setpriv --pdeathsig TERM bench/run.sh --full --minutes $(MINUTES) $(RUN)

.PHONY: bench-figures
bench-figures: build/bench/report ## put the figures of the last run into docs/bench.md
	$(Q)bench/figures.sh $(RUN)

.PHONY: deps-bench
deps-bench: ## install what benchmarks use: gnuplot, DPDK, xdp-filter (as root)
	$(Q)tests/deps.sh bench/packages

.PHONY: bench-dpdk
bench-dpdk: ## 1,000,000 frames of DPDK through a firewall: none is lost, none leaks (as root)
ifeq ($(HAVE_DPDK),yes)
	$(Q)$(MAKE) --no-print-directory build/nicfw build/bench/nicfw-bench
	$(Q)build/bench/nicfw-bench --quick
else
	@echo "bench-dpdk: skipped: libdpdk is not installed (make deps-bench)"
endif

.PHONY: bench-edge
bench-edge: build/bench/edge ## what the rules of an edge router cost a frame
	$(Q)build/bench/edge

.PHONY: bench-read
bench-read: build/bench/read ## what reading 160,000 rules of iptables costs (as root)
	$(Q)build/bench/read

.PHONY: bench-install
bench-install: build/nicfw build/bench/install ## what putting rulesets into force costs (as root)
	$(Q)build/bench/install

.PHONY: bench-update
bench-update: build/nicfw build/bench/update ## what changing a ruleset in force costs, and whom it hits (as root)
	$(Q)build/bench/update

.PHONY: bench-offload
bench-offload: build/bench/offload ## what rulesets take of a card, and a packet there: a model
	$(Q)build/bench/offload
