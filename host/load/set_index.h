/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * set_index.h - which maps of a generation hold which named set
 *
 * Written beside the pins, so that an element is changed without reading the
 * ruleset. A JSON object:
 *
 *	refused: null, or why no set of this load is changed here
 *	read_at: the ruleset's, when times in the generation's text begin
 *	sets [ { family, table, kind ("set", "map"), name, head, why_not,
 *		one_key, auto_merge, maps } ]
 *	head: " { type ipv4_addr; flags interval; }"
 *	why_not: null, or why each change is a new generation
 *	one_key: true if each element is one key: no range is several
 *	maps [ { keys, masks [ ] } ]: of a set without why_not, those of the
 *		host; keys is the N of host_keysN, masks are hexadecimal, one a
 *		part of the set's key
 */
#ifndef NICFW_SET_INDEX_H
#define NICFW_SET_INDEX_H

#include "load/job.h"

/* The generation that sets are of. */
struct set_target {
	const struct state *st;
	const char *ifname;
	unsigned int gen;
};

/* A map, and the elements that are in it: those of these masks. */
struct set_home {
	unsigned int keys; /* of the pin */
	const u128 *masks;
};

struct set_entry {
	const char *family;
	const char *table;
	const char *kind;
	const char *name;
	const char *head;
	const char *why_not; /* NULL: an element can be changed in place */
	bool is_one_key;     /* each element: a key is a whole one */
	bool merges;	     /* auto-merge */
	uint64_t read_at;    /* set_index's */
	uint32_t n_parts;    /* of homes */
	VEC(struct set_home) homes;
};

struct set_index {
	const char *refused; /* NULL: sets may be changed */
	uint64_t read_at;
	VEC(struct set_entry) sets;
};

/* The caller owns what it gets. */
json_t *set_index_of(const struct job *job);

/* That of generation @gen, in the state's arena; -ENOENT if it is lost. */
int set_index_read(const struct state *st, const char *ifname, unsigned int gen,
		   struct set_index *out);

/*
 * The set that @words name: "NAME", "TABLE NAME" or "FAMILY TABLE NAME", as nft
 * has it. NULL, with an error in @diag that lists what there is, if there is
 * none or several.
 */
const struct set_entry *set_index_find(struct arena *a, struct diag *diag,
				       const struct set_index *index,
				       const char *words);

/* The set that is named in full; NULL: there is none. */
const struct set_entry *set_index_get(const struct set_index *index,
				      const char *family, const char *table,
				      const char *name);

/* "inet filter blocked" */
const char *set_entry_name(struct arena *a, const struct set_entry *e);

#endif
