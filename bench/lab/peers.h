/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * peers.h - who filters: nicfw, the other firewalls, and floors
 *
 * A floor does not judge: it is what all others do as well, and then drops, or
 * accepts, whatever comes.
 */
#ifndef NICFW_BENCH_PEERS_H
#define NICFW_BENCH_PEERS_H

#include "lab.h"

#include "bench/rules/rules.h"

#include "base/arena.h"

enum peer_answer {
	PEER_JUDGES,
	PEER_DROPS,
	PEER_ACCEPTS,
};

/* The floor that ratios are to, of either answer, is there twice. */
enum peer_role {
	PEER_RIVAL,
	PEER_FLOOR,
	PEER_TWIN, /* the floor again: a run that tells the two apart says
		      nothing */
};

/*
 * What is to be installed and where, and room to say why it is not. The rules
 * are a list, or a text of nft for the ingress of LAB_DEVICE, which is for nft
 * and nicfw only.
 */
struct peer_job {
	struct arena *a;
	const struct lab_port *port;
	const struct rules *rules; /* of a text: their number only */
	const char *text;	   /* or NULL */
	char *why;
	size_t why_len;
};

struct peer {
	const char *name;
	enum peer_answer answer;
	enum peer_role role;
	bool is_linear; /* a frame costs what there are rules */
	bool is_extra;	/* has a part only where its name is given */
	enum rules_hook hook;
	const char *tool;   /* command or option that the others differ in */
	const char *remove; /* command of the shell; NULL: it ends by itself */
	int (*install)(const struct peer *peer, const struct peer_job *job);
};

/* In the order of tables. */
extern const struct peer peers[];
extern const size_t n_peers;

/* The one with @name, or NULL. */
const struct peer *peers_find(const char *name);

/*
 * Installs @peer with the job's rules in front of the host at the job's port.
 * Returns 0, or -errno with a line about it in @job's why: -ENOTSUP if the
 * firewall cannot say the rules, -EIO if a tool refused them.
 */
int peers_install(const struct peer *peer, const struct peer_job *job);

/* Takes away what would outlive the port. To be called before the port goes. */
void peers_remove(const struct peer *peer, const struct lab_port *port);

#endif
