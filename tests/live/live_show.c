// SPDX-License-Identifier: GPL-2.0-only
/*
 * live_show.c - prints a trial, as comments of TAP
 */
#include "live/live_trial.h"

#include <stdio.h>
#include <string.h>

static const char *const place_names[] = {
	[AT_DOOR] = "behind netdev ingress",
	[AT_LOCAL] = "at a socket of the router",
	[AT_FAR] = "in the far network",
	[AT_NEAR] = "in the near network again",
	[AT_LOG] = "in the log",
};
_Static_assert(sizeof(place_names) / sizeof(place_names[0]) == N_LIVE_PLACES,
	       "each place has a name");

static void print_lines(const char *text)
{
	while (*text) {
		const int len = (int)strcspn(text, "\n");

		printf("# %.*s\n", len, text);
		text += len + (text[len] == '\n');
	}
}

void live_fate_print(const struct live_fate *fate)
{
	const struct live_step *s = fate->step;

	printf("#   hex ");
	for (size_t i = 0; i < fate->len; i++)
		printf("%02x", fate->frame[i]);
	printf("\n#     %s %s%s%s\n",
	       s->from == FROM_NEAR  ? "near:"
	       : s->from == FROM_FAR ? "far:"
	       : fate->met_eth0	     ? "near replies"
				     : "a reply",
	       s->text, *s->note ? ", " : "", s->note);
	for (unsigned int p = 0; p < N_LIVE_PLACES; p++)
		if (fate->places & 1u << p)
			printf("#     seen %s\n", place_names[p]);
}

static void print_router(const struct live_trial *t)
{
	const struct live_router *r = &t->router;
	const struct place_wishes *w = &t->wishes;

	printf("# router:%s%s%s%s%s\n", r->forwards4 ? " forwards4" : "",
	       r->forwards6 ? " forwards6" : "",
	       r->routes_by_source ? " source-routes" : "",
	       r->joins ? " gro" : "",
	       t->is_attached ? " program-attached" : "");
	printf("# wishes:%s%s%s%s%s\n", w->relax_reject ? " relax-reject" : "",
	       w->relax_log ? " relax-log" : "",
	       w->assume_syn_is_new ? " syn-is-new" : "",
	       w->strict_dhcp ? " strict-dhcp" : "",
	       w->n_tables ? " table-t" : "");
}

void live_trial_print(const struct live_trial *t, uint64_t seed,
		      const struct live_fault *fault)
{
	printf("# seed %lu: ", seed);
	if (fault->fate)
		printf("%s ", live_stage_names[fault->stage]);
	printf("%s\n", fault->why);
	print_router(t);
	print_lines(gen_text_print(t->arena, &t->rules.text));
	if (t->rules.moved)
		printf("# of which table %s was added last\n", t->rules.moved);
	if (t->rules.has_unread) {
		printf("# and, in the host alone:\n");
		print_lines(gen_text_print(t->arena, &t->rules.unread));
	}
	printf("# frames:\n");
	for (uint32_t i = 0; i < t->talks.n_numbers; i++)
		if (t->fates[i].frame)
			live_fate_print(&t->fates[i]);
	if (fault->fate && fault->fate->frame) {
		printf("# at fault:\n");
		live_fate_print(fault->fate);
	}
}
