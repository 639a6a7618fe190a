// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_nfp.c - the corpus on the words that the nfp driver makes of it
 */
#include "corpus/run_nfp.h"

#include "corpus/run_image.h"
#include "offload/check.h"
#include "offload/cost.h"
#include "offload/nfp.h"

#include <errno.h>

#define PROFILE "agilio-cx"

/* As the shim has them (tests/vm/shim). */
static const struct nfp_addresses addresses = {
	.start = 0x100,
	.done = 0x40,
	.lookup = 0x1000,
};

static const char *file_name(const struct bench *b)
{
	const char *slash = strrchr(b->file.path, '/');

	return slash ? slash + 1 : b->file.path;
}

void nfp_add_image(struct bench *b, struct batch *batch)
{
	b->stage = bench_stage(b, PROFILE);
	if (image_compile(b) == 0)
		batch_add_image(batch, file_name(b), b->stage->compiled->image);
}

static bool is_same_program(const struct image *img,
			    const struct batch_program *p)
{
	return img->insns.n == p->insns.n &&
	       !memcmp(img->insns.v, p->insns.v,
		       img->insns.n * sizeof(*img->insns.v));
}

/* What became of the image in the VM; NULL with b->why: it was not there. */
static const struct batch_result *find_result(struct bench *b)
{
	struct batch batch = { .arena = b->arena };
	struct batch_results came = { .arena = b->arena };

	b->why = "nothing is translated: run tests/vm/nfp_test.sh";
	if (batch_read(&batch, NFP_BATCH) ||
	    batch_read_results(&came, NFP_RESULTS) ||
	    came.results.n != batch.programs.n)
		return NULL;
	for (size_t i = 0; i < batch.programs.n; i++) {
		if (strcmp(batch.programs.v[i].name, file_name(b)) != 0)
			continue;
		b->why =
			"another program is translated: run tests/vm/nfp_test.sh";
		if (is_same_program(b->stage->compiled->image,
				    &batch.programs.v[i]))
			return &came.results.v[i];
	}
	return NULL;
}

/* What is too much for the NIC is no mistake, where the checker says so. */
static int judge_refusal(struct bench *b, const struct batch_result *r)
{
	struct check_report report;

	check_image(b->arena, b->stage->compiled->image, b->stage->profile,
		    &report);
	if (report.violations.n) {
		b->why = arena_printf(b->arena, "does not fit: %s",
				      report.violations.v[0].text);
		return -ENOTSUP;
	}
	b->why = arena_printf(b->arena, "the driver refuses what fits: %s",
			      r->reason);
	return -EINVAL;
}

/* Beside it the interpreter, which tells what the words are expected to be. */
static void start_costs(struct bench *b)
{
	const struct image *img = b->stage->compiled->image;
	struct check_report report;

	check_image(b->arena, img, b->stage->profile, &report);
	b->words = arena_calloc(b->arena, img->insns.n + 1, sizeof(*b->words));
	cost_nfp(b->arena, img, report.used_stack_bytes, b->words);
	b->runs = arena_calloc(b->arena, img->insns.n + 1, sizeof(*b->runs));
	b->interp = interp_new(img);
	interp_count_runs(b->interp, b->runs);
}

/* Are the words that ran what cost_nfp_run() says, and at most a few less? */
static void check_costs(struct bench *b, const struct corpus_packet *p,
			struct answer *out)
{
	const struct image *img = b->stage->compiled->image;
	uint64_t ran = nfp_steps(b->nfp);
	uint32_t words;

	memset(b->runs, 0, img->insns.n * sizeof(*b->runs));
	if (interp_run(b->interp, p->frame, p->len, &out->why) < 0) {
		out->kind = ANSWER_ERROR;
		return;
	}
	words = cost_nfp_run(img, b->words, b->runs);
	if (ran <= words && words - ran <= ran / 10)
		return;
	out->kind = ANSWER_ERROR;
	out->why =
		arena_printf(b->arena, "%lu words ran, and not %u", ran, words);
}

static int start(struct bench *b)
{
	int err = image_compile(b);
	const struct batch_result *r = err ? NULL : find_result(b);
	struct nfp_code *code = arena_new_of(b->arena, struct nfp_code);

	if (!r)
		return err ?: -ENOTSUP;
	if (r->map_error || r->load_error || r->attach_error)
		return judge_refusal(b, r);
	*code = (struct nfp_code){ .words = r->words.v,
				   .n_words = r->words.n,
				   .at = addresses,
				   .tables = r->tables.v };
	start_costs(b);
	return nfp_new(b->arena, b->stage->compiled->image, code, &b->nfp,
		       &b->why);
}

static void ask(struct bench *b, const struct corpus_packet *p,
		struct answer *out)
{
	int action = nfp_run(b->nfp, p->frame, p->len, &out->why);

	if (action != -EMSGSIZE &&
	    image_take_run(b, action, nfp_counters(b->nfp), out))
		check_costs(b, p, out);
}

static void stop(struct bench *b)
{
	interp_free(b->interp);
	b->interp = NULL;
	b->nfp = NULL;
}

const struct engine engine_nfp = {
	.name = "nfp/" PROFILE,
	.profile = PROFILE,
	.start = start,
	.ask = ask,
	.stop = stop,
};
