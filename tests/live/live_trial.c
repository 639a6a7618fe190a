// SPDX-License-Identifier: GPL-2.0-only
/*
 * live_trial.c - one ruleset, one router, some conversations
 */
#include "live/live_judge.h"

#include "lang/nft_parse.h"
#include "lib/loaded.h"
#include "policy/resolve.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define N_TALKS 10

/* ---- Drawing ---- */

static void draw_wishes(struct live_trial *t, struct rng *r)
{
	static const char *const tables[] = { "t" };

	if (t->kind == LIVE_COMPLETE)
		return;
	t->wishes = (struct place_wishes){
		.relax_reject = rng_one_in(r, 2),
		.relax_log = rng_one_in(r, 3),
		.assume_syn_is_new = rng_one_in(r, 2),
		.strict_dhcp = rng_one_in(r, 2),
	};
	if (rng_one_in(r, 6)) {
		t->wishes.tables = tables;
		t->wishes.n_tables = 1;
	}
}

void live_trial_draw(struct live_trial *t, struct rng *r)
{
	struct live_pool pool = {};

	t->kind = rng_one_in(r, 4) ? LIVE_COMPLETE : LIVE_FRONT;
	t->router = (struct live_router){
		.forwards4 = !rng_one_in(r, 3),
		.forwards6 = !rng_one_in(r, 3),
		.routes_by_source = rng_one_in(r, 2),
		/* A complete load judges segments, and nft what they make. */
		.joins = t->kind == LIVE_FRONT && rng_one_in(r, 3),
	};
	t->is_attached = rng_one_in(r, 5);
	draw_wishes(t, r);
	gen_live(t->arena, r, t->kind, &t->rules);
	live_pool_init(t->arena, &pool);
	live_talks_draw(t->arena, r, N_TALKS, t->wishes.assume_syn_is_new,
			&pool, &t->talks);
	live_trial_make_room(t);
}

void live_trial_make_room(struct live_trial *t)
{
	t->control =
		arena_calloc(t->arena, t->talks.n_numbers, sizeof(*t->control));
	t->fates =
		arena_calloc(t->arena, t->talks.n_numbers, sizeof(*t->fates));
}

/* ---- Stages ---- */

static void plan_stages(struct live_trial *t)
{
	const bool is_front = t->kind == LIVE_FRONT;
	const struct host_facts truth = {
		.forwards4 = t->router.forwards4,
		.forwards6 = t->router.forwards6,
		.has_nat = t->rules.has_unread,
		.has_flowtable = t->given && t->given->has_flowtable,
	};

	for (unsigned int k = 0; k < N_LIVE_STAGES; k++)
		t->stages[k] = (struct live_stage){ .facts = truth };
	t->stages[STAGE_FITS].is_used = true;
	t->stages[STAGE_ON_NIC].is_used = true;
	/* Who asks nobody has to have all the rules. */
	t->stages[STAGE_CAREFUL].is_used = is_front && !truth.has_nat;
	t->stages[STAGE_CAREFUL].facts = facts_unknown;
	t->stages[STAGE_NEVER_FORWARDS].is_used =
		is_front && (truth.forwards4 || truth.forwards6);
	t->stages[STAGE_NEVER_FORWARDS].facts.forwards4 = false;
	t->stages[STAGE_NEVER_FORWARDS].facts.forwards6 = false;
	t->stages[STAGE_KNOWS_NO_NAT].is_used = is_front && truth.has_nat;
	t->stages[STAGE_KNOWS_NO_NAT].facts.has_nat = false;
	t->stages[STAGE_DROPS_ALL].is_used = true;
	t->stages[STAGE_PASSES_ALL].is_used = !is_front;
}

static int compile_stages(struct live_trial *t, struct diag *diag)
{
	plan_stages(t);
	for (unsigned int k = 0; k < STAGE_DROPS_ALL; k++) {
		struct live_stage *s = &t->stages[k];
		const struct profile *profile =
			k == STAGE_ON_NIC ? t->lab->nic : t->lab->host;
		int err = 0;

		s->dev = *t->lab->device;
		s->dev.facts = &s->facts;
		s->dev.wishes = &t->wishes;
		if (s->is_used)
			err = compile_policy(t->arena, diag, t->policy, &s->dev,
					     profile, NULL, &s->compiled);
		if (err)
			return err;
	}
	return 0;
}

static int read_rules(struct live_trial *t, struct diag *diag, const char *text)
{
	struct ruleset *rs;
	struct policy *policy;
	int err;

	if (t->given) {
		t->policy = t->given->policy;
		return 0;
	}
	err = nft_parse(t->arena, diag, "live.nft", text, strlen(text), NULL,
			&rs);
	if (!err)
		err = resolve_ruleset(t->arena, diag, rs, &policy);
	if (!err)
		t->policy = policy;
	return err;
}

/* ---- The program on eth0 ---- */

struct attached {
	const struct image *image;
	struct compiled *compiled;
	struct loaded loaded;
	int link;
};

