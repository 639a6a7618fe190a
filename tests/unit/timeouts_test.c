// SPDX-License-Identifier: GPL-2.0-only
/*
 * timeouts_test.c - elements leave their sets when their time is over
 *
 * Programs are run at chosen times, and asked what the oracle says then.
 */
#include "base/clock.h"
#include "lib/gen_packet.h"
#include "lib/resolved.h"
#include "offload/check.h"
#include "offload/interp.h"
#include "policy/compile.h"
#include "policy/lint.h"

#include <errno.h>
#include <linux/bpf.h>

#define N_CASES	   300
#define N_FRAMES   40
#define N_ELEMENTS 30
#define SECOND	   1000000000ull

static const struct device device = { .name = "v0", .ifindex = 7 };

#define BASE "type filter hook ingress device v0 priority 0; "

/* A ruleset with @sets and a chain of @rules. */
static char *ruleset(struct arena *a, const char *sets, const char *rules)
{
	return arena_printf(a,
			    "table netdev t {\n%s\nchain c {\n" BASE
			    "policy accept;\n%s\n}\n}\n",
			    sets, rules);
}

static struct ruleset *parse(struct resolved *f, const char *sets,
			     const char *rules)
{
	const char *text = ruleset(f->arena, sets, rules);
	struct ruleset *rs;

	assert_int_equal(nft_parse(f->arena, f->diag, "t", text, strlen(text),
				   NULL, &rs),
			 0);
	return rs;
}

static struct compiled *compile(struct resolved *f, const struct policy *p,
				const char *name)
{
	struct profile *profile;
	struct compiled *c;

	assert_int_equal(profile_find(f->arena, f->diag, name, &profile), 0);
	assert_int_equal(compile_policy(f->arena, f->diag, p, &device, profile,
					NULL, &c),
			 0);
	return c;
}

static bool is_host(const struct policy *p)
{
	return policy_refuse_host(p, diag_new(p->arena)) != 0;
}

static bool has_times(const struct policy *p)
{
	struct policy_set *const *set;

	vec_for_each(set, &p->sets)
		if ((*set)->is_timed)
			return true;
	return false;
}

/* ---- Who keeps them ---- */

#define BANS "set s { type ipv4_addr; timeout 1h; elements = { 10.0.0.1 } }"

