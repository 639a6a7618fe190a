// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - the table of commands, and the one place that exits
 */
#include "cmd.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const struct command commands[] = {
	{ "load", cmd_load, "IFACE...",
	  "Compile a ruleset and attach it, as early as the machine allows." },
	{ "unload", cmd_unload, "IFACE", "Detach what was loaded." },
	{ "status", cmd_status, "[IFACE]", "Say what is loaded, and how." },
	{ "counters", cmd_counters, "IFACE",
	  "Print packets and bytes of each rule." },
	{ "bypass", cmd_bypass, "IFACE on|off",
	  "Pass everything, or filter again." },
	{ "set", cmd_set, "add|del|list|replace IFACE SET [ELEMENT...]",
	  "Print or change the elements of a set that is loaded." },
	{ "check", cmd_check, "[-f FILE]",
	  "Say where each rule would run, and why." },
	{ "trace", cmd_trace, "[-f FILE]",
	  "Say what becomes of given frames, and by which rule." },
	{ "show", cmd_show, "-f FILE",
	  "Print the rules as the compiler sees them." },
	{ "compile", cmd_compile, "-f FILE",
	  "Write an object that ip and bpftool load too." },
	{ "nic", cmd_nic, "[IFACE]",
	  "Say what a device can do, and which profile fits." },
};

/* Operands of a command that has many stand in a line of their own. */
static void print_command(FILE *out, const struct command *cmd)
{
	fprintf(out, "  %-9s %-14s", cmd->name, cmd->operands);
	if (strlen(cmd->operands) > 14)
		fprintf(out, "\n%26s", "");
	fprintf(out, " %s\n", cmd->help);
}

static void print_usage(FILE *out)
{
	fprintf(out, "usage: nicfw COMMAND [OPTION]... [OPERAND]...\n\n");
	for (size_t i = 0; i < N_COMMANDS; i++)
		print_command(out, &commands[i]);
	fprintf(out,
		"\nnicfw COMMAND --help lists a command's options; see nicfw(8).\n");
}

static enum cmd_status usage_error(const char *what, const char *word)
{
	fprintf(stderr, "nicfw: %s%s; see nicfw --help\n", what, word);
	return CMD_USAGE;
}

/* What is opened must not become standard output, and be written to. */
static void open_standard_files(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

/*
 * A value that there is no memory for is not put into the array or object that
 * it is for, and few look whether it was: a state without it would be read as
 * if there were none.
 */
static void *json_malloc(size_t size)
{
	void *p = malloc(size);

	if (!p)
		arena_exhausted();
	return p;
}

static enum cmd_status run(const struct command *cmd, int argc, char **argv)
{
	enum cmd_status status = cmd->fn(cmd, argc, argv);

	if (!fflush(stdout) && !ferror(stdout))
		return status;
	fprintf(stderr, "nicfw %s: the output could not be written\n",
		cmd->name);
	return status ? status : CMD_MACHINE;
}

int main(int argc, char **argv)
{
	open_standard_files();
	json_set_alloc_funcs(json_malloc, free);
	/* A file that may not grow (RLIMIT_FSIZE) is an error as any other. */
	signal(SIGXFSZ, SIG_IGN);
	if (argc < 2) {
		print_usage(stderr);
		return CMD_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		print_usage(stdout);
		return CMD_DONE;
	}
	if (!strcmp(argv[1], "--version")) {
		printf("nicfw %s\n", NICFW_VERSION);
		return CMD_DONE;
	}
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (!strcmp(argv[1], commands[i].name))
			return run(&commands[i], argc - 1, argv + 1);
	return usage_error("no such command: ", argv[1]);
}
