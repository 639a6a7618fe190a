// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_body.c - the plan's nodes as instructions
 *
 * Nodes stand in the plan's order. A test falls through to the node behind it
 * where that is one of its two ways. R_WORD keeps the word that was tested
 * last, so that a chain of tests of one word loads it once.
 */
#include "offload/emit.h"

#include "offload/abi.h"

#include <errno.h>
#include <stddef.h>

/*
 * The verifier puts off what a jump leads to, and follows what comes behind it
 * first; at most 8,192 jumps can wait (BPF_COMPLEXITY_LIMIT_JMP_SEQ). In a plan
 * of more nodes than this a test therefore jumps over a jump to its `yes`: that
 * way, which often ends soon, is then followed at once.
 */
#define MANY_NODES 4096

#define COUNTER_SHIFT 4

_Static_assert(sizeof(struct nicfw_counter) == 1 << COUNTER_SHIFT,
	       "a counter's place in an array is a shift away");

enum action emit_action(const struct emitter *e, enum plan_verdict verdict)
{
	if (verdict == PLAN_ACCEPT || e->opts.shadow)
		return ACTION_PASS;
	if (verdict == PLAN_PUNT && !e->opts.last_stage)
		return ACTION_PASS;
	return ACTION_DROP;
}

void emit_meet(struct emitter *e, uint32_t node)
{
	int16_t *at = &e->held_at[node];

	*at = *at == HELD_UNKNOWN || *at == e->held ? e->held : HELD_NOTHING;
}

void emit_way(struct emitter *e, uint32_t at, uint32_t target)
{
	emit_meet(e, target);
	if (target != at + 1)
		emit_goto(e, target);
}

void emit_when(struct emitter *e, int op, int reg, uint32_t imm,
	       uint32_t target)
{
	emit_meet(e, target);
	emit_jump32(e, op, reg, imm, target);
}

uint32_t emit_word_of(u128 v, unsigned int n_words, unsigned int i)
{
	return (uint32_t)(v >> 32 * (n_words - 1 - i));
}

/* A test's operand, a number of words under a mask. */
struct operand {
	int16_t slot;
	unsigned int n_words;
	u128 mask;
	u128 full;
	u128 imm;
};

static struct operand operand_of(const struct emitter *e,
				 const struct plan_node *n)
{
	const struct plan_value *v = &e->plan->values.v[n->part.value];

	return (struct operand){ .slot = e->slots.value[n->part.value],
				 .n_words = plan_part_bytes(v->width) / 4,
				 .mask = n->part.mask,
				 .full = u128_max(v->width),
				 .imm = n->imm };
}

/*
 * The register with word @i of the operand, of which the bits in @mask count.
 * A word that counts as a whole stays in R_WORD for the tests that follow.
 */
static int emit_word(struct emitter *e, const struct operand *o, unsigned int i,
		     u128 mask)
{
	uint32_t bits = emit_word_of(mask, o->n_words, i);
	int16_t slot = o->slot + 4 * i;

	if (bits == emit_word_of(o->full, o->n_words, i)) {
		if (e->held != slot)
			emit_load(e, BPF_W, R_WORD, BPF_REG_10, slot);
		e->held = slot;
		return R_WORD;
	}
	if (e->held == slot)
		emit_alu32_reg(e, BPF_MOV, R_MASKED, R_WORD);
	else
		emit_load(e, BPF_W, R_MASKED, BPF_REG_10, slot);
	emit_alu32(e, BPF_AND, R_MASKED, bits);
	return R_MASKED;
}

/* The last word of which bits in @mask count. */
static unsigned int last_word(const struct operand *o, u128 mask)
{
	unsigned int last = o->n_words - 1;

	while (last > 0 && !emit_word_of(mask, o->n_words, last))
		last--;
	return last;
}

/*
 * The last jump of a test: leads to one way if @reg compares as @op, to the
 * other if it compares as @inverse.
 */
static void emit_ways(struct emitter *e, uint32_t at, int reg, int op,
		      int inverse, uint32_t imm)
{
	const struct plan_node *n = &e->plan->nodes.v[at];

	if (n->no == at + 1 && e->plan->nodes.n < MANY_NODES) {
		emit_when(e, op, reg, imm, n->yes);
		emit_way(e, at, n->no);
	} else {
		emit_when(e, inverse, reg, imm, n->no);
		emit_way(e, at, n->yes);
	}
}

