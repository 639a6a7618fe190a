/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lab.h - a laboratory: firewalled devices, cabled to this process
 *
 *	this process            namespaces of their own
 *	flood0 ---------------- eth0, behind it a firewall, then its sink
 *	flood1 ---------------- eth0, and another one
 *
 * The namespaces, of networks and of mounts, have no names: they end with the
 * process, however it ends. Each eth0 is a host for all IPv4 addresses, or for
 * all of IPv6, so that every frame to its MAC address gets to the input hook.
 * What a firewall accepts ends there, in a chain behind all others that counts
 * and drops.
 *
 * All frames take one way, the NAPI of eth0: GRO keeps it on where there is no
 * XDP program, for a veth without NAPI loses frames that are redirected to it
 * (drivers/net/veth.c, veth_xdp_xmit). A veth takes native XDP only if it has
 * as many receive queues as its peer has transmit queues, here one.
 */
#ifndef NICFW_BENCH_LAB_H
#define NICFW_BENCH_LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define LAB_DEVICE "eth0"

extern const uint8_t lab_sender_mac[6];
extern const uint8_t lab_device_mac[6];

struct nft_ctx;

struct lab_port {
	int netns_fd;
	struct nft_ctx *nft; /* of the namespace */
	int dev_fd;	     /* the namespace's /proc/net/dev */
	uint32_t sender;     /* index of flood0 */
	uint32_t device;     /* index of eth0, in its namespace */
	bool is_v6;
};

#define LAB_PORT_NONE ((struct lab_port){ .netns_fd = -1, .dev_fd = -1 })

/*
 * Moves this process into new namespaces and pins it to one CPU, @cpu. Returns
 * 0 or -errno; @why says what the machine lacks. To be called once.
 */
int lab_open(int *cpu, const char **why);

/*
 * Cables a port. Returns 0, or -errno with the tool's answer in @why; then
 * there is no port.
 */
int lab_add_port(struct lab_port *port, char *why, size_t why_len);

/* Makes it a host of IPv6, without addresses of its own. As lab_run(). */
int lab_turn_to_v6(struct lab_port *port, char *why, size_t why_len);

/*
 * The kernel ends the namespace, with all that is in it, in its own time.
 * LAB_PORT_NONE is fine.
 */
void lab_remove_port(struct lab_port *port);

/*
 * Runs @command of the shell in the port's namespace, on any CPU, with @input
 * (from its beginning; NULL: nothing) for its standard input. @answer gets the
 * first bytes of what it writes to both outputs. Returns 0; -EIO if the command
 * failed; -ETIMEDOUT if it took longer than five minutes.
 */
int lab_run(const struct lab_port *port, const char *command, FILE *input,
	    char *answer, size_t answer_len);

/*
 * Moves this thread into the port's network namespace and back. What is opened
 * there stays there. 0 or -errno.
 */
int lab_enter(const struct lab_port *port);
void lab_leave(void);

/*
 * Does the host take frames of these addresses (in host byte order)? Those that
 * its stack does not route never get to the sink (net/ipv4/route.c,
 * ip_route_input_slow: martians).
 */
bool lab_takes(uint32_t saddr, uint32_t daddr);

/* Counts the frames that NAPI took in at eth0. 0 or -errno. */
int lab_read_delivered(const struct lab_port *port, uint64_t *n);

/* Puts the sink behind all that is installed. As lab_run(). */
int lab_add_sink(const struct lab_port *port, char *why, size_t why_len);

/* Counts the frames that the firewall has accepted. 0 or -errno. */
int lab_read_accepted(const struct lab_port *port, uint64_t *n);

#endif
