// SPDX-License-Identifier: GPL-2.0-only
/*
 * place_test.c - the ladder of stages, without a device
 */
#include "load/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct arena *a;

static const struct profile offload = { .name = "nic", .stage = STAGE_OFFLOAD };
static const struct profile driver = { .name = "driver",
				       .stage = STAGE_DRIVER };
static const struct profile generic = { .name = "generic",
					.stage = STAGE_GENERIC };

static int setup(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* A device with its stages, as nicfw nic would see it. */
struct place_case {
	const char *driver;
	bool tells;
	uint64_t features;
	bool has_nic_profile;
	const char *why_not[N_STAGES]; /* what each reason contains */
};

static void place(const struct place_case *c, struct place_wish wish,
		  const struct check_report *report, struct placement *out)
{
	struct nic nic = { .name = "eth0",
			   .has_xdp_features = c->tells,
			   .xdp_features = c->features };
	const struct place_stage stages[N_STAGES] = {
		[STAGE_OFFLOAD] = { c->has_nic_profile ? &offload : NULL,
				    report },
		[STAGE_DRIVER] = { &driver, report },
		[STAGE_GENERIC] = { &generic, report },
	};

	snprintf(nic.driver, sizeof(nic.driver), "%s", c->driver);
	place_rungs(a, &nic, NULL, wish, stages, out);
}

static void says_why_a_device_cannot_be_used_at_a_stage(void **state)
{
	static const struct place_case cases[] = {
		{ "veth", true, NIC_XDP_BASIC, false, { "no XDP offload" } },
		{ "", false, 0, false, { "no XDP offload" } },
		{ "dummy", true, 0, false, { "no XDP offload", "no XDP as" } },
		{ "", true, 0, false, { "no XDP offload", "no XDP" } },
		{ "nfp", true, NIC_XDP_BASIC, true, { "firmware" } },
		{ "nfp", true, NIC_XDP_BASIC | NIC_XDP_HW_OFFLOAD, true, {} },
		{ "netdevsim", true, NIC_XDP_HW_OFFLOAD, true, {} },
		{ "nfp", false, 0, true, {} },
	};
	struct place_wish wish = { .first = STAGE_OFFLOAD };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct placement p;

		place(&cases[i], wish, NULL, &p);
		assert_int_equal(p.n_rungs, N_STAGES);
		for (size_t s = 0; s < N_STAGES; s++) {
			const char *wanted = cases[i].why_not[s];

			assert_int_equal(p.rungs[s].stage, s);
			assert_int_equal(p.rungs[s].why_not != NULL,
					 wanted != NULL);
			if (wanted)
				assert_non_null(
					strstr(p.rungs[s].why_not, wanted));
		}
	}
}

static void starts_at_the_wished_stage(void **state)
{
	static const struct place_case veth = { "veth", true, NIC_XDP_BASIC };
	struct placement p;

	(void)state;
	for (enum profile_stage s = 0; s < N_STAGES; s++) {
		place(&veth, (struct place_wish){ .first = s }, NULL, &p);
		assert_int_equal(p.n_rungs, N_STAGES - s);
		assert_int_equal(p.rungs[0].stage, s);
	}
}

static void a_strict_wish_has_one_rung_to_stand_on(void **state)
{
	static const struct place_case veth = { "veth", true, NIC_XDP_BASIC };
	struct place_wish wish = { .first = STAGE_DRIVER, .strict = true };
	const struct nic nic = { .name = "eth0" };
	struct placement p;

	(void)state;
	place(&veth, wish, NULL, &p);
	assert_false(place_may_step(&p, 0));
	assert_string_equal(place_step(a, &nic, &p, 0, "no"),
			    "eth0: driver: no");
	wish.strict = false;
	place(&veth, wish, NULL, &p);
	assert_true(place_may_step(&p, 0));
	assert_string_equal(place_step(a, &nic, &p, 0, "no"),
			    "eth0: driver: no; trying generic mode");
	assert_false(place_may_step(&p, 1));
}

static void a_violation_is_a_reason_to_step_down(void **state)
{
	static const struct place_case veth = { "veth", true, NIC_XDP_BASIC };
	struct violation violations[] = { { PLAN_NO_RULE, 0, "too long" },
					  { PLAN_NO_RULE, 0, "too deep" } };
	struct check_report report = {};
	struct placement p;

	(void)state;
	report.violations.v = violations;
	report.violations.n = 2;
	place(&veth, (struct place_wish){ .first = STAGE_DRIVER }, &report, &p);
	assert_string_equal(p.rungs[0].why_not,
			    "too long (and 1 more; see nicfw check)");
}

static void a_profile_for_another_driver_is_refused(void **state)
{
	struct nic nic = { .name = "eth0", .driver = "nfp" };
	struct profile profile = { .name = "sim", .stage = STAGE_OFFLOAD };

	(void)state;
	*vec_push(a, &profile.drivers) = "netdevsim";
	assert_string_equal(place_why_not(a, &nic, STAGE_OFFLOAD, &profile),
			    "profile sim is not for driver nfp");
	*vec_push(a, &profile.drivers) = "nfp";
	assert_null(place_why_not(a, &nic, STAGE_OFFLOAD, &profile));
}

static void a_card_has_room_up_to_its_limit(void **state)
{
	struct check_report report = {
		.maps = 2, .max_maps = 8, .entries = 10, .max_entries = 30
	};
	struct card_use use = { .port = { 3, 8 }, .others = { 3, 12 } };
	const char *why;

	(void)state;
	assert_null(place_no_room(a, &report, &use));
	report.entries = 11;
	why = place_no_room(a, &report, &use);
	assert_non_null(strstr(
		why,
		"needs 11 map entries, and of the card's 30 there are taken 12 for other ports and 8 for this one"));
	report.maps = 3;
	why = place_no_room(a, &report, &use);
	assert_non_null(strstr(why, "needs 3 maps, and of the card's 8"));
	use = (struct card_use){ .others = { 6, 0 } };
	why = place_no_room(a, &report, &use);
	assert_string_equal(
		why,
		"needs 3 maps, and of the card's 8 there are taken 6 for other ports");
	/* What is too much in any case, the checker has said. */
	report.maps = 9;
	assert_null(place_no_room(a, &report, &use));
}

static void warns_of_what_drivers_do(void **state)
{
	(void)state;
	assert_non_null(place_driver_warning("i40e", true));
	assert_null(place_driver_warning("i40e", false));
	assert_non_null(place_driver_warning("bnxt_en", false));
	assert_null(place_driver_warning("veth", true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_why_a_device_cannot_be_used_at_a_stage),
		cmocka_unit_test(starts_at_the_wished_stage),
		cmocka_unit_test(a_strict_wish_has_one_rung_to_stand_on),
		cmocka_unit_test(a_violation_is_a_reason_to_step_down),
		cmocka_unit_test(a_profile_for_another_driver_is_refused),
		cmocka_unit_test(a_card_has_room_up_to_its_limit),
		cmocka_unit_test(warns_of_what_drivers_do),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
