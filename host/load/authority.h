/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * authority.h - are a front's base chains those that the kernel has?
 *
 * A front drops for base chains of the kernel. It is in step as long as these
 * mean the same, no other chain on the way acts on packets that was not there,
 * and nothing more is unknown of what they see. Other tables may change freely,
 * and so may chains of type nat that only translate: no drop hangs on them.
 */
#ifndef NICFW_AUTHORITY_H
#define NICFW_AUTHORITY_H

#include "policy/path.h"

#include <jansson.h>

/* A base chain on the path of a device's frames. */
struct authority_chain {
	const char *name; /* "inet filter input" */
	u128 digest;	  /* 0: no drop hangs on its rules */
	bool is_open; /* without rules, it accepts: missing, it is the same */
	bool acts;    /* only the host can run some statement of it */
	bool is_translated; /* addresses may be others when it sees a packet */
	bool is_rewritten;  /* TOS and TTL may be */
	bool is_unsure;	    /* what it drops may pass all the same */
};

struct authority {
	VEC(struct authority_chain) chains; /* in the order of the path */
};

/* What @path, of @policy, drops for. */
void authority_of(struct arena *a, const struct policy *policy,
		  const struct path *path, struct authority *out);

/*
 * NULL if a front for @was is right where the kernel has @is; else the first
 * reason why not: "inet filter input is another chain now".
 */
const char *authority_differs(struct arena *a, const struct authority *was,
			      const struct authority *is);

/* NULL if each chain of @is was in @was; else "base chain X is new ...". */
const char *authority_grown(struct arena *a, const struct authority *was,
			    const struct authority *is);

/* As JSON: [ { name, digest, open, acts, translated, rewritten, unsure } ]. */
json_t *authority_pack(const struct authority *authority);

/* -EINVAL if @json is none. */
int authority_unpack(struct arena *a, const json_t *json,
		     struct authority *out);

#endif
