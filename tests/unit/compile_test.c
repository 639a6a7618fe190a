// SPDX-License-Identifier: GPL-2.0-only
/*
 * compile_test.c - which form a program has, and why no quicker one
 */
#include "lib/resolved.h"
#include "lib/rng.h"
#include "policy/compile.h"
#include "policy/compile_int.h"

static const struct device eth0 = { .name = "eth0", .ifindex = 1 };

static int setup(void **state)
{
	struct resolved *f = calloc(1, sizeof(*f));

	resolved_setup(f);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct resolved *f = *state;

	arena_free(f->arena);
	free(f);
	return 0;
}

static struct profile *profile_of(struct resolved *f, const char *name)
{
	struct profile *p;

	assert_int_equal(profile_find(f->arena, f->diag, name, &p), 0);
	return p;
}

enum kind {
	PAIRS, /* of sources and destinations that nothing shares */
	EXACT, /* one address, one port, no other has them */
	MASKS, /* bits, each of other ones; they only count */
	NETS,  /* one source each */
};

/* @n rules of that kind. */
static struct policy *rules_of(struct resolved *f, enum kind kind, uint32_t n)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	struct rng r = { 3 };
	struct policy *policy;

	fprintf(out,
		"table netdev t {\nchain c {\ntype filter hook ingress device eth0 priority 0\n");
	for (uint32_t i = 0; kind == EXACT && i < n; i++)
		fprintf(out,
			"ip saddr %u.%u.1.1 ip daddr %u.%u.2.2 udp dport %u drop\n",
			1 + i * 7 % 200, i % 251, 1 + i * 11 % 190, i % 241,
			1 + i * 31 % 60000);
	for (uint32_t i = 0; kind == MASKS && i < n; i++)
		fprintf(out,
			"ip saddr & %u.0.%u.255 == 0.0.0.%u ip daddr & 0.255.%u.0 != 0.%u.0.0 "
			"tcp sport & %u != %u tcp dport & %u != %u ip id & %u != %u counter\n",
			rng_below(&r, 256), rng_below(&r, 256),
			rng_below(&r, 200), rng_below(&r, 256),
			rng_below(&r, 200), rng_below(&r, 65536),
			rng_below(&r, 9), rng_below(&r, 65536),
			rng_below(&r, 9), rng_below(&r, 65536),
			rng_below(&r, 9));
	for (uint32_t i = 0; kind == NETS && i < n; i++)
		fprintf(out, "ip saddr %u.%u.%u.0-%u.%u.%u.%u drop\n",
			1 + i / 4000, i % 4000 / 16, i % 16 * 16, 1 + i / 4000,
			i % 4000 / 16, i % 16 * 16, 1 + i % 250);
	for (uint32_t i = 0; kind == PAIRS && i < n; i++)
		fprintf(out,
			"ip saddr 20.%u.0.0-20.%u.7.255 ip daddr 30.%u.0.0/16 tcp dport %u-%u %s\n",
			i % 97, i % 97 + 9, i * 7 % 89, i * 31 % 5000,
			5000 + i * 17 % 9000, i % 2 ? "drop" : "accept");
	fprintf(out, "}\n}\n");
	fclose(out);
	policy = resolve(f, text);
	free(text);
	return policy;
}

static struct compiled *compile_kind(struct resolved *f, const char *profile,
				     enum kind kind, uint32_t n)
{
	struct compiled *c;

	assert_int_equal(compile_policy(f->arena, f->diag, rules_of(f, kind, n),
					&eth0, profile_of(f, profile), NULL,
					&c),
			 0);
	return c;
}

static struct compiled *compile(struct resolved *f, const char *profile,
				uint32_t n)
{
	return compile_kind(f, profile, PAIRS, n);
}

static const struct form_tried *tried(const struct compiled *c,
				      const char *name)
{
	for (size_t i = 0; i < c->n_forms; i++)
		if (!strcmp(c->forms[i].name, name))
			return &c->forms[i];
	fail_msg("'%s' was not tried", name);
	return NULL;
}

static void the_first_form_that_fits_is_the_only_one_tried(void **state)
{
	struct compiled *c = compile(*state, "driver", 3);

	assert_int_equal(c->n_forms, 1);
	assert_string_equal(compiled_form(c), "one decision graph");
}

