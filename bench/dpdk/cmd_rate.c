// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_rate.c - the highest rate at which a device under test loses no frame
 */
#include "commands.h"
#include "report.h"
#include "search.h"

#include <inttypes.h>
#include <stdio.h>

#define TRIAL_S 2

/* Why the rate that was found is none of the device under test; or NULL. */
static const char *why_not(const struct search *found)
{
	if (trial_is_stopped())
		return "stopped";
	if (found->mpps == 0)
		return "every long trial lost frames";
	if (found->mpps < SEARCH_OFFERED_PART * found->wished_mpps)
		return "the sender did not keep its rate: others had its core";
	return NULL;
}

static void print_rate(const struct search *found, const char *remark)
{
	printf("loss-free rate: ");
	if (found->mpps > 0)
		printf("%.4f Mpps, in a trial of %.1f s with %" PRIu64
		       " frames",
		       found->mpps, found->last.seconds,
		       found->last.n_sent + found->last.n_sent_drop);
	else
		printf("none was found");
	if (found->lossy_mpps > 0)
		printf("; frames were lost at %.4f Mpps", found->lossy_mpps);
	printf("%s%s\n", remark ? "; " : "", remark ?: "");
	if (found->n_backs)
		printf("%u long trials lost frames at rates that short ones found free\n",
		       found->n_backs);
}

static void report_rate(const struct setup *s, const struct search *found)
{
	const char *why = why_not(found);
	const char *remark =
		why		    ? why
		: found->is_senders ? "the sender offers no more: at least this"
				    : NULL;

	print_rate(found, remark);
	report_figure(s, &(struct figure){ .quantity = "loss-free-rate",
					   .unit = "Mpps",
					   .samples = &found->mpps,
					   .n = found->mpps > 0,
					   .status = why ? RESULT_INCONCLUSIVE
							 : RESULT_OK,
					   .reason = remark });
}

int cmd_rate(const struct args *args, int argc, char **argv)
{
	struct setup s;
	struct search found;
	int status = setup_open(args, argc, argv, &s);

	if (!status) {
		const struct search_wish wish = {
			.trial = setup_trial(&s),
			.max_mpps = args->max_mpps,
			.resolution = args->resolution / 100,
			.trial_s = args->seconds > 0 ? args->seconds : TRIAL_S,
			.confirm_s = args->confirm_s,
		};

		if (search_run(s.diag, &wish, &found)) {
			status = EXIT_MACHINE;
		} else {
			report_rate(&s, &found);
			status = found.mpps > 0 ? EXIT_DONE : EXIT_WRONG;
		}
	}
	setup_close(&s);
	return status;
}
