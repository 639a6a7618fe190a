// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_loop.c - send frames through a device under test, count what comes back
 */
#include "commands.h"
#include "report.h"

int cmd_loop(const struct args *args, int argc, char **argv)
{
	struct setup s;
	struct trial t;
	int status = setup_open(args, argc, argv, &s);

	if (!status) {
		struct trial_wish wish = setup_trial(&s);

		wish.mpps = args->mpps;
		wish.n_frames = args->n_frames;
		wish.seconds = args->seconds;
		if (trial_run(s.diag, &wish, &t)) {
			status = EXIT_MACHINE;
		} else {
			report_print(&t);
			report_trial(&s, &t);
			status = report_status(&t);
		}
	}
	setup_close(&s);
	return status;
}
