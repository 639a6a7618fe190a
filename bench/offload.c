// SPDX-License-Identifier: GPL-2.0-only
/*
 * offload.c - what rulesets take of a card, and what a packet costs there
 *
 *	offload [--quick | --full] [--seconds N] [-o FILE]
 *
 * A model, without a card (card.h): for each family of rules and each number of
 * them, whether nicfw's program fits the profile agilio-cx, how many words and
 * map entries it has, and of a trace of frames the words and lookups of a
 * frame: least, mean and most. Where not all rules fit, the program is the part
 * that nicfw loads instead, and the host has the others.
 *
 * Of netdevsim it is only said whether the rules fit: it runs nothing.
 *
 * What the programs say of frames, these and others on and beside the edges of
 * rules, is held against the rules.
 */
#include "budget.h"
#include "card.h"
#include "result.h"

#include "bench/rules/trace.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#define SEED  1
#define SUITE "offload"
/* A model's rows: of a packet its mean, and beside that the ends. */
#define CARD   "nicfw-offload-model"
#define LEAST  CARD "-least"
#define MOST   CARD "-most"
#define WHOLE  CARD "-whole"
#define ROOM   "agilio-cx-room"
#define OTHER  "nicfw-offload-netdevsim"
#define METHOD "model: words of the instructions that run, no time"

struct extent {
	size_t sizes[8]; /* 0 ends them */
	size_t n_frames; /* of each trace */
	double seconds;	 /* behind them rules are skipped; 0: it is all done */
};

static const struct extent quick = { { 1, 10, 100, 250, 1000 }, 200, 0 };
static const struct extent full = { { 1, 10, 100, 250, 1000, 2500, 10000 },
				    1000,
				    60 };

struct figure {
	double least, mean, most;
};

/* Of a trace. */
struct figures {
	struct figure words;
	struct figure lookups;
	double dropped_percent;
};

/* A family of a size, on a card. */
struct subject {
	struct arena *arena;
	struct rules rules;
	struct card card;
	struct result row; /* what its rows share */
	struct result_file *out;
};

static _Noreturn void fail(const char *what, const char *why)
{
	fprintf(stderr, "offload: %s: %s\n", what, why);
	exit(1);
}

static void write_row(const struct subject *s, struct result row)
{
	int err = s->out ? result_write(s->out, &row) : 0;

	if (err)
		fail("results", strerror(-err));
}

static void write_value(const struct subject *s, const char *opponent,
			const char *quantity, const char *unit, double value)
{
	struct result row = s->row;

	row.opponent = opponent;
	row.quantity = quantity;
	row.unit = unit;
	row.samples = &value;
	row.n_samples = 1;
	write_row(s, row);
}

static void write_figure(const struct subject *s, const char *quantity,
			 const char *unit, const struct figure *f)
{
	write_value(s, CARD, quantity, unit, f->mean);
	write_value(s, LEAST, quantity, unit, f->least);
	write_value(s, MOST, quantity, unit, f->most);
}

static void write_skip(const struct subject *s, const char *quantity,
		       const char *unit, enum result_status status,
		       const char *reason)
{
	struct result row = s->row;

	row.quantity = quantity;
	row.unit = unit;
	row.status = status;
	row.reason = reason;
	write_row(s, row);
}

static const char *why_not_whole(const struct card *card)
{
	const struct check_report *whole = &card->report.whole;

	return whole->violations.n ? whole->violations.v[0].text
				   : "no program has all of it";
}

/* What the card holds, for a remark; NULL: all rules. */
static const char *say_part(const struct subject *s)
{
	const struct early_report *r = &s->card.report;

	if (r->is_whole)
		return NULL;
	return arena_printf(s->arena,
			    "not whole: the program %s; drops of "
			    "%u of %u rules, and the host has all",
			    why_not_whole(&s->card), r->n_held, r->n_rules);
}

static void add_sample(struct figure *f, double value, size_t n_before)
{
	if (!n_before || value < f->least)
		f->least = value;
	if (!n_before || value > f->most)
		f->most = value;
	f->mean += (value - f->mean) / (n_before + 1);
}

/* Is what the card did what the rules say? A part drops some of the dropped. */
static bool is_right(const struct card *card, const struct trace_frame *frame,
		     const struct card_path *path)
{
	if (card->report.is_whole)
		return path->is_dropped == !frame->accept;
	return !path->is_dropped || !frame->accept;
}

