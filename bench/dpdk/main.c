// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - the commands of nicfw-bench
 */
#include "commands.h"

#include <stdio.h>
#include <string.h>

static const struct args_command commands[] = {
	{ "gen", FOR_GEN, cmd_gen, 1, 1, "Send frames out of a port." },
	{ "sink", FOR_SINK, cmd_sink, 1, 1,
	  "Receive what gen sends, in another process, and count it." },
	{ "loop", FOR_LOOP, cmd_loop, 1, 2,
	  "Send frames through a device under test and count what comes back." },
	{ "rate", FOR_RATE, cmd_rate, 1, 2,
	  "Find the highest rate at which it loses no frame." },
	{ "latency", FOR_LATENCY, cmd_latency, 1, 2,
	  "Measure how long frames take through it." },
	{ "rules", FOR_RULES, cmd_rules, 0, 0,
	  "Print made-up rules, for the device under test to load." },
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void print_usage(FILE *out)
{
	fprintf(out, "usage: nicfw-bench COMMAND [OPTION]...\n"
		     "       nicfw-bench --quick|--full [-o FILE]\n\n");
	for (size_t i = 0; i < N_COMMANDS; i++)
		fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].help);
	fprintf(out,
		"\nnicfw-bench COMMAND --help lists a command's options; see docs/bench-dpdk.md.\n");
}

int main(int argc, char **argv)
{
	struct args args;
	int status;

	if (argc < 2) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help")) {
		print_usage(stdout);
		return EXIT_DONE;
	}
	if (*argv[1] == '-')
		return cmd_suite(argv);
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (strcmp(argv[1], commands[i].name) != 0)
			continue;
		if (!args_read(&commands[i], argc - 1, argv + 1, &args,
			       &status))
			return status;
		status = commands[i].run(&args, argc, argv);
		if (fflush(stdout) || ferror(stdout)) {
			fprintf(stderr,
				"nicfw-bench: the output could not be written\n");
			return status ?: EXIT_MACHINE;
		}
		return status;
	}
	fprintf(stderr,
		"nicfw-bench: no command '%s'; see nicfw-bench --help\n",
		argv[1]);
	return EXIT_USAGE;
}