/*
 * The last word of a test for no bit under the mask, or for its only one: no
 * copy of the word is needed for it. False if it is another test.
 */
static bool emit_bits(struct emitter *e, uint32_t at, const struct operand *o,
		      unsigned int last)
{
	const struct plan_node *n = &e->plan->nodes.v[at];
	uint32_t bits = emit_word_of(o->mask, o->n_words, last);
	uint32_t imm = emit_word_of(o->imm, o->n_words, last);

	if (bits == emit_word_of(o->full, o->n_words, last) ||
	    (imm && (imm != bits || bits & (bits - 1))) ||
	    e->plan->nodes.n >= MANY_NODES)
		return false;
	emit_when(e, BPF_JSET, emit_word(e, o, last, o->full), bits,
		  imm ? n->yes : n->no);
	emit_way(e, at, imm ? n->no : n->yes);
	return true;
}

static void emit_eq(struct emitter *e, uint32_t at, const struct operand *o)
{
	const struct plan_node *n = &e->plan->nodes.v[at];
	unsigned int last = last_word(o, o->mask);

	if (o->imm & ~o->mask) {
		emit_way(e, at, n->no);
		return;
	}
	for (unsigned int i = 0; i < last; i++) {
		if (!emit_word_of(o->mask, o->n_words, i))
			continue;
		emit_when(e, BPF_JNE, emit_word(e, o, i, o->mask),
			  emit_word_of(o->imm, o->n_words, i), n->no);
	}
	if (emit_bits(e, at, o, last))
		return;
	emit_ways(e, at, emit_word(e, o, last, o->mask), BPF_JEQ, BPF_JNE,
		  emit_word_of(o->imm, o->n_words, last));
}

/* The more significant words decide unless they are equal. */
static void emit_lt(struct emitter *e, uint32_t at, const struct operand *o)
{
	const struct plan_node *n = &e->plan->nodes.v[at];
	unsigned int last = o->n_words - 1;

	for (unsigned int i = 0; i < last; i++) {
		uint32_t imm = emit_word_of(o->imm, o->n_words, i);
		int reg = emit_word(e, o, i, o->mask);

		if (imm)
			emit_when(e, BPF_JLT, reg, imm, n->yes);
		emit_when(e, BPF_JNE, reg, imm, n->no);
	}
	emit_ways(e, at, emit_word(e, o, last, o->mask), BPF_JLT, BPF_JGE,
		  emit_word_of(o->imm, o->n_words, last));
}

/* A constant's test has one way only. */
static bool constant_holds(const struct plan_node *n, u128 constant)
{
	u128 v = constant & n->part.mask;

	return n->op == PLAN_EQ ? v == n->imm : v < n->imm;
}

static void emit_test(struct emitter *e, uint32_t at)
{
	const struct plan_node *n = &e->plan->nodes.v[at];
	const struct plan_value *v = &e->plan->values.v[n->part.value];
	struct operand o = operand_of(e, n);

	/* Less than 1 is 0. */
	o.imm -= n->op == PLAN_LT && n->imm == 1;
	if (v->base == PLAN_CONST)
		emit_way(e, at,
			 constant_holds(n, v->constant) ? n->yes : n->no);
	else if (n->op == PLAN_LT && n->imm != 1)
		emit_lt(e, at, &o);
	else
		emit_eq(e, at, &o);
}

/*
 * What is kept is in two words on the stack. Stored one behind the other, the
 * verifier knows neither (emit.h), so all ways into the next group look alike.
 */
static void emit_store_kept(struct emitter *e, uint32_t rank, uint32_t outcome)
{
	emit_alu32(e, BPF_MOV, R_MASKED, rank);
	emit_store(e, BPF_W, BPF_REG_10, e->slots.kept, R_MASKED);
	emit_alu32(e, BPF_MOV, R_MASKED, outcome);
	emit_store(e, BPF_W, BPF_REG_10, e->slots.kept + 4, R_MASKED);
}

