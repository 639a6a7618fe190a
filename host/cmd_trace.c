// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_trace.c - what a ruleset does with given frames, and by which rule
 *
 * A line a frame; with -v, behind it what each stage and base chain says.
 */
#include "cmd.h"

#include "asked.h"
#include "base/utf8.h"
#include "capture.h"
#include "engine.h"
#include "lang/packet_text.h"
#include "source.h"
#include "trace_explain.h"
#include "wish.h"

#include <errno.h>

struct options {
	const char *file;
	const char *profile;
	const char *engine;
	const char *pcap;
	const char *packet;
	const char *iface;
	const char *nic;
	struct source_texts rules;
	struct wish_texts wish;
	bool verbose;
	bool json;
};

static const struct cmd_option rows[] = {
	{ "file", 'f', "FILE",
	  "the ruleset; - is standard input (default: the live one)", CMD_TEXT,
	  offsetof(struct options, file) },
	{ "pcap", 0, "PCAP", "trace the frames of a capture", CMD_TEXT,
	  offsetof(struct options, pcap) },
	{ "packet", 0, "TEXT", "trace one frame, as nicfw(8) writes them",
	  CMD_TEXT, offsetof(struct options, packet) },
	{ "engine", 0, "NAME", "oracle (default), interp, kernel or nfp",
	  CMD_TEXT, offsetof(struct options, engine) },
	{ "nic", 0, "IFACE", "the device whose driver --engine nfp asks",
	  CMD_TEXT, offsetof(struct options, nic) },
	CMD_PROFILE(
		struct options,
		"compile for this profile (default: driver; nfp: agilio-cx)"),
	{ "iface", 'i', "IFACE", "the device (default: the file's first)",
	  CMD_TEXT, offsetof(struct options, iface) },
	SOURCE_ROWS(struct options),
	WISH_ROWS(struct options),
	{ "verbose", 'v', NULL, "say what each stage and base chain answers",
	  CMD_FLAG, offsetof(struct options, verbose) },
	CMD_JSON(struct options),
	{},
};

/* One run of the command. */
struct trace {
	const struct options *opts;
	struct arena *arena;
	struct diag *diag;
	struct engine *engine;
	struct explain *explain; /* with -v, else NULL */
	json_t *list;		 /* with --json, else NULL */
	size_t index;
};

static void print_result(struct trace *t, const struct eval_result *r,
			 const uint8_t *frame, size_t len)
{
	const char *rule = r->chain ? source_rule_name(t->arena, r->rule) : "-";
	json_t *json;

	if (!t->list) {
		printf("%zu %s %s%s%s\n", t->index,
		       explain_verdicts[r->verdict], rule,
		       r->needs ? " needs " : "",
		       r->needs ? utf8_text(t->arena, r->needs) : "");
		if (t->explain)
			explain_print(t->explain, frame, len);
		return;
	}
	json = json_pack("{s:I, s:s, s:s}", "index", (json_int_t)t->index,
			 "verdict", explain_verdicts[r->verdict], "rule", rule);
	if (r->needs)
		json_object_set_new(json, "needs",
				    json_string(utf8_text(t->arena, r->needs)));
	if (t->explain)
		explain_add_json(t->explain, frame, len, json);
	json_array_append_new(t->list, json);
}

/* A frame that the engine cannot take gets a line that says so. */
static void trace_frame(struct trace *t, const uint8_t *frame, size_t len)
{
	struct eval_result result = {};
	const char *why = NULL;

	t->index++;
	if (!engine_run(t->engine, frame, len, &result, &why)) {
		print_result(t, &result, frame, len);
		return;
	}
	if (t->list)
		json_array_append_new(t->list,
				      json_pack("{s:I, s:s, s:s}", "index",
						(json_int_t)t->index, "verdict",
						"n/a", "why", why));
	else
		printf("%zu n/a %s\n", t->index, why);
}

static int trace_packet(struct trace *t)
{
	const struct loc loc = { "--packet", 1, 1 };
	uint8_t *frame;
	size_t len;
	int err = packet_text_parse(t->arena, t->diag, loc, t->opts->packet,
				    &frame, &len);

	if (!err)
		trace_frame(t, frame, len);
	return err;
}

static int trace_capture(struct trace *t)
{
	struct capture *c = NULL;
	const uint8_t *frame;
	size_t len;
	int got = capture_open(t->diag, t->opts->pcap, &c);

	if (got)
		return got;
	while ((got = capture_next(c, t->diag, &frame, &len)) > 0)
		trace_frame(t, frame, len);
	capture_close(c);
	return got;
}

static enum cmd_status trace(struct trace *t, const struct options *o)
{
	struct source src;
	struct profile *profile;
	enum cmd_status status;
	bool is_nfp = !strcmp(o->engine, "nfp");
	const struct host_reading *host;
	struct place_wishes wishes;
	struct device dev;
	int err;

	err = source_read(t->arena, t->diag, o->file, &o->rules, &src);
	if (err)
		return source_refused(o->file, err);
	if (wish_read(t->arena, t->diag, src.policy, &o->wish, &wishes))
		return CMD_REFUSED;
	source_forget_rules(&src);
	status = cmd_profile(t->arena, t->diag, o->profile,
			     is_nfp ? "agilio-cx" : "driver", &profile);
	if (status)
		return status;
	if (source_device(t->arena, t->diag, &src, o->iface, &dev))
		return CMD_REFUSED;
	if (asked_device(t->arena, t->diag, o->iface, &dev, &host))
		return CMD_MACHINE;
	if (host)
		diag_note(t->diag, (struct loc){},
			  "%s: facts are those of this host", dev.name);
	dev.wishes = &wishes;
	if (o->verbose && explain_new(t->arena, t->diag, src.policy, &dev,
				      profile->reach, &t->explain))
		return CMD_REFUSED;
	err = engine_new(t->arena, t->diag, o->engine, src.policy, &dev,
			 profile, o->nic, &t->engine);
	if (err)
		return err == -EINVAL  ? CMD_USAGE
		       : err == -E2BIG ? CMD_REFUSED
				       : CMD_MACHINE;
	if (o->json)
		t->list = json_array();
	err = o->pcap ? trace_capture(t) : trace_packet(t);
	engine_free(t->engine);
	if (t->list)
		cmd_print_json(t->list);
	return err == -ENOENT ? CMD_MACHINE : err ? CMD_REFUSED : CMD_DONE;
}

enum cmd_status cmd_trace(const struct command *cmd, int argc, char **argv)
{
	struct options o = { .engine = "oracle" };
	struct arena *a = arena_new();
	struct cmd_operands operands = {};
	struct trace t = { .opts = &o, .arena = a, .diag = diag_new(a) };
	enum cmd_status status;

	if (cmd_parse(a, cmd, rows, &o, argc, argv, &operands, &status)) {
		if (operands.n)
			status = cmd_usage(cmd, "what is '%s'?", operands.v[0]);
		else if (!o.pcap == !o.packet)
			status = cmd_usage(cmd, "give --pcap or --packet");
		else
			status = trace(&t, &o);
		cmd_report(t.diag);
	}
	explain_free(t.explain);
	arena_free(a);
	return status;
}
