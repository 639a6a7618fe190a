// SPDX-License-Identifier: GPL-2.0-only
/*
 * facts.c - the table of facts
 */
#include "policy/facts.h"

const struct host_facts facts_unknown = { .forwards4 = true,
					  .forwards6 = true };

const struct fact_row fact_rows[] = {
#define FACT(id, member, is, then, source)         \
	[FACT_##id] = { #member, is, then, source, \
			offsetof(struct host_facts, member) },
#include "policy/facts.def"
#undef FACT
};

bool *fact_of(struct host_facts *facts, enum host_fact fact)
{
	return (bool *)((char *)facts + fact_rows[fact].offset);
}