/* False if a frame is judged wrongly. */
static bool run_trace(struct subject *s, const struct trace *trace,
		      struct figures *out)
{
	size_t n_dropped = 0;

	*out = (struct figures){};
	for (size_t i = 0; i < trace->n; i++) {
		struct card_path path;
		const char *why = "";

		if (card_run(&s->card, trace->frames[i].bytes, TRACE_FRAME_LEN,
			     &path, &why))
			fail("program", why);
		if (!is_right(&s->card, &trace->frames[i], &path))
			return false;
		add_sample(&out->words, path.words, i);
		add_sample(&out->lookups, path.lookups, i);
		n_dropped += path.is_dropped;
	}
	out->dropped_percent = 100.0 * n_dropped / trace->n;
	return true;
}

static void write_figures(const struct subject *s, const struct figures *f)
{
	write_figure(s, "executed", "words/packet", &f->words);
	write_figure(s, "lookups", "lookups/packet", &f->lookups);
	if (!s->card.report.is_whole)
		write_value(s, CARD, "dropped on the card", "% of packets",
			    f->dropped_percent);
}

/* 0; -ENOENT: the rules have no such frames; -EILSEQ: it judges one wrongly. */
static int measure_kind(struct subject *s, enum trace_kind kind,
			size_t n_frames, struct figures *out)
{
	struct arena *a = arena_child(s->arena);
	struct trace trace;
	int err = trace_make(a, &s->rules, kind, SEED, n_frames,
			     (const uint8_t[6]){ 2, 0, 0, 0, 0, 1 },
			     (const uint8_t[6]){ 2, 0, 0, 0, 0, 2 }, &trace);

	if (err && err != -ENOENT)
		fail("frames", strerror(-err));
	if (!err && !run_trace(s, &trace, out))
		err = -EILSEQ;
	arena_free(a);
	return err;
}

/* Judges frames of @kind, and writes what they cost. */
static int tell_kind(struct subject *s, enum trace_kind kind, size_t n_frames,
		     struct figures *out)
{
	int err = measure_kind(s, kind, n_frames, out);

	s->row.traffic = trace_kind_names[kind];
	if (!err)
		write_figures(s, out);
	else if (err == -ENOENT)
		write_skip(s, "executed", "words/packet", RESULT_SKIPPED,
			   "the rules have no such frames");
	else
		write_skip(s, "executed", "words/packet", RESULT_VOID,
			   "a frame is judged wrongly");
	s->row.traffic = NULL;
	return err;
}

static void print_figures(const struct figures *f, int err)
{
	if (!err)
		printf("  %4.0f %6.1f %4.0f  %2.0f %4.1f %2.0f", f->words.least,
		       f->words.mean, f->words.most, f->lookups.least,
		       f->lookups.mean, f->lookups.most);
	else
		printf("  %-28s", err == -ENOENT ? "no such frames" : "WRONG");
}

static void tell_program(const struct subject *s)
{
	const struct early_report *r = &s->card.report;

	write_value(s, CARD, "program", "words", r->check.insns);
	write_value(s, WHOLE, "program", "words", r->whole.insns);
	write_value(s, ROOM, "program", "words", r->check.max_insns);
	write_value(s, CARD, "map entries", "entries", r->check.entries);
	printf("  %5u %5u %7lu", r->whole.insns, r->check.insns,
	       r->check.entries);
	if (r->is_whole)
		printf("  %-10s", "all");
	else
		printf("  %4u drops", r->n_held);
}

