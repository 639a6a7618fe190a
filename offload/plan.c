// SPDX-License-Identifier: GPL-2.0-only
/*
 * plan.c - building, checking and printing plans
 */
#include "offload/plan.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *const op_names[N_PLAN_OPS] = {
#define OP(id, name, operands, bpf_insns, nfp_words, text) [PLAN_##id] = name,
#include "offload/ops.def"
#undef OP
};

static const char *const base_names[] = {
	"frame", "net", "trans", "hbh",	   "rt",   "frag",
	"dst",	 "mh",	"avail", "exists", "meta", "const",
};

_Static_assert(sizeof(base_names) / sizeof(*base_names) == PLAN_CONST + 1,
	       "each base has a name");

static const char *const meta_names[N_PLAN_META] = {
	[PLAN_META_PROTOCOL] = "protocol",
	[PLAN_META_HAS_L4] = "has_l4",
	[PLAN_META_L4PROTO] = "l4proto",
	[PLAN_META_PKTTYPE] = "pkttype",
};

static const char *const verdict_names[] = {
	[PLAN_ACCEPT] = "accept",
	[PLAN_DROP] = "drop",
	[PLAN_PUNT] = "punt",
};

uint16_t plan_add_value(struct arena *a, struct plan *plan,
			struct plan_value value)
{
	for (size_t i = 0; i < plan->values.n; i++) {
		const struct plan_value *v = &plan->values.v[i];

		if (v->base == value.base && v->bit_off == value.bit_off &&
		    v->width == value.width && v->constant == value.constant)
			return i;
	}
	struct plan_value *added = vec_push(a, &plan->values);

	*added = value;
	return plan->values.n - 1;
}

uint32_t plan_map_key_bytes(const struct plan *plan, const struct plan_map *m)
{
	const struct plan_part *part;
	uint32_t bytes = 0;

	vec_for_each(part, &m->parts)
		bytes += plan_part_bytes(plan->values.v[part->value].width);
	return bytes;
}

void plan_put_part(uint8_t *key, unsigned int width, u128 v)
{
	u128_to_bytes(v & u128_max(width), key, plan_part_bytes(width));
}

/* Ends the process if @holds is false: the plan's maker is wrong. */
static void require(bool holds, const char *what, size_t index,
		    const char *broken)
{
	if (holds)
		return;
	fprintf(stderr, "nicfw: bug: plan, %s %zu: %s\n", what, index, broken);
	abort();
}

static void validate_value(const struct plan_value *v, size_t i)
{
	unsigned int ends[] = { [PLAN_AVAIL] = N_PLAN_HEADERS,
				[PLAN_EXISTS] = N_PLAN_HEADERS,
				[PLAN_META] = N_PLAN_META };

	require(v->base <= PLAN_CONST, "value", i, "unknown base");
	require(v->width >= 1 && v->width <= 128, "value", i, "bad width");
	require(v->base < PLAN_TRANS || v->base >= N_PLAN_HEADERS ||
			v->bit_off + v->width <= 8 * PLAN_NEAR_BYTES,
		"value", i, "too far behind");
	if (v->base < N_PLAN_HEADERS || v->base == PLAN_CONST)
		return;
	require(v->bit_off < ends[v->base], "value", i, "unknown fact");
	require(v->width <= 32, "value", i, "a fact has at most 32 bits");
}

static void validate_part(const struct plan *plan, struct plan_part part,
			  const char *what, size_t i)
{
	require(part.value < plan->values.n, what, i, "no such value");
	require(part.mask != 0, what, i, "empty mask");
	require(part.mask <= u128_max(plan->values.v[part.value].width), what,
		i, "mask wider than its value");
}

/* A successor stands behind its node, so that a plan has no loops. */
static void validate_next(const struct plan *plan, size_t i, uint32_t next)
{
	require(next > i && next < plan->nodes.n, "node", i, "bad successor");
}

static void validate_lookup(const struct plan *plan, size_t i)
{
	const struct plan_node *n = &plan->nodes.v[i];
	const struct plan_case *c;

	require(n->map < plan->maps.n, "node", i, "no such map");
	require(plan->maps.v[n->map].ranked == (n->op == PLAN_BEST), "node", i,
		"wrong kind of map");
	vec_for_each(c, &n->cases) {
		require(c->result != 0, "node", i, "a case for 0");
		validate_next(plan, i, c->node);
	}
}

static bool is_test(enum plan_op op)
{
	return op == PLAN_EQ || op == PLAN_LT || op == PLAN_ANY;
}

static bool counts(enum plan_op op)
{
	return op == PLAN_COUNT || op == PLAN_KEEP || op == PLAN_VERDICT;
}

/* True if there is one way on, whatever the frame. */
static bool goes_on(enum plan_op op)
{
	return op == PLAN_KEEP || op == PLAN_BEST || op == PLAN_COUNT;
}

