/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * facts.h - what placement relies on besides the rules
 *
 * Facts of the host are read by load/host_facts.h, or assumed where no host was
 * asked; facts.def has a row for each. They are said such that a false one
 * stands in the way of no drop. Wishes are the user's: --relax, --assume.
 */
#ifndef NICFW_FACTS_H
#define NICFW_FACTS_H

#include <stdbool.h>
#include <stddef.h>

struct host_facts {
#define FACT(id, member, is, then, source) bool member;
#include "policy/facts.def"
#undef FACT
};

enum host_fact {
#define FACT(id, member, is, then, source) FACT_##id,
#include "policy/facts.def"
#undef FACT
	N_HOST_FACTS,
};

/* The row of a fact. */
struct fact_row {
	const char *name;
	const char *is;	    /* what is so where it holds */
	const char *then;   /* what a stage does where it holds */
	const char *source; /* what is read to know it */
	size_t offset;	    /* of its member */
};

extern const struct fact_row fact_rows[N_HOST_FACTS];

/* The member of @facts that row @fact is about. */
bool *fact_of(struct host_facts *facts, enum host_fact fact);

struct place_wishes {
	bool relax_reject;	/* a reject is a drop: nobody is told */
	bool relax_log;		/* what is dropped early is not logged */
	bool assume_syn_is_new; /* a first segment is of no known connection */
	bool assume_tc_passes;
	bool strict_dhcp;	   /* DHCP's ports are ports like others */
	const char *const *tables; /* drop for these tables' chains alone */
	size_t n_tables;	   /* 0: for all */
};

/* What a host may be that nobody asked: it forwards, and has the rules. */
extern const struct host_facts facts_unknown;

#endif
