// SPDX-License-Identifier: GPL-2.0-only
/*
 * attach.c - which program meets a device's frames
 */
#include "load/attach.h"
#include "base/fd.h"
#include "load/hold.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/membarrier.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LEFT_TRIES   100
#define LEFT_POLL_MS 20

const char *const attach_slot_names[] = {
	[SLOT_HOST] = "host",
	[SLOT_NIC] = "nic",
};
_Static_assert(sizeof(attach_slot_names) / sizeof(char *) == N_SLOTS,
	       "each slot has a name");

static const uint32_t stage_flags[] = {
	[STAGE_OFFLOAD] = XDP_FLAGS_HW_MODE,
	[STAGE_DRIVER] = XDP_FLAGS_DRV_MODE,
	[STAGE_GENERIC] = XDP_FLAGS_SKB_MODE,
};
_Static_assert(sizeof(stage_flags) / sizeof(stage_flags[0]) == N_STAGES,
	       "each stage has its flag");

enum attach_slot attach_slot_of(enum profile_stage stage)
{
	return stage == STAGE_OFFLOAD ? SLOT_NIC : SLOT_HOST;
}

static int link_info(int link, struct bpf_link_info *info)
{
	uint32_t len = sizeof(*info);

	memset(info, 0, sizeof(*info));
	return bpf_obj_get_info_by_fd(link, info, &len);
}

/* What the link says, as far as it runs on @nic. */
static void match_link(const struct bpf_link_info *info, const struct nic *nic,
		       struct attached *out)
{
	*out = (struct attached){ .ifindex = info->xdp.ifindex };
	if (!info->prog_id || info->xdp.ifindex != nic->ifindex)
		return;
	for (enum profile_stage s = 0; s < N_STAGES; s++)
		if (nic->xdp_prog[s] == info->prog_id)
			*out = (struct attached){ info->xdp.ifindex,
						  info->prog_id, s };
}

/* @info is zeroes if there is no pin. */
static int read_pin(const char *pin, struct bpf_link_info *info)
{
	_cleanup_(close_fd) int link = bpf_obj_get(pin);

	memset(info, 0, sizeof(*info));
	if (link < 0)
		return link == -ENOENT ? 0 : link;
	return link_info(link, info);
}

int attach_read(const char *pin, const struct nic *nic, struct attached *out)
{
	struct bpf_link_info info;
	int err = read_pin(pin, &info);

	if (!err)
		match_link(&info, nic, out);
	return err;
}

int attach_ifindex(const char *pin, uint32_t *ifindex)
{
	struct bpf_link_info info;
	int err = read_pin(pin, &info);

	*ifindex = info.xdp.ifindex;
	return err;
}

void attach_clear(const char *pin)
{
	_cleanup_(close_fd) int link = bpf_obj_get(pin);

	/* Removing the pin detaches too, but some time later. */
	if (link >= 0)
		bpf_link_detach(link);
	unlink(pin);
}

/*
 * What is no longer used ends behind a grace period of RCU, which is longer the
 * busier the machine is. membarrier() waits for one
 * (kernel/sched/membarrier.c), except with one CPU, or with CPUs that are to be
 * left alone.
 */
static void wait_a_moment(void)
{
	syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
	poll(NULL, 0, LEFT_POLL_MS);
}

bool attach_is_left(uint32_t prog_id)
{
	for (int i = 0; prog_id && i < LEFT_TRIES; i++) {
		_cleanup_(close_fd) int prog = bpf_prog_get_fd_by_id(prog_id);

		if (prog < 0)
			return false;
		wait_a_moment();
	}
	return prog_id != 0;
}

/* libbpf prints a netlink answer's text and keeps none of it. */
static char kernel_message[256];

__attribute__((format(printf, 2, 0))) static int
keep_message(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	static const char prefix[] = "libbpf: Kernel error message: ";
	char line[512];

	(void)level;
	vsnprintf(line, sizeof(line), fmt, ap);
	if (!strncmp(line, prefix, sizeof(prefix) - 1))
		snprintf(kernel_message, sizeof(kernel_message), "%.*s",
			 (int)strcspn(line + sizeof(prefix) - 1, "\n"),
			 line + sizeof(prefix) - 1);
	return 0;
}

/* On the way to have @prog run on @nic. */
struct attaching {
	struct arena *a;
	const struct nic *nic;
	enum profile_stage stage;
	int prog;
	struct kernel_log log; /* opened for a NIC */
	struct refusal *refusal;
};

static int refuse(const struct attaching *t, const char *step, int err)
{
	t->refusal->why =
		t->stage == STAGE_OFFLOAD
			? refusal_of_nic(t->a, t->nic, &t->log, step, err)
			: refusal_text(t->a, step, err);
	return err;
}

/*
 * A link that cannot be created says no more than a number. The same asked by
 * netlink comes with a text; should it work there, it is undone at once.
 */
static void explain(const struct attaching *t, int err)
{
	uint32_t flags = stage_flags[t->stage];
	libbpf_print_fn_t printer;

	if (err == -EPERM || nic_is_gone(t->nic))
		return;
	*kernel_message = '\0';
	printer = libbpf_set_print(keep_message);
	if (!bpf_xdp_attach(t->nic->ifindex, t->prog,
			    flags | XDP_FLAGS_UPDATE_IF_NOEXIST, NULL)) {
		bpf_xdp_detach(t->nic->ifindex, flags, NULL);
		if (err == -EINVAL)
			t->refusal->why =
				"the kernel has no BPF links for XDP (they came with Linux 5.9)";
	}
	libbpf_set_print(printer);
	if (*kernel_message)
		t->refusal->why = arena_printf(
			t->a, "%s: %s", refusal_text(t->a, "attaching", err),
			kernel_message);
}

