// SPDX-License-Identifier: GPL-2.0-only
/*
 * report.c - what trials found, for readers and for the file of results
 */
#include "report.h"

#include <inttypes.h>
#include <stdio.h>

void report_figure(const struct setup *s, const struct figure *figure)
{
	const struct result result = {
		.suite = "dpdk",
		.family = s->rules_name,
		.n_rules = s->n_rules,
		.traffic = s->traffic_name,
		.opponent = s->args->dut,
		.quantity = figure->quantity,
		.unit = figure->unit,
		.fed = s->args->ports[0],
		.status = figure->status,
		.reason = figure->reason,
		.samples = figure->samples,
		.n_samples = figure->n,
	};
	int err;

	if (!s->results)
		return;
	err = result_write(s->results, &result);
	if (err)
		diag_error(s->diag, (struct loc){}, "%s: %s", s->args->results,
			   strerror(-err));
}

void report_print(const struct trial *t)
{
	printf("sent      %12" PRIu64 "  of which %" PRIu64
	       " to be accepted, %" PRIu64 " to be dropped\n",
	       t->n_sent + t->n_sent_drop, t->n_sent, t->n_sent_drop);
	printf("received  %12" PRIu64 "\n", t->n_received);
	printf("lost      %12" PRIu64 "  that were to be accepted",
	       trial_lost(t));
	if (t->n_missed)
		printf("; the receiving port had no room for %" PRIu64,
		       t->n_missed);
	printf("\nleaked    %12" PRIu64 "  that were to be dropped\n",
	       t->n_leaked);
	if (t->n_again)
		printf("again     %12" PRIu64 "  that came more than once\n",
		       t->n_again);
	if (t->n_strangers)
		printf("strangers %12" PRIu64 "\n", t->n_strangers);
	printf("offered   %12.3f Mpps, in %.2f s\n", t->offered_mpps,
	       t->seconds);
	printf("received  %12.3f Mpps\n", t->received_mpps);
	if (t->cpu_ns > 0)
		printf("cpu       %12.1f ns/packet, of all that this core does\n",
		       t->cpu_ns);
	if (t->was_stopped)
		printf("stopped early\n");
}

static void report_count(const struct setup *s, const char *quantity,
			 uint64_t n)
{
	const double number = (double)n;

	report_figure(s, &(struct figure){ .quantity = quantity,
					   .unit = "packets",
					   .samples = &number,
					   .n = 1 });
}

/* A rate at which frames were lost is none. */
static void report_rate(const struct setup *s, const struct trial *t,
			const char *quantity, const char *unit, double rate)
{
	const bool is_void = report_status(t) != EXIT_DONE;

	report_figure(s,
		      &(struct figure){
			      .quantity = quantity,
			      .unit = unit,
			      .samples = &rate,
			      .n = 1,
			      .status = is_void ? RESULT_VOID : RESULT_OK,
			      .reason = is_void ? "frames were lost or leaked"
						: NULL });
}

void report_trial(const struct setup *s, const struct trial *t)
{
	report_count(s, "sent", t->n_sent);
	report_count(s, "lost", trial_lost(t));
	report_count(s, "sent-drop", t->n_sent_drop);
	report_count(s, "leaked", t->n_leaked);
	report_rate(s, t, "offered", "Mpps", t->offered_mpps);
	report_rate(s, t, "received", "Mpps", t->received_mpps);
	if (t->cpu_ns > 0)
		report_rate(s, t, "cpu", "ns/packet", t->cpu_ns);
}

int report_status(const struct trial *t)
{
	return trial_lost(t) || t->n_leaked || t->n_again ? EXIT_WRONG
							  : EXIT_DONE;
}
