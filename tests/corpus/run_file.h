/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run_file.h - a corpus file: rules, packets, and who decides each of them
 *
 *	# What this file shows, in a sentence or two.
 *	rules:
 *	table netdev t {
 *		chain c {
 *			type filter hook ingress device "eth0" priority 0
 *			policy accept
 *			tcp dport 22 drop comment "ssh"
 *		}
 *	}
 *	packets:
 *	ip / tcp dport=22 => drop ssh
 *	ip off=1 / tcp dport=22 => accept policy ~frag-ports
 *	ip6 / dst / dst / dst / tcp dport=22 => drop ssh [agilio-cx: punt]
 *	eth / vlan / cut 16 => accept -
 *
 * A line that starts with # is a comment anywhere. The rules are nft's, for the
 * device eth0 (eth1 is there too, for rules that are not ours). A packet is
 * written as lang/packet_text.h has it. Behind => stand:
 *
 *   accept, drop or punt: what a host says. punt: extension headers beyond what
 *	any stage walks.
 *   who decides: a rule's comment; `policy` or, where several base chains are
 *	on the path, `policy CHAIN`; `-`: no one, for what every stage passes.
 *   ~ID: the kernel's nftables says the opposite, and row ID of
 *	policy/differences.def says why. A mark that the kernel's answer does
 *	not ask for is a failure, too.
 *   [PROFILE: punt]: a stage of this profile leaves the packet to the next.
 */
#ifndef NICFW_TESTS_RUN_FILE_H
#define NICFW_TESTS_RUN_FILE_H

#include "base/diag.h"
#include "offload/plan.h"
#include "policy/differences.h"

struct corpus_packet {
	struct loc loc;
	const char *text;
	uint8_t *frame;
	size_t len;
	bool is_judged; /* has a => */
	enum plan_verdict verdict;
	const char *decider;
	const struct difference *difference; /* NULL: none */
	VEC(const char *) punts_on;	     /* names of profiles */
};

struct corpus_file {
	const char *path;
	const char
		*rules; /* behind as many newlines as there are lines before */
	VEC(struct corpus_packet) packets;
};

/*
 * Reads the corpus file at @path into *@out, in @a. Returns 0, or -EINVAL (or
 * -errno for a file that cannot be read) with errors in @diag. A packet without
 * => is an error, unless @unjudged.
 */
int corpus_read(struct arena *a, struct diag *diag, const char *path,
		bool unjudged, struct corpus_file *out);

/* "accept", "drop", "punt". */
const char *corpus_verdict_name(enum plan_verdict verdict);

/* True if @p says that @profile punts the packet. */
bool corpus_punts_on(const struct corpus_packet *p, const char *profile);

#endif
