// SPDX-License-Identifier: GPL-2.0-only
/*
 * differences.c - where nftables answers otherwise than docs/semantics.md
 */
#include "policy/differences.h"

#include <string.h>

const struct difference differences[] = {
#define DIFFERENCE(id, construct, condition, nicfw, nft, kernels) \
	{ id, construct, condition, nicfw, nft, kernels },
#include "policy/differences.def"
#undef DIFFERENCE
};

const size_t n_differences = sizeof(differences) / sizeof(differences[0]);

const struct difference *difference_by_id(const char *id)
{
	for (size_t i = 0; i < n_differences; i++) {
		if (!strcmp(differences[i].id, id))
			return &differences[i];
	}
	return NULL;
}
