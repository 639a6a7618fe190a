// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_kernel.c - does this kernel take the host's program?
 *
 * Its verifier follows a million instructions on all ways of a program (Linux
 * 5.2 on; linux/bpf.h, BPF_COMPLEXITY_LIMIT_INSNS), and how many a program of
 * much code needs hangs on which ways look alike to it: no count of ours tells.
 * So it is asked, with the program and its maps, which are gone behind it.
 */
#include "check_report.h"

#include "load/objects.h"
#include "progress.h"

#include <errno.h>
#include <unistd.h>

/*
 * Programs up to here were followed in less than a tenth of a second wherever
 * they were measured; one of 5,900, fifty rules of six ranges that only count,
 * was not followed to its end.
 */
#define FEW_INSNS 2500

static void refuse(struct check *c, struct answer *ans, const char *text)
{
	ans->kernel = KERNEL_REFUSES;
	*vec_push(c->arena, &ans->report.violations) = (struct violation){
		.rule = PLAN_NO_RULE, .insn = UINT32_MAX, .text = text
	};
}

void check_ask_kernel(struct check *c, struct answer *ans)
{
	struct objects o = OBJECTS_NONE;
	/* As a load has them: each way more counts. */
	const struct image_options opts = {
		.last_stage = !ans->compiled->walk->why_front,
		.frags = ans->profile->frags,
	};
	struct refusal refusal = {};
	struct image *img;
	int err;

	if (ans->report.violations.n || ans->report.insns <= FEW_INSNS)
		return;
	ans->kernel = KERNEL_UNASKED;
	if (geteuid())
		return;
	progress_on("asking the kernel");
	err = image_emit(c->arena, ans->compiled->plan, ans->profile, &opts,
			 &img);
	if (err) {
		refuse(c, ans, "has jumps or a stack that are too long");
		return;
	}
	err = objects_load(c->arena, img, NULL, (struct nicfw_control){}, NULL,
			   &o, &refusal);
	if (err == -EPERM)
		return;
	if (err) {
		refuse(c, ans,
		       arena_printf(c->arena,
				    "is refused by this host's kernel: %s",
				    refusal.why));
		return;
	}
	ans->kernel = KERNEL_TAKES;
	objects_close(&o);
}

const char *check_kernel_text(struct check *c, const struct answer *ans)
{
	switch (ans->kernel) {
	case KERNEL_UNASKED:
		return arena_printf(
			c->arena,
			"may be refused by the kernel's verifier: it has %u instructions; as root, check asks the kernel of this host",
			ans->report.insns);
	case KERNEL_TAKES:
		return "this host's kernel was asked, and takes it";
	default:
		return NULL;
	}
}
