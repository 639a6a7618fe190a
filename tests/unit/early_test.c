// SPDX-License-Identifier: GPL-2.0-only
/*
 * early_test.c - which drops an early stage gets, and what it says of the rest
 *
 * The NIC of a test has room for a given part of the whole policy's program.
 * Frames are UDP over IPv4; their destination port tells them apart.
 */
#include "lib/resolved.h"
#include "offload/interp.h"
#include "policy/early.h"

#include <errno.h>

static const struct device eth0 = {
	.name = "eth0",
	.ifindex = 1,
	.mac = { 2, 0, 0, 0, 0, 2 },
};

struct fixture {
	struct resolved rules;
	struct policy *policy;
	struct compiled *compiled;
	struct early_report report;
	struct interp *interp;
};

#define BASE "type filter hook ingress device \"eth0\" priority "

static struct profile *read_profile(struct fixture *f)
{
	struct profile *p;

	assert_int_equal(
		profile_find(f->rules.arena, f->rules.diag, "agilio-cx", &p),
		0);
	return p;
}

/* Compiles @chains for a NIC with room for @percent of the whole program. */
static int try_early(struct fixture *f, const char *chains, uint32_t percent,
		     const struct early_gain *gain)
{
	const struct image_options opts = { .last_stage = true };
	struct arena *a = f->rules.arena;
	struct profile *nic = read_profile(f);
	struct check_report whole = {};
	struct compiled *c;

	f->policy = resolve(&f->rules,
			    arena_printf(a, "table netdev t {\n%s}", chains));
	assert_int_equal(compile_policy(a, f->rules.diag, f->policy, &eth0, nic,
					NULL, &c),
			 0);
	check_image(a, c->image, nic, &whole);
	nic->max_insns = whole.insns * percent / 100;
	return compile_early(a, f->rules.diag, f->policy, &eth0, nic, &opts,
			     gain, &f->compiled, &f->report);
}

static void early(struct fixture *f, const char *chains, uint32_t percent)
{
	assert_int_equal(try_early(f, chains, percent, NULL), 0);
	interp_free(f->interp);
	f->interp = interp_new(f->compiled->image);
}

/*
 * As early(), with accepts behind the rules of the last chain that no drop
 * needs: there is room for the drops alone.
 */
static void early_before_accepts(struct fixture *f, const char *chains)
{
	const char *text = chains;

	for (int i = 0; i < 100; i++)
		text = arena_printf(
			f->rules.arena,
			"%sip saddr 10.%d.0.0/%d ip daddr 10.0.%d.0/%d tcp dport %d-%d accept\n",
			text, i * 7 % 256, 16 + i % 9, i * 31 % 256, 17 + i % 7,
			100 * i, 100 * i + 33);
	early(f, arena_printf(f->rules.arena, "%s}\n", text), 85);
	assert_false(f->report.is_whole);
}

/* True if the NIC drops a frame to @port. */
static bool drops(struct fixture *f, uint16_t port)
{
	uint8_t frame[] = {
		2,    0, 0, 0,	0,  2, 2, 0, 0,	 0,  0, 1, 8, 0, /* Ethernet */
		0x45, 0, 0, 28, 0,  0, 0, 0, 64, 17, 0, 0,	 /* IPv4 */
		10,   0, 0, 1,	10, 0, 0, 2,			 /* addresses */
		3,    0, 0, 0,	0,  8, 0, 0,			 /* UDP */
	};
	const char *why = "";
	int action;

	frame[36] = port >> 8;
	frame[37] = (uint8_t)port;
	action = interp_run(f->interp, frame, sizeof(frame), &why);
	assert_string_equal(why ? why : "", "");
	return action == XDP_DROP;
}

static const struct policy_rule *find_rule(const struct fixture *f,
					   const char *comment)
{
	const struct policy_chain *c;
	const struct policy_rule *r;

	vec_for_each(c, &f->policy->chains)
		vec_for_each(r, &c->rules)
			if (r->comment && !strcmp(r->comment, comment))
				return r;
	fail();
	return NULL;
}

