// SPDX-License-Identifier: GPL-2.0-only
/*
 * undo.c - what puts the kernel's own rules back
 */
#include "load/undo.h"

#include "base/fd.h"
#include "load/control.h"
#include "load/netfilter.h"
#include "load/nftables.h"
#include "load/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>

static const struct loc nowhere;

static const char *path_of(const struct state *st)
{
	return state_file(st, "undo");
}

/* Where it is kept for people if it could not be done. */
static const char *failed_path_of(const struct state *st)
{
	return arena_printf(st->a, "%s.failed", path_of(st));
}

/*
 * A namespace may end, and a later one get its number: this is never given
 * twice. 0 where the kernel has none (before 5.14).
 */
static uint64_t namespace_cookie(void)
{
	_cleanup_(close_fd) int fd = socket(AF_INET, SOCK_DGRAM, 0);
	uint64_t cookie = 0;
	socklen_t len = sizeof(cookie);

	if (fd >= 0)
		getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len);
	return cookie;
}

/* ---- As a file ---- */

int undo_write(const struct state *st, const struct undo *undo)
{
	json_t *steps = json_array(), *pauses = json_array(), *json;
	const struct undo_pause *pause;
	const struct undo_step *step;
	int err = -EINVAL;
	char *text;

	vec_for_each(step, &undo->steps)
		json_array_append_new(steps,
				      json_pack("{s:s?, s:s, s:s}", "tool",
						step->tool, "text", step->text,
						"what", step->what));
	vec_for_each(pause, &undo->pauses)
		json_array_append_new(
			pauses, json_pack("{s:s, s:I}", "iface", pause->ifname,
					  "gen", (json_int_t)pause->gen));
	json = json_pack("{s:I, s:I, s:o, s:o}", "namespace",
			 (json_int_t)namespace_cookie(), "generation",
			 (json_int_t)undo->generation, "steps", steps, "pauses",
			 pauses);
	/* Text that is not UTF-8 makes no JSON; install_gather() refuses it. */
	text = json_array_size(steps) == undo->steps.n ? json_dumps(json, 0)
						       : NULL;
	if (text)
		err = state_write_file(st, path_of(st), text, strlen(text));
	free(text);
	json_decref(json);
	return err;
}

static int unpack(struct arena *a, json_t *json, struct undo *out)
{
	const char *tool, *text, *what, *ifname;
	json_t *steps, *pauses, *one;
	json_int_t namespace, generation, gen;
	size_t i;

	if (json_unpack(json, "{s:I, s:I, s:o, s:o}", "namespace", &namespace,
			"generation", &generation, "steps", &steps, "pauses",
			&pauses))
		return -EINVAL;
	if (namespace != (json_int_t)namespace_cookie())
		return -ESTALE;
	out->generation = generation;
	json_array_foreach(steps, i, one)
	{
		if (json_unpack(one, "{s:s, s:s}", "text", &text, "what",
				&what))
			return -EINVAL;
		tool = json_string_value(json_object_get(one, "tool"));
		*vec_push(a, &out->steps) = (struct undo_step){
			.tool = tool ? arena_strdup(a, tool) : NULL,
			.text = arena_strdup(a, text),
			.what = arena_strdup(a, what),
		};
	}
	json_array_foreach(pauses, i, one)
	{
		if (json_unpack(one, "{s:s, s:I}", "iface", &ifname, "gen",
				&gen))
			return -EINVAL;
		*vec_push(a, &out->pauses) =
			(struct undo_pause){ arena_strdup(a, ifname), gen };
	}
	return 0;
}

static int read_back(const struct state *st, struct undo *out)
{
	_cleanup_(close_fd) int fd = open(path_of(st), O_RDONLY | O_CLOEXEC);
	json_t *json;
	int err;

	if (fd < 0)
		return -errno;
	json = json_loadfd(fd, 0, NULL);
	err = unpack(st->a, json, out);
	json_decref(json);
	return err;
}

bool undo_is_written(const struct state *st)
{
	return !access(path_of(st), F_OK);
}

void undo_forget_failed(const struct state *st)
{
	unlink(failed_path_of(st));
}

void undo_forget(const struct state *st)
{
	unlink(path_of(st));
}

/* ---- Doing it ---- */

static int run_step(struct arena *a, struct diag *diag,
		    const struct undo_step *step)
{
	const struct tool tool = { { step->tool, "-c" },
				   step->text,
				   strlen(step->text) };
	char *said;
	size_t len;

	if (!step->tool)
		return nftables_run(a, diag, "the rules as they were",
				    step->text);
	return tool_run(a, diag, &tool, &said, &len);
}

/* Those of legacy have no number that would tell. */
static bool may_have_changed(const struct undo *undo,
			     const struct undo_step *step)
{
	uint32_t now;

	return (step->tool && strstr(step->tool, "legacy")) ||
	       netfilter_generation(&now) || now != undo->generation;
}

static void run_steps(const struct state *st, struct diag *diag,
		      const struct undo *undo)
{
	const struct undo_step *step;

	vec_for_each(step, &undo->steps) {
		if (!may_have_changed(undo, step))
			continue;
		if (run_step(st->a, diag, step))
			diag_error(
				diag, nowhere,
				"the rules of %s could not be put back; look at them, what they were is in %s.failed",
				step->what, path_of(st));
		else
			diag_note(diag, nowhere,
				  "the rules of %s are as they were before",
				  step->what);
	}
}

int undo_set_pause(const struct state *st, const struct undo_pause *pause,
		   bool is_on)
{
	int err = 0;

	for (enum attach_slot slot = 0; slot < N_SLOTS && !err; slot++) {
		struct nicfw_control control;

		err = control_read(st, pause->ifname, pause->gen, slot,
				   &control);
		if (err == -ENOENT) {
			err = 0;
			continue;
		}
		control.bypass = is_on;
		if (!err)
			err = control_write(st, pause->ifname, pause->gen, slot,
					    control);
	}
	return err;
}

/* A front drops for rules that are as they were; for others it passes all. */
static void end_pauses(const struct state *st, struct diag *diag,
		       const struct undo *undo, bool are_as_before)
{
	const struct undo_pause *pause;

	vec_for_each(pause, &undo->pauses)
		if (undo_set_pause(st, pause, !are_as_before) || !are_as_before)
			diag_error(
				diag, nowhere,
				"%s: bypass is on; once the rules are right, nicfw bypass %s off",
				pause->ifname, pause->ifname);
}

int undo_require(const struct state *st, struct diag *diag)
{
	const struct undo_step *step;
	struct undo undo = {};

	/* What cannot be read undo_run() says. */
	if (read_back(st, &undo))
		return 0;
	vec_for_each(step, &undo.steps)
		if (!step->tool)
			return nftables_require(diag);
	return 0;
}

void undo_run(const struct state *st, struct diag *diag)
{
	const size_t n_errors = diag->n_errors;
	struct undo undo = {};
	int err = read_back(st, &undo);

	if (err == -ESTALE)
		undo_forget(st);
	if (err == -ENOENT || err == -ESTALE)
		return;
	if (err)
		diag_error(
			diag, nowhere,
			"cannot read how the kernel's rules were before an interrupted load: %s; look at them",
			strerror(-err));
	else
		run_steps(st, diag, &undo);
	end_pauses(st, diag, &undo, diag->n_errors == n_errors);
	if (diag->n_errors > n_errors)
		rename(path_of(st), failed_path_of(st));
	else
		undo_forget(st);
}
