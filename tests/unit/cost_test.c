// SPDX-License-Identifier: GPL-2.0-only
/*
 * cost_test.c - what ops.def says of a node's price is what a node costs
 *
 * The difference between two programs, of which one has the node once more.
 * That the words of a program are counted right, tests/vm/words_test.sh asks
 * the driver.
 */
#include "lib/checker.h"

static const struct {
	const char *name;
	int bpf_insns;
	int nfp_words;
} rows[] = {
#define OP(id, name, operands, bpf_insns, nfp_words, text) \
	[PLAN_##id] = { name, bpf_insns, nfp_words },
#include "offload/ops.def"
#undef OP
};

static const struct plan_vector vector = {
	.lanes = { 0x123456789abcdef0 },
};

static void add_plan_map(struct arena *a, struct plan *p,
			 enum plan_map_kind kind)
{
	struct plan_map *m = vec_push(a, &p->maps);

	*m = (struct plan_map){ .name = "set", .kind = kind, .max_entries = 9 };
	if (kind == PLAN_MAP_VECTORS || kind == PLAN_MAP_RULES)
		m->n_lanes = 1;
	if (kind == PLAN_MAP_VECTORS)
		m->n_part_words = 1;
	if (!m->n_lanes)
		*(struct plan_part *)vec_push(a, &m->parts) =
			(struct plan_part){ 0, UINT32_MAX };
}

static uint32_t map_of(enum plan_op op)
{
	return op == PLAN_BEST	   ? PLAN_MAP_RANKED
	       : op == PLAN_NARROW ? PLAN_MAP_VECTORS
	       : op == PLAN_FIRST  ? PLAN_MAP_RULES
				   : PLAN_MAP_ANSWERS;
}

/* A node that leads to the next one, whatever it finds, or to the last. */
static void add_node(struct arena *a, struct plan *p, enum plan_op op,
		     uint16_t value, uint32_t last)
{
	uint32_t next = p->nodes.n + 1;
	struct plan_node *n = vec_push(a, &p->nodes);

	*n = (struct plan_node){ .op = op,
				 .rule = PLAN_NO_RULE,
				 .part = { value, UINT32_MAX },
				 .imm = 0x12345678,
				 .map = map_of(op),
				 .rank = 5,
				 .verdict = op == PLAN_TAKE ? PLAN_ACCEPT
							    : PLAN_DROP,
				 .n_lanes = 1,
				 .vector = &vector,
				 .yes = last,
				 .no = next };
	if (!plan_op_has(op, "no") || op == PLAN_NARROW)
		n->yes = next;
	if (op == PLAN_LOOKUP)
		*(struct plan_case *)vec_push(a, &n->cases) =
			(struct plan_case){ 1, last };
	if (op == PLAN_NARROW)
		*(struct plan_probe *)vec_push(a, &n->probes) =
			(struct plan_probe){ 7, n->part };
}

/* Two tests, so that the tested word is loaded anew, then @n nodes of @op. */
static struct check_report measure(struct checker *f, enum plan_op op, int n,
				   size_t *insns)
{
	struct plan *p = arena_new_of(f->arena, struct plan);
	uint32_t last = 4 + 2 * n;
	struct check_report report;
	struct image *img;

	p->n_counters = 1;
	for (uint16_t i = 0; i < 2; i++)
		plan_add_value(f->arena, p,
			       (struct plan_value){ PLAN_FRAME, 32 * i, 32 });
	for (int kind = PLAN_MAP_ANSWERS; kind <= PLAN_MAP_RULES; kind++)
		add_plan_map(f->arena, p, kind);
	add_node(f->arena, p, PLAN_START, 0, last);
	add_node(f->arena, p, PLAN_NARROW, 0, last);
	while (n--) {
		add_node(f->arena, p, PLAN_EQ, 1, last);
		add_node(f->arena, p, op, 0, last);
	}
	add_node(f->arena, p, PLAN_FIRST, 0, last);
	add_node(f->arena, p, PLAN_VERDICT, 0, last);
	add_node(f->arena, p, PLAN_VERDICT, 0, last);
	p->nodes.v[last].verdict = PLAN_ACCEPT;
	p->nodes.v[last].counter = PLAN_NO_COUNTER;
	assert_int_equal(image_emit(f->arena, p, f->nfp, NULL, &img), 0);
	report = check(f, img, f->nfp);
	*insns = img->insns.n;
	return report;
}

static void nodes_cost_what_ops_def_says(void **state)
{
	struct checker *f = *state;
	bool differs = false;

	for (enum plan_op op = 0; op < N_PLAN_OPS; op++) {
		size_t insns[3], tests[3];
		int words, test_words;

		/* The one ends, so no node follows; others are for hosts. */
		if (op == PLAN_VERDICT || op == PLAN_SEARCH ||
		    op == PLAN_SPAN || op == PLAN_TALLY || op == PLAN_ASK)
			continue;
		words = -measure(f, op, 1, &insns[0]).insns;
		words += measure(f, op, 2, &insns[1]).insns;
		/* Less the test that stands before each. */
		test_words = -measure(f, PLAN_EQ, 1, &tests[0]).insns;
		test_words += measure(f, PLAN_EQ, 2, &tests[1]).insns;
		words -= test_words / 2;
		insns[2] = insns[1] - insns[0] - (tests[1] - tests[0]) / 2;
		if (words == rows[op].nfp_words &&
		    insns[2] == rows[op].bpf_insns)
			continue;
		print_message("# %s: %zu instructions, %d words\n",
			      rows[op].name, insns[2], words);
		differs = true;
	}
	assert_false(differs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CHECKER_TEST(nodes_cost_what_ops_def_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
