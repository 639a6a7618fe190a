// SPDX-License-Identifier: GPL-2.0-only
/*
 * live_states.c - do the conversations reach all of conntrack's states?
 */
#include "live/live_trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_CONVERSATIONS 100

static const char *const states[] = { "new", "established", "related",
				      "invalid", "untracked" };

static const char rules[] =
	"table inet states {\n"
	"	counter new { }\n"
	"	counter established { }\n"
	"	counter related { }\n"
	"	counter invalid { }\n"
	"	counter untracked { }\n"
	"	chain raw {\n"
	"		type filter hook prerouting priority raw; policy accept;\n"
	"		ip saddr 10.0.0.4 notrack\n"
	"	}\n"
	"	chain count {\n"
	"		type filter hook prerouting priority 0; policy accept;\n"
	"		iifname != \"eth0\" accept\n"
	"		ct state new counter name \"new\"\n"
	"		ct state established counter name \"established\"\n"
	"		ct state related counter name \"related\"\n"
	"		ct state invalid counter name \"invalid\"\n"
	"		ct state untracked counter name \"untracked\"\n"
	"	}\n"
	"}\n";

/* The packets of the counter @name in nft's @listing. */
static uint64_t read_counter(const char *listing, const char *name)
{
	char start[40];
	const char *at;

	snprintf(start, sizeof(start), "counter %s {", name);
	at = strstr(listing, start);
	at = at ? strstr(at, "packets ") : NULL;
	return at ? strtoull(at + strlen("packets "), NULL, 10) : 0;
}

static const char *send_all(const struct live_lab *lab, struct arena *a,
			    uint64_t seed)
{
	const struct live_router router = { .forwards4 = true,
					    .forwards6 = true };
	struct rng rng = { seed };
	struct live_talks talks = {};
	struct live_pool pool = {};
	struct live_fate *fates;

	live_pool_init(a, &pool);
	live_talks_draw(a, &rng, N_CONVERSATIONS, false, &pool, &talks);
	fates = arena_calloc(a, talks.n_numbers, sizeof(*fates));
	if (live_net_set(lab->net, &router) ||
	    nft_run_cmd_from_buffer(lab->nft, rules) ||
	    live_run(a, lab->net, &talks, fates) ||
	    nft_run_cmd_from_buffer(lab->nft,
				    "list counters table inet states"))
		return NULL;
	return nft_ctx_get_output_buffer(lab->nft);
}

bool live_states_are_reached(const struct live_lab *lab, uint64_t seed)
{
	struct arena *a = arena_new();
	const char *listing = send_all(lab, a, seed);
	bool all = listing != NULL;

	printf("# conntrack's states:");
	for (size_t i = 0; all && i < sizeof(states) / sizeof(states[0]); i++) {
		const uint64_t n = read_counter(listing, states[i]);

		printf(" %s %lu", states[i], n);
		all &= n > 0;
	}
	printf("\n");
	nft_run_cmd_from_buffer(lab->nft, "flush ruleset");
	arena_free(a);
	return all;
}