/* What the counters give to the rule, or for "" to the policies. */
static uint64_t counted(const struct fixture *f, const char *comment)
{
	const struct policy_rule *rule = *comment ? find_rule(f, comment)
						  : NULL;
	const struct nicfw_counter *now = interp_counters(f->interp);
	uint64_t n = 0;

	for (size_t i = 0; i < f->compiled->counters.n; i++) {
		const struct counter_of *of = &f->compiled->counters.v[i];

		if (of->kind != COUNTER_LEFT && of->rule == rule)
			n += now[i].packets;
	}
	return n;
}

static enum early_place place_of(const struct fixture *f, const char *comment)
{
	return f->report.rules[find_rule(f, comment)->id].place;
}

static const char *why_not(const struct fixture *f, const char *comment)
{
	const char *why = f->report.rules[find_rule(f, comment)->id].why;

	return why ? why : "";
}

static void takes_the_whole_policy_where_it_fits(void **state)
{
	struct fixture *f = *state;

	early(f,
	      "chain c {\n" BASE "0\n"
	      "udp dport 53 accept comment \"dns\"\n"
	      "udp dport 54 drop comment \"next\"\n}\n",
	      100);
	assert_true(f->report.is_whole);
	assert_true(drops(f, 54));
	assert_false(drops(f, 53));
	assert_int_equal(counted(f, "dns"), 1);
}

static void what_it_passes_it_does_not_count(void **state)
{
	struct fixture *f = *state;

	early_before_accepts(f, "chain c {\n" BASE "0\n"
				"udp dport 53 accept comment \"dns\"\n"
				"counter comment \"all\"\n"
				"udp dport 50-59 drop comment \"range\"\n");
	assert_false(drops(f, 53));
	assert_false(drops(f, 70));
	assert_int_equal(counted(f, "all"), 0);
	assert_int_equal(counted(f, "dns"), 0);
	assert_int_equal(counted(f, ""), 0);
	assert_true(drops(f, 54));
	assert_int_equal(counted(f, "all"), 1);
	assert_int_equal(counted(f, "range"), 1);
	assert_int_equal(place_of(f, "range"), EARLY_THERE);
	assert_string_equal(why_not(f, "dns"), "it accepts");
	assert_string_equal(why_not(f, "all"), "it drops nothing itself");
}

static void an_accept_ends_its_own_chain_only(void **state)
{
	struct fixture *f = *state;

	early_before_accepts(f, "chain first {\n" BASE "0\n"
				"udp dport 53-56 accept comment \"low\"\n"
				"udp dport 50-59 drop comment \"range\"\n}\n"
				"chain second {\n" BASE "1\n"
				"udp dport 54 accept\n"
				"udp dport 50-69 drop comment \"more\"\n");
	assert_true(drops(f, 53));
	assert_int_equal(counted(f, "low"), 1);
	assert_int_equal(counted(f, "more"), 1);
	assert_false(drops(f, 54));
	assert_true(drops(f, 57));
	assert_int_equal(counted(f, "range"), 1);
	assert_true(drops(f, 60));
	assert_int_equal(counted(f, "low"), 1);
	assert_int_equal(counted(f, "more"), 2);
	/* The first chain's policy, of the last frame. */
	assert_int_equal(counted(f, ""), 1);
}

static void a_return_skips_what_its_chain_has_left(void **state)
{
	struct fixture *f = *state;

	early_before_accepts(f, "chain u {\n"
				"udp dport 53-54 return\n"
				"counter comment \"left\"\n"
				"udp dport 50-59 drop comment \"inside\"\n}\n"
				"chain c {\n" BASE "0\n"
				"jump u\n"
				"udp dport 50-55 drop comment \"behind\"\n");
	assert_true(drops(f, 53));
	assert_int_equal(counted(f, "behind"), 1);
	assert_int_equal(counted(f, "left"), 0);
	assert_true(drops(f, 52));
	assert_int_equal(counted(f, "inside"), 1);
	assert_int_equal(counted(f, "left"), 1);
	assert_false(drops(f, 60));
}

