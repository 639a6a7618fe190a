// SPDX-License-Identifier: GPL-2.0-only
/*
 * family.c - the made-up rules of bench/rules, and frames for them
 */
#include "family.h"

#include "bench/rules/trace.h"

#include <errno.h>
#include <string.h>

static const struct loc nowhere;

static const uint8_t source[] = { 2, 0, 0, 0, 0, 1 };
static const uint8_t destination[] = { 2, 0, 0, 0, 0, 2 };

/* The index of @name among @n @names, or -1 with an error in @diag. */
static int find_name(struct diag *diag, const char *option, const char *name,
		     const char *const *names, int n)
{
	const char *list = "";

	for (int i = 0; i < n; i++) {
		if (!strcmp(names[i], name))
			return i;
		list = arena_printf(diag->arena, "%s%s%s", list,
				    *list ? ", " : "", names[i]);
	}
	diag_error(diag, nowhere, "--%s: there is no '%s'; give one of %s",
		   option, name, list);
	return -1;
}

static int make_rules(struct arena *a, struct diag *diag,
		      const struct args *args, struct rules *out)
{
	const int family = find_name(diag, "family", args->family,
				     rules_family_names, N_RULES_IPV4);
	int err;

	if (family < 0)
		return -EINVAL;
	err = rules_make(a, (enum rules_family)family, args->seed,
			 args->n_rules, out);
	if (!err)
		return 0;
	diag_error(diag, nowhere, "%zu rules of family %s: %s",
		   (size_t)args->n_rules, args->family, strerror(-err));
	return -EINVAL;
}

int family_traffic(struct arena *a, struct diag *diag, const struct args *args,
		   const struct traffic_wish *wish, struct traffic *out)
{
	const char *traffic = args->traffic ?: trace_kind_names[TRACE_ACCEPT];
	const int kind = find_name(diag, "traffic", traffic, trace_kind_names,
				   N_TRACE_KINDS);
	struct rules rules;
	struct trace trace;
	int err;

	*out = (struct traffic){};
	if (kind < 0 || make_rules(a, diag, args, &rules))
		return -EINVAL;
	err = trace_make(a, &rules, (enum trace_kind)kind, wish->seed, wish->n,
			 source, destination, &trace);
	if (err) {
		diag_error(diag, nowhere,
			   "rules of family %s have no frames of traffic '%s'",
			   args->family, traffic);
		return -EINVAL;
	}
	for (size_t i = 0; i < trace.n; i++) {
		const bool must_drop = !trace.frames[i].accept;

		traffic_add(a, wish, trace.frames[i].bytes, TRACE_FRAME_LEN,
			    &must_drop, out);
	}
	return traffic_check(diag, out);
}

int family_print(struct arena *a, struct diag *diag, const struct args *args)
{
	struct rules rules;

	if (make_rules(a, diag, args, &rules))
		return -EINVAL;
	rules_print_nft(&rules, RULES_INGRESS, args->device ?: "dut0", stdout);
	return 0;
}
