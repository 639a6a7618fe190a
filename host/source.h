/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * source.h - the ruleset that a command was given
 *
 * Reads a file, or what the kernel has, resolves it, and knows the devices that
 * it is written for.
 */
#ifndef NICFW_SOURCE_H
#define NICFW_SOURCE_H

#include "cmd.h"
#include "lang/nft_parse.h"
#include "load/live.h"
#include "policy/eval.h"

struct source {
	const char *path; /* "-": standard input; NULL: the live ruleset */
	struct live live; /* where path is NULL */
	struct ruleset *ruleset;
	const struct policy *policy;
	const char *dump; /* as ipt_parse_in_place() left it; NULL: none */
	size_t dump_len;
	/* Those that base chains name, each once, but for dormant tables. */
	VEC(const char *) devices;
	bool is_for_all; /* some base chain sees all devices' packets */
};

/* What options say of how it is read. */
struct source_texts {
	struct cmd_texts defines; /* each "NAME=VALUE" */
	bool no_unknown;
	bool no_times; /* no stage keeps the times of a file's elements */
	/*
	 * NULL; or an open file to which the text is written as it was given.
	 * It is closed, and -1, where that does not say all of the rules.
	 */
	int *kept;
};

/* Rows of the commands that have them in a struct source_texts called rules. */
#define SOURCE_ROWS(type)                                                    \
	{ "define",	'D',                                                 \
	  "NAME=VALUE", "set a variable of the ruleset",                     \
	  CMD_TEXTS,	offsetof(type, rules.defines) },                     \
	{                                                                    \
		"no-unknown", 0, NULL,                                       \
			"refuse extensions of iptables that nicfw does not " \
			"know",                                              \
			CMD_FLAG, offsetof(type, rules.no_unknown)           \
	}

/*
 * Reads @path ("-": standard input, NULL: the live ruleset) as @texts say. 0,
 * or -errno with errors in @diag: -EINVAL where the rules are wrong, -ENODATA
 * where the kernel has none.
 */
int source_read(struct arena *a, struct diag *diag, const char *path,
		const struct source_texts *texts, struct source *out);

/*
 * The same of rules that were read another way; messages call them @path.
 * -EINVAL with errors in @diag.
 */
int source_of_rules(struct arena *a, struct diag *diag, const char *path,
		    struct ruleset *rs, struct source *out);

/*
 * Frees what only printing and resolving the ruleset need: ruleset_forget().
 * Commands that do it have half the memory for what follows.
 */
void source_forget_rules(struct source *src);

/* The exit status where source_read() said @err of @path. */
enum cmd_status source_refused(const char *path, int err);

/*
 * "web.nft:12", "inet filter input handle 12" of a rule that is in the kernel,
 * or "policy" for @rule NULL.
 */
const char *source_rule_name(struct arena *a, const struct policy_rule *rule);

/* How messages call @path: "web.nft", "<stdin>", "the live ruleset". */
const char *source_name(struct arena *a, const char *path);

/* -ENODEV with an error in @diag if no base chain is for @ifname. */
int source_check_device(struct arena *a, struct diag *diag,
			const struct source *src, const char *ifname);

/*
 * Sets *@out to a stand-in for the device called @name, for commands that ask
 * no machine; @name NULL: the first device that a base chain names, or eth0.
 * Its address is 02:00:00:00:00:02, the one that packet_text.h sends to.
 * -ENODEV as source_check_device().
 */
int source_device(struct arena *a, struct diag *diag, const struct source *src,
		  const char *name, struct device *out);

#endif