static void sets_are_known_where_the_host_has_no_part(void **state)
{
	static const struct {
		const char *sets;
		const char *rules;
		bool is_known;
	} rows[] = {
		{ BANS, "ip saddr @s drop", true },
		{ BANS, "ip saddr @s drop\nct state new drop", false },
		{ BANS, "ip saddr @s drop\nlimit rate 1/second drop", false },
		{ BANS, "ip saddr @s drop\nadd @s { ip saddr }", false },
		{ "set s { type ipv4_addr; flags dynamic,timeout; }",
		  "ip saddr @s drop", false },
		{ "set s { type ipv4_addr; flags interval,timeout; auto-merge; }",
		  "ip saddr @s drop", false },
		{ "set s { type ipv4_addr . inet_service; flags interval,timeout; }",
		  "ip saddr . udp dport @s drop", false },
		{ "map s { type ipv4_addr : verdict; flags timeout; elements = { 1.1.1.1 timeout 1h : drop } }",
		  "ip saddr vmap @s", false },
		{ "set s { type ipv4_addr; timeout 1h; elements = { 1.1.1.1 limit rate 1/second } }",
		  "ip saddr @s drop", false },
		{ BANS "\nset d { type ipv4_addr; flags dynamic; }",
		  "ip saddr @s drop\nip saddr @d drop", false },
		{ BANS, "ip saddr @s drop\nct original ip saddr @s drop",
		  false },
		{ BANS
		  "\nset t { type ipv4_addr; timeout 1h; elements = { * } }",
		  "ip saddr @s drop\nip saddr @t drop", false },
		{ "set s { type ipv4_addr; timeout 1h; counter; elements = { 10.0.0.1 counter packets 1 bytes 60 timeout 2h expires 1h } }",
		  "ip saddr @s drop", true },
		/* nft takes them one after the other. */
		{ "set s { type ipv4_addr; timeout 1h; elements = { 10.0.0.1, 10.0.0.1 timeout 1h } }",
		  "ip saddr @s drop", true },
		{ "set s { type ipv4_addr; timeout 1h; elements = { 10.0.0.1, 10.0.0.1 timeout 2h } }",
		  "ip saddr @s drop", false },
		{ "set s { type ipv4_addr; flags timeout; elements = { 10.0.0.1 timeout 1h, 10.0.0.1 } }",
		  "ip saddr @s drop", false },
		{ "set s { type ipv4_addr; flags interval,timeout; elements = { 10.0.0.0/8 timeout 1h, 10.0.0.0/8 } }",
		  "ip saddr @s drop", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct policy *p;
		struct resolved f;

		resolved_setup(&f);
		p = resolve(&f, ruleset(f.arena, rows[i].sets, rows[i].rules));
		assert_int_equal(is_host(p), !rows[i].is_known);
		assert_int_equal(has_times(p), rows[i].is_known);
		arena_free(f.arena);
	}
}

static void the_kernels_own_sets_are_not_known(void **state)
{
	struct policy *policy;
	struct ruleset *rs;
	struct resolved f;

	(void)state;
	resolved_setup(&f);
	rs = parse(&f, BANS, "ip saddr @s drop");
	rs->no_times = true;
	assert_int_equal(resolve_ruleset(f.arena, f.diag, rs, &policy), 0);
	assert_true(is_host(policy));
	arena_free(f.arena);
}

static void a_nic_has_no_clock(void **state)
{
	struct check_report report = {};
	struct resolved f;
	struct compiled *c;

	(void)state;
	resolved_setup(&f);
	c = compile(&f, resolve(&f, ruleset(f.arena, BANS, "ip saddr @s drop")),
		    "agilio-cx");
	check_image(f.arena, c->image, c->image->profile, &report);
	assert_int_equal(report.violations.n, 1);
	assert_non_null(strstr(report.violations.v[0].text, "needs a clock"));
	arena_free(f.arena);
}

static void a_rule_behind_a_timed_one_does_something(void **state)
{
	struct lint_report report = {};
	struct resolved f;

	(void)state;
	resolved_setup(&f);
	lint_policy(f.arena,
		    resolve(&f, ruleset(f.arena, BANS,
					"ip saddr @s drop\n"
					"ip saddr 10.0.0.1 drop\n"
					"ip saddr != @s udp dport 53 drop")),
		    &report);
	assert_int_equal(report.findings.n, 0);
	arena_free(f.arena);
}

/* ---- What programs do ---- */

/* 10.0.0.1 to 10.0.0.2 */
static const uint8_t frame[60] = {
	2, 0,  0,  0, 0, 2,  2, 0, 0, 0,  0, 1, 8, 0, 0x45, 0, 0,  28, 0, 0, 0,
	0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 3, 232,  0, 53, 0,  8, 0, 0,
};

static int answer_at(struct interp *it, uint64_t now)
{
	const char *why;
	int action;

	interp_set_clock(it, now);
	action = interp_run(it, frame, sizeof(frame), &why);
	assert_true(action >= 0);
	return action;
}

static void an_element_ends_when_its_time_is_over(void **state)
{
	struct resolved f;
	struct policy *p;
	struct interp *it;
	uint64_t end;

	(void)state;
	resolved_setup(&f);
	p = resolve(&f, ruleset(f.arena, BANS, "ip saddr @s drop"));
	end = p->read_at + 3600 * SECOND;
	it = interp_new(compile(&f, p, "driver")->image);
	assert_int_equal(answer_at(it, p->read_at), XDP_DROP);
	assert_int_equal(answer_at(it, end - 1), XDP_DROP);
	assert_int_equal(answer_at(it, end), XDP_PASS);
	assert_int_equal(answer_at(it, end + 1), XDP_PASS);
	assert_int_equal(answer_at(it, UINT64_MAX - 1), XDP_PASS);
	interp_free(it);
	arena_free(f.arena);
}

static void what_never_ends_outlasts_the_sets_timeout(void **state)
{
	static const char sets[] = "set s { type ipv4_addr; timeout 1h;"
				   " elements = { 10.0.0.1 timeout never } }";
	struct resolved f;
	struct policy *p;
	struct interp *it;

	(void)state;
	resolved_setup(&f);
	p = resolve(&f, ruleset(f.arena, sets, "ip saddr @s drop"));
	it = interp_new(compile(&f, p, "driver")->image);
	assert_int_equal(answer_at(it, p->read_at + 7200 * SECOND), XDP_DROP);
	assert_int_equal(answer_at(it, UINT64_MAX - 1), XDP_DROP);
	interp_free(it);
	arena_free(f.arena);
}

static void a_policy_is_printed_with_its_times(void **state)
{
	static const char sets[] =
		"set s { type ipv4_addr; timeout 1h; elements = { 10.0.0.1,"
		" 10.0.0.2 timeout never, 10.0.0.3 timeout 2h expires 5m } }";
	struct resolved f;
	char *text;

	(void)state;
	resolved_setup(&f);
	text = print(resolve(&f, ruleset(f.arena, sets, "ip saddr @s drop")));
	assert_non_null(strstr(
		text,
		"set s { 10.0.0.1 timeout 1h, 10.0.0.2, 10.0.0.3 timeout 2h expires 5m }\n"));
	free(text);
	arena_free(f.arena);
}

static void the_longest_timeout_does_not_overflow(void **state)
{
	static const char sets[] = "set s { type ipv4_addr; timeout 213503d;"
				   " elements = { 10.0.0.1 } }";
	struct ruleset *rs;
	struct resolved f;
	struct policy *p;
	struct interp *it;

	(void)state;
	resolved_setup(&f);
	rs = parse(&f, sets, "ip saddr @s drop");
	rs->read_at = UINT64_MAX / 2;
	assert_int_equal(resolve_ruleset(f.arena, f.diag, rs, &p), 0);
	it = interp_new(compile(&f, p, "driver")->image);
	assert_int_equal(answer_at(it, p->read_at), XDP_DROP);
	assert_int_equal(answer_at(it, UINT64_MAX - 2 * NS_PER_MS), XDP_DROP);
	interp_free(it);
	arena_free(f.arena);
}

/* One that ended stays in its map, and hides nobody in the next one. */
static void what_ended_hides_no_other_prefix(void **state)
{
	static const uint8_t source[] = { 10, 0, 0, 1 };
	static const char sets[] =
		"set s { type ipv4_addr; flags interval,timeout; elements = {"
		" 10.0.0.0/8 timeout 2h, 11.0.0.1 timeout 1h } }";
	struct image_map *m;
	struct compiled *c;
	struct resolved f;
	struct policy *p;
	struct interp *it;
	uint8_t *key;

	(void)state;
	resolved_setup(&f);
	p = resolve(&f, ruleset(f.arena, sets, "ip saddr @s drop"));
	c = compile(&f, p, "driver");
	key = arena_alloc(f.arena, 4);
	plan_put_part(key, 32, u128_from_bytes(source, 4));
	vec_for_each(m, &((struct image *)c->image)->maps)
		if (m->role == MAP_KEYS && ((uint32_t *)m->keys)[0] & 0xff &&
		    m->keys[0] == 1)
			m->keys = key;
	it = interp_new(c->image);
	assert_int_equal(answer_at(it, p->read_at + 3599 * SECOND), XDP_DROP);
	assert_int_equal(answer_at(it, p->read_at + 3600 * SECOND), XDP_DROP);
	assert_int_equal(answer_at(it, p->read_at + 7200 * SECOND), XDP_PASS);
	interp_free(it);
	arena_free(f.arena);
}

/* ---- At random ---- */

static const char *const names[] = { "hosts", "nets", "ports", "hosts6" };
static const char *const heads[] = {
	"type ipv4_addr; timeout 20s",
	"type ipv4_addr; flags interval,timeout",
	"type ipv4_addr . inet_service; flags timeout",
	"type ipv6_addr; timeout 5s",
};

static void print_element(struct rng *r, uint32_t set, uint32_t n, FILE *out)
{
	switch (set) {
	case 0:
		fprintf(out, "10.0.0.%u", n);
		break;
	case 1:
		fprintf(out, n % 3 ? "10.0.0.%u" : "10.0.0.%u/30", 4 * n);
		break;
	case 2:
		fprintf(out, "10.0.0.%u . %u", n, n % 4);
		break;
	default:
		fprintf(out, "2001:db8::%u", n);
	}
	if (!rng_below(r, 8))
		fprintf(out, " timeout never");
	else if (rng_below(r, 3))
		fprintf(out, " timeout %us", rng_between(r, 1, 30));
}

static void print_rule(struct rng *r, bool is_special, FILE *out)
{
	static const char *const matches[] = {
		"ip saddr @hosts",
		"ip saddr != @hosts",
		"ip daddr @hosts",
		"ip saddr @nets",
		"ip daddr != @nets",
		"ip saddr . udp dport @ports",
		"ip daddr . udp dport != @ports",
		"ip saddr 10.0.0.0/28",
		"udp dport 1-2",
		"ip6 saddr @hosts6", /* no frame is both */
	};
	static const char *const verdicts[] = { "accept", "drop", "drop",
						"counter", "return" };
	const uint32_t n = sizeof(matches) / sizeof(*matches);
	const uint32_t first = rng_below(r, is_special ? n - 1 : n);

	if (is_special)
		fprintf(out, "ip daddr 10.0.0.%u/%u udp dport %u-%u ",
			rng_below(r, 16) * 16, rng_between(r, 28, 30),
			rng_below(r, 4), rng_between(r, 4, 9));
	fprintf(out, "%s ", matches[first]);
	if (first != n - 1 && rng_below(r, 2))
		fprintf(out, "%s ", matches[rng_below(r, n - 1)]);
	fprintf(out, "%s\n", verdicts[rng_below(r, 5)]);
}

static char *random_ruleset(struct arena *a, struct rng *r, bool is_large)
{
	char *text = NULL, *copy;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	fputs("table netdev t {\n", out);
	for (uint32_t set = 0; set < 4; set++) {
		fprintf(out, "set %s { %s\n elements = { ", names[set],
			heads[set]);
		for (uint32_t n = 1; n <= N_ELEMENTS; n++) {
			print_element(r, set, n, out);
			fputs(", ", out);
		}
		fputs("}\n}\n", out);
	}
	fprintf(out, "chain c {\n" BASE "policy %s;\n",
		rng_below(r, 2) ? "drop" : "accept");
	/* So many become decision trees. */
	for (uint32_t i = is_large ? 700 : rng_between(r, 1, 6); i--;)
		print_rule(r, is_large, out);
	fputs("}\n}\n", out);
	fclose(out);
	copy = arena_strdup(a, text);
	free(text);
	return copy;
}

static void check_case(uint64_t seed)
{
	struct rng r = { seed };
	struct resolved f;
	struct policy *p;
	struct compiled *c;
	struct interp *it;

	resolved_setup(&f);
	p = resolve(&f, random_ruleset(f.arena, &r, seed % 60 == 0));
	assert_false(is_host(p));
	c = compile(&f, p, seed % 2 ? "driver" : "generic");
	it = interp_new(c->image);
	for (uint32_t i = 0; i < N_FRAMES; i++) {
		struct eval_result result;
		struct gen_frame some;
		const char *why;

		/* All ends are at whole seconds. */
		p->now = p->read_at + rng_below(&r, 32) * SECOND +
			 rng_below(&r, 3) - 1;
		gen_packet(&r, p, &device, &some);
		eval_frame(p, NULL, &device, c->image->profile->reach,
			   some.bytes, some.len, NULL, &result);
		interp_set_clock(it, p->now);
		if (interp_run(it, some.bytes, some.len, &why) !=
		    (result.verdict == PLAN_ACCEPT ? XDP_PASS : XDP_DROP))
			fail_msg("seed %llu, frame %u",
				 (unsigned long long)seed, i);
	}
	interp_free(it);
	arena_free(f.arena);
}

static void programs_say_at_any_time_what_the_oracle_says(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= N_CASES; seed++)
		check_case(seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_are_known_where_the_host_has_no_part),
		cmocka_unit_test(the_kernels_own_sets_are_not_known),
		cmocka_unit_test(a_nic_has_no_clock),
		cmocka_unit_test(a_rule_behind_a_timed_one_does_something),
		cmocka_unit_test(an_element_ends_when_its_time_is_over),
		cmocka_unit_test(what_never_ends_outlasts_the_sets_timeout),
		cmocka_unit_test(a_policy_is_printed_with_its_times),
		cmocka_unit_test(the_longest_timeout_does_not_overflow),
		cmocka_unit_test(what_ended_hides_no_other_prefix),
		cmocka_unit_test(programs_say_at_any_time_what_the_oracle_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