static void validate_node(const struct plan *plan, size_t i)
{
	const struct plan_node *n = &plan->nodes.v[i];

	require(n->op < N_PLAN_OPS, "node", i, "unknown operation");
	if (is_test(n->op))
		validate_part(plan, n->part, "node", i);
	if (n->op == PLAN_LOOKUP || n->op == PLAN_BEST)
		validate_lookup(plan, i);
	if (is_test(n->op) || goes_on(n->op))
		validate_next(plan, i, n->yes);
	if (is_test(n->op) || n->op == PLAN_LOOKUP || n->op == PLAN_PICK)
		validate_next(plan, i, n->no);
	if (counts(n->op))
		require(n->counter < plan->n_counters ||
				n->counter == PLAN_NO_COUNTER,
			"node", i, "no such counter");
	if (n->op == PLAN_KEEP)
		require(n->counter < plan->n_counters && n->rank != UINT32_MAX,
			"node", i, "nothing to keep");
	if (n->op == PLAN_KEEP || n->op == PLAN_VERDICT)
		require(n->verdict <= PLAN_PUNT, "node", i, "bad verdict");
}

void plan_validate(const struct plan *plan)
{
	require(plan->nodes.n > 0, "node", 0, "there is none");
	for (size_t i = 0; i < plan->values.n; i++)
		validate_value(&plan->values.v[i], i);
	for (size_t i = 0; i < plan->maps.n; i++) {
		const struct plan_map *m = &plan->maps.v[i];
		const struct plan_part *part;

		require(m->parts.n > 0, "map", i, "no key");
		require(m->max_entries >= m->n_entries, "map", i, "no room");
		vec_for_each(part, &m->parts)
			validate_part(plan, *part, "map", i);
	}
	for (size_t i = 0; i < plan->nodes.n; i++)
		validate_node(plan, i);
}

static void print_number(u128 v, FILE *out)
{
	if (v >> 64)
		fprintf(out, "0x%" PRIx64 "%016" PRIx64, (uint64_t)(v >> 64),
			(uint64_t)v);
	else
		fprintf(out, "0x%" PRIx64, (uint64_t)v);
}

static void print_value(const struct plan_value *v, FILE *out)
{
	const char *name = base_names[v->base];

	if (v->base == PLAN_CONST)
		print_number(v->constant, out);
	else if (v->base == PLAN_META)
		fprintf(out, "%s", meta_names[v->bit_off]);
	else if (v->base == PLAN_AVAIL || v->base == PLAN_EXISTS)
		fprintf(out, "%s(%s)", name, base_names[v->bit_off]);
	else
		fprintf(out, "%s[%u:%u]", name, v->bit_off, v->width);
}

static void print_part(const struct plan *plan, struct plan_part part,
		       FILE *out)
{
	const struct plan_value *v = &plan->values.v[part.value];

	print_value(v, out);
	if (part.mask == u128_max(v->width))
		return;
	fputs(" & ", out);
	print_number(part.mask, out);
}

static void print_map(const struct plan *plan, const struct plan_map *m,
		      FILE *out)
{
	const char *separator = "";
	const struct plan_part *part;

	fprintf(out, " %s {", m->name);
	vec_for_each(part, &m->parts) {
		fputs(separator, out);
		print_part(plan, *part, out);
		separator = ", ";
	}
	fputs("}", out);
}

static void print_test(const struct plan *plan, const struct plan_node *n,
		       FILE *out)
{
	fputc(' ', out);
	print_part(plan, n->part, out);
	fputs(", ", out);
	print_number(n->imm, out);
	fprintf(out, " -> %u, else %u", n->yes, n->no);
}

static void print_node(const struct plan *plan, const struct plan_node *n,
		       FILE *out)
{
	const struct plan_case *c;

	fputs(op_names[n->op], out);
	if (is_test(n->op))
		print_test(plan, n, out);
	if (n->op == PLAN_LOOKUP || n->op == PLAN_BEST)
		print_map(plan, &plan->maps.v[n->map], out);
	vec_for_each(c, &n->cases)
		fprintf(out, " %u -> %u,", c->result, c->node);
	if (n->op == PLAN_KEEP)
		fprintf(out, " rank %u", n->rank);
	if (n->op == PLAN_KEEP || n->op == PLAN_VERDICT)
		fprintf(out, " %s", verdict_names[n->verdict]);
	if (counts(n->op) && n->counter != PLAN_NO_COUNTER)
		fprintf(out, " counter %u", n->counter);
	if (goes_on(n->op))
		fprintf(out, " -> %u", n->yes);
	if (n->op == PLAN_LOOKUP || n->op == PLAN_PICK)
		fprintf(out, " else %u", n->no);
}

void plan_print(const struct plan *plan, FILE *out)
{
	for (size_t i = 0; i < plan->nodes.n; i++) {
		const struct plan_node *n = &plan->nodes.v[i];

		fprintf(out, "%5zu: ", i);
		print_node(plan, n, out);
		if (n->rule != PLAN_NO_RULE)
			fprintf(out, " ; rule %u", n->rule);
		fputc('\n', out);
	}
}