static void each_quicker_form_says_why_not(void **state)
{
	struct compiled *c = compile(*state, "driver", 900);

	assert_string_equal(compiled_form(c), "graphs and decision trees");
	assert_true(c->plan->tables.n > 0);
	assert_string_equal(tried(c, "one decision graph")->why_not,
			    "901 items need more than 3804 nodes");
	assert_non_null(tried(c, "several decision graphs")->why_not);
	assert_int_equal(c->n_forms, 3);
}

static void much_code_makes_way_for_a_lookup(void **state)
{
	struct compiled *c = compile_kind(*state, "driver", EXACT, 1000);

	assert_string_equal(compiled_form(c), "graphs and mask hashes");
	assert_string_equal(tried(c, "several decision graphs")->why_not,
			    "1001 items need more than 4000 nodes");
	c = compile_kind(*state, "driver", EXACT, 400);
	assert_string_equal(compiled_form(c), "graphs and mask hashes");
	c = compile_kind(*state, "driver", EXACT, 200);
	assert_string_equal(compiled_form(c), "several decision graphs");
}

static void code_stays_where_lookups_leave_most_of_it(void **state)
{
	struct compiled *c = compile_kind(*state, "driver", PAIRS, 300);

	assert_true(c->plan->nodes.n > 1500);
	assert_string_equal(compiled_form(c), "several decision graphs");
}

/* Much code, most of which would be copies of the chain's. */
static void a_graph_of_copies_makes_way_for_a_smaller_form(void **state)
{
	struct compiled *c = compile_kind(*state, "driver", MASKS, 60);

	assert_string_equal(compiled_form(c),
			    "graphs, mask hashes and rule vectors");
	assert_true(c->plan->nodes.n < 1500);
	assert_string_equal(tried(c, "graphs and mask hashes")->why_not,
			    "61 items need more than 4000 nodes");
	c = compile_kind(*state, "driver", MASKS, 400);
	assert_string_equal(compiled_form(c), "a chain of tests");
	assert_true(c->plan->nodes.n < 8000);
}

static void data_is_named_as_what_it_is(void **state)
{
	struct compiled *c = compile_kind(*state, "driver", NETS, 5000);

	assert_int_equal(c->plan->spans.n, 1);
	assert_int_equal(c->plan->tables.n, 0);
	assert_string_equal(compiled_form(c), "graphs and spans");
}

static void a_form_that_the_profile_lacks_says_so(void **state)
{
	struct compiled *c = compile(*state, "agilio-cx", 300);

	assert_string_equal(tried(c, "graphs and decision trees")->why_not,
			    "the profile has none");
}

static void one_form_is_taken_at_most(void **state)
{
	for (uint32_t n = 1; n < 300; n += 60) {
		struct compiled *c = compile(*state, "agilio-cx", n);
		size_t n_taken = 0;

		for (size_t i = 0; i < c->n_forms; i++)
			n_taken += !c->forms[i].why_not;
		assert_int_equal(n_taken, 1);
	}
}

static void of_a_part_its_form_alone_is_told(void **state)
{
	struct resolved *f = *state;
	struct profile *p = profile_of(f, "driver");
	struct check_report report;
	struct compiled *c;
	struct draft draft;
	uint32_t form = 1;

	assert_int_equal(compile_lower(f->arena, f->diag, rules_of(f, PAIRS, 3),
				       &eth0, p, &draft),
			 0);
	assert_int_equal(
		compile_fitting(f->arena, &draft, p, NULL, &form, &c, &report),
		0);
	assert_int_equal(c->n_forms, 1);
	assert_string_equal(compiled_form(c), "several decision graphs");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_form_that_fits_is_the_only_one_tried),
		TEST(each_quicker_form_says_why_not),
		TEST(much_code_makes_way_for_a_lookup),
		TEST(code_stays_where_lookups_leave_most_of_it),
		TEST(a_graph_of_copies_makes_way_for_a_smaller_form),
		TEST(data_is_named_as_what_it_is),
		TEST(a_form_that_the_profile_lacks_says_so),
		TEST(one_form_is_taken_at_most),
		TEST(of_a_part_its_form_alone_is_told),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
