// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd.c - options, help and messages of all commands
 */
#include "cmd.h"

#include "base/clock.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>

/* getopt_long() answers this plus the row for options without a letter. */
#define ROW_BASE 256

static size_t count_rows(const struct cmd_option *options)
{
	size_t n = 0;

	while (options[n].name || options[n].letter)
		n++;
	return n;
}

/* What getopt_long() wants: ":f:v" and an array of struct option. */
static struct option *
make_getopt(struct arena *a, const struct cmd_option *options, char **letters)
{
	size_t n = count_rows(options), n_letters = 0;
	struct option *longs = arena_calloc(a, n + 2, sizeof(*longs));
	struct option *l = longs;
	char *s = arena_alloc(a, 2 * n + 3);

	*letters = s;
	s[n_letters++] = ':';
	s[n_letters++] = 'h';
	*l++ = (struct option){ "help", no_argument, NULL, 'h' };
	for (size_t i = 0; i < n; i++) {
		const struct cmd_option *o = &options[i];

		if (o->name)
			*l++ = (struct option){ o->name, o->arg != NULL, NULL,
						(int)(ROW_BASE + i) };
		if (o->letter)
			s[n_letters++] = o->letter;
		if (o->letter && o->arg)
			s[n_letters++] = ':';
	}
	return longs;
}

static const struct cmd_option *find_row(const struct cmd_option *options,
					 int answer)
{
	if (answer >= ROW_BASE)
		return &options[answer - ROW_BASE];
	while (options->letter != answer)
		options++;
	return options;
}

static void print_help(const struct command *cmd,
		       const struct cmd_option *options)
{
	printf("usage: nicfw %s [OPTION]...%s%s\n%s\n\n", cmd->name,
	       *cmd->operands ? " " : "", cmd->operands, cmd->help);
	for (size_t i = 0; i < count_rows(options); i++) {
		const struct cmd_option *o = &options[i];
		char left[64];

		if (!o->help)
			continue;
		snprintf(left, sizeof(left), "%c%c%s%s%s%s%s",
			 o->letter ? '-' : ' ', o->letter ? o->letter : ' ',
			 o->letter && o->name ? ", " : "  ",
			 o->name ? "--" : "", o->name ? o->name : "",
			 o->arg ? " " : "", o->arg ? o->arg : "");
		printf("  %-28s%s\n", left, o->help);
	}
	printf("  %-28s%s\n", "-h, --help", "print this");
}

static void store(struct arena *a, const struct cmd_option *o, void *values,
		  const char *arg)
{
	void *at = (char *)values + o->offset;

	switch (o->kind) {
	case CMD_FLAG:
		*(bool *)at = true;
		break;
	case CMD_TEXT:
		*(const char **)at = arg;
		break;
	case CMD_TEXTS:
		*vec_push(a, &((struct cmd_texts *)at)->texts) = arg;
		break;
	}
}

enum cmd_status cmd_usage(const struct command *cmd, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "nicfw %s: ", cmd->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "; see nicfw %s --help\n", cmd->name);
	return CMD_USAGE;
}

/* @word is what getopt_long() stands behind: "--confirm", "-vx". */
static enum cmd_status wrong_option(const struct command *cmd, int answer,
				    const char *word)
{
	if (answer == ':')
		return cmd_usage(cmd, "no argument for '%s'", word);
	if (optopt >= ROW_BASE)
		return cmd_usage(cmd, "no argument is taken: '%s'", word);
	if (optopt)
		return cmd_usage(cmd, "no such option '-%c'", optopt);
	return cmd_usage(cmd, "no such option '%s'", word);
}

bool cmd_parse(struct arena *a, const struct command *cmd,
	       const struct cmd_option *options, void *values, int argc,
	       char **argv, struct cmd_operands *operands,
	       enum cmd_status *status)
{
	const struct cmd_option *o;
	struct option *longs;
	char *letters;
	int answer;

	*status = CMD_DONE;
	longs = make_getopt(a, options, &letters);
	optind = 0;
	opterr = 0;
	while ((answer = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		if (answer == 'h') {
			print_help(cmd, options);
			return false;
		}
		if (answer == '?' || answer == ':') {
			*status = wrong_option(cmd, answer, argv[optind - 1]);
			return false;
		}
		o = find_row(options, answer);
		store(a, o, values, optarg);
	}
	*operands = (struct cmd_operands){ argc - optind, argv + optind };
	return true;
}

enum cmd_status cmd_run(const struct command *cmd,
			const struct cmd_option *options, void *args, int argc,
			char **argv,
			enum cmd_status (*fn)(const struct cmd_call *))
{
	struct arena *a = arena_new();
	struct cmd_call call = {
		.cmd = cmd, .a = a, .diag = diag_new(a), .args = args
	};
	enum cmd_status status;

	if (cmd_parse(a, cmd, options, args, argc, argv, &call.operands,
		      &status))
		status = fn(&call);
	cmd_report(call.diag);
	arena_free(a);
	return status;
}

enum cmd_status cmd_profile(struct arena *a, struct diag *diag,
			    const char *asked, const char *fallback,
			    struct profile **out)
{
	if (!profile_find(a, diag, asked ? asked : fallback, out))
		return CMD_DONE;
	return asked ? CMD_USAGE : CMD_MACHINE;
}

void cmd_report(struct diag *diag)
{
	fflush(stdout);
	diag_print(diag, stderr);
	diag->msgs.n = 0;
	diag->n_errors = 0;
}

void cmd_say_time(uint64_t start)
{
	fprintf(stderr, "took %.0f us\n", (clock_now_ns() - start) / 1e3);
}

void cmd_print_json(json_t *json)
{
	json_dumpf(json, stdout, JSON_INDENT(2) | JSON_ENSURE_ASCII);
	putchar('\n');
	json_decref(json);
}
