/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * profile.h - what a stage can do, as data
 *
 * A profile is one file of nic-profiles/ (libconfig). Emitter, checker, cost
 * model and docs read the same figures; each figure in the file carries where
 * it comes from, and whether only a third party reports it.
 */
#ifndef NICFW_PROFILE_H
#define NICFW_PROFILE_H

#include "base/diag.h"

#include <stdint.h>

enum profile_stage {
	STAGE_OFFLOAD, /* on the NIC */
	STAGE_DRIVER,  /* XDP in the driver */
	STAGE_GENERIC, /* XDP behind the driver */
};

enum profile_unit {
	UNIT_BPF, /* max_insns counts BPF instructions */
	UNIT_NFP, /* max_insns counts the words of the NIC's own code */
};

/* Where a figure comes from, by its name in the file. */
struct profile_source {
	const char *figure;
	const char *source;
	bool third_party;
};

/* How far a walk over IPv6 extension headers goes at most. */
struct reach {
	uint32_t ext_headers; /* through so many of them */
	uint32_t ext_bytes;   /* that end so far behind the network header */
};

/* What programs can reach: emit_walk.c says why. */
#define MAX_EXT_BYTES 61440

struct profile {
	const char *name;
	const char *title;
	enum profile_stage stage;
	VEC(const char *) drivers; /* ethtool names of those it fits; 0: all */
	enum profile_unit unit;
	uint32_t max_insns;
	uint32_t max_pending_jumps; /* tests in a row; 0: any number */
	uint32_t stack_bytes;
	uint32_t packet_bytes; /* no later byte can be read; 0: any can */
	uint32_t map_types;    /* bit 1 << enum bpf_map_type */
	uint32_t max_maps;
	uint32_t max_key_bytes;
	uint32_t max_value_bytes;
	uint32_t max_element_bytes; /* key and value, each rounded up to 8 */
	uint64_t max_entries;	    /* all maps of the device together */
	uint32_t max_map_entries;   /* one map */
	uint64_t helpers[4];	    /* bit i % 64 of word i / 64: helper i */
	uint32_t small_set;  /* sets of up to this many elements are code */
	uint32_t tree_bytes; /* of a decision tree; 0: there are none */
	struct reach reach;
	bool percpu_counters;
	bool frags; /* may take frames in several buffers */
	VEC(struct profile_source) sources;
};

/*
 * Reads the profile in file @path. On success sets *@out and returns 0.
 * Otherwise -EINVAL (or -errno for a file that cannot be read) with a located
 * error in @diag: an unknown or missing figure, a wrong type, a value out of
 * range.
 */
int profile_read(struct arena *a, struct diag *diag, const char *path,
		 struct profile **out);

/*
 * Reads the profile called @name: a path if it has a slash, else NAME.conf in
 * $NICFW_PROFILES, or where it is not set in the folder given at build time.
 */
int profile_find(struct arena *a, struct diag *diag, const char *name,
		 struct profile **out);

/* True if programs of this profile may call helper @id. */
bool profile_has_helper(const struct profile *p, unsigned int id);

/* "map_lookup_elem" for 1; NULL: this build knows no such helper. */
const char *profile_helper_name(unsigned int id);

#endif
