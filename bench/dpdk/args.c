// SPDX-License-Identifier: GPL-2.0-only
/*
 * args.c - the options of nicfw-bench
 */
#include "args.h"

#include "stamp.h"
#include "traffic.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum kind {
	KIND_TEXT,
	KIND_COUNT,
	KIND_REAL,
	KIND_PORT,
};

struct row {
	const char *name;
	const char *arg;
	const char *help;
	unsigned int cmds;
	enum kind kind;
	size_t offset;
	double min, max; /* of numbers */
};

#define AT(member) offsetof(struct args, member)

static const struct row rows[] = {
	{ "port", "PORT",
	  "af_xdp:IFACE, af_packet:IFACE, pci:ADDRESS, ring or null; the first sends, the last receives",
	  FOR_PORTS, KIND_PORT, 0, 0, 0 },
	{ "pcap", "FILE", "send the frames of a capture", FOR_SENDERS,
	  KIND_TEXT, AT(pcap), 0, 0 },
	{ "rules", "FILE",
	  "the ruleset of the device under test: judges all frames and, without --pcap, makes them",
	  FOR_SENDERS, KIND_TEXT, AT(rules), 0, 0 },
	{ "device", "NAME",
	  "which of the ruleset's devices it is (default: the first, or dut0)",
	  FOR_SENDERS | FOR_RULES, KIND_TEXT, AT(device), 0, 0 },
	{ "family", "NAME",
	  "made-up rules: exact, prefix, blocklist, acl, fw or ipc",
	  FOR_SENDERS | FOR_RULES, KIND_TEXT, AT(family), 0, 0 },
	{ "n-rules", "N", "so many of them (1000)", FOR_SENDERS | FOR_RULES,
	  KIND_COUNT, AT(n_rules), 1, 1e6 },
	{ "traffic", "KIND",
	  "frames for a family: first, last, miss, spread, zipf, accept, corner (accept)",
	  FOR_SENDERS, KIND_TEXT, AT(traffic), 0, 0 },
	{ "only", "accepted|dropped", "send frames of this verdict alone",
	  FOR_SENDERS, KIND_TEXT, AT(only), 0, 0 },
	{ "distinct", "N", "so many different frames are made up (4096)",
	  FOR_SENDERS, KIND_COUNT, AT(n_distinct), 1, 1e7 },
	{ "length", "N", "frames have so many bytes at least, without FCS (60)",
	  FOR_SENDERS, KIND_COUNT, AT(min_len), TRAFFIC_FRAME_MIN,
	  TRAFFIC_FRAME_MAX },
	{ "seed", "N", "of what is made up (1)", FOR_SENDERS | FOR_RULES,
	  KIND_COUNT, AT(seed), 0, 1e15 },
	{ "mpps", "X", "send at this rate (default: as fast as can be)",
	  FOR_GEN | FOR_LOOP | FOR_LATENCY, KIND_REAL, AT(mpps), 1e-6, 1e4 },
	{ "frames", "N", "end when so many are sent; or, of sink, received",
	  FOR_GEN | FOR_SINK | FOR_LOOP | FOR_LATENCY, KIND_COUNT, AT(n_frames),
	  1, STAMP_MAX_SEQUENCE },
	{ "seconds", "S", "end after so long; of rate: how long a trial is (2)",
	  FOR_PORTS, KIND_REAL, AT(seconds), 0.001, 1e6 },
	{ "wait", "S", "for frames under way behind the last one (0.5)",
	  FOR_TRIALS, KIND_REAL, AT(wait_s), 0.001, 1e3 },
	{ "max-mpps", "X", "search below (default: what the port can send)",
	  FOR_RATE, KIND_REAL, AT(max_mpps), 1e-6, 1e4 },
	{ "resolution", "PERCENT", "of the highest rate: when to end (2)",
	  FOR_RATE, KIND_REAL, AT(resolution), 0.01, 50 },
	{ "confirm", "S", "how long the last trial is (60)", FOR_RATE,
	  KIND_REAL, AT(confirm_s), 0.1, 1e6 },
	{ "core", "N", "the core that does it (default: the first one allowed)",
	  FOR_PORTS, KIND_COUNT, AT(core), 0, 1023 },
	{ "eal", "WORDS", "more options for DPDK's EAL", FOR_PORTS, KIND_TEXT,
	  AT(eal), 0, 0 },
	{ "dut", "NAME", "what results call the device under test (dut)",
	  FOR_TRIALS, KIND_TEXT, AT(dut), 0, 0 },
	{ "output", "FILE", "write results as lines of JSON", FOR_TRIALS,
	  KIND_TEXT, AT(results), 0, 0 },
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static bool __attribute__((format(printf, 2, 3)))
wrong(const struct args_command *cmd, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "nicfw-bench %s: ", cmd->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "; see nicfw-bench %s --help\n", cmd->name);
	return false;
}

