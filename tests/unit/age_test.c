// SPDX-License-Identifier: GPL-2.0-only
/*
 * age_test.c - times as text, and what some time leaves of them
 */
#include "base/clock.h"
#include "lang/age.h"
#include "lang/duration.h"
#include "lang/nft_print_expr.h"
#include "lib/resolved.h"

#include <errno.h>

static void durations_are_nfts(void **state)
{
	static const struct {
		const char *text;
		uint64_t ms;
		const char *printed; /* NULL: as it is */
	} rows[] = {
		{ "1h", 3600000 },
		{ "90m", 5400000, "1h30m" },
		{ "1d2h3m4s5ms", 93784005 },
		{ "100ms", 100 },
		{ "0s", 0 },
		{ "213503d", DURATION_MAX_MS },
	};
	static const struct {
		const char *text;
		int err;
	} wrong[] = {
		{ "", -EINVAL },      { "5", -EINVAL },
		{ "h", -EINVAL },     { "1h1h", -EINVAL },
		{ "1m1h", -EINVAL },  { "1ms1s", -EINVAL },
		{ "1w", -EINVAL },    { "213503d1ms", -ERANGE },
		{ "-1s", -EINVAL },   { "99999999999999999999s", -ERANGE },
		{ "1h 2m", -EINVAL },
	};
	char text[DURATION_MAX_LEN];
	uint64_t ms;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(duration_read(rows[i].text, &ms), 0);
		assert_int_equal(ms, rows[i].ms);
		assert_string_equal(duration_text(text, ms),
				    rows[i].printed ?: rows[i].text);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_equal(duration_read(wrong[i].text, &ms),
				 wrong[i].err);
}

static void time_passes_for_a_tree(void **state)
{
	static const char text[] =
		"table netdev t {\nset a { type ipv4_addr; timeout 1h; elements"
		" = { 1.1.1.1, 2.2.2.2 timeout 2h comment \"x\", 3.3.3.3"
		" timeout 2h expires 5m, 4.4.4.4 timeout 1h } }\n"
		"set b { type ipv4_addr; flags timeout; elements = { 1.1.1.1,"
		" 2.2.2.2 timeout 1ms, 3.3.3.3 timeout 6m } }\n"
		"set c { type ipv4_addr; timeout 1m; elements = { 1.1.1.1,"
		" 2.2.2.2 timeout never } }\n}\n";
	static const char *const after[] = {
		"1.1.1.1 expires 55m",
		"2.2.2.2 timeout 2h expires 1h55m comment \"x\"",
		"4.4.4.4 expires 55m",
		"1.1.1.1",
		"3.3.3.3 timeout 6m expires 1m",
		"2.2.2.2 timeout never",
	};
	struct resolved f;
	struct ruleset *rs;
	struct ast_set *set;
	uint64_t start;
	size_t n = 0;

	(void)state;
	resolved_setup(&f);
	assert_int_equal(
		nft_parse(f.arena, f.diag, "t", text, strlen(text), NULL, &rs),
		0);
	start = rs->read_at;
	/* In steps, of which no part of a ms gets lost. */
	for (uint64_t i = 1; i <= 300000; i += 7)
		ruleset_age(f.arena, rs, start + i * NS_PER_MS + i);
	ruleset_age(f.arena, rs, start + 300000ull * NS_PER_MS + 5);
	assert_int_equal(rs->read_at, start + 300000ull * NS_PER_MS);
	vec_for_each(set, &rs->tables.v[0].sets)
		for (size_t i = 0; i < set->elements.n; i++)
			assert_string_equal(
				print_expr_text(f.arena, set->elements.v[i]),
				after[n++]);
	assert_int_equal(n, sizeof(after) / sizeof(*after));
	arena_free(f.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_are_nfts),
		cmocka_unit_test(time_passes_for_a_tree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
