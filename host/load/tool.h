/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tool.h - runs a program of the system and keeps what it says
 */
#ifndef NICFW_TOOL_H
#define NICFW_TOOL_H

#include "base/diag.h"

#define TOOL_MAX_ARGS 8

/*
 * A tool that does nothing for so long is ended: it waits for something. One
 * that works is waited for: the kernel lists large rulesets, and many sets, in
 * a time that grows with their square (nf_tables_api.c, __nf_tables_dump_rules
 * and nf_tables_dump_set), a minute or two for 160,000 rules. But not for ever.
 */
#define TOOL_IDLE_MS 60000
#define TOOL_WORK_MS 1800000

struct tool {
	const char *argv[TOOL_MAX_ARGS + 1]; /* closed by NULL */
	const char *input;		     /* NULL: none */
	size_t input_len;
	/*
	 * NULL, or what runs instead of a program, in a process of its own; its
	 * value is the status.
	 */
	int (*run)(const struct tool *tool);
	int idle_ms; /* 0: TOOL_IDLE_MS */
};

/* "iptables-nft-save -t filter", for messages. */
const char *tool_text(struct arena *a, const struct tool *tool);

/*
 * Runs @tool, found in PATH, and sets *@out, of *@len bytes and a NUL, to its
 * standard output. It is in a process group of its own, and ends with this
 * process. -ENOENT if there is no such program, -ETIMEDOUT if it was ended,
 * -EIO if it fails, -errno; each with an error in @diag that has what it said.
 */
int tool_run(struct arena *a, struct diag *diag, const struct tool *tool,
	     char **out, size_t *len);

/*
 * As tool_run(), but gives its standard output to @on_line, line by line, each
 * of @len bytes with the end of the line. What is printed is not kept, and
 * nothing of it given where the tool fails.
 */
int tool_run_lines(struct arena *a, struct diag *diag, const struct tool *tool,
		   void (*on_line)(const char *line, size_t len, void *arg),
		   void *arg);

#endif