/*
 * A card that could not turn on what it took is a success to the kernel (nfp:
 * offload.c, nfp_net_bpf_start, returns nothing), and an error in its log.
 */
static int check_start(const struct attaching *t)
{
	unsigned int n_errors = 0;
	const char *logged = NULL;

	if (t->stage == STAGE_OFFLOAD)
		logged = kernel_log_read(t->a, &t->log, t->nic, &n_errors);
	if (!n_errors)
		return 0;
	t->refusal->why = arena_printf(
		t->a,
		"attaching: the card took the program, but may not run it; the kernel logged: %s",
		logged);
	return -EIO;
}

static int create(const struct attaching *t, const char *pin)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = stage_flags[t->stage]);
	_cleanup_(close_fd) int link =
		bpf_link_create(t->prog, t->nic->ifindex, BPF_XDP, &opts);
	int err;

	if (link < 0) {
		err = refuse(t, "attaching", link);
		explain(t, err);
		return err;
	}
	err = check_start(t);
	if (!err) {
		err = bpf_obj_pin(link, pin);
		if (err)
			refuse(t, "pinning the link", err);
	}
	if (err)
		bpf_link_detach(link);
	return err;
}

static int replace(const struct attaching *t, int link)
{
	int err = bpf_link_update(link, t->prog, NULL);

	/* offload.c, nfp_net_bpf_offload; the text for it is not passed on. */
	if (err == -EBUSY && t->stage == STAGE_OFFLOAD)
		t->refusal->why =
			"the card's firmware cannot replace a program that runs (no live reload)";
	else if (err)
		refuse(t, "replacing", err);
	return err;
}

static int set(const struct attaching *t, const char *pin)
{
	_cleanup_(close_fd) int link = bpf_obj_get(pin);
	struct nic now = *t->nic;
	struct bpf_link_info info = {};
	struct attached old;
	uint32_t id;
	int err = objects_prog_id(t->prog, &id);

	if (!err)
		err = nic_read_xdp(&now);
	if (!err && link >= 0)
		err = link_info(link, &info);
	if (err)
		return refuse(t, "reading the device", err);
	match_link(&info, &now, &old);
	if (old.prog_id && old.stage == t->stage)
		return old.prog_id == id ? 0 : replace(t, link);
	if (link >= 0)
		attach_clear(pin);
	return create(t, pin);
}

int attach_set(struct arena *a, const struct nic *nic, const char *pin,
	       enum profile_stage stage, int prog, struct refusal *refusal)
{
	struct attaching t = { a, nic, stage, prog, { -1 }, refusal };
	int err;

	*refusal = (struct refusal){};
	if (stage == STAGE_OFFLOAD)
		t.log = kernel_log_open();
	err = set(&t, pin);
	kernel_log_close(&t.log);
	if (!err && stage != STAGE_OFFLOAD)
		hold_end(nic->ifindex);
	return err;
}

int attach_replace(struct arena *a, const char *pin, int prog,
		   struct refusal *refusal)
{
	_cleanup_(close_fd) int link = bpf_obj_get(pin);
	int err = link < 0 ? link : bpf_link_update(link, prog, NULL);

	*refusal = (struct refusal){};
	if (err == -ENOENT || err == -ENOLINK)
		return 0;
	if (err)
		refusal->why = refusal_text(a, "replacing", err);
	return err;
}

/* The link by which program @id runs on the device, or -ENOENT. */
static int find_link(uint32_t ifindex, uint32_t prog_id)
{
	uint32_t id = 0;

	while (!bpf_link_get_next_id(id, &id)) {
		_cleanup_(close_fd) int link = bpf_link_get_fd_by_id(id);
		struct bpf_link_info info;

		if (link >= 0 && !link_info(link, &info) &&
		    info.type == BPF_LINK_TYPE_XDP &&
		    info.xdp.ifindex == ifindex && info.prog_id == prog_id)
			return take_fd(&link);
	}
	return -ENOENT;
}

int attach_evict(struct arena *a, const struct nic *nic,
		 enum profile_stage stage, struct refusal *refusal)
{
	uint32_t id = nic->xdp_prog[stage];
	_cleanup_(close_fd) int prog = bpf_prog_get_fd_by_id(id);
	_cleanup_(close_fd) int link = find_link(nic->ifindex, id);
	LIBBPF_OPTS(bpf_xdp_attach_opts, opts, .old_prog_fd = prog);
	int err = prog;

	*refusal = (struct refusal){};
	if (prog >= 0 && link >= 0)
		err = bpf_link_detach(link);
	else if (prog >= 0)
		err = bpf_xdp_detach(nic->ifindex,
				     stage_flags[stage] | XDP_FLAGS_REPLACE,
				     &opts);
	if (err < 0) {
		refusal->why = refusal_text(
			a, arena_printf(a, "throwing out program %u", id), err);
		return err;
	}
	return take_fd(&prog);
}

int attach_put_back(const struct nic *nic, enum profile_stage stage, int prog)
{
	return bpf_xdp_attach(nic->ifindex, prog,
			      stage_flags[stage] | XDP_FLAGS_UPDATE_IF_NOEXIST,
			      NULL);
}

const char *attach_prog_name(struct arena *a, uint32_t id)
{
	_cleanup_(close_fd) int prog = bpf_prog_get_fd_by_id(id);
	struct bpf_prog_info info = {};
	uint32_t len = sizeof(info);

	if (prog < 0 || bpf_obj_get_info_by_fd(prog, &info, &len) ||
	    !*info.name)
		return "?";
	return arena_strdup(a, info.name);
}
