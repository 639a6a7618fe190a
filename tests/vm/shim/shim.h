/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shim.h - a card that is not there, for the nfp driver's BPF code
 *
 * nfpshim is a kernel module of the nfp driver's files for BPF offload,
 * compiled as they are, and of the files in this folder, which stand for what
 * those call: the card with its configuration memory, and its firmware. So
 * programs and maps are judged, translated and loaded by the driver itself;
 * what is made up here is listed below, by the function of the driver that each
 * part stands for. Network devices nfp0, nfp1, ... appear; they carry no
 * packets.
 *
 *	caps.c     nfpcore/nfp_rtsym.c, nfp_rtsym_map: what the firmware can do
 *	port.c     nfp_net_common.c: network devices, and their control memory
 *	image.c    nfp_net_common.c, nfp_net_reconfig: the firmware takes code
 *	message.c  nfp_net_dp.c, __nfp_ctrl_tx: the firmware answers messages
 *	table.c    the firmware's maps
 *	store.c    their memory
 *	module.c   nfp_main.c, nfp_app.c: one card, one application
 *
 * The figures of the module's parameters are those of the profile agilio-cx.
 */
#ifndef NICFW_SHIM_H
#define NICFW_SHIM_H

#include <linux/dcache.h>
#include <linux/platform_device.h>

#include "bpf/main.h"
#include "nfp_app.h"
#include "nfp_main.h"
#include "nfp_net.h"

#define SHIM_MAX_PORTS 8

/* The card. All of it is static: there is one. */
struct shim_card {
	struct platform_device *device;
	struct dentry *debugfs;
	struct nfp_pf pf;
	struct nfp_app app;
	struct nfp_net *ctrl;
};

extern struct shim_card shim_card;

/* caps.c: the ABI version that the firmware says it has. */
u32 caps_abi(void);
void caps_make(void);

/*
 * port.c: all ports are made, or none; each has vNIC number 0, 1, ... and may
 * be removed before the rest by a number written to debugfs.
 */
int port_add_all(void);
void port_remove_all(void);
unsigned int port_count(void);

/* image.c: `ucodeN`, what the card runs on port N, and knobs. */
void image_add_file(unsigned int port);
void image_add_knobs(void);
void image_remove_all(void);

/* message.c */
void message_start(void);
void message_stop(void);

#endif
