// SPDX-License-Identifier: GPL-2.0-only
/*
 * rulesets.c - the large rulesets that are judged
 */
#include "large/rulesets.h"

#include "large/counts.h"
#include "large/services.h"
#include "large/zones.h"
#include "lib/gen_policy.h"

#include <stdlib.h>

const struct ruleset_row ruleset_rows[] = {
	{ "acl", FORM_RULES, RULES_ACL, 1000, true },
	{ "acl", FORM_RULES, RULES_ACL, 10000, false },
	{ "acl", FORM_RULES, RULES_ACL, 120000, false },
	{ "fw", FORM_RULES, RULES_FW, 1000, true },
	{ "fw", FORM_RULES, RULES_FW, 10000, false },
	{ "fw", FORM_RULES, RULES_FW, 120000, false },
	{ "ipc", FORM_RULES, RULES_IPC, 1000, true },
	{ "ipc", FORM_RULES, RULES_IPC, 10000, false },
	{ "ipc", FORM_RULES, RULES_IPC, 120000, false },
	{ "acl6", FORM_RULES, RULES_ACL6, 1000, true },
	{ "acl6", FORM_RULES, RULES_ACL6, 10000, false },
	{ "acl6", FORM_RULES, RULES_ACL6, 20000, false },
	{ "acl6", FORM_RULES, RULES_ACL6, 100000, false },
	{ "fw6", FORM_RULES, RULES_FW6, 1000, true },
	{ "fw6", FORM_RULES, RULES_FW6, 10000, true },
	{ "fw6", FORM_RULES, RULES_FW6, 40000, false },
	{ "fw6", FORM_RULES, RULES_FW6, 100000, false },
	{ "ipc6", FORM_RULES, RULES_IPC6, 1000, true },
	{ "ipc6", FORM_RULES, RULES_IPC6, 10000, false },
	{ "ipc6", FORM_RULES, RULES_IPC6, 20000, false },
	{ "ipc6", FORM_RULES, RULES_IPC6, 100000, false },
	{ "prefix", FORM_RULES, RULES_PREFIX, 10000, true },
	{ "prefix", FORM_RULES, RULES_PREFIX, 120000, false },
	{ "prefix", FORM_RULES, RULES_PREFIX, 220000, false },
	{ "exact", FORM_RULES, RULES_EXACT, 10000, true },
	{ "exact", FORM_RULES, RULES_EXACT, 120000, false },
	{ "exact-map", FORM_SET, RULES_EXACT, 10000, true },
	{ "exact-map", FORM_SET, RULES_EXACT, 1000000, false },
	{ "blocklist", FORM_RULES, RULES_BLOCKLIST, 120000, false },
	{ "blocklist-set", FORM_SET, RULES_BLOCKLIST, 10000, true },
	{ "blocklist-set", FORM_SET, RULES_BLOCKLIST, 1000000, false },
	{ "edge", FORM_EDGE, 0, 1000, true },
	{ "edge", FORM_EDGE, 0, 10000, false },
	{ "zones", FORM_ZONES, 0, 1000, true },
	{ "zones", FORM_ZONES, 0, 10000, false, true },
	{ "returns", FORM_RETURNS, 0, 50, true },
	{ "returns", FORM_RETURNS, 0, 1000, true },
	{ "counts", FORM_COUNTS, 0, 1000, true },
	{ "counts", FORM_COUNTS, 0, 10000, false },
	{ "crowds", FORM_CROWDS, 0, 1000, true },
	{ "crowds", FORM_CROWDS, 0, 10000, false },
	{ "services", FORM_SERVICES, 0, 200, true },
	{ "services", FORM_SERVICES, 0, 1000, true },
	{ "services", FORM_SERVICES, 0, 10000, false },
};
const size_t n_ruleset_rows = sizeof(ruleset_rows) / sizeof(ruleset_rows[0]);

static const char *print_family(struct arena *a, const struct ruleset_row *row,
				uint64_t seed)
{
	struct rules rules;
	char *text = NULL;
	const char *kept;
	size_t len;
	FILE *out;
	int err = rules_make(a, row->family, seed, row->n, &rules);

	if (err)
		return NULL;
	out = open_memstream(&text, &len);
	if (row->form == FORM_SET)
		rules_print_nft_set(&rules, RULES_INGRESS, "eth0", out);
	else
		rules_print_nft(&rules, RULES_INGRESS, "eth0", out);
	fclose(out);
	kept = arena_strndup(a, text, len);
	free(text);
	return kept;
}

const char *ruleset_text(struct arena *a, const struct ruleset_row *row,
			 uint64_t seed)
{
	struct gen_text text = {};

	switch (row->form) {
	case FORM_EDGE:
		gen_policy(a, GEN_EDGE, seed, (uint32_t)row->n, &text);
		return gen_text_print(a, &text);
	case FORM_ZONES:
	case FORM_RETURNS:
		return zones_text(a, seed, (uint32_t)row->n,
				  row->form == FORM_RETURNS);
	case FORM_COUNTS:
	case FORM_CROWDS:
		return counts_text(a, seed, (uint32_t)row->n,
				   row->form == FORM_CROWDS);
	case FORM_SERVICES:
		return services_text(a, seed, (uint32_t)row->n);
	default:
		return print_family(a, row, seed);
	}
}
