/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_change.h - what a statement that sets a field does
 */
#ifndef NICFW_NFT_CHANGE_H
#define NICFW_NFT_CHANGE_H

#include "lang/effect.h"

/* The effect of @text, as recorded: "meta mark set 0x1". */
enum effect_kind nft_change_effect(const char *text);

#endif
