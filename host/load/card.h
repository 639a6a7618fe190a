/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * card.h - what the maps of a card take of its room
 *
 * A card's limits hold for all of its ports and all of its maps, also those of
 * the load that is being replaced (drivers/net/ethernet/netronome/nfp/bpf/
 * offload.c, nfp_bpf_map_alloc: maps_in_use, map_elems_in_use).
 */
#ifndef NICFW_CARD_H
#define NICFW_CARD_H

#include "load/nic.h"

struct card_share {
	uint32_t maps;
	uint64_t entries;
};

struct card_use {
	struct card_share port;	  /* maps that were made for @nic itself */
	struct card_share others; /* for other ports of its card */
};

/*
 * Sums up the maps that are on @nic's card, whoever made them. Those of ports
 * in other network namespaces cannot be told. -errno without the right.
 */
int card_read(const struct nic *nic, struct card_use *out);

#endif
