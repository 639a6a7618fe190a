/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * capture.h - the frames of a capture file
 *
 * Reads pcap and pcapng files by libpcap. Frames without an Ethernet header
 * (raw IP, Linux cooked, null and loop link types) get one: from
 * 02:00:00:00:00:01 to 02:00:00:00:00:02 with the type that the capture tells.
 */
#ifndef NICFW_CAPTURE_H
#define NICFW_CAPTURE_H

#include "base/diag.h"

#include <stdint.h>

struct capture;

/*
 * Opens @path ("-": standard input). -EINVAL with an error in @diag if it is no
 * capture, or of a link type that carries no frames nicfw could see, -ENOENT if
 * there is no libpcap. Close with capture_close(); NULL is fine there.
 */
int capture_open(struct diag *diag, const char *path, struct capture **out);
void capture_close(struct capture *c);

/*
 * The next frame, valid until the next call. 1 with @frame and @len set, 0 at
 * the end, -EINVAL with an error in @diag where the file is damaged.
 */
int capture_next(struct capture *c, struct diag *diag, const uint8_t **frame,
		 size_t *len);

#endif