static const char *attach(struct live_trial *t, struct attached *out)
{
	const struct image_options shadow = { .shadow = true };
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = XDP_FLAGS_DRV_MODE);
	struct diag *diag = diag_new(t->arena);
	const char *why = NULL;

	if (compile_policy(t->arena, diag, t->policy,
			   &t->stages[STAGE_FITS].dev, t->lab->host, &shadow,
			   &out->compiled))
		return "the shadow program is not compiled";
	if (loaded_open(t->arena, out->compiled->image, &out->loaded, &why))
		return why;
	out->link = bpf_link_create(out->loaded.prog_fd,
				    (int)t->lab->device->ifindex, BPF_XDP,
				    &opts);
	return out->link < 0 ? "the shadow program is not attached" : NULL;
}

static void run_marks(void *interp, const uint8_t *frame, size_t len,
		      uint64_t n)
{
	const char *why;

	for (; interp && n; n--)
		interp_run(interp, frame, len, &why);
}

/* The counters of what was sent, the interpreter's and the kernel's. */
static const char *compare_counters(struct live_trial *t,
				    const struct attached *at,
				    struct live_tally *tally)
{
	const struct compiled *c = at->compiled;
	struct interp *it = interp_new(c->image);
	const struct nicfw_counter *ours;
	uint64_t *theirs =
		arena_calloc(t->arena, c->counters.n + 1, sizeof(*theirs));
	const char *why = NULL;

	for (uint32_t i = 0; i < t->talks.n_numbers; i++) {
		const struct live_fate *fate = &t->fates[i];

		if (fate->frame && fate->met_eth0)
			interp_run(it, fate->frame, fate->len, &why);
	}
	live_net_marks(t->lab->net, run_marks, it);
	ours = interp_counters(it);
	why = NULL;
	if (loaded_read_packets(&at->loaded, c->counters.n, theirs))
		why = "the program's counters are not read";
	for (size_t i = 0; i < c->counters.n && !why; i++) {
		if (ours[i].packets != theirs[i])
			why = "the attached program counts otherwise";
		if (c->walk->why_front &&
		    c->counters.v[i].kind == COUNTER_DECIDED)
			tally->n_counted += theirs[i];
	}
	interp_free(it);
	return why;
}

/* ---- Running ---- */

static const char *run_nft(struct live_trial *t, const char *command)
{
	if (!*command || !nft_run_cmd_from_buffer(t->lab->nft, command))
		return NULL;
	return arena_printf(t->arena, "nft refuses the rules: %s",
			    nft_ctx_get_error_buffer(t->lab->nft));
}

/* Adds a table anew: then its chains run ahead of others of their priority. */
static const char *move_table(struct live_trial *t, const char *text)
{
	const char *name = t->rules.moved;
	const char *from, *to;

	if (!name)
		return NULL;
	from = strstr(text, arena_printf(t->arena, "table %s {\n", name));
	to = strstr(from, "\n}\n");
	return run_nft(t, arena_printf(t->arena, "delete table %s\n%.*s\n}\n",
				       name, (int)(to - from), from));
}

static const char *send_all(struct live_trial *t, struct live_fate *fates)
{
	if (live_net_set(t->lab->net, &t->router))
		return "the router cannot be set up";
	live_net_marks(t->lab->net, run_marks, NULL);
	if (live_run(t->arena, t->lab->net, &t->talks, fates))
		return "frames cannot be sent";
	return NULL;
}

static const char *run_with_rules(struct live_trial *t, const char *text,
				  struct live_tally *tally)
{
	struct attached at = { .loaded = LOADED_NONE, .link = -1 };
	const char *why = t->given ? t->given->load(t->given, t->arena)
				   : run_nft(t, text);

	if (!why)
		why = run_nft(t, gen_text_print(t->arena, &t->rules.unread));
	if (!why)
		why = move_table(t, text);
	if (!why && t->is_attached)
		why = attach(t, &at);
	if (!why)
		why = send_all(t, t->fates);
	if (!why && t->is_attached)
		why = compare_counters(t, &at, tally);
	tally->n_attached += t->is_attached;
	if (at.link >= 0)
		close(at.link);
	loaded_close(&at.loaded);
	return why;
}

static const char *refusal(struct live_trial *t, const struct diag *diag)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	const char *why;

	if (!out)
		abort();
	diag_print(diag, out);
	fclose(out);
	why = arena_printf(t->arena, "nicfw refuses the rules: %s", text);
	free(text);
	return why;
}

struct live_fault live_trial_run(struct live_trial *t, struct live_tally *tally)
{
	const char *text = gen_text_print(t->arena, &t->rules.text);
	struct diag *diag = diag_new(t->arena);
	const char *why;

	if (read_rules(t, diag, text) || compile_stages(t, diag)) {
		return (struct live_fault){ .why = refusal(t, diag) };
	}
	why = send_all(t, t->control);
	if (!why)
		why = run_with_rules(t, text, tally);
	if (run_nft(t, "flush ruleset") && !why)
		why = "the rules cannot be removed";
	if (t->given && !why)
		why = t->given->unload(t->given, t->arena);
	if (why)
		return (struct live_fault){ .why = why };
	return live_judge(t, tally);
}
