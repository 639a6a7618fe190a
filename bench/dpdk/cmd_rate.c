// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_rate.c - the highest rate at which a device under test loses no frame
 */
#include "commands.h"
#include "report.h"
#include "search.h"

#include <stdio.h>

#define TRIAL_S 2

static void report_rate(const struct setup *s, const struct search *found)
{
	const char *remark =
		found->is_senders ? "the sender offers no more: at least this"
				  : NULL;
	struct figure f = { .quantity = "loss-free-rate",
			    .unit = "Mpps",
			    .samples = &found->mpps,
			    .n = 1,
			    .reason = remark };

	if (found->mpps > 0) {
		printf("loss-free rate: %.4f Mpps, in a trial of %.1f s with %llu frames",
		       found->mpps, found->last.seconds,
		       (unsigned long long)(found->last.n_sent +
					    found->last.n_sent_drop));
		if (found->lossy_mpps > 0)
			printf("; frames were lost at %.4f Mpps",
			       found->lossy_mpps);
		printf("%s%s\n", remark ? "; " : "", remark ?: "");
	} else {
		printf("loss-free rate: none was found\n");
		f.status = RESULT_INCONCLUSIVE;
		f.reason = trial_is_stopped() ? "stopped"
					      : "every long trial lost frames";
		f.n = 0;
	}
	if (found->n_backs)
		printf("%u long trials at rates that short ones found free lost frames\n",
		       found->n_backs);
	report_figure(s, &f);
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
