/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * peers_install.h - how peers are installed, by where their rules go
 *
 * Each returns what peers_install() does.
 */
#ifndef NICFW_BENCH_PEERS_INSTALL_H
#define NICFW_BENCH_PEERS_INSTALL_H

#include "peers.h"

/* peers_bpf.c: programs of a few instructions */
int peers_install_nothing(const struct peer *peer, const struct peer_job *job);
int peers_install_xdp_drop(const struct peer *peer, const struct peer_job *job);
int peers_install_xdp_parse(const struct peer *peer,
			    const struct peer_job *job);
int peers_install_xdp_pass(const struct peer *peer, const struct peer_job *job);
int peers_install_tc_drop(const struct peer *peer, const struct peer_job *job);

/* peers_netfilter.c: the tools' own loaders of whole rulesets */
int peers_install_nft(const struct peer *peer, const struct peer_job *job);
int peers_install_nft_set(const struct peer *peer, const struct peer_job *job);
int peers_install_iptables(const struct peer *peer, const struct peer_job *job);
int peers_install_ipset(const struct peer *peer, const struct peer_job *job);

/* The job's rules as nft reads them, at @hook; a text as it is. */
void peers_print_nft(const struct peer_job *job, enum rules_hook hook,
		     FILE *out);

/* peers_other.c: nicfw, also as a front, and those that can say some rules */
int peers_install_nicfw(const struct peer *peer, const struct peer_job *job);
int peers_install_front(const struct peer *peer, const struct peer_job *job);
int peers_install_xdp_filter(const struct peer *peer,
			     const struct peer_job *job);
int peers_install_flower(const struct peer *peer, const struct peer_job *job);

#endif
