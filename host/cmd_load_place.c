// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_load_place.c - a file that differs little from what runs
 */
#include "cmd_load.h"
#include "base/clock.h"
#include "base/fd.h"
#include "lang/nft_parse.h"
#include "load/control.h"
#include "load/rule_place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* A part of the file at a time stays in the processor's caches. */
#define PART_BYTES (256u << 10)

static bool is_plain(const struct load *l, const struct cmd_operands *operands)
{
	const struct load_args *args = &l->args;

	return operands->n == 1 && !args->rules.defines.texts.n &&
	       !args->rules.no_unknown && !args->confirm && !args->shadow &&
	       !args->unwatched && !args->with_nft && !args->json &&
	       !args->wish.relax && !args->wish.assume &&
	       !args->wish.tables.texts.n && !args->wish.strict_dhcp;
}

/* What is read here is what is compared and kept, whoever writes meanwhile. */
static int copy_file(struct arena *a, const char *path, int to)
{
	_cleanup_(close_fd) int from = open(path, O_RDONLY | O_CLOEXEC);
	char *part = arena_alloc(a, PART_BYTES);
	size_t len = 0;
	ssize_t n;

	if (from < 0)
		return -errno;
	while ((n = read(from, part, PART_BYTES)) > 0) {
		len += n;
		if (len > NFT_MAX_BYTES || write(to, part, n) != n)
			return -EFBIG;
	}
	return n < 0 ? -errno : 0;
}

/* Only regular files can be read again, should that be needed. */
static bool is_regular(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}

static bool is_ours(const struct nic *nic, const struct loaded *now)
{
	for (enum profile_stage s = 0; s < N_STAGES; s++) {
		const uint32_t id = nic->xdp_prog[s];

		if (id && id != now->slots[SLOT_HOST].prog_id &&
		    id != now->slots[SLOT_NIC].prog_id)
			return false;
	}
	return now->gen && now->slots[SLOT_HOST].prog_id &&
	       !state_is_of_another(now);
}

/* What was changed is not what frames meet while bypass is on. */
static void say_bypass(const struct load *l, const struct nic *nic,
		       unsigned int gen)
{
	struct nicfw_control control;

	if (!control_read(&l->state, nic->name, gen, SLOT_HOST, &control) &&
	    control.bypass)
		printf("%s: bypass is still on: everything passes; nicfw bypass %s off\n",
		       nic->name, nic->name);
}

static void say(const struct load *l, const struct nic *nic,
		const struct rule_placed *placed)
{
	const struct {
		unsigned int n;
		const char *word;
	} parts[] = { { placed->n_replaced, "replaced" },
		      { placed->n_added, "added" },
		      { placed->n_deleted, "deleted" } };
	const char *text = "";

	for (int i = 0; i < 3; i++)
		if (parts[i].n)
			text = arena_printf(l->a, "%s%s %u rule%s %s", text,
					    *text ? "," : "", parts[i].n,
					    parts[i].n == 1 ? "" : "s",
					    parts[i].word);
	printf("%s: loaded %s, complete, %s mode, in place:%s\n", nic->name,
	       l->opts.source, placed->runs, text);
	say_bypass(l, nic, placed->gen);
}

static const char *place_on(struct load *l, const char *ifname,
			    struct rule_placed *placed, struct nic *nic)
{
	const struct rule_wish wish = {
		.source = l->opts.source,
		.mode = nic_stage_name(l->opts.wish.first),
		.profile = l->opts.profile,
		.strict = l->opts.wish.strict,
		.fd = l->opts.source_fd,
	};
	struct rule_target target = { &l->state, nic, 0 };
	struct loaded now;

	if (nic_find(l->a, diag_new(l->a), ifname, nic) ||
	    state_read(&l->state, nic, &now))
		return "what runs cannot be read";
	if (!now.gen)
		return "nothing was loaded";
	if (!is_ours(nic, &now))
		return "there are programs of others";
	if (copy_file(l->a, l->args.file, l->opts.source_fd))
		return "the file cannot be read";
	target.gen = now.gen;
	return rule_place(&target, l->diag, &wish, placed);
}

/*
 * -EBUSY: another one holds it, as the diag says, and was waited for. Other
 * errors: who loads anew will say why.
 */
static int open_state(struct load *l)
{
	const struct diag said = *l->diag;
	int err = state_open(l->a, l->diag, STATE_CHANGE, &l->state);

	if (!err) {
		err = transact_recover(&l->state, l->diag) ? -EIO : 0;
		if (err)
			state_close(&l->state);
	}
	if (err && err != -EBUSY)
		*l->diag = said;
	return err;
}

bool load_place(struct load *l, const struct cmd_operands *operands,
		enum cmd_status *status)
{
	struct rule_placed placed = {};
	const uint64_t start = clock_now_ns();
	struct nic nic = {};
	bool is_done;
	int err;

	if (!l->args.file || !strcmp(l->args.file, "-"))
		return false;
	err = open_state(l);
	if (err == -EBUSY) {
		cmd_report(l->diag);
		*status = CMD_MACHINE;
	}
	if (err)
		return err == -EBUSY;
	/* What could not be recovered is no refusal of this load. */
	cmd_report(l->diag);
	l->opts.source = source_name(l->a, l->args.file);
	l->opts.source_fd = state_new_source();
	if (l->opts.source_fd < 0)
		l->why_anew = "the file cannot be kept";
	else if (!is_plain(l, operands) || !is_regular(l->args.file))
		l->why_anew = "options and files like these are not for that";
	else
		l->why_anew = place_on(l, operands->v[0], &placed, &nic);
	state_close(&l->state);
	is_done = !l->why_anew || l->diag->n_errors;
	*status = l->why_anew ? CMD_MACHINE : CMD_DONE;
	cmd_report(l->diag);
	if (is_done && !l->why_anew) {
		say(l, &nic, &placed);
		if (l->args.verbose)
			cmd_say_time(start);
	}
	return is_done;
}
