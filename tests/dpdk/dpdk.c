// SPDX-License-Identifier: GPL-2.0-only
/*
 * dpdk.c - a translation of an image, run by DPDK's librte_bpf
 */
#include "dpdk/dpdk.h"

#include "base/clock.h"
#include "dpdk/translate.h"
#include "offload/interp_map.h"

#include <errno.h>
#include <rte_bpf.h>
#include <rte_log.h>
#include <stdlib.h>

_Static_assert(sizeof(struct ebpf_insn) == sizeof(struct bpf_insn),
	       "the same instructions by another name");

#define STACK_BYTES 512
/* The longest IP packet has 65,535 behind its Ethernet header. */
#define FRAME_BYTES (1 << 17)
/* A load at the last address reads so many bytes. */
#define SLACK_BYTES 8
/* In registers that nobody has written. */
#define SPOILT 0xdeadbeefdeadbeef

/* What a program finds at the offsets that are its addresses; 0 is none. */
struct memory {
	uint64_t regs[DPDK_N_REGS];
	struct xdp_md ctx;
	uint8_t stack[STACK_BYTES];
	uint8_t frame[FRAME_BYTES];
	uint8_t values[]; /* of all maps, one behind the other */
};

_Static_assert(offsetof(struct memory, values) % 8 == 0,
	       "counters are where 8 bytes may be added to");

struct dpdk {
	const struct image *img;
	struct interp_map *maps;
	struct nicfw_counter *sums; /* of the plan's counters */
	struct rte_bpf *bpf;
	uint64_t (*run)(void *memory); /* NULL: by the interpreter */
	struct memory *memory;
	uint32_t size;	   /* a power of 2; SLACK_BYTES more are there */
	const char *error; /* of the run */
};

/* The one that runs: helpers are told no more than its memory. */
static struct dpdk *running;

/* What a call leaves in registers 1 to 5 is not to be read. */
static void spoil_regs(struct memory *m)
{
	for (int reg = BPF_REG_1; reg <= BPF_REG_5; reg++)
		m->regs[reg] = SPOILT;
}

/* A value's address, or 0. */
static uint64_t look_up(struct dpdk *d, uint64_t map, uint64_t key)
{
	uint8_t *memory = (uint8_t *)d->memory;
	int64_t element;

	if (map >= d->img->maps.n ||
	    key > d->size - d->img->maps.v[map].key_bytes) {
		d->error = "looks up what is no map's key";
		return 0;
	}
	element = interp_map_find(&d->maps[map], memory + key);
	if (element < 0)
		return 0;
	return interp_map_value(&d->maps[map], element) - memory;
}

static uint64_t call_lookup(uint64_t memory, uint64_t unused2, uint64_t unused3,
			    uint64_t unused4, uint64_t unused5)
{
	struct memory *m = (void *)(uintptr_t)memory;
	uint64_t found =
		look_up(running, m->regs[BPF_REG_1], m->regs[BPF_REG_2]);

	spoil_regs(m);
	return found;
}

static uint64_t call_buff_len(uint64_t memory, uint64_t unused2,
			      uint64_t unused3, uint64_t unused4,
			      uint64_t unused5)
{
	struct memory *m = (void *)(uintptr_t)memory;

	if (m->regs[BPF_REG_1] != offsetof(struct memory, ctx))
		running->error = "asks for the length of no frame";
	spoil_regs(m);
	return m->ctx.data_end - m->ctx.data;
}

static uint64_t call_clock(uint64_t memory, uint64_t unused2, uint64_t unused3,
			   uint64_t unused4, uint64_t unused5)
{
	spoil_regs((void *)(uintptr_t)memory);
	return clock_now_ns();
}

/* Of all elements, and up to where the next map's may start. */
static size_t values_bytes(const struct interp_map *m)
{
	size_t bytes = (size_t)m->n_elements * m->spec->value_bytes;

	return (bytes + 7) & ~(size_t)7;
}

/* Makes the maps, and moves their values into the memory. */
static void make_memory(struct arena *a, struct dpdk *d)
{
	const struct nicfw_control on = { .ready = 1 };
	const struct image *img = d->img;
	uint8_t *values;
	size_t bytes = sizeof(struct memory);

	d->maps = arena_calloc(a, img->maps.n + 1, sizeof(*d->maps));
	d->sums = arena_calloc(a, image_sum_room(img), sizeof(*d->sums));
	for (size_t i = 0; i < img->maps.n; i++) {
		interp_map_init(a, &d->maps[i], &img->maps.v[i]);
		bytes += values_bytes(&d->maps[i]);
	}
	d->size = 1;
	while (d->size < bytes)
		d->size *= 2;
	d->memory = arena_calloc(a, 1, d->size + SLACK_BYTES);
	values = d->memory->values;
	for (size_t i = 0; i < img->maps.n; i++) {
		struct interp_map *m = &d->maps[i];

		memcpy(values, m->values,
		       (size_t)m->n_elements * m->spec->value_bytes);
		m->values = values;
		values += values_bytes(m);
		if (img->maps.v[i].role == MAP_CONTROL)
			memcpy(m->values, &on, sizeof(on));
	}
}

