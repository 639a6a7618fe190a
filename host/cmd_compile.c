// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_compile.c - a ruleset as an object file that other loaders take
 *
 * Other loaders leave the control map empty, so the object does not wait to be
 * told that it is ready: it filters as soon as it is attached.
 */
#include "cmd.h"

#include "base/utf8.h"
#include "offload/check.h"
#include "policy/compile.h"
#include "source.h"

#include <string.h>

struct options {
	const char *file;
	const char *profile;
	const char *iface;
	const char *output;
	struct source_texts rules;
	bool unseeded;
	bool json;
};

static const struct cmd_option rows[] = {
	{ "file", 'f', "FILE", "the ruleset; - is standard input", CMD_TEXT,
	  offsetof(struct options, file) },
	{ "output", 'o', "FILE.o", "the object file to write", CMD_TEXT,
	  offsetof(struct options, output) },
	CMD_PROFILE(struct options,
		    "compile for this profile (default: driver)"),
	{ "iface", 'i', "IFACE", "the device (default: the file's first)",
	  CMD_TEXT, offsetof(struct options, iface) },
	{ "unseeded", 0, NULL,
	  "write it although its sets must be filled after loading", CMD_FLAG,
	  offsetof(struct options, unseeded) },
	SOURCE_ROWS(struct options),
	CMD_JSON(struct options),
	{},
};

static bool needs_seeds(const struct image *img)
{
	const struct image_map *m;

	vec_for_each(m, &img->maps) {
		if (m->n_entries)
			return true;
	}
	return false;
}

static bool fits(struct arena *a, struct diag *diag, const struct image *img)
{
	struct check_report report = {};
	const struct violation *v;

	check_image(a, img, img->profile, &report);
	vec_for_each(v, &report.violations)
		diag_error(diag, (struct loc){}, "%s: %s", img->profile->name,
			   v->text);
	return !report.violations.n;
}

static enum cmd_status write_object(struct arena *a, struct diag *diag,
				    const struct options *o,
				    const struct image *img)
{
	int err;

	if (needs_seeds(img) && !o->unseeded) {
		diag_error(
			diag, (struct loc){},
			"%s: the rules' sets live in maps, which ip and bpftool would load empty: use nicfw load, or give --unseeded and fill them yourself",
			o->file);
		return CMD_REFUSED;
	}
	err = image_write_elf(img, o->unseeded, o->output);
	if (err) {
		diag_error(diag, (struct loc){}, "%s: not written: %s",
			   o->output, strerror(-err));
		return CMD_MACHINE;
	}
	if (o->json)
		cmd_print_json(json_pack("{s:s, s:s, s:I, s:I}", "object",
					 utf8_text(a, o->output), "profile",
					 img->profile->name, "instructions",
					 (json_int_t)img->insns.n, "maps",
					 (json_int_t)img->maps.n));
	return CMD_DONE;
}

static enum cmd_status compile(const struct cmd_call *call)
{
	const struct options *o = call->args;
	struct diag *diag = call->diag;
	struct arena *a = call->a;
	const struct image_options opts = { .standalone = true,
					    .last_stage = true };
	struct compiled *compiled;
	enum cmd_status status;
	struct profile *profile;
	struct source src;
	struct device dev;

	if (call->operands.n)
		return cmd_usage(call->cmd, "what is '%s'?",
				 call->operands.v[0]);
	if (!o->file || !o->output)
		return cmd_usage(
			call->cmd,
			"give the ruleset with -f and the object with -o");
	if (source_read(a, diag, o->file, &o->rules, &src) ||
	    policy_refuse_host(src.policy, diag))
		return CMD_REFUSED;
	source_forget_rules(&src);
	status = cmd_profile(a, diag, o->profile, "driver", &profile);
	if (status)
		return status;
	/* Rules are no data in an object, which others load with empty maps. */
	profile->tree_bytes = 0;
	if (source_device(a, diag, &src, o->iface, &dev))
		return CMD_REFUSED;
	if (compile_policy(a, diag, src.policy, &dev, profile, &opts,
			   &compiled))
		return CMD_REFUSED;
	if (!fits(a, diag, compiled->image))
		return CMD_REFUSED;
	return write_object(a, diag, o, compiled->image);
}

enum cmd_status cmd_compile(const struct command *cmd, int argc, char **argv)
{
	/* Times begin when rules are read, and an object is loaded later. */
	struct options o = { .rules.no_times = true };

	return cmd_run(cmd, rows, &o, argc, argv, compile);
}
