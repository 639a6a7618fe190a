/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cmd.h - the commands of nicfw, and how they read their options
 *
 * main.c holds the table of commands. Each command is one file, cmd_NAME.c,
 * with a table of its options from which both the parser and --help are made.
 * Only cmd_*.c print; nothing but main.c ends the process.
 */
#ifndef NICFW_CMD_H
#define NICFW_CMD_H

#include "base/diag.h"
#include "offload/profile.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a command answers: the exit status of nicfw. */
enum cmd_status {
	CMD_DONE = 0,
	CMD_REFUSED = 1, /* the rules were refused */
	CMD_USAGE = 2,
	CMD_MACHINE = 3, /* the machine refused: no right, no device */
};

struct command {
	const char *name;
	/* Gets what stands behind the command's name; argv[0] is that name. */
	enum cmd_status (*fn)(const struct command *cmd, int argc, char **argv);
	const char *operands;
	const char *help;
};

enum cmd_option_kind {
	CMD_FLAG,  /* sets a bool */
	CMD_TEXT,  /* sets a const char * */
	CMD_TEXTS, /* adds to a struct cmd_texts */
};

struct cmd_texts {
	VEC(const char *) texts;
};

/* A row without name and letter ends the table. */
struct cmd_option {
	const char *name; /* NULL: has a letter only */
	char letter;	  /* 0: has a name only */
	const char *arg;  /* what its argument is called; NULL: takes none */
	const char *help; /* NULL: not listed */
	enum cmd_option_kind kind;
	size_t offset; /* where in the command's struct it is kept */
};

/* Rows that several commands have. */
#define CMD_JSON(type)                                                        \
	{                                                                     \
		"json", 0, NULL, "print JSON", CMD_FLAG, offsetof(type, json) \
	}

#define CMD_PROFILE(type, text)                                               \
	{                                                                     \
		"profile", 0, "NAME", text, CMD_TEXT, offsetof(type, profile) \
	}

struct cmd_operands {
	int n;
	char **v;
};

/*
 * Reads the options in @argv into the struct at @values, as @options says, and
 * leaves what is not an option in @operands. Strings point into @argv.
 * Returns true to go on, with *@status CMD_DONE. Returns false after --help,
 * with *@status CMD_DONE, or after a wrong option, which it reports, with
 * CMD_USAGE.
 */
bool cmd_parse(struct arena *a, const struct command *cmd,
	       const struct cmd_option *options, void *values, int argc,
	       char **argv, struct cmd_operands *operands,
	       enum cmd_status *status);

/* A command at work. */
struct cmd_call {
	const struct command *cmd;
	struct arena *a;   /* freed behind it */
	struct diag *diag; /* printed behind it */
	const void *args;  /* the command's struct of options */
	struct cmd_operands operands;
};

/*
 * From words to the exit status: cmd_parse() into the struct at @args, @fn with
 * what came of it, and what @fn left in the call's diag is printed.
 */
enum cmd_status cmd_run(const struct command *cmd,
			const struct cmd_option *options, void *args, int argc,
			char **argv,
			enum cmd_status (*fn)(const struct cmd_call *));

/* Says on stderr how @cmd is called wrongly; always CMD_USAGE. */
enum cmd_status cmd_usage(const struct command *cmd, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Reads the profile @asked for, or @fallback if that is NULL. CMD_USAGE or, as
 * nobody named the fallback, CMD_MACHINE, with an error in @diag.
 */
enum cmd_status cmd_profile(struct arena *a, struct diag *diag,
			    const char *asked, const char *fallback,
			    struct profile **out);

/* Prints what @diag gathered on stderr, and empties it. */
void cmd_report(struct diag *diag);

/* Says on stderr how long it is since @start, of clock_now_ns(). */
void cmd_say_time(uint64_t start);

/* Prints @json on stdout with a newline, and drops the caller's reference. */
void cmd_print_json(json_t *json);

enum cmd_status cmd_bypass(const struct command *, int argc, char **argv);
enum cmd_status cmd_check(const struct command *, int argc, char **argv);
enum cmd_status cmd_compile(const struct command *, int argc, char **argv);
enum cmd_status cmd_counters(const struct command *, int argc, char **argv);
enum cmd_status cmd_load(const struct command *, int argc, char **argv);
enum cmd_status cmd_nic(const struct command *, int argc, char **argv);
enum cmd_status cmd_set(const struct command *, int argc, char **argv);
enum cmd_status cmd_show(const struct command *, int argc, char **argv);
enum cmd_status cmd_status(const struct command *, int argc, char **argv);
enum cmd_status cmd_trace(const struct command *, int argc, char **argv);
enum cmd_status cmd_unload(const struct command *, int argc, char **argv);

#endif
