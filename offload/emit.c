// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit.c - from a plan to a program that keeps to a profile
 */
#include "offload/emit.h"

#include "offload/abi.h"
#include "offload/fold.h"
#include "offload/peephole.h"
#include "offload/settle.h"

#include <linux/if_ether.h>
#include <stddef.h>
#include <string.h>

/* In the prologue: 0, of which the verifier knows nothing (emit.h). */
#define R_ZERO R_NET

_Static_assert(sizeof(struct nicfw_control) == 8, "one load has it all");

/* The bytes of the frame that are not in its first buffer. */
static void emit_beyond(struct emitter *e)
{
	if (!e->img->has_frags)
		return;
	emit_call(e, BPF_FUNC_xdp_get_buff_len);
	emit_alu_reg(e, BPF_MOV, BPF_REG_1, R_END);
	emit_alu_reg(e, BPF_SUB, BPF_REG_1, R_DATA);
	emit_alu_reg(e, BPF_SUB, BPF_REG_0, BPF_REG_1);
	emit_store(e, BPF_W, BPF_REG_10, e->slots.beyond, BPF_REG_0);
}

/* Goes to @pass unless the control map's value at register 0 says filter. */
static void emit_is_on(struct emitter *e, int pass)
{
	const struct nicfw_control on = { .ready = 1 };
	uint64_t number;

	memcpy(&number, &on, sizeof(number));
	emit_load(e, BPF_DW, BPF_REG_2, BPF_REG_0, 0);
	emit_alu_reg(e, BPF_MOV, R_ZERO, BPF_REG_2);
	if (e->opts.standalone) {
		emit_alu_reg(e, BPF_XOR, R_ZERO, BPF_REG_2);
		emit_load(e, BPF_W, BPF_REG_1, BPF_REG_0,
			  offsetof(struct nicfw_control, bypass));
		emit_jump32(e, BPF_JNE, BPF_REG_1, 0, pass);
	} else {
		emit_alu_imm64(e, BPF_XOR, R_ZERO, number);
		emit_alu_imm64(e, BPF_XOR, BPF_REG_2, number);
		emit_jump(e, BPF_JNE, BPF_REG_2, 0, pass);
	}
}

/* Goes on, with R_ZERO, if the control map says so. */
static void emit_control(struct emitter *e)
{
	int pass = e->leave[ACTION_PASS];

	emit_alu32(e, BPF_MOV, BPF_REG_1, 0);
	emit_store(e, BPF_W, BPF_REG_10, e->slots.key, BPF_REG_1);
	emit_load_map(e, BPF_REG_1, 0);
	emit_alu_reg(e, BPF_MOV, BPF_REG_2, BPF_REG_10);
	emit_alu(e, BPF_ADD, BPF_REG_2, e->slots.key);
	emit_call(e, BPF_FUNC_map_lookup_elem);
	emit_jump(e, BPF_JEQ, BPF_REG_0, 0, pass);
	emit_is_on(e, pass);
}

static void emit_prologue(struct emitter *e)
{
	const int16_t *pair;

	emit_load(e, BPF_W, R_DATA, BPF_REG_1, offsetof(struct xdp_md, data));
	emit_load(e, BPF_W, R_END, BPF_REG_1,
		  offsetof(struct xdp_md, data_end));
	emit_beyond(e);
	emit_control(e);
	vec_for_each(pair, &e->slots.zeroed)
		emit_store(e, BPF_DW, BPF_REG_10, *pair, R_ZERO);
	emit_need(e, R_DATA, ETH_HLEN, e->leave[ACTION_PASS]);
}

static void emit_epilogue(struct emitter *e)
{
	static const int answers[N_ACTIONS] = {
		[ACTION_PASS] = XDP_PASS, [ACTION_DROP] = XDP_DROP
	};

	for (int action = N_ACTIONS - 1; action >= 0; action--) {
		if (emit_label_is_used(e, e->count[action])) {
			emit_label(e, e->count[action]);
			if (e->img->n_counters)
				emit_count(e, R_COUNTER);
		} else if (!emit_label_is_used(e, e->leave[action])) {
			continue;
		}
		emit_label(e, e->leave[action]);
		emit_alu32(e, BPF_MOV, BPF_REG_0, answers[action]);
		emit_exit(e);
	}
}

static void init_labels(struct emitter *e)
{
	for (size_t i = 0; i < e->plan->nodes.n; i++)
		emit_label_new(e);
	for (int action = 0; action < N_ACTIONS; action++) {
		e->leave[action] = emit_label_new(e);
		e->count[action] = emit_label_new(e);
	}
	e->held_at =
		arena_calloc(e->arena, e->plan->nodes.n, sizeof(*e->held_at));
}

int image_emit(struct arena *a, const struct plan *plan,
	       const struct profile *profile, const struct image_options *opts,
	       struct image **out)
{
	struct image *img = arena_new_of(a, struct image);
	struct emitter e = { .arena = a,
			     .plan = plan,
			     .profile = profile,
			     .img = img,
			     .rule = PLAN_NO_RULE };

	plan_validate(plan);
	if (opts)
		e.opts = *opts;
	img->profile = profile;
	img->has_frags = e.opts.frags && profile->frags;
	init_labels(&e);
	emit_find_uses(&e);
	emit_maps(&e);
	emit_slots(&e);
	if (e.error)
		return e.error;
	emit_prologue(&e);
	emit_parse(&e);
	emit_body(&e);
	emit_epilogue(&e);
	if (e.error)
		return e.error;
	if (profile->unit == UNIT_NFP)
		fold_image(img);
	peephole_image(a, img);
	if (profile->unit == UNIT_NFP)
		e.error = settle_image(a, img);
	if (e.error)
		return e.error;
	*out = img;
	return 0;
}
