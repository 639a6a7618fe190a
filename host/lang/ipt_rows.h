/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_rows.h - the tables of extensions that ipt_ext.c searches
 *
 * Each ends with a row without a name. A name that both families have may have
 * two rows.
 */
#ifndef NICFW_IPT_ROWS_H
#define NICFW_IPT_ROWS_H

#include "lang/ipt_ext.h"

extern const struct ipt_ext ipt_matches_tcp[];
extern const struct ipt_ext ipt_matches_sctp[];
extern const struct ipt_ext ipt_matches_l4[];
extern const struct ipt_ext ipt_matches_net[];
extern const struct ipt_ext ipt_matches_ip6[];
extern const struct ipt_ext ipt_matches_host[];
extern const struct ipt_ext ipt_matches_policy[];
extern const struct ipt_ext ipt_matches_data[];
extern const struct ipt_ext ipt_matches_state[];
extern const struct ipt_ext ipt_matches_set[];
extern const struct ipt_ext ipt_targets[];
extern const struct ipt_ext ipt_targets_change[];
extern const struct ipt_ext ipt_targets_nat[];

#endif