/* Without a 0, of which the verifier knows wherever it is stored. */
static void emit_keep_nothing(struct emitter *e)
{
	emit_alu32(e, BPF_MOV, R_MASKED, NO_RANK);
	emit_store(e, BPF_W, BPF_REG_10, e->slots.kept, R_MASKED);
	emit_store(e, BPF_W, BPF_REG_10, e->slots.kept + 4, R_MASKED);
}

static void emit_keep(struct emitter *e, uint32_t at)
{
	const struct plan_node *n = &e->plan->nodes.v[at];

	emit_load(e, BPF_W, R_MASKED, BPF_REG_10, e->slots.kept);
	emit_when(e, BPF_JLT, R_MASKED, n->rank, n->yes);
	emit_store_kept(e, n->rank,
			plan_outcome(n->verdict, e->counters[n->counter]));
	emit_way(e, at, n->yes);
}

static void emit_before(struct emitter *e, uint32_t at)
{
	const struct plan_node *n = &e->plan->nodes.v[at];

	emit_load(e, BPF_W, R_MASKED, BPF_REG_10, e->slots.kept);
	emit_when(e, BPF_JLT, R_MASKED, n->rank, n->no);
	emit_way(e, at, n->yes);
}

/* R_MASKED and R_COUNTER: the verdict that is kept, and its counter. */
static void emit_kept(struct emitter *e, uint32_t at)
{
	emit_load(e, BPF_W, R_MASKED, BPF_REG_10, e->slots.kept);
	emit_when(e, BPF_JEQ, R_MASKED, NO_RANK, e->plan->nodes.v[at].no);
	emit_load(e, BPF_W, R_COUNTER, BPF_REG_10, e->slots.kept + 4);
	emit_alu32_reg(e, BPF_MOV, R_MASKED, R_COUNTER);
	emit_alu32(e, BPF_AND, R_MASKED, 3);
	emit_alu32(e, BPF_RSH, R_COUNTER, 2);
}

static void emit_pick(struct emitter *e, uint32_t at)
{
	emit_kept(e, at);
	for (int verdict = PLAN_ACCEPT; verdict < PLAN_PUNT; verdict++)
		emit_jump32(e, BPF_JEQ, R_MASKED, verdict,
			    e->count[emit_action(e, verdict)]);
	emit_goto(e, e->count[emit_action(e, PLAN_PUNT)]);
}

/* The second store makes that the verifier does not tell counters apart
   (emit.h). */
void emit_find_counter(struct emitter *e, int reg, int none)
{
	const bool is_array = e->img->maps.v[1].value_bytes >
			      sizeof(struct nicfw_counter);
	const int index = e->slots.key + 4;

	if (is_array) {
		emit_alu32_reg(e, BPF_MOV, R_MASKED, reg);
		emit_alu32(e, BPF_RSH, R_MASKED, NICFW_COUNTERS_SHIFT);
	}
	emit_store(e, BPF_W, BPF_REG_10, e->slots.key,
		   is_array ? R_MASKED : reg);
	emit_store(e, BPF_W, BPF_REG_10, index, reg);
	emit_lookup(e, 1);
	emit_jump(e, BPF_JEQ, R_VALUE, 0, none);
	if (!is_array)
		return;
	emit_load(e, BPF_W, R_MASKED, BPF_REG_10, index);
	emit_alu(e, BPF_AND, R_MASKED, NICFW_COUNTERS_OF_VALUE - 1);
	emit_alu(e, BPF_LSH, R_MASKED, COUNTER_SHIFT);
	emit_alu_reg(e, BPF_ADD, R_VALUE, R_MASKED);
}

