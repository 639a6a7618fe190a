/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_args.h - what a line of a table asks for
 *
 * The words of a line are read as getopt_long() reads them: long names may be
 * cut short where only one is meant, "--name=value", "-p tcp" and "-ptcp". A
 * "!" counts in front of an option, and behind it as before iptables 1.4.3.
 * Options are those of the core, of the extensions named so far, the last one
 * first, and of the match that -p names (checked against 1.8.9's xshared.c).
 */
#ifndef NICFW_IPT_ARGS_H
#define NICFW_IPT_ARGS_H

#include "lang/ipt_ext.h"
#include "lang/ipt_lex.h"
#include "lang/ipt_net.h"

enum ipt_command {
	IPT_NO_COMMAND,
	IPT_APPEND,
	IPT_DELETE,
	IPT_CHECK,
	IPT_INSERT,
	IPT_REPLACE,
	IPT_LIST,
	IPT_FLUSH,
	IPT_ZERO,
	IPT_NEW_CHAIN,
	IPT_DELETE_CHAIN,
	IPT_RENAME_CHAIN,
	IPT_POLICY,
};

/* The core's options that a rule is made of. */
enum ipt_core {
	IPT_SOURCE,
	IPT_DESTINATION,
	IPT_IN,
	IPT_OUT,
	IPT_PROTOCOL,
	IPT_FRAGMENT,
	IPT_JUMP, /* or -g: is_goto */
	N_IPT_CORE,
};

struct ipt_core_arg {
	bool is_there;
	bool is_negated;
	const char *text;
	struct loc loc;
};

#define IPT_MAX_USES (IPT_MAX_WORDS / 2)

struct ipt_line {
	enum ipt_command command;
	struct loc loc;
	const char *chain;   /* NULL: all, of LIST, FLUSH, ZERO, DELETE_CHAIN */
	const char *name;    /* of RENAME_CHAIN and POLICY */
	unsigned int number; /* of DELETE, INSERT, REPLACE; 0: none */
	size_t rest; /* where the command's words end, if they are the first */
	struct ipt_core_arg core[N_IPT_CORE];
	bool is_goto;
	int protocol; /* of -p, a negated one as well; -1: none */
	struct ipt_counters counters;
	bool is_other_family;	 /* -4 or -6: the other tool's rule */
	struct ipt_nets sources; /* ipt_rule.c reads them */
	struct ipt_nets destinations;
	/* Matches and the target in the order in which they were loaded. */
	size_t n_uses;
	struct ipt_use uses[IPT_MAX_USES];
	ssize_t target; /* of uses; -1: none */
};

struct ipt_args {
	const struct ipt_words *words;
	size_t next;
	struct ipt_rule *rule;
	struct ipt_line *line;
	struct loc loc; /* the line's */
	bool no_unknown;
	bool is_inverted;
	unsigned int inverted_col;
	bool is_proto_loaded;
	ssize_t unknown; /* of uses: takes the options that nobody knows */
};

/*
 * Reads all of @words into @line; arena, diag, family, table and cache of @rule
 * are set. 0, or -EINVAL with an error in its diag.
 */
int ipt_args_read(struct ipt_rule *rule, const struct ipt_words *words,
		  struct loc loc, bool no_unknown, struct ipt_line *line);

/* "255", "0x6", "tcp", "TCP", any name in /etc/protocols; -1: none of these. */
int ipt_protocol_number(const char *text);

#endif