static void print_help(const struct args_command *cmd)
{
	printf("usage: nicfw-bench %s [OPTION]...\n%s\n\n", cmd->name,
	       cmd->help);
	for (size_t i = 0; i < N_ROWS; i++) {
		char left[64];

		if (!(rows[i].cmds & cmd->bit))
			continue;
		snprintf(left, sizeof(left), "--%s %s", rows[i].name,
			 rows[i].arg);
		printf("  %-26s%s\n", left, rows[i].help);
	}
	printf("  %-26s%s\n", "--help", "print this");
}

static bool store_number(const struct args_command *cmd, const struct row *row,
			 struct args *out, const char *text)
{
	char *end;
	double value;

	errno = 0;
	value = strtod(text, &end);
	if (errno || end == text || *end || !isfinite(value) ||
	    (row->kind == KIND_COUNT && value != floor(value)))
		return wrong(cmd, "--%s: '%s' is no number", row->name, text);
	if (value < row->min || value > row->max)
		return wrong(cmd, "--%s: %s is out of range (%.10g-%.10g)",
			     row->name, text, row->min, row->max);
	if (row->kind == KIND_COUNT)
		*(uint64_t *)((char *)out + row->offset) = (uint64_t)value;
	else
		*(double *)((char *)out + row->offset) = value;
	return true;
}

static bool store_port(const struct args_command *cmd, struct args *out,
		       const char *name)
{
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	bool is_fine = true;

	if (out->n_ports == cmd->max_ports)
		is_fine = wrong(cmd, "--port: at most %zu", cmd->max_ports);
	else if (port_check(diag, name))
		is_fine = wrong(cmd, "%s", diag->msgs.v[0].text);
	else
		out->ports[out->n_ports++] = name;
	arena_free(a);
	return is_fine;
}

static bool store(const struct args_command *cmd, const struct row *row,
		  struct args *out, const char *text)
{
	if (!(row->cmds & cmd->bit))
		return wrong(cmd, "it takes no --%s", row->name);
	switch (row->kind) {
	case KIND_TEXT:
		*(const char **)((char *)out + row->offset) = text;
		return true;
	case KIND_PORT:
		return store_port(cmd, out, text);
	default:
		return store_number(cmd, row, out, text);
	}
}

static bool check_sender(const struct args_command *cmd,
			 const struct args *args)
{
	if (args->family && (args->rules || args->pcap))
		return wrong(
			cmd,
			"--family has rules and frames of its own: give it without --rules and --pcap");
	if (args->traffic && !args->family)
		return wrong(cmd, "--traffic is of a --family");
	if (args->only && strcmp(args->only, "accepted") != 0 &&
	    strcmp(args->only, "dropped") != 0)
		return wrong(cmd,
			     "--only: '%s' is neither accepted nor dropped",
			     args->only);
	if (cmd->bit != FOR_RATE && !args->n_frames && args->seconds == 0)
		return wrong(cmd, "give --frames or --seconds");
	return true;
}

static bool check(const struct args_command *cmd, const struct args *args)
{
	if (args->n_ports < cmd->min_ports)
		return wrong(cmd, "give it a --port");
	if (cmd->bit == FOR_RULES && !args->family)
		return wrong(cmd, "give it a --family");
	return !(cmd->bit & FOR_SENDERS) || check_sender(cmd, args);
}

/* getopt_long() answers this plus the row. */
#define ROW_BASE 256

static bool read_options(const struct args_command *cmd, int argc, char **argv,
			 struct args *out)
{
	struct option longs[N_ROWS + 2] = {};
	int answer;

	for (size_t i = 0; i < N_ROWS; i++)
		longs[i] = (struct option){ rows[i].name, required_argument,
					    NULL, (int)(ROW_BASE + i) };
	longs[N_ROWS] = (struct option){ "help", no_argument, NULL, 'h' };
	opterr = 0;
	while ((answer = getopt_long(argc, argv, ":o:", longs, NULL)) != -1) {
		const char *word = argv[optind - 1];

		if (answer == ':')
			return wrong(cmd, "no argument for '%s'", word);
		if (answer == 'o')
			out->results = optarg;
		else if (answer == 'h' || answer == '?')
			return wrong(cmd, "no such option '%s'", word);
		else if (!store(cmd, &rows[answer - ROW_BASE], out, optarg))
			return false;
	}
	if (optind < argc)
		return wrong(cmd, "what is '%s'?", argv[optind]);
	return true;
}

bool args_read(const struct args_command *cmd, int argc, char **argv,
	       struct args *out, int *status)
{
	*out = (struct args){ .command = cmd->bit,
			      .n_rules = 1000,
			      .n_distinct = 4096,
			      .min_len = TRAFFIC_FRAME_MIN,
			      .seed = 1,
			      .wait_s = 0.5,
			      .resolution = 2,
			      .confirm_s = 60,
			      .core = UINT64_MAX,
			      .dut = "dut" };
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") != 0)
			continue;
		print_help(cmd);
		*status = EXIT_DONE;
		return false;
	}
	*status = EXIT_USAGE;
	return read_options(cmd, argc, argv, out) && check(cmd, out);
}