void emit_count(struct emitter *e, int reg)
{
	bool is_percpu = e->profile->percpu_counters;
	int none = emit_label_new(e);
	int bytes = offsetof(struct nicfw_counter, bytes);

	emit_find_counter(e, reg, none);
	emit_load(e, BPF_W, BPF_REG_2, BPF_REG_10, e->slots.avail[PLAN_NET]);
	if (is_percpu) {
		emit_load(e, BPF_DW, BPF_REG_1, R_VALUE, 0);
		emit_alu(e, BPF_ADD, BPF_REG_1, 1);
		emit_store(e, BPF_DW, R_VALUE, 0, BPF_REG_1);
		emit_load(e, BPF_DW, BPF_REG_1, R_VALUE, bytes);
		emit_alu_reg(e, BPF_ADD, BPF_REG_1, BPF_REG_2);
		emit_store(e, BPF_DW, R_VALUE, bytes, BPF_REG_1);
	} else {
		emit_alu(e, BPF_MOV, BPF_REG_1, 1);
		emit_atomic_add(e, R_VALUE, 0, BPF_REG_1);
		emit_atomic_add(e, R_VALUE, bytes, BPF_REG_2);
	}
	emit_label(e, none);
}

/* A frame that is dropped later is counted there. */
static void emit_take(struct emitter *e, uint32_t at)
{
	const struct plan_node *n = &e->plan->nodes.v[at];

	emit_kept(e, at);
	for (int verdict = PLAN_ACCEPT; verdict <= PLAN_PUNT; verdict++) {
		if (verdict != n->verdict)
			emit_jump32(e, BPF_JEQ, R_MASKED, verdict,
				    e->count[emit_action(e, verdict)]);
	}
	if (n->verdict != PLAN_DROP)
		emit_count(e, R_COUNTER);
	emit_keep_nothing(e);
	emit_way(e, at, n->yes);
}

static void emit_count_node(struct emitter *e, uint32_t at)
{
	const struct plan_node *n = &e->plan->nodes.v[at];

	if (n->counter != PLAN_NO_COUNTER) {
		emit_alu32(e, BPF_MOV, BPF_REG_1, e->counters[n->counter]);
		emit_count(e, BPF_REG_1);
	}
	emit_way(e, at, n->yes);
}

static void emit_verdict(struct emitter *e, uint32_t at)
{
	const struct plan_node *n = &e->plan->nodes.v[at];
	enum action action = emit_action(e, n->verdict);

	if (n->counter == PLAN_NO_COUNTER) {
		emit_goto(e, e->leave[action]);
		return;
	}
	emit_alu32(e, BPF_MOV, R_COUNTER, e->counters[n->counter]);
	emit_goto(e, e->count[action]);
}

void emit_body(struct emitter *e)
{
	static void (*const emit_node[N_PLAN_OPS])(struct emitter *,
						   uint32_t) = {
		[PLAN_EQ] = emit_test,
		[PLAN_LT] = emit_test,
		[PLAN_LOOKUP] = emit_cases,
		[PLAN_ASK] = emit_ask,
		[PLAN_KEEP] = emit_keep,
		[PLAN_BEST] = emit_best,
		[PLAN_START] = emit_vector_start,
		[PLAN_NARROW] = emit_vector_narrow,
		[PLAN_MASK] = emit_vector_mask,
		[PLAN_FORGET] = emit_vector_forget,
		[PLAN_HAS] = emit_vector_has,
		[PLAN_FIRST] = emit_vector_first,
		[PLAN_SEARCH] = emit_search,
		[PLAN_TALLY] = emit_search,
		[PLAN_SPAN] = emit_span,
		[PLAN_BEFORE] = emit_before,
		[PLAN_TAKE] = emit_take,
		[PLAN_PICK] = emit_pick,
		[PLAN_COUNT] = emit_count_node,
		[PLAN_VERDICT] = emit_verdict,
	};

	for (size_t i = 0; i < e->plan->nodes.n; i++)
		e->held_at[i] = HELD_UNKNOWN;
	if (e->slots.kept)
		emit_keep_nothing(e);
	e->held = HELD_NOTHING;
	emit_meet(e, 0);
	for (size_t i = 0; i < e->plan->nodes.n; i++) {
		const struct plan_node *n = &e->plan->nodes.v[i];

		if (!emit_is_reached(e, i))
			continue;
		if (e->img->insns.n > EMIT_MAX_INSNS)
			e->error = -EFBIG;
		if (e->error)
			return;
		e->rule = PLAN_NO_RULE;
		emit_islands(e);
		e->rule = n->rule;
		emit_label(e, i);
		e->held = e->held_at[i];
		emit_node[n->op](e, i);
	}
	e->rule = PLAN_NO_RULE;
}
