/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gen_kinds.h - the writers of each kind of ruleset, for gen_policy.c
 */
#ifndef NICFW_TESTS_GEN_KINDS_H
#define NICFW_TESTS_GEN_KINDS_H

#include "lib/gen_values.h"

/* Opens a rule, which is a span. */
static inline size_t gen_open_rule(struct gen *g)
{
	size_t span = gen_open(g);

	gen_put(g, "\t\t");
	return span;
}

/* Ends the rule's line with the comment that names it. */
static inline void gen_close_rule(struct gen *g, size_t span)
{
	gen_put(g, "comment \"r%u\"\n", ++g->n_rules);
	gen_close(g, span);
}

/* Opens and closes a base chain of the device's, which accepts. */
static inline void gen_open_ingress(struct gen *g)
{
	gen_put(g, "\tchain rules {\n"
		   "\t\ttype filter hook ingress device \"eth0\" priority 0\n"
		   "\t\tpolicy accept\n");
}

static inline void gen_close_ingress(struct gen *g)
{
	gen_put(g, "\t}\n");
}

void gen_mixed(struct gen *g, uint32_t n_rules);
void gen_edge(struct gen *g, uint32_t n_rules);
void gen_exact(struct gen *g, uint32_t n_rules);
void gen_prefix(struct gen *g, uint32_t n_rules);
void gen_ports(struct gen *g, uint32_t n_rules);
void gen_flows(struct gen *g, uint32_t n_rules);
void gen_pairs(struct gen *g, uint32_t n_rules);
void gen_ranges(struct gen *g, uint32_t n_rules);
void gen_shapes(struct gen *g, uint32_t n_rules);
void gen_tuples(struct gen *g, uint32_t n_rules);

#endif