static void a_frame_of_an_accept_that_is_not_there_is_passed(void **state)
{
	struct fixture *f = *state;

	early_before_accepts(
		f,
		"chain c {\n" BASE "0; policy drop\n"
		"udp dport 53 accept\n"
		"ip saddr 10.0.0.0/8 ip daddr 10.0.0.2 udp dport 60-70 accept\n"
		"tcp dport 22 accept\n"
		"udp dport 54 drop comment \"sure\"\n");
	assert_false(drops(f, 53));
	assert_false(drops(f, 65));
	assert_true(drops(f, 54));
	assert_int_equal(place_of(f, "sure"), EARLY_THERE);
	assert_int_equal(f->report.policies[0].place, EARLY_PARTLY);
}

static void frames_that_many_rules_count_are_left_to_the_host(void **state)
{
	struct fixture *f = *state;

	early_before_accepts(
		f, "chain c {\n" BASE "0\n"
		   "tcp dport 1 drop comment \"early\"\n"
		   "counter\ncounter\ncounter\ncounter\ncounter\ncounter\n"
		   "counter\ncounter\ncounter\n"
		   "udp dport 50-59 drop comment \"late\"\n");
	assert_false(drops(f, 53));
	assert_int_equal(place_of(f, "early"), EARLY_THERE);
	assert_int_equal(place_of(f, "late"), EARLY_NOWHERE);
	assert_string_equal(why_not(f, "late"),
			    "too many rules before it count its frames");
}

/* A hundred rules that have little in common. */
static const char *many_drops(struct fixture *f)
{
	const char *text = "chain c {\n" BASE "0\n";

	for (int i = 0; i < 100; i++)
		text = arena_printf(
			f->rules.arena,
			"%sip saddr 10.%d.0.0/%d ip daddr 10.%d.0.0/%d udp dport %d-%d drop comment \"r%d\"\n",
			text, i * 7 % 256, 16 + i % 9, i * 31 % 256, 17 + i % 7,
			100 * i, 100 * i + 33, i);
	return arena_printf(f->rules.arena, "%s}\n", text);
}

static void takes_as_many_drops_as_fit(void **state)
{
	struct fixture *f = *state;
	uint32_t n = 0;

	early(f, many_drops(f), 97);
	for (uint32_t i = 0; i < 100; i++)
		n += f->report.rules[i].place == EARLY_THERE;
	assert_int_equal(n, f->report.n_drops);
	assert_in_range(n, 30, 99);
	assert_int_equal(f->report.check.violations.n, 0);
	assert_string_equal(why_not(f, "r99"), "the NIC is full");
}

static uint64_t packets(void *arg, const struct counter_of *of)
{
	const char *favourite = arg;

	return of->rule && !strcmp(of->rule->comment, favourite) ? 1000 : 0;
}

static void takes_those_with_packets_first(void **state)
{
	struct fixture *f = *state;
	struct early_gain gain = { packets, "r99" };

	assert_int_equal(try_early(f, many_drops(f), 97, &gain), 0);
	assert_int_equal(place_of(f, "r99"), EARLY_THERE);
}

static void says_if_not_one_drop_fits(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(try_early(f,
				   "chain c {\n" BASE "0\n"
				   "udp dport 54 drop comment \"a\"\n}\n",
				   20, NULL),
			 -ENOSPC);
	assert_int_equal(f->report.n_drops, 0);
	assert_in_range(f->report.whole.violations.n, 1, 9);
	assert_int_equal(f->rules.diag->msgs.n, 0);
	assert_string_equal(why_not(f, "a"), "the NIC is full");
}

static int setup(void **state)
{
	struct fixture *f = test_calloc(1, sizeof(*f));

	setenv("NICFW_PROFILES", "nic-profiles", 0);
	resolved_setup(&f->rules);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	interp_free(f->interp);
	arena_free(f->rules.arena);
	test_free(f);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(takes_the_whole_policy_where_it_fits),
		TEST(what_it_passes_it_does_not_count),
		TEST(an_accept_ends_its_own_chain_only),
		TEST(a_return_skips_what_its_chain_has_left),
		TEST(a_frame_of_an_accept_that_is_not_there_is_passed),
		TEST(frames_that_many_rules_count_are_left_to_the_host),
		TEST(takes_as_many_drops_as_fit),
		TEST(takes_those_with_packets_first),
		TEST(says_if_not_one_drop_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
