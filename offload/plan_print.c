// SPDX-License-Identifier: GPL-2.0-only
/*
 * plan_print.c - plans as text, for `nicfw show --plan`
 */
#include "offload/plan.h"

#include <inttypes.h>

static const char *const op_names[N_PLAN_OPS] = {
#define OP(id, name, operands, bpf_insns, nfp_words, text) [PLAN_##id] = name,
#include "offload/ops.def"
#undef OP
};

static const char *const base_names[] = {
	"frame", "net",	  "trans",  "hbh",  "rt",    "frag",   "dst",
	"mh",	 "avail", "exists", "meta", "const", "answer",
};

_Static_assert(sizeof(base_names) / sizeof(*base_names) == PLAN_ANSWER + 1,
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

static bool is_test(enum plan_op op)
{
	return op == PLAN_EQ || op == PLAN_LT;
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

static void print_parts(const struct plan *plan, const struct plan_part *parts,
			size_t n, FILE *out)
{
	if (!n)
		return;
	fputs(" {", out);
	for (size_t i = 0; i < n; i++) {
		fputs(i ? ", " : "", out);
		print_part(plan, parts[i], out);
	}
	fputs("}", out);
}

static void print_table(const struct plan *plan, const struct plan_table *t,
			FILE *out)
{
	const struct plan_tree *tree;

	print_parts(plan, t->parts.v, t->parts.n, out);
	vec_for_each(tree, &t->trees)
		fprintf(out, " %u bytes, %u deep;", tree->n_bytes, tree->depth);
}

static void print_spans(const struct plan *plan, const struct plan_spans *s,
			FILE *out)
{
	print_parts(plan, &s->part, 1, out);
	fprintf(out, " %u slots, %u at once;", s->n_slots << s->part_bits,
		s->most);
}

static void print_probes(const struct plan *plan, const struct plan_node *n,
			 FILE *out)
{
	const struct plan_probe *p;

	vec_for_each(p, &n->probes) {
		fprintf(out, " {%u, ", p->tag);
		print_part(plan, p->part, out);
		fputs("}", out);
	}
}

static void print_vector(const struct plan_node *n, FILE *out)
{
	for (uint32_t i = 0; i < n->n_lanes; i++)
		fprintf(out, " 0x%" PRIx64, n->vector->lanes[i]);
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
	if (is_test(n->op)) {
		print_test(plan, n, out);
		return;
	}
	if (plan_op_has(n->op, "map")) {
		const struct plan_map *m = &plan->maps.v[n->map];

		fprintf(out, " %s", m->name);
		print_parts(plan, m->parts.v, m->parts.n, out);
	}
	if (plan_op_has(n->op, "table"))
		print_table(plan, &plan->tables.v[n->table], out);
	if (plan_op_has(n->op, "spans"))
		print_spans(plan, &plan->spans.v[n->spans], out);
	print_probes(plan, n, out);
	if (plan_op_has(n->op, "vector"))
		print_vector(n, out);
	vec_for_each(c, &n->cases)
		fprintf(out, " %u -> %u,", c->result, c->node);
	if (plan_op_has(n->op, "rank"))
		fprintf(out, " rank %u", n->rank);
	if (plan_op_has(n->op, "verdict"))
		fprintf(out, " %s", verdict_names[n->verdict]);
	if (plan_op_has(n->op, "counter") && n->counter != PLAN_NO_COUNTER)
		fprintf(out, " counter %u", n->counter);
	if (plan_op_has(n->op, "yes"))
		fprintf(out, " -> %u", n->yes);
	if (plan_op_has(n->op, "no"))
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
