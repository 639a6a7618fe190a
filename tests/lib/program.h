/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * program.h - a plan, and its program in two engines
 *
 * For tests of the emitter: a program runs in the interpreter and, where it may
 * be loaded, in the kernel; both have to give the same answer. Failures end the
 * test, so this is for cmocka's tests only.
 */
#ifndef NICFW_TESTS_PROGRAM_H
#define NICFW_TESTS_PROGRAM_H

#include "lib/loaded.h"
#include "offload/interp.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Of a node that belongs to no rule. */
#define NO_RULE .rule = PLAN_NO_RULE

static const struct profile nic = {
	.name = "nic",
	.stage = STAGE_OFFLOAD,
	.reach = { 2, 1024 },
};

static const struct profile host = {
	.name = "host",
	.stage = STAGE_DRIVER,
	.reach = { 32, 61440 },
	.percpu_counters = true,
	.frags = true,
};

struct program {
	struct arena *arena;
	struct plan plan;
	struct image *img;
	struct interp *interp;
	struct loaded loaded;
	bool is_loaded;
	/* 14 bytes of Ethernet, not IP, then 0x10, 0x11, 0x12 ... */
	uint8_t frame[60];
};

static inline int program_setup(void **state)
{
	struct program *p = calloc(1, sizeof(*p));

	p->arena = arena_new();
	*state = p;
	memset(p->frame, 0, 12);
	p->frame[12] = 0x88;
	p->frame[13] = 0xb5;
	for (unsigned int i = 14; i < sizeof(p->frame); i++)
		p->frame[i] = 2 + i;
	return 0;
}

static inline void program_close(struct program *p)
{
	interp_free(p->interp);
	if (p->is_loaded)
		loaded_close(&p->loaded);
	p->interp = NULL;
	p->is_loaded = false;
}

static inline int program_teardown(void **state)
{
	struct program *p = *state;

	program_close(p);
	arena_free(p->arena);
	free(p);
	return 0;
}

static inline uint16_t program_add_value(struct program *p, enum plan_base base,
					 uint16_t bit_off, uint16_t width)
{
	return plan_add_value(p->arena, &p->plan,
			      (struct plan_value){ base, bit_off, width });
}

static inline uint16_t program_add_constant(struct program *p, uint16_t width,
					    u128 constant)
{
	return plan_add_value(p->arena, &p->plan,
			      (struct plan_value){ .base = PLAN_CONST,
						   .width = width,
						   .constant = constant });
}

static inline struct plan_node *program_add_node(struct program *p,
						 struct plan_node node)
{
	struct plan_node *added = vec_push(p->arena, &p->plan.nodes);

	*added = node;
	return added;
}

static inline void program_add_verdict(struct program *p,
				       enum plan_verdict verdict,
				       uint32_t counter)
{
	program_add_node(p, (struct plan_node){ .op = PLAN_VERDICT,
						NO_RULE,
						.verdict = verdict,
						.counter = counter });
	if (counter != PLAN_NO_COUNTER && counter >= p->plan.n_counters)
		p->plan.n_counters = counter + 1;
}

/* What every program of a restricted target keeps to. */
static inline void program_check_subset(const struct image *img)
{
	for (size_t i = 0; i < img->insns.n; i++) {
		struct bpf_insn insn = img->insns.v[i];
		int class = BPF_CLASS(insn.code);

		assert_true(class != BPF_ST);
		if (class == BPF_JMP || class == BPF_JMP32)
			assert_true(insn.off >= 0);
		if (class != BPF_ALU && class != BPF_ALU64)
			continue;
		assert_true(BPF_OP(insn.code) != BPF_MOD && insn.off == 0);
		assert_true(BPF_OP(insn.code) != BPF_END ||
			    BPF_SRC(insn.code) == BPF_TO_BE);
	}
}

/* Makes the program of the plan, and loads it if that is allowed. */
static inline void program_emit(struct program *p,
				const struct profile *profile,
				struct image_options opts)
{
	const char *why = "";
	int err;

	program_close(p);
	err = image_emit(p->arena, &p->plan, profile, &opts, &p->img);
	assert_int_equal(err, 0);
	assert_int_equal(p->img->insns.n, p->img->rules.n);
	program_check_subset(p->img);
	p->interp = interp_new(p->img);
	err = loaded_open(p->arena, p->img, &p->loaded, &why);
	if (err && err != -EPERM)
		fail_msg("not loaded (%d): %s", err, why);
	if (err)
		print_message("# the kernel was not asked: no permission\n");
	p->is_loaded = !err;
}

/* The answer of both engines to a frame. */
static inline int program_run(struct program *p, const uint8_t *bytes,
			      size_t len)
{
	const char *why = "";
	int answer = interp_run(p->interp, bytes, len, &why);

	if (answer < 0)
		print_message("# %s\n", why);
	if (p->is_loaded && len >= 14)
		assert_int_equal(loaded_run(&p->loaded, bytes, len), answer);
	return answer;
}

static inline int program_answer(struct program *p)
{
	return program_run(p, p->frame, sizeof(p->frame));
}

/* A counter, which both engines agree on. */
static inline uint64_t program_packets(struct program *p, uint32_t counter)
{
	uint64_t *kernel;

	if (p->is_loaded) {
		kernel = arena_calloc(p->arena, p->plan.n_counters, 8);
		loaded_read_packets(&p->loaded, p->plan.n_counters, kernel);
		assert_int_equal(kernel[counter],
				 interp_counters(p->interp)[counter].packets);
	}
	return interp_counters(p->interp)[counter].packets;
}

#define PROGRAM_TEST(f) \
	cmocka_unit_test_setup_teardown(f, program_setup, program_teardown)

#endif
