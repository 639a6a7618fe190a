// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_show.c - a ruleset as the compiler sees it
 */
#include "cmd.h"

#include "base/utf8.h"
#include "policy/compile.h"
#include "source.h"
#include "wish.h"

#include <stdlib.h>

struct options {
	const char *file;
	const char *profile;
	const char *iface;
	struct source_texts rules;
	struct wish_texts wish;
	bool policy;
	bool plan;
	bool insns;
	bool json;
};

static const struct cmd_option rows[] = {
	{ "file", 'f', "FILE", "the ruleset; - is standard input", CMD_TEXT,
	  offsetof(struct options, file) },
	{ "policy", 0, NULL, "the rules with their meaning written out",
	  CMD_FLAG, offsetof(struct options, policy) },
	{ "plan", 0, NULL, "the decision graph", CMD_FLAG,
	  offsetof(struct options, plan) },
	{ "insns", 0, NULL, "the instructions", CMD_FLAG,
	  offsetof(struct options, insns) },
	CMD_PROFILE(struct options,
		    "compile for this profile (default: driver)"),
	{ "iface", 'i', "IFACE", "the device (default: the file's first)",
	  CMD_TEXT, offsetof(struct options, iface) },
	SOURCE_ROWS(struct options),
	WISH_ROWS(struct options),
	CMD_JSON(struct options),
	{},
};

/* What is printed, and under which name in JSON. */
static const char *print_form(const struct options *o, const struct source *src,
			      const struct compiled *c, FILE *out)
{
	if (o->policy) {
		policy_print(src->policy, out);
		return "policy";
	}
	if (o->plan) {
		plan_print(c->plan, out);
		return "plan";
	}
	image_print(c->image, out);
	return "insns";
}

/* The text is the same; JSON has it as a list of lines. */
static void print_json(struct arena *a, const struct options *o,
		       const struct source *src, const struct compiled *c)
{
	char *text = NULL, *line, *rest;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	json_t *lines = json_array();
	const char *name;

	name = print_form(o, src, c, out);
	fclose(out);
	for (line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		json_array_append_new(lines, json_string(utf8_text(a, line)));
	free(text);
	cmd_print_json(json_pack("{s:o}", name, lines));
}

/* *@out is NULL if the rules themselves are asked for. */
static enum cmd_status compile(const struct cmd_call *call,
			       const struct options *o,
			       const struct source *src, struct compiled **out)
{
	struct profile *profile;
	enum cmd_status status;
	struct place_wishes wishes;
	struct device dev;

	*out = NULL;
	if (o->policy)
		return CMD_DONE;
	status = cmd_profile(call->a, call->diag, o->profile, "driver",
			     &profile);
	if (status)
		return status;
	if (source_device(call->a, call->diag, src, o->iface, &dev) ||
	    wish_read(call->a, call->diag, src->policy, &o->wish, &wishes))
		return CMD_REFUSED;
	dev.wishes = &wishes;
	if (compile_policy(call->a, call->diag, src->policy, &dev, profile,
			   NULL, out))
		return CMD_REFUSED;
	return CMD_DONE;
}

static enum cmd_status show(const struct cmd_call *call)
{
	const struct options *o = call->args;
	struct compiled *compiled;
	enum cmd_status status;
	struct source src;

	if (call->operands.n)
		return cmd_usage(call->cmd, "what is '%s'?",
				 call->operands.v[0]);
	if (!o->file)
		return cmd_usage(call->cmd, "give the ruleset with -f");
	if (o->policy + o->plan + o->insns != 1)
		return cmd_usage(call->cmd, "give --policy, --plan or --insns");
	if (source_read(call->a, call->diag, o->file, &o->rules, &src))
		return CMD_REFUSED;
	status = compile(call, o, &src, &compiled);
	if (status)
		return status;
	if (o->json)
		print_json(call->a, o, &src, compiled);
	else
		print_form(o, &src, compiled, stdout);
	return CMD_DONE;
}

enum cmd_status cmd_show(const struct command *cmd, int argc, char **argv)
{
	struct options o = {};

	return cmd_run(cmd, rows, &o, argc, argv, show);
}
