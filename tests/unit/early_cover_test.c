// SPDX-License-Identifier: GPL-2.0-only
/*
 * early_cover_test.c - a broad drop behind more rules than the NIC has room for
 *
 * Frames are random, some of them near to what rules ask for. What the NIC
 * drops, the oracle has to drop, and of what the oracle drops the NIC has to
 * drop a good part.
 */
#include "lib/resolved.h"
#include "lib/rng.h"
#include "offload/interp.h"
#include "policy/early.h"

#include <netinet/in.h>

#define N_RULES	 500
#define N_FRAMES 4000

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
	struct rng rng;
};

/* Of the frames that the oracle drops, how many the NIC does, in percent. */
struct shares {
	uint32_t anywhere; /* any address and port */
	uint32_t nearby;   /* addresses of the rules' networks, any port */
};

/* Compiles @text for a NIC, which has no room for the whole. */
static void compile(struct fixture *f, const char *text)
{
	const struct image_options opts = { .last_stage = true };
	struct arena *a = f->rules.arena;
	struct profile *nic;

	assert_int_equal(profile_find(a, f->rules.diag, "agilio-cx", &nic), 0);
	f->policy = resolve(&f->rules, text);
	assert_int_equal(compile_early(a, f->rules.diag, f->policy, &eth0, nic,
				       &opts, NULL, &f->compiled, &f->report),
			 0);
	assert_false(f->report.is_whole);
	assert_int_equal(f->report.check.violations.n, 0);
	f->interp = interp_new(f->compiled->image);
}

/* Sources in 10.0.0.0/8, servers in 192.0.2.0/24, ports of a few services. */
static const char *firewall_rules(struct fixture *f, uint32_t n)
{
	static const uint16_t services[] = {
		22,   25,   53,	  80,  123,  443,  587,	 993,  3306,
		5432, 6379, 8080, 161, 2049, 9100, 9200, 3389, 5060
	};
	struct rng rng = { .state = n };
	const char *text = "";

	for (uint32_t i = 0; i < n; i++) {
		const uint16_t port = services[rng_below(&rng, 18)];

		text = arena_printf(
			f->rules.arena,
			"%sip saddr 10.%u.%u.0/%u ip daddr 192.0.2.%u/%u %s dport %u-%u accept\n",
			text, rng_below(&rng, 256), rng_below(&rng, 256),
			rng_between(&rng, 12, 24), rng_below(&rng, 256),
			rng_between(&rng, 26, 32),
			rng_below(&rng, 3) ? "tcp" : "udp", port,
			port + rng_below(&rng, 9));
	}
	return text;
}

struct addresses {
	uint8_t saddr[4];
	uint8_t daddr[4];
};

static struct addresses any_addresses(struct rng *rng)
{
	struct addresses to;

	for (size_t i = 0; i < sizeof(to); i++)
		((uint8_t *)&to)[i] = (uint8_t)rng_next(rng);
	return to;
}

static struct addresses near_addresses(struct rng *rng)
{
	return (struct addresses){
		{ 10, (uint8_t)rng_next(rng), (uint8_t)rng_next(rng), 1 },
		{ 192, 0, 2, (uint8_t)rng_next(rng) },
	};
}

/* True if the oracle drops the frame; *@by_nic if the NIC does. */
static bool is_dropped(struct fixture *f, const struct addresses *to,
		       bool *by_nic)
{
	static const struct reach no_bound = { UINT32_MAX, UINT32_MAX };
	uint8_t frame[54] = {
		2,    0, 0, 0,	0, 2, 2, 0, 0,	0, 0, 1, 8, 0, /* Ethernet */
		0x45, 0, 0, 40, 0, 0, 0, 0, 64,		       /* IPv4 */
	};
	const uint16_t port = rng_below(&f->rng, 2) ? rng_below(&f->rng, 65536)
						    : rng_below(&f->rng, 1024);
	const char *why = "";
	struct eval_result want;

	frame[23] = rng_below(&f->rng, 2) ? IPPROTO_TCP : IPPROTO_UDP;
	memcpy(frame + 26, to, sizeof(*to));
	frame[36] = port >> 8;
	frame[37] = (uint8_t)port;
	frame[46] = 0x50; /* TCP's header length, and SYN */
	frame[47] = 0x02;
	*by_nic = interp_run(f->interp, frame, sizeof(frame), &why) == XDP_DROP;
	assert_string_equal(why ? why : "", "");
	eval_frame(f->policy, f->compiled->walk, &eth0, no_bound, frame,
		   sizeof(frame), NULL, &want);
	return want.verdict == PLAN_DROP;
}

