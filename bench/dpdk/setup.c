// SPDX-License-Identifier: GPL-2.0-only
/*
 * setup.c - what a command of nicfw-bench works with
 */
#include "setup.h"

#include "cmd.h"
#include "family.h"
#include "source.h"

#include <errno.h>
#include <libgen.h>

static const struct loc nowhere;

static enum traffic_only only_of(const struct args *args)
{
	if (!args->only)
		return TRAFFIC_ALL;
	return !strcmp(args->only, "accepted") ? TRAFFIC_ACCEPTED
					       : TRAFFIC_DROPPED;
}

/*
 * Only what the device alone decides can be told from what comes back: behind
 * an accepting program in front of a host's rules, those decide.
 */
static int read_rules(struct setup *s, struct traffic_judge *judge)
{
	const struct source_texts texts = {};
	struct source src;
	int err = source_read(s->arena, s->diag, s->args->rules, &texts, &src);

	if (!err)
		err = policy_refuse_host(src.policy, s->diag);
	if (!err)
		err = source_device(s->arena, s->diag, &src, s->args->device,
				    &judge->device);
	if (err)
		return err;
	judge->policy = src.policy;
	s->rules_name = basename(arena_strdup(s->arena, s->args->rules));
	s->n_rules = src.policy->n_rules;
	return 0;
}

static int make_traffic(struct setup *s)
{
	const struct args *args = s->args;
	struct traffic_wish wish = {
		.only = only_of(args),
		.n = args->n_distinct,
		.min_len = args->min_len,
		.seed = args->seed,
	};
	int err;

	if (args->family) {
		s->rules_name = args->family;
		s->traffic_name = args->traffic ?: "accept";
		s->n_rules = (uint32_t)args->n_rules;
		return family_traffic(s->arena, s->diag, args, &wish,
				      &s->traffic);
	}
	s->rules_name = "none";
	if (args->rules) {
		err = read_rules(s, &wish.judge);
		if (err)
			return err;
	}
	s->traffic_name = args->pcap	? "pcap"
			  : args->rules ? "corner"
					: "flows";
	if (args->pcap)
		return traffic_read(s->arena, s->diag, args->pcap, &wish,
				    &s->traffic);
	if (args->rules)
		return traffic_aim(s->arena, s->diag, &wish, &s->traffic);
	return traffic_flows(s->arena, s->diag, &wish, &s->traffic);
}

static void tell_traffic(const struct setup *s)
{
	const struct traffic *t = &s->traffic;

	printf("frames: %zu to be accepted, %zu to be dropped",
	       t->frames.n - t->n_drop, t->n_drop);
	if (t->n_left_out)
		printf("; %zu left out, which the rules alone do not decide or are too long",
		       t->n_left_out);
	printf("\n");
	fflush(stdout);
}

int setup_open(const struct args *args, int argc, char **argv,
	       struct setup *out)
{
	const struct port_wish ports = {
		.names = args->ports,
		.n = args->n_ports,
		.core = args->core == UINT64_MAX ? -1 : (int)args->core,
		.eal = args->eal,
	};
	int err;

	*out = (struct setup){ .args = args, .arena = arena_new() };
	out->diag = diag_new(out->arena);
	for (size_t i = 0; i < PORTS_MAX; i++)
		out->ports[i].id = RTE_MAX_ETHPORTS;
	if (args->command & FOR_SENDERS) {
		if (make_traffic(out))
			return EXIT_WRONG;
		tell_traffic(out);
	}
	if (args->results) {
		err = result_open(args->results, argc, argv, &out->results);
		if (err) {
			diag_error(out->diag, nowhere, "%s: %s", args->results,
				   strerror(-err));
			return EXIT_MACHINE;
		}
	}
	trial_catch_signals();
	if (ports_open(out->arena, out->diag, &ports, out->ports))
		return EXIT_MACHINE;
	return EXIT_DONE;
}

void setup_close(struct setup *s)
{
	cmd_report(s->diag);
	ports_close(s->ports, s->args->n_ports);
	result_close(s->results);
	arena_free(s->arena);
}

struct trial_wish setup_trial(const struct setup *s)
{
	return (struct trial_wish){
		.out = &s->ports[0],
		.in = &s->ports[s->args->n_ports - 1],
		.traffic = &s->traffic,
		.wait_s = s->args->wait_s,
	};
}
