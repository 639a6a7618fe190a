/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tap.h - sends frames through devices and collects those that arrive on one
 *
 * Two packet sockets of this process's network namespace. Marks are frames that
 * say "what was sent before me is through": they carry a number.
 */
#ifndef NICFW_TESTS_TAP_H
#define NICFW_TESTS_TAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A frame of 65,535 bytes behind Ethernet and two tags. */
#define TAP_FRAME_MAX (65535 + 14 + 8)

struct tap {
	int tx;
	int rx;
	uint64_t n_marks; /* the number of the mark that was sent last */
	uint8_t received[TAP_FRAME_MAX];
};

/*
 * Collects on device @rx_ifindex, which takes frames for any destination as
 * long as @tap is open. Returns 0 or -errno; either way tap_close() is fine.
 */
int tap_open(struct tap *tap, int rx_ifindex);
void tap_close(struct tap *tap);

/*
 * Sends @frame through device @ifindex. 0 or -errno: -EINVAL, -EMSGSIZE if it
 * is too short or too long for the device.
 */
int tap_send(const struct tap *tap, int ifindex, const void *frame, size_t len);
int tap_send_mark(struct tap *tap, int ifindex);

/* A mark as it is sent, but for its number. */
const uint8_t *tap_mark(size_t *len);

/*
 * The length of the next frame that arrives, which is then in received[] as it
 * was on the wire, with its tag; -ETIMEDOUT, or another -errno.
 */
ssize_t tap_receive(struct tap *tap, int timeout_ms);

/* True if the @len bytes in received[] are a mark; *@number then says which. */
bool tap_received_mark(const struct tap *tap, size_t len, uint64_t *number);

/* True if the @n bytes in received[] are @frame, of @len. */
bool tap_received(const struct tap *tap, size_t n, const uint8_t *frame,
		  size_t len);

/* Milliseconds that pass from a fixed moment on. */
uint64_t tap_now_ms(void);

#endif
