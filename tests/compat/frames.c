// SPDX-License-Identifier: GPL-2.0-only
/*
 * frames.c - frames of captures
 */
#include "compat/frames.h"

#include "capture.h"

#include <glob.h>
#include <linux/if_ether.h>
#include <stdio.h>
#include <string.h>

/* Frames for others are not let in; their rules are not what is compared. */
static void add(struct arena *a, const char *name, size_t number,
		const uint8_t *bytes, size_t len, struct frames *out)
{
	static const uint8_t host[ETH_ALEN] = { 2, 0, 0, 0, 0, 2 };
	struct host_frame *f;

	if (len < ETH_HLEN || len > 60000)
		return;
	f = vec_push(a, &out->v);
	f->name = arena_printf(a, "%s:%zu", name, number);
	f->bytes = arena_memdup(a, bytes, len);
	f->len = len;
	if (!(f->bytes[0] & 1))
		memcpy(f->bytes, host, sizeof(host));
}

static void read_file(struct arena *a, const char *path, const char *name,
		      size_t most, struct frames *out)
{
	struct arena *scratch = arena_new();
	struct diag *diag = diag_new(scratch);
	struct capture *c = NULL;
	const uint8_t *bytes;
	size_t len, n = 0;

	if (!capture_open(diag, path, &c))
		while (n < most && capture_next(c, diag, &bytes, &len) > 0)
			add(a, name, ++n, bytes, len, out);
	capture_close(c);
	arena_free(scratch);
}

void frames_read(struct arena *a, const char *dir, size_t most,
		 struct frames *out)
{
	const char *pattern = arena_printf(a, "%s/*/*cap*", dir);
	glob_t found;

	if (glob(pattern, 0, NULL, &found))
		return;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *path = found.gl_pathv[i];

		read_file(a, path, path + strlen(dir) + 1, most, out);
	}
	globfree(&found);
}
