// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_trees_test.c - what rules become that trees have no room for
 */
#include "lib/resolved.h"
#include "lib/rng.h"
#include "policy/classify.h"
#include "policy/compile.h"
#include "policy/compile_int.h"

static const struct device eth0 = { .name = "eth0", .ifindex = 1 };

struct fixture {
	struct resolved rules;
	struct rng rng;
	FILE *out; /* rules, to @text */
	char *text;
	size_t len;
};

static uint32_t any(struct fixture *f, uint32_t least, uint32_t most)
{
	return rng_between(&f->rng, least, most);
}

/* A rule for one host and port, of one of six kinds. */
static void add_exact(struct fixture *f, uint32_t i)
{
	static const char *const kinds[][2] = {
		{ "ip saddr", "tcp dport" }, { "ip daddr", "tcp dport" },
		{ "ip saddr", "udp dport" }, { "ip daddr", "udp dport" },
		{ "ip saddr", "tcp sport" }, { "ip daddr", "udp sport" },
	};

	fprintf(f->out, "%s %u.%u.%u.%u %s %u %s\n", kinds[i % 6][0],
		any(f, 1, 127), any(f, 0, 255), any(f, 0, 255), any(f, 0, 255),
		kinds[i % 6][1], any(f, 1, 65535), i & 8 ? "drop" : "accept");
}

/* A rule for much of each of five fields, from source @least.0.0.0 on. */
static void add_wide(struct fixture *f, uint32_t i, uint32_t least)
{
	uint32_t from = any(f, least, 220), to = any(f, 1, 180);
	uint32_t sport = any(f, 0, 45000), dport = any(f, 0, 45000);
	uint32_t length = any(f, 0, 45000);

	fprintf(f->out, "ip saddr %u.0.0.0-%u.0.0.255 ", from,
		from + any(f, 8, 30));
	fprintf(f->out, "ip daddr %u.0.0.0-%u.0.0.0 ", to, to + any(f, 16, 64));
	fprintf(f->out, "tcp sport %u-%u ", sport, sport + any(f, 1000, 20000));
	fprintf(f->out, "tcp dport %u-%u ", dport, dport + any(f, 1000, 20000));
	fprintf(f->out, "ip length %u-%u %s\n", length,
		length + any(f, 1000, 20000), i & 1 ? "drop" : "accept");
}

static struct draft draft_of(struct fixture *f, const struct profile *profile)
{
	const char *text;
	struct draft draft;

	fflush(f->out);
	text = arena_printf(
		f->rules.arena,
		"table netdev t {\nchain c {\ntype filter hook ingress device eth0 priority 0\n%s}\n}\n",
		f->text);
	assert_int_equal(compile_lower(f->rules.arena, f->rules.diag,
				       resolve(&f->rules, text), &eth0, profile,
				       &draft),
			 0);
	return draft;
}

static struct profile *driver(struct fixture *f)
{
	struct profile *p;

	assert_int_equal(
		profile_find(f->rules.arena, f->rules.diag, "driver", &p), 0);
	return p;
}

static uint32_t count_nodes(const struct plan *plan, enum plan_op op)
{
	const struct plan_node *n;
	uint32_t count = 0;

	vec_for_each(n, &plan->nodes)
		count += n->op == op;
	return count;
}

static const struct plan *compile(struct fixture *f, uint32_t tree_bytes)
{
	struct profile *p = driver(f);
	struct draft draft = draft_of(f, p);
	struct check_report report;
	struct compiled *c;

	p->tree_bytes = tree_bytes;
	assert_int_equal(
		compile_draft(f->rules.arena, &draft, p, NULL, &c, &report), 0);
	assert_int_equal(report.violations.n, 0);
	return c->plan;
}

static void rules_that_no_tree_holds_are_what_they_were_without(void **state)
{
	struct fixture *f = *state;
	const struct plan *with, *without;

	for (uint32_t i = 0; i < 700; i++) {
		if (i % 7)
			add_exact(f, i);
		else
			add_wide(f, i, 1);
	}
	without = compile(f, 0);
	assert_true(count_nodes(without, PLAN_BEST) > 0);
	with = compile(f, 1024);
	assert_int_equal(count_nodes(with, PLAN_SEARCH), 0);
	assert_int_equal(with->nodes.n, without->nodes.n);
	assert_true(count_nodes(compile(f, 1 << 20), PLAN_SEARCH) > 0);
}

/* Of two halves the lower one has room. */
static void halves_without_room_leave_no_trees_behind(void **state)
{
	const struct classify_limits limits = { .leaf = 2,
						.max_lists = 12000,
						.in_groups = true,
						.in_trees = true,
						.tree_bytes = 65536,
						.few_sets = 1 };
	struct fixture *f = *state;
	const struct plan *plan;
	struct draft draft;

	for (uint32_t i = 0; i < 4000; i++) {
		if (i % 4)
			add_wide(f, i, 128);
		else
			add_exact(f, 0);
	}
	draft = draft_of(f, driver(f));
	plan = classify(f->rules.arena, &draft.low, &limits, &draft.base);
	assert_non_null(plan);
	assert_int_equal(plan->tables.n, count_nodes(plan, PLAN_SEARCH));
}

/* A rule for ranges that have those of the rules before it within. */
static void add_layer(struct fixture *f, uint32_t i)
{
	fprintf(f->out, "ip saddr 100.%u.0.0-120.%u.0.0 ", 200 - i, i);
	fprintf(f->out, "ip daddr 50.%u.0.0-80.%u.0.0 %s\n", 250 - i, i / 2,
		i & 1 ? "drop" : "accept");
}

