// SPDX-License-Identifier: GPL-2.0-only
/*
 * hold.c - no frame gets in while a device's filter changes its mode
 */
#include "load/hold.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/fd.h"
#include "load/netlink.h"
#include "load/nic.h"
#include "load/programs.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>

/* Ahead of all other filters of tc. */
#define PRIORITY 1
/* "nicf"; the next one says that the qdisc came with the filter. */
#define HANDLE		  0x6e696366
#define HANDLE_WITH_QDISC (HANDLE + 1)

/* On a machine that is so busy queues are never seen empty. */
#define QUEUES_MS 500
#define MAX_CPUS  4096

/* What libbpf had no memory for is not done, or not known. */
static int with_memory(int err)
{
	if (err == -ENOMEM)
		arena_exhausted();
	return err;
}

static struct bpf_tc_hook hook_of(uint32_t ifindex,
				  enum bpf_tc_attach_point point)
{
	return (struct bpf_tc_hook){ .sz = sizeof(struct bpf_tc_hook),
				     .ifindex = (int)ifindex,
				     .attach_point = point };
}

static struct bpf_tc_opts opts_of(uint32_t handle, int prog)
{
	return (struct bpf_tc_opts){ .sz = sizeof(struct bpf_tc_opts),
				     .prog_fd = prog,
				     .handle = handle,
				     .priority = PRIORITY };
}

/* ---- Dropping ---- */

static int load_program(void)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = TC_ACT_SHOT },
		{ .code = BPF_JMP | BPF_EXIT },
	};

	return bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "nicfw_hold", "GPL",
			     insns, sizeof(insns) / sizeof(insns[0]), NULL);
}

static int add_filter(uint32_t ifindex)
{
	struct bpf_tc_hook hook = hook_of(ifindex, BPF_TC_INGRESS);
	struct bpf_tc_hook qdisc =
		hook_of(ifindex, BPF_TC_INGRESS | BPF_TC_EGRESS);
	_cleanup_(close_fd) int prog = load_program();
	struct bpf_tc_opts opts = opts_of(HANDLE, prog);
	int err;

	if (prog < 0)
		return prog;
	err = bpf_tc_hook_create(&hook);
	if (err && err != -EEXIST)
		return err;
	if (!err)
		opts.handle = HANDLE_WITH_QDISC;
	err = bpf_tc_attach(&hook, &opts);
	if (err == -EEXIST) /* who began it was killed */
		return 0;
	if (err && opts.handle == HANDLE_WITH_QDISC)
		bpf_tc_hook_destroy(&qdisc);
	return err;
}

int hold_begin(uint32_t ifindex)
{
	/* An error of ours is the caller's to tell. */
	libbpf_print_fn_t printer = libbpf_set_print(NULL);
	const int has_tcx = nic_has_tcx(ifindex);
	int err = has_tcx > 0 ? -EBUSY : has_tcx;

	if (!err)
		err = add_filter(ifindex);
	libbpf_set_print(printer);
	return err;
}

/* ---- Letting in ---- */

/*
 * Frames that no program in generic mode was asked about wait in a queue of
 * their processor until they get to tc (net/core/dev.c, enqueue_to_backlog).
 * Notes in @was_empty those that are, and returns false if there are others.
 * Kernels that do not tell their length have it neither way.
 */
static bool are_empty(bool was_empty[MAX_CPUS])
{
	FILE *in = fopen("/proc/net/softnet_stat", "re");
	char line[256];
	bool all = true;

	while (in && fgets(line, sizeof(line), in)) {
		unsigned int queued, cpu;

		if (sscanf(line,
			   "%*x %*x %*x %*x %*x %*x %*x %*x %*x %*x %*x %x %x",
			   &queued, &cpu) != 2 ||
		    cpu >= MAX_CPUS)
			continue;
		was_empty[cpu] |= !queued;
		all &= was_empty[cpu];
	}
	if (in)
		fclose(in);
	return all;
}

static void await_queues(void)
{
	const uint64_t end = clock_now_ns() + (uint64_t)QUEUES_MS * NS_PER_MS;
	bool was_empty[MAX_CPUS] = {};

	while (!are_empty(was_empty) && clock_now_ns() < end)
		poll(NULL, 0, 1);
}

static bool has_filter(uint32_t ifindex, uint32_t handle)
{
	struct bpf_tc_hook hook = hook_of(ifindex, BPF_TC_INGRESS);
	struct bpf_tc_opts opts = opts_of(handle, 0);

	return !with_memory(bpf_tc_query(&hook, &opts));
}

static void remove_filter(uint32_t ifindex, uint32_t handle)
{
	struct bpf_tc_hook hook = hook_of(ifindex, BPF_TC_INGRESS);
	struct bpf_tc_opts opts = opts_of(handle, 0);

	with_memory(bpf_tc_detach(&hook, &opts));
}

/* What is there for the whole priority has no handle. */
static int note_other(struct nl_msg *msg, void *arg)
{
	const struct tcmsg *filter = nlmsg_data(nlmsg_hdr(msg));
	const bool is_ours = TC_H_MAJ(filter->tcm_info) >> 16 == PRIORITY &&
			     (!filter->tcm_handle ||
			      filter->tcm_handle == HANDLE_WITH_QDISC);

	*(bool *)arg |= !is_ours;
	return NL_OK;
}

/* Somebody else may have put filters into a qdisc of ours; unknown is yes. */
static bool has_others(uint32_t ifindex, uint32_t point)
{
	bool is_any = false;
	int err = netlink_ask_filters(ifindex, point, note_other, &is_any);

	return with_memory(err) || is_any;
}

/*
 * With the filter that says that it is ours: who is killed between the two
 * would leave a qdisc of which nobody knows whose it is.
 */
static bool remove_qdisc(uint32_t ifindex)
{
	struct bpf_tc_hook qdisc =
		hook_of(ifindex, BPF_TC_INGRESS | BPF_TC_EGRESS);

	return !has_others(ifindex, TC_H_MIN_INGRESS) &&
	       !has_others(ifindex, TC_H_MIN_EGRESS) &&
	       !with_memory(bpf_tc_hook_destroy(&qdisc));
}

void hold_end(uint32_t ifindex)
{
	libbpf_print_fn_t printer = libbpf_set_print(NULL);
	const bool with_qdisc = has_filter(ifindex, HANDLE_WITH_QDISC);
	const bool alone = has_filter(ifindex, HANDLE);

	/* Frames on their way to a queue, in one, and on their way from it. */
	if (with_qdisc || alone) {
		programs_wait();
		await_queues();
		programs_wait();
	}
	if (alone)
		remove_filter(ifindex, HANDLE);
	if (with_qdisc && !remove_qdisc(ifindex))
		remove_filter(ifindex, HANDLE_WITH_QDISC);
	libbpf_set_print(printer);
}

bool hold_is_on(uint32_t ifindex)
{
	libbpf_print_fn_t printer = libbpf_set_print(NULL);
	const bool is_on = has_filter(ifindex, HANDLE_WITH_QDISC) ||
			   has_filter(ifindex, HANDLE);

	libbpf_set_print(printer);
	return is_on;
}
