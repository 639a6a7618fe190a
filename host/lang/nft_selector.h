/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_selector.h - what a match reads: "ip saddr", "iifname"
 */
#ifndef NICFW_NFT_SELECTOR_H
#define NICFW_NFT_SELECTOR_H

#include "lang/nft_parser.h"

/* Does the current token start a selector? */
bool selector_is_at(const struct parser *p);

/*
 * Does it, for sure? Words like icmp, ip and arp are values too, where no field
 * of theirs follows.
 */
bool selector_has_field(const struct parser *p);

/*
 * Consumes one: a SELECTOR, an UNKNOWN for those that nicfw does not place, or
 * NULL with an error that names what can follow. A meta key without "meta"
 * gets it.
 */
struct expr *selector_parse(struct parser *p);

#endif
