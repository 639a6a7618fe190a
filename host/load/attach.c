// SPDX-License-Identifier: GPL-2.0-only
/*
 * attach.c - which program meets a device's frames
 */
#include "load/attach.h"
#include "base/fd.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <string.h>

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
	*out = (struct attached){};
	if (!info->prog_id || info->xdp.ifindex != nic->ifindex)
		return;
	for (enum profile_stage s = 0; s < N_STAGES; s++)
		if (nic->xdp_prog[s] == info->prog_id)
			*out = (struct attached){ info->prog_id,
						  info->xdp.ifindex, s };
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

/*
 * A link that cannot be created says no more than a number. The same asked by
 * netlink comes with a text; should it work there, it is undone at once.
 */
static void explain(struct arena *a, const struct nic *nic, uint32_t flags,
		    int prog, int err, struct refusal *refusal)
{
	libbpf_print_fn_t printer;

	refusal->why = objects_error(a, "attaching", err);
	if (err == -EPERM)
		return;
	*kernel_message = '\0';
	printer = libbpf_set_print(keep_message);
	if (!bpf_xdp_attach(nic->ifindex, prog,
			    flags | XDP_FLAGS_UPDATE_IF_NOEXIST, NULL)) {
		bpf_xdp_detach(nic->ifindex, flags, NULL);
		refusal->why =
			"the kernel has no BPF links for XDP (they came with Linux 5.9)";
	}
	libbpf_set_print(printer);
	if (*kernel_message)
		refusal->why =
			arena_printf(a, "%s: %s", refusal->why, kernel_message);
}

static int create(struct arena *a, const struct nic *nic, const char *pin,
		  enum profile_stage stage, int prog, struct refusal *refusal)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = stage_flags[stage]);
	_cleanup_(close_fd) int link =
		bpf_link_create(prog, nic->ifindex, BPF_XDP, &opts);
	int err;

	if (link < 0) {
		err = link;
		explain(a, nic, stage_flags[stage], prog, err, refusal);
		return err;
	}
	err = bpf_obj_pin(link, pin);
	if (err) {
		refusal->why = objects_error(a, "pinning the link", err);
		bpf_link_detach(link);
	}
	return err;
}

int attach_set(struct arena *a, const struct nic *nic, const char *pin,
	       enum profile_stage stage, int prog, struct refusal *refusal)
{
	_cleanup_(close_fd) int link = bpf_obj_get(pin);
	struct nic now = *nic;
	struct bpf_link_info info = {};
	struct attached old;
	uint32_t id;
	int err;

	*refusal = (struct refusal){};
	err = objects_prog_id(prog, &id);
	if (!err)
		err = nic_read_xdp(&now);
	if (!err && link >= 0)
		err = link_info(link, &info);
	if (err) {
		refusal->why = objects_error(a, "reading the device", err);
		return err;
	}
	match_link(&info, &now, &old);
	if (old.prog_id && old.stage == stage) {
		if (old.prog_id == id)
			return 0;
		err = bpf_link_update(link, prog, NULL);
		if (err)
			refusal->why = objects_error(a, "replacing", err);
		return err;
	}
	if (link >= 0)
		attach_clear(pin);
	return create(a, nic, pin, stage, prog, refusal);
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
		refusal->why = objects_error(
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