static const struct {
	const char *name;
	uint64_t (*call)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);
} helper_forms[N_DPDK_HELPERS] = {
	[DPDK_LOOKUP] = { "lookup", call_lookup },
	[DPDK_BUFF_LEN] = { "buff_len", call_buff_len },
	[DPDK_CLOCK] = { "clock", call_clock },
};

/* As rte_bpf_load(), with what it logs in *@said, to be freed. */
static struct rte_bpf *load(const struct rte_bpf_prm *prm, char **said)
{
	size_t len;
	FILE *log = open_memstream(said, &len);
	struct rte_bpf *bpf;

	rte_openlog_stream(log);
	bpf = rte_bpf_load(prm);
	rte_openlog_stream(NULL);
	fclose(log);
	return bpf;
}

static int load_program(struct arena *a, const struct dpdk_program *program,
			struct dpdk *d, const char **why)
{
	struct rte_bpf_xsym helpers[N_DPDK_HELPERS];
	const struct rte_bpf_arg memory = {
		.type = RTE_BPF_ARG_PTR,
		.size = d->size + SLACK_BYTES,
	};
	const struct rte_bpf_prm prm = {
		.ins = (const struct ebpf_insn *)program->insns.v,
		.nb_ins = program->insns.n,
		.xsym = helpers,
		.nb_xsym = N_DPDK_HELPERS,
		.prog_arg = memory,
	};
	char *said = NULL;

	for (int i = 0; i < N_DPDK_HELPERS; i++) {
		helpers[i] = (struct rte_bpf_xsym){
			.name = helper_forms[i].name,
			.type = RTE_BPF_XTYPE_FUNC,
			.func = { .val = helper_forms[i].call,
				  .nb_args = 1,
				  .args = { memory },
				  .ret = { RTE_BPF_ARG_RAW,
					   .size = sizeof(uint64_t) } },
		};
	}
	d->bpf = load(&prm, &said);
	if (!d->bpf)
		*why = arena_printf(a, "librte_bpf refuses it: %.*s",
				    (int)strcspn(said, "\n"), said);
	free(said);
	return d->bpf ? 0 : -EINVAL;
}

static int find_jit(struct dpdk *d, const char **why)
{
	struct rte_bpf_jit jit;

	if (rte_bpf_get_jit(d->bpf, &jit) || !jit.func) {
		*why = "librte_bpf has no JIT for this machine";
		return -ENOTSUP;
	}
	d->run = jit.func;
	return 0;
}

int dpdk_new(struct arena *a, const struct image *img, bool by_jit,
	     struct dpdk **out, const char **why)
{
	struct dpdk *d = arena_new_of(a, struct dpdk);
	struct dpdk_program program;
	int err;

	d->img = img;
	make_memory(a, d);
	err = dpdk_translate(a, img, d->size, &program, why);
	if (!err)
		err = load_program(a, &program, d, why);
	if (!err && by_jit)
		err = find_jit(d, why);
	if (err)
		dpdk_free(d);
	else
		*out = d;
	return err;
}

void dpdk_free(struct dpdk *d)
{
	if (d)
		rte_bpf_destroy(d->bpf);
}

int dpdk_run(struct dpdk *d, const uint8_t *frame, size_t len, const char **why)
{
	struct memory *m = d->memory;
	uint64_t answer;

	if (len > sizeof(m->frame)) {
		*why = "longer than its buffer";
		return -EMSGSIZE;
	}
	memcpy(m->frame, frame, len);
	m->ctx.data = offsetof(struct memory, frame);
	m->ctx.data_end = m->ctx.data + len;
	for (int reg = 0; reg < DPDK_N_REGS; reg++)
		m->regs[reg] = SPOILT;
	m->regs[BPF_REG_1] = offsetof(struct memory, ctx);
	m->regs[BPF_REG_10] = offsetof(struct memory, stack) + STACK_BYTES;
	running = d;
	d->error = NULL;
	answer = d->run ? d->run(m) : rte_bpf_exec(d->bpf, m);
	*why = d->error;
	return d->error ? -EFAULT : (int)answer;
}

const struct nicfw_counter *dpdk_counters(const struct dpdk *d)
{
	for (size_t i = 0; i < d->img->maps.n; i++) {
		if (d->img->maps.v[i].role == MAP_COUNTERS)
			return image_sum_counters(
				d->img, (const void *)d->maps[i].values,
				d->sums);
	}
	return NULL;
}
