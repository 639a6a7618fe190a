// SPDX-License-Identifier: GPL-2.0-only
/*
 * carry_test.c - which counters go on in a new generation
 */
#include "load/carry.h"
#include "lib/fixture.h"

#define N_MAX 8

/* The host's labels, of their lines. */
static struct labels labels_of(struct fixture *f, const char *text)
{
	struct labels labels[N_SLOTS];

	assert_int_equal(labels_of_text(f->arena, arena_strdup(f->arena, text),
					strlen(text), labels),
			 0);
	return labels[SLOT_HOST];
}

/* Counters 1, 10, 100, ... go on from @from to @to as @packets say. */
static void assert_goes_on(struct fixture *f, const char *from, const char *to,
			   const uint64_t *packets, size_t n_packets)
{
	struct nicfw_counter counts[N_MAX], base[N_MAX] = {};
	const struct labels labels = labels_of(f, from);
	const struct labels others = labels_of(f, to);
	uint64_t n = 1;

	for (size_t i = 0; i < N_MAX; i++, n *= 10)
		counts[i] = (struct nicfw_counter){ n, 2 * n };
	carry_add(f->arena, &labels, counts, labels.lines.n, &others, base);
	assert_int_equal(others.lines.n, n_packets);
	for (size_t i = 0; i < n_packets; i++) {
		assert_int_equal(base[i].packets, packets[i]);
		assert_int_equal(base[i].bytes, 2 * packets[i]);
	}
}

#define ROW(kind, in, rule) \
	"host\tx:1\t" kind "\tnetdev t c\t" in "\t\\N\t" rule "\n"
#define DECIDED(rule) ROW("decided", "\\N", rule)
#define POLICY(place, chain, policy) \
	"host\t" place "\tdecided\tnetdev t " chain "\t\\N\t" policy "\t\\N\n"

#define N(...)                             \
	(const uint64_t[]){ __VA_ARGS__ }, \
		sizeof((const uint64_t[]){ __VA_ARGS__ }) / sizeof(uint64_t)

static void rules_go_on_wherever_they_stand(void **state)
{
	assert_goes_on(*state, DECIDED("a") DECIDED("b"),
		       DECIDED("b") DECIDED("c") DECIDED("a"), N(10, 0, 1));
	assert_goes_on(*state, POLICY("x:1", "c", "drop"),
		       POLICY("y:2", "c", "drop"), N(1));
}

static void rules_that_are_alike_go_on_in_order(void **state)
{
	assert_goes_on(*state, DECIDED("a") DECIDED("a") DECIDED("a"),
		       DECIDED("b") DECIDED("a") DECIDED("a"), N(0, 1, 10));
	assert_goes_on(*state, DECIDED("a"), DECIDED("a") DECIDED("a"),
		       N(1, 0));
}

static void kinds_chains_and_policies_are_told_apart(void **state)
{
	assert_goes_on(*state, DECIDED("a") ROW("reached", "\\N", "a"),
		       ROW("reached", "\\N", "a") DECIDED("a"), N(10, 1));
	assert_goes_on(*state, ROW("decided", "u", "a"),
		       DECIDED("a") ROW("decided", "v", "a")
			       ROW("decided", "u", "a"),
		       N(0, 0, 1));
	assert_goes_on(*state,
		       POLICY("x:1", "c", "accept") POLICY("x:1", "d", "drop"),
		       POLICY("x:1", "c", "drop") POLICY("x:1", "d", "drop"),
		       N(0, 10));
}

static void what_the_kernel_counted_is_no_part_of_a_rule(void **state)
{
	assert_goes_on(*state,
		       DECIDED("udp dport 9 counter packets 1 bytes 28 drop"),
		       DECIDED("udp dport 9 counter drop"), N(1));
	assert_goes_on(*state,
		       DECIDED("counter packets 1 bytes 28 ip ttl 1 "
			       "counter packets 0 bytes 0 drop"),
		       DECIDED("counter packets 7 bytes 9 ip ttl 1 counter "
			       "drop"),
		       N(1));
}

/* What a NIC had goes to the host where the new NIC has no such counter. */
static void what_has_gone_on_does_not_go_on_again(void **state)
{
	struct fixture *f = *state;
	struct nicfw_counter counts[2] = { { 5, 50 }, { 7, 70 } };
	struct nicfw_counter nic[1] = {}, host[2] = {};
	const struct labels from = labels_of(f, DECIDED("a") DECIDED("b"));
	const struct labels to_nic = labels_of(f, DECIDED("b"));

	carry_add(f->arena, &from, counts, 2, &to_nic, nic);
	carry_add(f->arena, &from, counts, 2, &from, host);
	assert_int_equal(nic[0].packets, 7);
	assert_int_equal(host[0].packets, 5);
	assert_int_equal(host[1].packets, 0);
}

static void counters_that_cannot_be_read_begin_anew(void **state)
{
	struct fixture *f = *state;
	struct nicfw_counter base[1] = {};
	const struct labels labels = labels_of(f, DECIDED("a")), none = {};

	carry_add(f->arena, &labels, NULL, 0, &labels, base);
	carry_add(f->arena, &none, NULL, 0, &labels, base);
	carry_add(f->arena, &labels, base, 1, &none, NULL);
	assert_int_equal(base[0].packets, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(rules_go_on_wherever_they_stand),
		test(rules_that_are_alike_go_on_in_order),
		test(kinds_chains_and_policies_are_told_apart),
		test(what_the_kernel_counted_is_no_part_of_a_rule),
		test(what_has_gone_on_does_not_go_on_again),
		test(counters_that_cannot_be_read_begin_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
