// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_tax_test.c - which of a link's slices count, and are they enough?
 */
#include "bench/lab/tax_table.h"
#include "lib/fixture.h"

#include <math.h>

#define N_SLICES 4

static double cost(const struct tax_slice *s)
{
	return s->cpu_ns;
}

static double rate(const struct tax_slice *s)
{
	return s->n;
}

static const struct tax_quantity cpu = { "cpu", "us", .is_cpu = true,
					 .value = cost };
static const struct tax_quantity speed = { "rate", "MB/s",
					   .more_is_better = true,
					   .value = rate };

static const struct peer floor_peer = { "none", .role = PEER_FLOOR };
static const struct peer twin_peer = { "none-again", .role = PEER_TWIN };
static const struct peer rival_peer = { "rival" };

enum { FLOOR, TWIN, RIVAL, N_RUNNERS };

/* All of them are alike, and took as long by either clock. */
struct lot {
	struct tax_link links[N_RUNNERS];
	struct tax_slice slices[N_RUNNERS][N_SLICES];
	struct tax_runner runners[N_RUNNERS];
	struct tax_table table;
};

static struct lot *make_lot(struct arena *a)
{
	static const struct peer *const peers_of[] = { &floor_peer, &twin_peer,
						       &rival_peer };
	struct lot *lot = arena_new_of(a, struct lot);

	for (int r = 0; r < N_RUNNERS; r++) {
		lot->links[r].peer = peers_of[r];
		lot->runners[r] = (struct tax_runner){
			.link = &lot->links[r],
			.slices = lot->slices[r],
			.n_slices = N_SLICES,
		};
		for (int i = 0; i < N_SLICES; i++)
			lot->slices[r][i] = (struct tax_slice){ .cpu_ns = 100,
								.wall_ns = 100,
								.n = 50 };
	}
	lot->table.arena = a;
	lot->table.runners = lot->runners;
	lot->table.n = N_RUNNERS;
	return lot;
}

static struct tax_cell cell_of(const struct lot *lot, int r,
			       const struct tax_quantity *q)
{
	return tax_table_cell(&lot->table, &lot->runners[r], q);
}

static void set_cpu(struct lot *lot, int r, double cpu_ns)
{
	for (int i = 0; i < N_SLICES; i++)
		lot->slices[r][i].cpu_ns = lot->slices[r][i].wall_ns = cpu_ns;
}

static void the_least_cost_and_the_most_rate_count(void **state)
{
	struct fixture *f = *state;
	struct lot *lot = make_lot(f->arena);
	struct tax_cell cell;

	set_cpu(lot, RIVAL, 155);
	lot->slices[RIVAL][2].cpu_ns = 150;
	lot->slices[RIVAL][1].n = 55;
	lot->slices[RIVAL][2].n = 54;
	cell = cell_of(lot, RIVAL, &cpu);
	assert_int_equal(cell.status, RESULT_OK);
	assert_true(cell.best == 150 && cell.to_floor == 1.5);
	cell = cell_of(lot, RIVAL, &speed);
	assert_int_equal(cell.status, RESULT_OK);
	assert_true(cell.best == 55 && cell.to_floor == 1.1);
}

static void a_floor_unlike_itself_says_nothing(void **state)
{
	struct fixture *f = *state;
	struct lot *lot = make_lot(f->arena);

	set_cpu(lot, TWIN, 120);
	assert_int_equal(cell_of(lot, RIVAL, &cpu).status, RESULT_INCONCLUSIVE);
	assert_int_equal(cell_of(lot, RIVAL, &speed).status, RESULT_OK);
}

static void without_a_floor_there_is_no_conclusion(void **state)
{
	struct fixture *f = *state;
	struct lot *lot = make_lot(f->arena);

	lot->links[FLOOR].status = RESULT_SKIPPED;
	assert_int_equal(cell_of(lot, RIVAL, &cpu).status, RESULT_INCONCLUSIVE);
	assert_true(isnan(cell_of(lot, RIVAL, &cpu).to_floor));
}

static void one_lucky_slice_is_not_enough(void **state)
{
	struct fixture *f = *state;
	struct lot *lot = make_lot(f->arena);

	lot->slices[RIVAL][0].cpu_ns = 80;
	lot->slices[RIVAL][3].n = 70;
	assert_int_equal(cell_of(lot, RIVAL, &cpu).status, RESULT_INCONCLUSIVE);
	assert_int_equal(cell_of(lot, RIVAL, &speed).status,
			 RESULT_INCONCLUSIVE);
}

static void both_halves_have_to_find_the_best(void **state)
{
	struct fixture *f = *state;
	struct lot *lot = make_lot(f->arena);

	for (int i = 0; i < N_SLICES / 2; i++) {
		lot->slices[RIVAL][i].cpu_ns = 92;
		lot->slices[RIVAL][i].n = 55;
	}
	assert_int_equal(cell_of(lot, RIVAL, &cpu).status, RESULT_INCONCLUSIVE);
	assert_string_equal(cell_of(lot, RIVAL, &cpu).reason,
			    "its halves do not agree");
	assert_int_equal(cell_of(lot, RIVAL, &speed).status,
			 RESULT_INCONCLUSIVE);
}

static void a_clock_without_softirqs_measures_no_cpu(void **state)
{
	struct fixture *f = *state;
	struct lot *lot = make_lot(f->arena);

	for (int i = 0; i < N_SLICES; i++)
		lot->slices[RIVAL][i].wall_ns = 200;
	assert_int_equal(cell_of(lot, RIVAL, &cpu).status, RESULT_SKIPPED);
	assert_int_equal(cell_of(lot, RIVAL, &speed).status, RESULT_OK);
}

static void a_link_that_was_never_alone_has_no_figure(void **state)
{
	struct fixture *f = *state;
	struct lot *lot = make_lot(f->arena);

	lot->runners[RIVAL].n_slices = 0;
	assert_int_equal(cell_of(lot, RIVAL, &speed).status,
			 RESULT_INCONCLUSIVE);
	assert_true(isnan(cell_of(lot, RIVAL, &speed).best));
}

static void a_link_that_is_void_keeps_its_reason(void **state)
{
	struct fixture *f = *state;
	struct lot *lot = make_lot(f->arena);

	lot->links[RIVAL].status = RESULT_VOID;
	snprintf(lot->links[RIVAL].reason, sizeof(lot->links[RIVAL].reason),
		 "it drops");
	assert_int_equal(cell_of(lot, RIVAL, &cpu).status, RESULT_VOID);
	assert_string_equal(cell_of(lot, RIVAL, &cpu).reason, "it drops");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(the_least_cost_and_the_most_rate_count),
		test(a_floor_unlike_itself_says_nothing),
		test(without_a_floor_there_is_no_conclusion),
		test(one_lucky_slice_is_not_enough),
		test(both_halves_have_to_find_the_best),
		test(a_clock_without_softirqs_measures_no_cpu),
		test(a_link_that_was_never_alone_has_no_figure),
		test(a_link_that_is_void_keeps_its_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
