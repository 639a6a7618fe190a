// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_packet_test.c - is a group of several passes to be relied on?
 */
#include "bench/lab/packet_table.h"
#include "lib/fixture.h"

#include <math.h>

#define N_SAMPLES 8

enum { FLOOR, RIVAL, N_ROWS };

/* Floor, twin and rival cost 100 in all samples and both passes. */
struct lot {
	double ns[N_ROWS + 1][N_SAMPLES];
	struct packet_group group;
};

static void fill(struct packet_row *row, const char *name, double *ns)
{
	*row = (struct packet_row){ .opponent = name,
				    .ns = ns,
				    .n_samples = N_SAMPLES,
				    .bests = { 100, 100 } };
	for (int i = 0; i < N_SAMPLES; i++)
		ns[i] = 100;
}

static struct lot *make_lot(struct arena *a)
{
	struct lot *lot = arena_new_of(a, struct lot);

	lot->group =
		(struct packet_group){ .yardstick = "rival", .n_passes = 2 };
	fill(vec_push(a, &lot->group.rows), RESULT_FLOOR, lot->ns[FLOOR]);
	fill(vec_push(a, &lot->group.rows), "rival", lot->ns[RIVAL]);
	fill(&lot->group.twin, "twin", lot->ns[N_ROWS]);
	return lot;
}

static struct packet_verdict judge_rival(const struct lot *lot)
{
	return packet_table_judge(&lot->group, &lot->group.rows.v[RIVAL]);
}

static void what_two_passes_found_counts(void **state)
{
	struct fixture *f = *state;
	struct lot *lot = make_lot(f->arena);

	assert_int_equal(judge_rival(lot).status, RESULT_OK);
	assert_null(judge_rival(lot).reason);
	assert_true(packet_table_control(&lot->group) == 1);
	assert_false(packet_table_is_in_doubt(&lot->group));
}

static void what_one_pass_found_is_in_doubt(void **state)
{
	struct fixture *f = *state;
	struct lot *lot = make_lot(f->arena);
	struct packet_row *rival = &lot->group.rows.v[RIVAL];

	rival->bests[1] = 109;
	assert_int_equal(judge_rival(lot).status, RESULT_INCONCLUSIVE);
	assert_true(packet_table_is_in_doubt(&lot->group));
	/* A third one finds either the less or the more again. */
	lot->group.n_passes = 3;
	rival->bests[2] = 101;
	assert_int_equal(judge_rival(lot).status, RESULT_OK);
	rival->bests[2] = 109;
	assert_int_equal(judge_rival(lot).status, RESULT_INCONCLUSIVE);
	rival->bests[2] = NAN;
	assert_int_equal(judge_rival(lot).status, RESULT_INCONCLUSIVE);
}

static void the_halves_of_the_only_pass_are_asked(void **state)
{
	struct fixture *f = *state;
	struct lot *lot = make_lot(f->arena);

	lot->group.n_passes = 1;
	assert_int_equal(judge_rival(lot).status, RESULT_OK);
	for (int i = N_SAMPLES / 2; i < N_SAMPLES; i++)
		lot->ns[RIVAL][i] = 109;
	assert_int_equal(judge_rival(lot).status, RESULT_INCONCLUSIVE);
	assert_string_equal(judge_rival(lot).reason, "its halves do not agree");
}

static void a_floor_unlike_its_twin_is_no_control(void **state)
{
	struct fixture *f = *state;
	struct lot *lot = make_lot(f->arena);

	for (int i = 0; i < N_SAMPLES; i++)
		lot->ns[N_ROWS][i] = 112;
	assert_true(packet_table_control(&lot->group) == 1.12);
	assert_int_equal(judge_rival(lot).status, RESULT_INCONCLUSIVE);
	lot->group.twin.n_samples = 0;
	assert_true(packet_table_control(&lot->group) == 0);
	assert_int_equal(judge_rival(lot).status, RESULT_INCONCLUSIVE);
}

static void one_lucky_slice_is_not_enough(void **state)
{
	struct fixture *f = *state;
	struct lot *lot = make_lot(f->arena);

	lot->ns[RIVAL][0] = 80;
	assert_int_equal(judge_rival(lot).status, RESULT_INCONCLUSIVE);
	assert_string_equal(judge_rival(lot).reason,
			    "the fastest slices are too far apart");
	lot->group.rows.v[RIVAL].n_disturbed = N_SAMPLES + 1;
	assert_string_equal(judge_rival(lot).reason,
			    "other threads had the CPU in most slices");
}

static void what_was_not_measured_keeps_its_reason(void **state)
{
	struct fixture *f = *state;
	struct lot *lot = make_lot(f->arena);
	struct packet_row *rival = &lot->group.rows.v[RIVAL];

	rival->status = RESULT_VOID;
	rival->reason = "it lost frames";
	rival->n_samples = 0;
	assert_int_equal(judge_rival(lot).status, RESULT_VOID);
	assert_string_equal(judge_rival(lot).reason, "it lost frames");
	/* No pass changes that. */
	assert_false(packet_table_is_in_doubt(&lot->group));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(what_two_passes_found_counts),
		test(what_one_pass_found_is_in_doubt),
		test(the_halves_of_the_only_pass_are_asked),
		test(a_floor_unlike_its_twin_is_no_control),
		test(one_lucky_slice_is_not_enough),
		test(what_was_not_measured_keeps_its_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
