// SPDX-License-Identifier: GPL-2.0-only
/*
 * suite.c - what each suite is about, in the order of a report
 */
#include "suite.h"

#include <string.h>

static const struct {
	const char *name, *subject;
} suites[] = {
	{ "packet", "Cost of a packet" },
	{ "install", "Installing a ruleset" },
	{ "update", "Changing a ruleset in use" },
	{ "tax", "What a firewall costs other frames" },
	{ "offload", "Model of a card" },
	{ "dpdk", "Frames of DPDK" },
	{ "classify", "Classification alone" },
};

#define N_SUITES (sizeof(suites) / sizeof(suites[0]))

size_t suite_rank(const char *suite)
{
	size_t i = 0;

	while (i < N_SUITES && strcmp(suites[i].name, suite))
		i++;
	return i;
}

const char *suite_subject(const char *suite)
{
	size_t i = suite_rank(suite);

	return i < N_SUITES ? suites[i].subject : suite;
}
