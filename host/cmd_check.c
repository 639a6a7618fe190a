// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_check.c - where each rule of a file would run, and why
 */
#include "cmd.h"

#include "asked.h"
#include "check_report.h"
#include "base/term.h"
#include "offload/check.h"
#include "policy/early.h"
#include "progress.h"
#include "source.h"
#include "wish.h"

#include <errno.h>

struct options {
	const char *file;
	const char *profile;
	const char *iface;
	struct source_texts rules;
	struct wish_texts wish;
	bool json;
};

static const struct cmd_option rows[] = {
	{ "file", 'f', "FILE",
	  "the ruleset; - is standard input (default: the live one)", CMD_TEXT,
	  offsetof(struct options, file) },
	CMD_PROFILE(
		struct options,
		"check against this profile alone (default: agilio-cx and driver)"),
	{ "iface", 'i', "IFACE", "the device (default: those of the file)",
	  CMD_TEXT, offsetof(struct options, iface) },
	SOURCE_ROWS(struct options),
	WISH_ROWS(struct options),
	CMD_JSON(struct options),
	{},
};

static const char *const default_profiles[] = { "agilio-cx", "driver" };

static int ask_nic(struct check *c, struct answer *ans)
{
	int err = compile_early(c->arena, c->diag, c->src.policy, &c->dev,
				ans->profile, NULL, NULL, &ans->compiled,
				&ans->early);

	ans->report = ans->early.whole;
	return err == -ENOSPC ? 0 : err;
}

static int ask_host(struct check *c, struct answer *ans)
{
	int err = compile_policy(c->arena, c->diag, c->src.policy, &c->dev,
				 ans->profile, NULL, &ans->compiled);

	if (err)
		return err;
	check_image(c->arena, ans->compiled->image, ans->profile, &ans->report);
	check_ask_kernel(c, ans);
	return 0;
}

static int ask_profile(struct check *c, const struct profile *profile)
{
	struct answer *ans = vec_push(c->arena, &c->answers);

	ans->profile = profile;
	return profile->stage == STAGE_OFFLOAD ? ask_nic(c, ans)
					       : ask_host(c, ans);
}

/* Behind a NIC that cannot hold all, the host does, asked for or not. */
static int ask_behind(struct check *c)
{
	struct profile *driver;
	int err;

	if (!check_part(c) || c->answers.n > 1)
		return 0;
	err = profile_find(c->arena, c->diag, "driver", &driver);
	return err ? err : ask_profile(c, driver);
}

/* What a ruleset that is refused has besides is not worth the time. */
static void compare_rules(struct check *c)
{
	if (c->is_compared)
		return;
	progress_on("comparing rules");
	lint_policy(c->arena, c->src.policy, &c->lint);
	c->is_compared = true;
	progress_on("compiling");
}

static int check_device(struct check *c, const char *name)
{
	const struct profile **profile;
	struct answer *ans;
	int err = source_device(c->arena, c->diag, &c->src, name, &c->dev);

	if (!err)
		err = asked_device(c->arena, c->diag, c->iface, &c->dev,
				   &c->host);
	c->dev.wishes = &c->wishes;
	c->answers.n = 0;
	vec_for_each(profile, &c->profiles)
		if (!err)
			err = ask_profile(c, *profile);
	if (!err)
		err = ask_behind(c);
	if (err)
		return err;
	compare_rules(c);
	vec_for_each(ans, &c->answers)
		check_count_costs(c->arena, c->src.policy, ans);
	check_find_aside(c);
	if (!check_fits(c))
		c->is_refused = true;
	if (c->devices)
		check_add_json(c);
	else
		check_print_device(c);
	return 0;
}

static int check_devices(struct check *c)
{
	const char *const *name;
	int err = 0;

	if (c->iface)
		return check_device(c, c->iface);
	vec_for_each(name, &c->src.devices)
		if (!err)
			err = check_device(c, *name);
	if (!c->src.devices.n && c->src.is_for_all)
		return check_device(c, NULL);
	if (!c->src.devices.n)
		diag_warning(
			c->diag,
			(struct loc){ source_name(c->arena, c->src.path) },
			"no base chain that packets meet when they arrive: nothing to load");
	return err;
}

static enum cmd_status add_profile(struct check *c, const char *fallback)
{
	struct profile *profile;
	enum cmd_status status =
		cmd_profile(c->arena, c->diag, c->profile, fallback, &profile);

	if (!status)
		*vec_push(c->arena, &c->profiles) = profile;
	return status;
}

static enum cmd_status find_profiles(struct check *c)
{
	size_t n = sizeof(default_profiles) / sizeof(default_profiles[0]);
	enum cmd_status status = CMD_DONE;

	if (c->profile)
		return add_profile(c, NULL);
	for (size_t i = 0; i < n && !status; i++)
		status = add_profile(c, default_profiles[i]);
	return status;
}

static enum cmd_status check(struct check *c, const struct options *o)
{
	enum cmd_status status;
	int err;

	c->profile = o->profile;
	c->iface = o->iface;
	c->has_colours = term_has_colours(stdout);
	status = find_profiles(c);
	if (status)
		return status;
	progress_on(arena_printf(c->arena, "reading %s",
				 source_name(c->arena, o->file)));
	err = source_read(c->arena, c->diag, o->file, &o->rules, &c->src);
	if (err)
		return source_refused(o->file, err);
	if (wish_read(c->arena, c->diag, c->src.policy, &o->wish, &c->wishes))
		return CMD_REFUSED;
	source_forget_rules(&c->src);
	if (o->json)
		c->devices = json_array();
	progress_on("compiling");
	err = check_devices(c);
	if (c->devices && !err)
		cmd_print_json(c->devices);
	else
		json_decref(c->devices);
	return err || c->is_refused ? CMD_REFUSED : CMD_DONE;
}

enum cmd_status cmd_check(const struct command *cmd, int argc, char **argv)
{
	struct options o = {};
	struct arena *a = arena_new();
	struct check c = { .arena = a, .diag = diag_new(a) };
	struct cmd_operands operands = {};
	enum cmd_status status;

	if (cmd_parse(a, cmd, rows, &o, argc, argv, &operands, &status)) {
		if (operands.n)
			status = cmd_usage(cmd, "what is '%s'?", operands.v[0]);
		else
			status = check(&c, &o);
		cmd_report(c.diag);
	}
	progress_off();
	arena_free(a);
	return status;
}
