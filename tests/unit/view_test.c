// SPDX-License-Identifier: GPL-2.0-only
/*
 * view_test.c - what is known of what a chain sees
 */
#include "policy/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* True if @field's name ends with @end, of "ip saddr" and the like. */
static bool ends_with(enum field_id field, const char *end)
{
	const char *name = fields[field].name;
	const size_t len = strlen(name), n = strlen(end);

	return len >= n && !strcmp(name + len - n, end);
}

/* Fields of ARP and Ethernet have such names too, and no NAT rewrites them. */
static bool may_be_translated(enum field_id field)
{
	return fields[field].needs == NEEDS_IP ||
	       fields[field].needs == NEEDS_IP6 ||
	       fields[field].base == PLAN_TRANS;
}

static bool is_of_source(enum field_id field)
{
	return may_be_translated(field) &&
	       (ends_with(field, " saddr") || ends_with(field, " sport"));
}

static bool is_of_destination(enum field_id field)
{
	return may_be_translated(field) &&
	       (ends_with(field, " daddr") || ends_with(field, " dport"));
}

static bool is_known(enum field_id field, struct view view)
{
	view.is_front = true;
	view.at = HOOK_INPUT;
	return view_of(&view, field, 0) != VIEW_UNKNOWN;
}

static void nat_of_one_side_leaves_the_other(void **state)
{
	unsigned int n = 0;

	for (enum field_id i = 0; i < N_FIELDS; i++) {
		const bool of_dst =
			is_known(i, (struct view){ .is_dst_translated = true });
		const bool of_src =
			is_known(i, (struct view){ .is_src_translated = true });

		if (!is_of_source(i) && !is_of_destination(i))
			continue;
		assert_true(is_known(i, (struct view){}));
		assert_int_equal(is_of_source(i), of_dst);
		assert_int_equal(is_of_destination(i), of_src);
		n++;
	}
	assert_int_equal(16, n);
}

static void rules_rewrite_tos_and_ttl(void **state)
{
	static const enum field_id ids[] = { FIELD_IP_DSCP, FIELD_IP_ECN,
					     FIELD_IP_TTL, FIELD_IP6_ECN,
					     FIELD_IP6_HOPLIMIT };
	const struct view rewritten = { .is_rewritten = true };

	(void)state;
	for (enum field_id i = 0; i < N_FIELDS; i++) {
		bool is_of_them = false;

		for (size_t k = 0; k < sizeof(ids) / sizeof(ids[0]); k++)
			is_of_them |= ids[k] == i;
		if (is_known(i, (struct view){}))
			assert_int_equal(!is_of_them, is_known(i, rewritten));
	}
	assert_true(is_known(FIELD_IP_TTL, (struct view){}));
}

static void icmp_has_one_identifier_for_both_sides(void **state)
{
	static const enum field_id ids[] = { FIELD_ICMP_ID, FIELD_ICMPV6_ID };

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		assert_true(is_known(ids[i], (struct view){}));
		assert_false(is_known(
			ids[i], (struct view){ .is_dst_translated = true }));
		assert_false(is_known(
			ids[i], (struct view){ .is_src_translated = true }));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nat_of_one_side_leaves_the_other),
		cmocka_unit_test(rules_rewrite_tos_and_ttl),
		cmocka_unit_test(icmp_has_one_identifier_for_both_sides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