static void tell_packets(struct subject *s, size_t n_frames)
{
	static const enum trace_kind kinds[] = { TRACE_MISS, TRACE_SPREAD,
						 TRACE_ACCEPT };
	struct figures f;
	int err = measure_kind(s, TRACE_CORNER, n_frames, &f);

	if (err && err != -ENOENT) {
		write_skip(s, "executed", "words/packet", RESULT_VOID,
			   "a frame beside a rule's edge is judged wrongly");
		printf("  frames beside the rules' edges are judged WRONGLY");
		return;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		print_figures(&f, tell_kind(s, kinds[i], n_frames, &f));
}

static void measure_card(struct subject *s, size_t n_frames)
{
	const char *why = "";

	s->row.opponent = CARD;
	if (card_open(s->arena, &s->rules, "agilio-cx", &s->card, &why))
		fail("agilio-cx", why);
	s->row.reason = say_part(s);
	if (s->card.compiled) {
		tell_program(s);
		tell_packets(s, n_frames);
	} else {
		write_skip(s, "program", "words", RESULT_SKIPPED,
			   s->row.reason);
		printf("  nothing fits: %s", why_not_whole(&s->card));
	}
	s->row.reason = NULL;
	card_close(&s->card);
}

/* Whether all of the rules fit; it runs nothing. */
static void check_other(struct subject *s)
{
	struct check_report whole;
	const char *why = "";
	int err = card_check(s->arena, &s->rules, "netdevsim", &whole, &why);
	bool fits = !err && !whole.violations.n;

	if (err && err != -E2BIG)
		fail("netdevsim", why);
	s->row.opponent = OTHER;
	if (fits)
		write_value(s, OTHER, "program", "insns", whole.insns);
	else
		write_skip(s, "program", "insns", RESULT_SKIPPED,
			   err ? why : whole.violations.v[0].text);
	printf("  %s", fits ? "fits" : "no");
}

static void measure(enum rules_family family, size_t n, size_t n_frames,
		    bool is_over, struct result_file *out)
{
	struct subject s = {
		.arena = arena_new(),
		.row = { .suite = SUITE,
			 .family = rules_family_names[family],
			 .n_rules = (uint32_t)n,
			 .fed = METHOD },
		.out = out,
	};
	int err = is_over ? 0 : rules_make(s.arena, family, SEED, n, &s.rules);

	printf("%-9s %6zu", rules_family_names[family], n);
	if (is_over) {
		s.row.opponent = CARD;
		write_skip(&s, "program", "words", RESULT_SKIPPED, BUDGET_OVER);
		printf("  skipped: " BUDGET_OVER "\n");
	} else if (err) {
		s.row.opponent = CARD;
		write_skip(&s, "program", "words", RESULT_SKIPPED,
			   strerror(-err));
		printf("  no rules: %s\n", strerror(-err));
	} else {
		measure_card(&s, n_frames);
		check_other(&s);
		printf("\n");
	}
	arena_free(s.arena);
}

/*
 * All families of a size before the next, which takes longer; but for
 * exact-tcp, of which a packet takes what one of exact does.
 */
static void run(const struct extent *extent, struct result_file *out)
{
	const struct budget budget = budget_start(extent->seconds, 1);

	printf("A MODEL of an Agilio CX, without a card: words of microcode, "
	       "never time.\n"
	       "Of a packet: words executed and map lookups, each as least, "
	       "mean, most.\n\n"
	       "%-16s  %5s %5s %7s  %-10s  %-28s  %-28s  %-28s  %s\n",
	       "rules", "all", "held", "entries", "on card", "in no rule",
	       "in rules that drop", "in rules that accept", "netdevsim");
	for (const size_t *n = extent->sizes; *n; n++) {
		for (enum rules_family f = 0; f < N_RULES_IPV4; f++)
			if (f != RULES_EXACT_TCP)
				measure(f, *n, extent->n_frames,
					budget_is_over(&budget), out);
	}
}

static _Noreturn void usage(void)
{
	fputs("usage: offload [--quick | --full] [--seconds N] [-o FILE]\n",
	      stderr);
	exit(2);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "quick", no_argument, NULL, 'q' },
		{ "full", no_argument, NULL, 'f' },
		{ "seconds", required_argument, NULL, 's' },
		{ NULL },
	};
	struct result_file *out = NULL;
	struct extent extent = quick;
	double seconds = 0;
	const char *path = NULL;
	int option, err = 0;

	setenv("NICFW_PROFILES", "nic-profiles", 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		if (option == 'q')
			extent = quick;
		else if (option == 'f')
			extent = full;
		else if (option == 's' && budget_read(optarg))
			seconds = budget_read(optarg);
		else if (option == 'o')
			path = optarg;
		else
			usage();
	}
	if (optind < argc)
		usage();
	if (seconds)
		extent.seconds = seconds;
	if (path)
		err = result_open(path, argc, argv, &out);
	if (err)
		fail(path, strerror(-err));
	run(&extent, out);
	result_close(out);
	return 0;
}
