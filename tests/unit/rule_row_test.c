// SPDX-License-Identifier: GPL-2.0-only
/*
 * rule_row_test.c - which rules are rows of a table, and of which key?
 */
#include "policy/rule_row.h"

#include "lib/fixture.h"

#include <string.h>

static const struct rule_chain chain = {
	"netdev", "t", "in",
	"type filter hook ingress device \"v0\" priority 0; policy accept;"
};

static const struct device device = { .name = "v0", .ifindex = 1 };

static void add_part(struct arena *a, struct rule_table *t, enum plan_base base,
		     uint16_t bit_off, uint16_t width, unsigned int n_open)
{
	*vec_push(a, &t->parts) = (struct rule_part){
		{ .base = base, .bit_off = bit_off, .width = width },
		u128_max(width) & ~u128_max(n_open),
	};
	t->key_bytes += plan_part_bytes(width);
}

/* Of "ip saddr ADDRESS" and a port. */
static struct rule_table addresses_and_ports(struct arena *a)
{
	struct rule_table t = {};

	add_part(a, &t, PLAN_NET, 96, 32, 0);
	add_part(a, &t, PLAN_TRANS, 16, 16, 0);
	return t;
}

static const char *read_in(struct arena *a, const struct rule_table *t,
			   const char *text, struct rule_row *out)
{
	return rule_row_read(a, &chain, &device, 0, t, text, strlen(text), out);
}

static void a_row_is_made_of_a_rule(void **state)
{
	struct fixture *f = *state;
	const struct rule_table t = addresses_and_ports(f->arena);
	const uint32_t key[] = { 0x0a000002, 53 };
	struct rule_row row;

	assert_null(read_in(f->arena, &t,
			    "\t\tudp dport 53  ip saddr 10.0.0.2 drop # text",
			    &row));
	assert_int_equal(t.key_bytes, sizeof(key));
	assert_memory_equal(row.key, key, sizeof(key));
	assert_int_equal(row.verdict, PLAN_DROP);
	assert_string_equal(row.text, "udp dport 53 ip saddr 10.0.0.2 drop");
	assert_string_equal(row.chain, "netdev t in");
	assert_null(read_in(f->arena, &t,
			    "ip saddr 10.0.0.2 udp dport 53 counter accept",
			    &row));
	assert_int_equal(row.verdict, PLAN_ACCEPT);
}

static void a_prefix_has_its_mask(void **state)
{
	struct fixture *f = *state;
	struct rule_table t = {};
	const uint32_t key = 0x0a010000;
	struct rule_row row;

	add_part(f->arena, &t, PLAN_NET, 96, 32, 16);
	assert_null(read_in(f->arena, &t, "ip saddr 10.1.0.0/16 drop", &row));
	assert_memory_equal(row.key, &key, sizeof(key));
	assert_non_null(
		read_in(f->arena, &t, "ip saddr 10.1.0.0/17 drop", &row));
	assert_non_null(read_in(f->arena, &t, "ip saddr 10.1.0.0 drop", &row));
}

static void other_lines_are_no_rows(void **state)
{
	static const char *const lines[] = {
		"",
		"# text",
		"udp dport 53 drop",
		"ip saddr 10.0.0.2 drop",
		"ip saddr 10.0.0.2 udp sport 53 drop",
		"ip saddr 10.0.0.2 udp dport 53-54 drop",
		"ip saddr 10.0.0.2 udp dport { 53, 55 } drop",
		"ip saddr != 10.0.0.2 udp dport 53 drop",
		"ip saddr 10.0.0.2 udp dport 53 counter",
		"ip saddr 10.0.0.2 udp dport 53",
		"ip saddr 10.0.0.2 udp dport 53 log drop",
		"ip saddr 10.0.0.2 udp dport 53 limit rate 1/second drop",
		"ip saddr 10.0.0.2 udp dport 53 jump other",
		"ip saddr @known udp dport 53 drop",
		"ip saddr $who udp dport 53 drop",
		"ip saddr 10.0.0.2 udp dport 53 drop; ip saddr 1.2.3.4 drop",
		"ip saddr 10.0.0.2 udp dport 53 drop\\",
		"ip saddr 10.0.0.2 udp dport 53 drop } chain x {",
		"ip saddr 10.0.0.2 udp dport 53 drop } } table ip x { chain y {",
		"} ip saddr 10.0.0.2 udp dport 53 drop",
		"ip saddr 10.0.0.2 udp dport 53 dropp",
	};
	struct fixture *f = *state;
	const struct rule_table t = addresses_and_ports(f->arena);
	struct rule_row row;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!read_in(f->arena, &t, lines[i], &row))
			fail_msg("taken: %s", lines[i]);
}

static void rules_are_alike_or_apart(void **state)
{
	struct fixture *f = *state;
	const struct rule_table t = addresses_and_ports(f->arena);
	struct rule_row udp, more, tcp, marked;

	assert_null(read_in(f->arena, &t, "ip saddr 10.0.0.2 udp dport 1 drop",
			    &udp));
	assert_null(read_in(f->arena, &t,
			    "ip saddr 10.0.0.3 udp dport 2 accept", &more));
	assert_null(read_in(f->arena, &t, "ip saddr 10.0.0.2 tcp dport 1 drop",
			    &tcp));
	assert_null(read_in(f->arena, &t,
			    "ip saddr 10.0.0.2 udp dport 1 ip ttl 9 drop",
			    &marked));
	assert_true(rule_row_is_like(&udp, &more));
	assert_false(rule_row_is_apart(&udp, &more));
	assert_false(rule_row_is_like(&udp, &tcp));
	assert_true(rule_row_is_apart(&udp, &tcp));
	assert_false(rule_row_is_like(&udp, &marked));
	assert_false(rule_row_is_like(&marked, &udp));
	assert_false(rule_row_is_apart(&udp, &marked));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_row_is_made_of_a_rule),
		test(a_prefix_has_its_mask),
		test(other_lines_are_no_rows),
		test(rules_are_alike_or_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
