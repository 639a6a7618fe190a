// SPDX-License-Identifier: GPL-2.0-only
/*
 * peers_bpf.c - floors: programs of a few instructions
 */
#include "peers_install.h"

#include "bench/parse_only.h"

#include "lib/loaded.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/pkt_cls.h>
#include <string.h>
#include <unistd.h>

int peers_install_nothing(const struct peer *peer, const struct peer_job *job)
{
	(void)peer;
	(void)job;
	return 0;
}

/* The device keeps the program. */
static int attach_xdp(const struct peer_job *job, const struct image *img,
		      uint32_t mode)
{
	struct loaded loaded;
	const char *why = "";
	int err = loaded_open(job->a, img, &loaded, &why);

	if (err) {
		snprintf(job->why, job->why_len, "%s", why);
		return err;
	}
	err = lab_enter(job->port);
	if (!err) {
		err = bpf_xdp_attach((int)job->port->device, loaded.prog_fd,
				     mode, NULL);
		lab_leave();
	}
	loaded_close(&loaded);
	return err;
}

int peers_install_xdp_drop(const struct peer *peer, const struct peer_job *job)
{
	const struct bpf_insn insns[] = { MOV_K(0, XDP_DROP), EXIT() };

	(void)peer;
	return attach_xdp(job, make_image_of(job->a, insns),
			  XDP_FLAGS_DRV_MODE);
}

int peers_install_xdp_parse(const struct peer *peer, const struct peer_job *job)
{
	(void)peer;
	return attach_xdp(job, parse_only(job->a), XDP_FLAGS_DRV_MODE);
}

/* It takes frames of several buffers, as nicfw's do. */
int peers_install_xdp_pass(const struct peer *peer, const struct peer_job *job)
{
	const struct bpf_insn insns[] = { MOV_K(0, XDP_PASS), EXIT() };
	struct image *img = make_image_of(job->a, insns);

	img->has_frags = true;
	return attach_xdp(job, img,
			  strcmp(peer->tool, "driver") ? XDP_FLAGS_SKB_MODE
						       : XDP_FLAGS_DRV_MODE);
}

static int attach_tc(const struct lab_port *port, int prog_fd)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)port->device,
		    .attach_point = BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_opts, opts, .prog_fd = prog_fd);
	int err = bpf_tc_hook_create(&hook);

	return err ? err : bpf_tc_attach(&hook, &opts);
}

int peers_install_tc_drop(const struct peer *peer, const struct peer_job *job)
{
	const struct bpf_insn insns[] = { MOV_K(0, TC_ACT_SHOT), EXIT() };
	int err, prog_fd;

	(void)peer;
	prog_fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "drop", "GPL", insns,
				2, NULL);
	if (prog_fd < 0)
		return prog_fd;
	err = lab_enter(job->port);
	if (!err) {
		err = attach_tc(job->port, prog_fd);
		lab_leave();
	}
	close(prog_fd);
	return err;
}