static uint32_t find_share(struct fixture *f,
			   struct addresses (*choose)(struct rng *))
{
	uint32_t n_dropped = 0, n_by_nic = 0;

	for (int i = 0; i < N_FRAMES; i++) {
		const struct addresses to = choose(&f->rng);
		bool by_nic;

		if (is_dropped(f, &to, &by_nic)) {
			n_dropped++;
			n_by_nic += by_nic;
		} else {
			assert_false(by_nic);
		}
	}
	return n_dropped ? n_by_nic * 100 / n_dropped : 0;
}

static struct shares find_shares(struct fixture *f, const char *what)
{
	const struct shares out = {
		find_share(f, any_addresses),
		find_share(f, near_addresses),
	};

	print_message("%s: the NIC drops %u%% of any frames, %u%% of near ones "
		      "(%u words)\n",
		      what, out.anywhere, out.nearby, f->report.check.insns);
	return out;
}

static void accepts_that_pass_need_no_place_in_a_list(void **state)
{
	struct fixture *f = *state;
	struct shares shares;

	compile(f,
		arena_printf(
			f->rules.arena,
			"table netdev t {\nchain c {\n"
			"type filter hook ingress device \"eth0\" priority 0; policy drop\n"
			"ip saddr 10.99.0.0/16 jump u\n%s}\nchain u {\nip daddr 192.0.2.0/25 return\naccept\n}\n}\n",
			firewall_rules(f, N_RULES)));
	assert_int_equal(f->report.policies[0].place, EARLY_THERE);
	shares = find_shares(f, "500 accepts, and a chain that returns");
	assert_int_equal(shares.anywhere, 100);
	assert_in_range(shares.nearby, 98, 100);
}

static void what_is_behind_500_accepts_is_dropped_roughly(void **state)
{
	struct fixture *f = *state;
	struct shares shares;

	compile(f,
		arena_printf(
			f->rules.arena,
			"table netdev t {\nchain c {\n"
			"type filter hook ingress device \"eth0\" priority 0\n"
			"counter\ntcp dport 600-700 counter drop\n%s"
			"udp dport 600-700 counter drop\n"
			"ip saddr 10.1.0.0/16 accept\ncounter drop\n}\n}\n",
			firewall_rules(f, N_RULES)));
	assert_int_equal(f->report.rules[N_RULES + 4].place, EARLY_PARTLY);
	shares = find_shares(f, "500 accepts, and a rule that drops the rest");
	assert_in_range(shares.anywhere, 95, 100);
	assert_in_range(shares.nearby, 80, 100);
}

static void a_second_chain_drops_what_the_first_may_accept(void **state)
{
	struct fixture *f = *state;
	struct shares shares;

	compile(f,
		arena_printf(
			f->rules.arena,
			"table netdev t {\nchain one {\n"
			"type filter hook ingress device \"eth0\" priority 0; policy drop\n"
			"tcp dport 600-700 drop\nip saddr 10.0.0.0/8 accept\n}\n"
			"chain two {\n"
			"type filter hook ingress device \"eth0\" priority 1; policy drop\n"
			"counter\n%s}\n}\n",
			firewall_rules(f, N_RULES)));
	shares = find_shares(f, "two chains");
	assert_in_range(shares.anywhere, 95, 100);
	assert_in_range(shares.nearby, 80, 100);
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
		TEST(accepts_that_pass_need_no_place_in_a_list),
		TEST(what_is_behind_500_accepts_is_dropped_roughly),
		TEST(a_second_chain_drops_what_the_first_may_accept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
