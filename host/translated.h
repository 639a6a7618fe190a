/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * translated.h - what the nfp driver made of a program that was loaded for it
 */
#ifndef NICFW_TRANSLATED_H
#define NICFW_TRANSLATED_H

#include "load/objects.h"
#include "offload/nfp.h"

/*
 * Asks the kernel for the words of @o's program, which was loaded for an nfp,
 * and makes them ready for nfp_new(), in @a. The NIC's numbers of tables are
 * told by the calls: the driver keeps their order, and each has one map in
 * @o's program. Returns 0, or -errno with *@why in @a.
 */
int translated_read(struct arena *a, const struct objects *o,
		    struct nfp_code *out, const char **why);

#endif
