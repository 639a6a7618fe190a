// SPDX-License-Identifier: GPL-2.0-only
/*
 * peers.c - who filters: nicfw, the other firewalls, and floors
 */
#include "peers_install.h"

#include <string.h>

const struct peer peers[] = {
	{ "xdp-parse", PEER_DROPS, PEER_FLOOR,
	  .install = peers_install_xdp_parse },
	{ "xdp-parse-again", PEER_DROPS, PEER_TWIN,
	  .install = peers_install_xdp_parse },
	{ "no-firewall", PEER_ACCEPTS, PEER_FLOOR,
	  .install = peers_install_nothing },
	{ "no-firewall-again", PEER_ACCEPTS, PEER_TWIN,
	  .install = peers_install_nothing },
	{ "xdp-drop", PEER_DROPS, .install = peers_install_xdp_drop },
	{ "xdp-pass-driver", PEER_ACCEPTS, .tool = "driver",
	  .install = peers_install_xdp_pass, .is_extra = true },
	{ "xdp-pass-generic", PEER_ACCEPTS, .tool = "generic",
	  .install = peers_install_xdp_pass, .is_extra = true },
	{ "tc-drop", PEER_DROPS, .install = peers_install_tc_drop },
	{ "nicfw-driver", .tool = "driver", .install = peers_install_nicfw,
	  .hook = RULES_INGRESS,
	  .remove = "${NICFW:-build/nicfw} unload " LAB_DEVICE },
	{ "nicfw-generic", .tool = "generic", .install = peers_install_nicfw,
	  .hook = RULES_INGRESS,
	  .remove = "${NICFW:-build/nicfw} unload " LAB_DEVICE },
	{ "iptables-legacy-raw", .tool = "iptables-legacy-restore",
	  .install = peers_install_iptables, .hook = RULES_RAW,
	  .is_linear = true },
	{ "iptables-legacy-input", .tool = "iptables-legacy-restore",
	  .install = peers_install_iptables, .hook = RULES_INPUT,
	  .is_linear = true },
	{ "iptables-nft-raw", .tool = "iptables-nft-restore",
	  .install = peers_install_iptables, .hook = RULES_RAW,
	  .is_linear = true },
	{ "nft-ingress", .install = peers_install_nft, .hook = RULES_INGRESS,
	  .is_linear = true },
	{ "nft-raw", .install = peers_install_nft, .hook = RULES_RAW,
	  .is_linear = true },
	{ "nft-input", .install = peers_install_nft, .hook = RULES_INPUT,
	  .is_linear = true },
	{ "nft-input-again", .install = peers_install_nft, .hook = RULES_INPUT,
	  .is_linear = true, .is_extra = true },
	{ "nicfw-front-driver", .tool = "driver",
	  .install = peers_install_front, .hook = RULES_INPUT,
	  .is_linear = true, .is_extra = true,
	  .remove = "${NICFW:-build/nicfw} unload " LAB_DEVICE },
	{ "nicfw-front-generic", .tool = "generic",
	  .install = peers_install_front, .hook = RULES_INPUT,
	  .is_linear = true, .is_extra = true,
	  .remove = "${NICFW:-build/nicfw} unload " LAB_DEVICE },
	{ "nft-set-ingress", .install = peers_install_nft_set,
	  .hook = RULES_INGRESS },
	{ "nft-set-raw", .install = peers_install_nft_set, .hook = RULES_RAW },
	{ "ipset-raw", .tool = "iptables-legacy-restore",
	  .install = peers_install_ipset, .hook = RULES_RAW },
	{ "xdp-filter", .install = peers_install_xdp_filter,
	  .remove = "xdp-filter unload " LAB_DEVICE },
	{ "tc-flower", .install = peers_install_flower, .is_linear = true },
};

const size_t n_peers = sizeof(peers) / sizeof(peers[0]);

const struct peer *peers_find(const char *name)
{
	for (size_t i = 0; i < n_peers; i++) {
		if (!strcmp(peers[i].name, name))
			return &peers[i];
	}
	return NULL;
}

/* Of what a tool said: its first line, which has the reason in all of them. */
static void cut_line(char *why)
{
	why[strcspn(why, "\n")] = '\0';
}

int peers_install(const struct peer *peer, const struct peer_job *job)
{
	int err;

	job->why[0] = '\0';
	err = peer->install(peer, job);
	cut_line(job->why);
	if (err && !job->why[0])
		snprintf(job->why, job->why_len, "%s: %s", peer->name,
			 strerror(-err));
	return err;
}

void peers_remove(const struct peer *peer, const struct lab_port *port)
{
	char answer[64];

	if (peer->remove)
		lab_run(port, peer->remove, NULL, answer, sizeof(answer));
}
