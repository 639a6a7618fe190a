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

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>

/* Ahead of all other filters of tc. */
#define PRIORITY 1
/* "nicf"; the next one says that the qdisc came with the filter. */
#define HANDLE		  0x6e696366
#define HANDLE_WITH_QDISC (HANDLE + 1)

#define QDISC_TRIES 3

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

/* A message of tc's about the device, with room for what is put behind. */
static struct nl_msg *new_message(int type, const struct tcmsg *head,
				  const char *kind)
{
	struct nl_msg *msg =
		nlmsg_alloc_simple(type, NLM_F_CREATE | NLM_F_EXCL);

	if (msg &&
	    !nlmsg_append(msg, (void *)head, sizeof(*head), NLMSG_ALIGNTO) &&
	    !nla_put_string(msg, TCA_KIND, kind))
		return msg;
	nlmsg_free(msg);
	return NULL;
}

static struct nl_msg *new_qdisc(uint32_t ifindex)
{
	const struct tcmsg head = { .tcm_ifindex = (int)ifindex,
				    .tcm_handle = TC_H_MAKE(TC_H_CLSACT, 0),
				    .tcm_parent = TC_H_CLSACT };

	return new_message(RTM_NEWQDISC, &head, "clsact");
}

/* As bpf_tc_attach() asks for it. */
static struct nl_msg *new_filter(uint32_t ifindex, uint32_t handle, int prog)
{
	const struct tcmsg head = {
		.tcm_ifindex = (int)ifindex,
		.tcm_handle = handle,
		.tcm_parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS),
		.tcm_info = TC_H_MAKE(PRIORITY << 16, htons(ETH_P_ALL)),
	};
	struct nl_msg *msg = new_message(RTM_NEWTFILTER, &head, "bpf");
	struct nlattr *options = msg ? nla_nest_start(msg, TCA_OPTIONS) : NULL;

	if (options && !nla_put_u32(msg, TCA_BPF_FD, (uint32_t)prog) &&
	    !nla_put_string(msg, TCA_BPF_NAME, "nicfw_hold") &&
	    !nla_put_u32(msg, TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT) &&
	    !nla_nest_end(msg, options))
		return msg;
	nlmsg_free(msg);
	return NULL;
}

/* Both or neither, even for who is killed meanwhile. -EEXIST: it has a qdisc.
 */
static int add_qdisc_and_filter(uint32_t ifindex, int prog)
{
	struct bpf_tc_hook qdisc =
		hook_of(ifindex, BPF_TC_INGRESS | BPF_TC_EGRESS);
	struct bpf_tc_hook hook = hook_of(ifindex, BPF_TC_INGRESS);
	struct bpf_tc_opts opts = opts_of(HANDLE_WITH_QDISC, 0);
	struct nl_msg *msgs[] = {
		new_qdisc(ifindex),
		new_filter(ifindex, HANDLE_WITH_QDISC, prog),
	};
	int errs[] = { 0, 0 };
	int err = msgs[0] && msgs[1]
			  ? netlink_tell(NETLINK_ROUTE, msgs, 2, errs)
			  : -ENOMEM;

	nlmsg_free(msgs[0]);
	nlmsg_free(msgs[1]);
	if (err)
		return err;
	if (errs[0] && !errs[1])
		bpf_tc_detach(&hook, &opts);
	if (!errs[0] && errs[1])
		bpf_tc_hook_destroy(&qdisc);
	return errs[0] ? errs[0] : errs[1];
}

static int add_filter(uint32_t ifindex)
{
	struct bpf_tc_hook hook = hook_of(ifindex, BPF_TC_INGRESS);
	_cleanup_(close_fd) int prog = load_program();
	int err = -EEXIST;

	if (prog < 0)
		return prog;
	/* Others may make or remove a qdisc between the two. */
	for (int i = 0; i < QDISC_TRIES && err == -EEXIST; i++) {
		struct bpf_tc_opts opts = opts_of(HANDLE, prog);

		err = bpf_tc_attach(&hook, &opts);
		if (!err || err == -EEXIST) /* who began it was killed */
			return 0;
		err = add_qdisc_and_filter(ifindex, prog);
	}
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

static int query(uint32_t ifindex, uint32_t handle)
{
	struct bpf_tc_hook hook = hook_of(ifindex, BPF_TC_INGRESS);
	struct bpf_tc_opts opts = opts_of(handle, 0);

	return with_memory(bpf_tc_query(&hook, &opts));
}

/* Which filters of ours a device has. */
struct found {
	bool with_qdisc, alone;
};

/*
 * They are of one priority of one qdisc: where that is not there the kernel
 * says so, whichever of them it is asked for (net/sched/cls_api.c,
 * tc_get_tfilter()).
 */
static struct found find_filters(uint32_t ifindex)
{
	const int err = query(ifindex, HANDLE_WITH_QDISC);

	return (struct found){
		.with_qdisc = !err,
		.alone = err != -EINVAL && !query(ifindex, HANDLE),
	};
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
	const struct found found = find_filters(ifindex);

	/* Frames on their way to a queue, in one, and on their way from it. */
	if (found.with_qdisc || found.alone) {
		programs_wait();
		await_queues();
		programs_wait();
	}
	if (found.alone)
		remove_filter(ifindex, HANDLE);
	if (found.with_qdisc && !remove_qdisc(ifindex))
		remove_filter(ifindex, HANDLE_WITH_QDISC);
	libbpf_set_print(printer);
}

bool hold_is_on(uint32_t ifindex)
{
	libbpf_print_fn_t printer = libbpf_set_print(NULL);
	const struct found found = find_filters(ifindex);

	libbpf_set_print(printer);
	return found.with_qdisc || found.alone;
}
