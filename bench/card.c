// SPDX-License-Identifier: GPL-2.0-only
/*
 * card.c - a ruleset on a card that is not there: what it takes, and what a
 * frame costs
 */
#include "card.h"

#include "lang/nft_parse.h"
#include "offload/cost.h"
#include "policy/resolve.h"

#include <errno.h>
#include <stdlib.h>

static const struct device device = {
	.name = "eth0",
	.ifindex = 10,
	.mac = { 2, 0, 0, 0, 0, 2 },
};

static const char *first_message(const struct diag *diag)
{
	return diag->msgs.n ? diag->msgs.v[0].text : "no reason is told";
}

static int read_rules(struct arena *a, struct diag *diag,
		      const struct rules *rules, struct policy **out)
{
	struct ruleset *rs;
	char *text = NULL;
	size_t len;
	FILE *in = open_memstream(&text, &len);
	int err;

	rules_print_nft(rules, RULES_INGRESS, device.name, in);
	fclose(in);
	err = nft_parse(a, diag, "rules", arena_strdup(a, text), len, NULL,
			&rs);
	free(text);
	return err ? err : resolve_ruleset(a, diag, rs, out);
}

static int read_input(struct arena *a, struct diag *diag,
		      const struct rules *rules, const char *name,
		      struct policy **policy, struct profile **profile)
{
	int err = read_rules(a, diag, rules, policy);

	return err ? err : profile_find(a, diag, name, profile);
}

static void prepare_run(struct arena *a, struct card *card)
{
	const struct image *img = card->compiled->image;

	if (card->profile->unit == UNIT_NFP) {
		card->words =
			arena_calloc(a, img->insns.n + 1, sizeof(*card->words));
		cost_nfp(a, img, card->report.check.used_stack_bytes,
			 card->words);
	}
	card->runs = arena_calloc(a, img->insns.n + 1, sizeof(*card->runs));
	card->interp = interp_new(img);
	interp_count_runs(card->interp, card->runs);
}

int card_open(struct arena *a, const struct rules *rules, const char *profile,
	      struct card *out, const char **why)
{
	struct diag *diag = diag_new(a);
	struct card card = {};
	struct compiled *compiled;
	struct profile *found;
	struct policy *policy;
	int err = read_input(a, diag, rules, profile, &policy, &found);

	if (!err)
		err = compile_early(a, diag, policy, &device, found, NULL, NULL,
				    &compiled, &card.report);
	if (err && err != -ENOSPC) {
		*why = first_message(diag);
		return err;
	}
	card.profile = found;
	if (!err) {
		card.compiled = compiled;
		prepare_run(a, &card);
	}
	*out = card;
	return 0;
}

int card_check(struct arena *a, const struct rules *rules, const char *profile,
	       struct check_report *out, const char **why)
{
	struct diag *diag = diag_new(a);
	struct compiled *compiled;
	struct profile *found;
	struct policy *policy;
	int err = read_input(a, diag, rules, profile, &policy, &found);

	if (!err)
		err = compile_policy(a, diag, policy, &device, found, NULL,
				     &compiled);
	if (err)
		*why = first_message(diag);
	else
		check_image(a, compiled->image, found, out);
	return err;
}

void card_close(struct card *card)
{
	interp_free(card->interp);
}

int card_run(struct card *card, const uint8_t *frame, size_t len,
	     struct card_path *out, const char **why)
{
	const struct image *img = card->compiled->image;
	struct card_path path = {};
	int action;

	memset(card->runs, 0, img->insns.n * sizeof(*card->runs));
	action = interp_run(card->interp, frame, len, why);
	if (action < 0)
		return action;
	path.is_dropped = action == XDP_DROP;
	if (card->words)
		path.words = cost_nfp_run(img, card->words, card->runs);
	for (size_t i = 0; i < img->insns.n; i++) {
		uint32_t runs = card->runs[i];

		path.insns += runs;
		if (img->insns.v[i].code == (BPF_JMP | BPF_CALL) &&
		    img->insns.v[i].imm == BPF_FUNC_map_lookup_elem)
			path.lookups += runs;
	}
	*out = path;
	return 0;
}
