// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_rules_v6_test.c - what numbers of 32 bits stand for in IPv6
 */
#include "bench/rules/rules_draft.h"
#include "bench/rules/rules_text.h"
#include "lib/bench_rules.h"

#include <arpa/inet.h>
#include <string.h>

struct prefix6 {
	u128 addr;
	uint32_t len;
};

static struct prefix6 prefix6_of(uint32_t addr, uint8_t len)
{
	struct rules_text text = rules_text_prefix6(addr, len);
	char *slash = strchr(text.s, '/');
	struct prefix6 p = { .len = slash ? (uint32_t)atoi(slash + 1) : 128 };
	uint8_t bytes[16];

	if (slash)
		*slash = '\0';
	assert_int_equal(inet_pton(AF_INET6, text.s, bytes), 1);
	p.addr = u128_from_bytes(bytes, sizeof(bytes));
	return p;
}

static u128 host_bits(uint32_t len)
{
	return len == 128 ? 0 : u128_max(128 - len);
}

static void prefixes_are_as_wide_as_those_of_ipv6(void **state)
{
	(void)state;
	assert_int_equal(prefix6_of(0x0a000000, 16).len, 32);
	assert_int_equal(prefix6_of(0x0a000000, 24).len, 48);
	assert_int_equal(prefix6_of(0x0a000000, 28).len, 64);
	assert_int_equal(prefix6_of(0x0a000000, 32).len, 128);
	for (uint8_t len = 8; len < 32; len++)
		assert_true(prefix6_of(0, len).len <
			    prefix6_of(0, len + 1).len);
}

static void prefixes_lie_in_each_other_as_before(void **state)
{
	struct rng r = { 1 };

	(void)state;
	for (int i = 0; i < 20000; i++) {
		uint8_t outer_len = rng_between(&r, 8, 32);
		uint8_t inner_len = rng_between(&r, outer_len, 32);
		uint32_t outer = (uint32_t)rng_next(&r) & rules_mask(outer_len);
		uint32_t inner = rng_one_in(&r, 4)
					 ? (uint32_t)rng_next(&r)
					 : outer ^ 1u << rng_below(&r, 32);
		struct prefix6 o = prefix6_of(outer, outer_len);
		struct prefix6 n;
		bool lies_in;

		inner &= rules_mask(inner_len);
		n = prefix6_of(inner, inner_len);
		lies_in = (n.addr & ~host_bits(o.len)) == o.addr;
		assert_int_equal(o.addr & host_bits(o.len), 0);
		assert_int_equal(lies_in,
				 (inner & rules_mask(outer_len)) == outer);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(prefixes_are_as_wide_as_those_of_ipv6),
		test(prefixes_lie_in_each_other_as_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