/* Each split copies most of them: work, not lists, is what has to end. */
static void nested_ranges_end_in_bounds(void **state)
{
	struct classify_limits limits = { .leaf = 2,
					  .max_lists = 16000,
					  .or_nothing = true };
	struct fixture *f = *state;
	struct draft draft;

	for (uint32_t i = 0; i < 60; i++)
		add_layer(f, i);
	draft = draft_of(f, driver(f));
	assert_non_null(
		classify(f->rules.arena, &draft.low, &limits, &draft.base));
	limits.max_entries = 2000;
	assert_null(classify(f->rules.arena, &draft.low, &limits, &draft.base));
	limits.or_nothing = false;
	assert_non_null(
		classify(f->rules.arena, &draft.low, &limits, &draft.base));
	limits.max_nodes = 100;
	assert_null(classify(f->rules.arena, &draft.low, &limits, &draft.base));
}

/* No graph is grown that nobody takes. */
static void without_a_tree_there_is_no_plan(void **state)
{
	const struct classify_limits limits = { .leaf = 2,
						.max_lists = 12000,
						.in_groups = true,
						.in_trees = true,
						.trees_or_nothing = true,
						.tree_bytes = 64,
						.few_sets = 1 };
	struct fixture *f = *state;
	struct draft draft;

	for (uint32_t i = 0; i < 60; i++)
		add_layer(f, i);
	draft = draft_of(f, driver(f));
	assert_null(classify(f->rules.arena, &draft.low, &limits, &draft.base));
}

static const struct plan *plan_of_trees(struct fixture *f)
{
	const struct classify_limits limits = { .leaf = 2,
						.max_lists = 12000,
						.in_groups = true,
						.in_trees = true,
						.tree_bytes = 1 << 20,
						.few_sets = 4,
						.few_items = 10 };
	struct draft draft = draft_of(f, driver(f));

	return classify(f->rules.arena, &draft.low, &limits, &draft.base);
}

/* What they count hangs on a verdict, which is found before. */
static void rules_that_only_count_have_trees_of_their_own(void **state)
{
	struct fixture *f = *state;
	const struct plan *plan;

	for (uint32_t i = 0; i < 300; i++) {
		fprintf(f->out, "ip saddr 10.0.%u.%u tcp dport %u counter\n",
			i / 100, i % 100, i);
		fprintf(f->out, "ip saddr 10.0.%u.%u tcp dport %u drop\n",
			i / 100, i % 100, i);
	}
	plan = plan_of_trees(f);
	assert_int_equal(count_nodes(plan, PLAN_SEARCH), 1);
	assert_int_equal(count_nodes(plan, PLAN_TALLY), 1);
	assert_int_equal(count_nodes(plan, PLAN_COUNT), 0);
}

/* They are counted by code, unless a verdict before them is kept. */
static void few_rules_that_only_count_are_code_behind_trees(void **state)
{
	struct fixture *f = *state;
	const struct plan *plan;

	for (uint32_t i = 0; i < 300; i++)
		fprintf(f->out, "%sip saddr 10.0.%u.%u tcp dport %u drop\n",
			i % 100 ? "" : "tcp sport 7 counter\n", i / 100,
			i % 100, i);
	plan = plan_of_trees(f);
	assert_int_equal(count_nodes(plan, PLAN_SEARCH), 1);
	assert_int_equal(count_nodes(plan, PLAN_TALLY), 0);
	assert_int_equal(count_nodes(plan, PLAN_COUNT), 3);
	assert_int_equal(count_nodes(plan, PLAN_BEFORE), 3);
}

static void what_many_chains_are_called_by_is_looked_up_once(void **state)
{
	struct fixture *f = *state;
	const struct plan *plan;

	fputs("ip daddr . tcp dport vmap {", f->out);
	for (uint32_t i = 0; i < 100; i++)
		fprintf(f->out, "%s 10.0.0.%u . %u : jump c%u", i ? "," : "", i,
			80 + i % 2, i);
	fputs(" }\n}\n", f->out);
	for (uint32_t i = 0; i < 100; i++)
		fprintf(f->out,
			"chain c%u {\nip saddr 10.1.%u.0/24 return\ntcp sport %u counter\ntcp sport %u drop\n%s",
			i, i, i + 1, i + 1, i < 99 ? "}\n" : "");
	plan = plan_of_trees(f);
	assert_int_equal(count_nodes(plan, PLAN_ASK), 1);
	assert_int_equal(count_nodes(plan, PLAN_LOOKUP), 0);
	assert_int_equal(count_nodes(plan, PLAN_SEARCH), 1);
	assert_int_equal(count_nodes(plan, PLAN_TALLY), 1);
	for (size_t i = 0; i < plan->tables.n; i++)
		assert_true(plan->tables.v[i].has_returns);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	resolved_setup(&f->rules);
	f->rng = (struct rng){ 1 };
	f->out = open_memstream(&f->text, &f->len);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	fclose(f->out);
	free(f->text);
	arena_free(f->rules.arena);
	free(f);
	return 0;
}

#define TREES_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TREES_TEST(rules_that_no_tree_holds_are_what_they_were_without),
		TREES_TEST(halves_without_room_leave_no_trees_behind),
		TREES_TEST(nested_ranges_end_in_bounds),
		TREES_TEST(without_a_tree_there_is_no_plan),
		TREES_TEST(rules_that_only_count_have_trees_of_their_own),
		TREES_TEST(few_rules_that_only_count_are_code_behind_trees),
		TREES_TEST(what_many_chains_are_called_by_is_looked_up_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
