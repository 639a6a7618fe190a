/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * checker.h - the checker and three profiles, for cmocka's tests
 */
#ifndef NICFW_TESTS_CHECKER_H
#define NICFW_TESTS_CHECKER_H

#include "lib/insns.h"
#include "offload/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define R0  BPF_REG_0
#define R1  BPF_REG_1
#define R2  BPF_REG_2
#define R10 BPF_REG_10

struct checker {
	struct arena *arena;
	struct profile *nfp;
	struct profile *netdevsim;
	struct profile *driver;
};

static inline int checker_setup(void **state)
{
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct checker *f = arena_new_of(a, struct checker);

	setenv("NICFW_PROFILES", "nic-profiles", 0);
	f->arena = a;
	assert_int_equal(profile_find(a, diag, "agilio-cx", &f->nfp), 0);
	assert_int_equal(profile_find(a, diag, "netdevsim", &f->netdevsim), 0);
	assert_int_equal(profile_find(a, diag, "driver", &f->driver), 0);
	*state = f;
	return 0;
}

static inline int checker_teardown(void **state)
{
	struct checker *f = *state;

	arena_free(f->arena);
	return 0;
}

static inline struct check_report
check(struct checker *f, const struct image *img, const struct profile *profile)
{
	struct check_report report;

	check_image(f->arena, img, profile, &report);
	return report;
}

/* Fails unless some violation has @text in it; NULL: unless there is none. */
static inline void expect(const struct check_report *report, const char *text,
			  const char *who)
{
	const struct violation *v;

	vec_for_each(v, &report->violations) {
		if (!text)
			fail_msg("%s: unexpected '%s'", who, v->text);
		if (strstr(v->text, text))
			return;
	}
	if (text)
		fail_msg("%s: no '%s'", who, text);
}

/* r0 = the value of @map for a key of a word, or NULL */
#define LOOK_UP(map)                                             \
	MOV_K(R0, 0), STORE(BPF_W, R10, -4, R0), MOV_X(R2, R10), \
		ALU64_K(BPF_ADD, R2, -4), LD_MAP(R1, map),       \
		CALL(map_lookup_elem), IF_K(BPF_JEQ, R0, 0, 4)

/* The end of a program that looks up: 4 instructions behind the test. */
#define PASS MOV_K(R0, XDP_PASS), EXIT()

#define CHECKER_TEST(f) \
	cmocka_unit_test_setup_teardown(f, checker_setup, checker_teardown)

#endif
