/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fixture.h - an arena and its messages, new for each test
 *
 * For programs with cmocka alone.
 */
#ifndef NICFW_TESTS_FIXTURE_H
#define NICFW_TESTS_FIXTURE_H

#include "base/arena.h"
#include "base/diag.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct fixture {
	struct arena *arena;
	struct diag *diag;
};

static inline int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->arena = arena_new();
	f->diag = diag_new(f->arena);
	*state = f;
	return 0;
}

static inline int teardown(void **state)
{
	struct fixture *f = *state;

	arena_free(f->arena);
	free(f);
	return 0;
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
