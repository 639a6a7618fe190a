/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * library.h - libraries that are opened by who needs them
 *
 * What a program is linked with each start of it binds, with all that comes
 * along: libpcap, for one, brings those of D-Bus and systemd. So what few
 * commands need they open, before they change anything:
 *
 *	#define FUNCTIONS(X) X(pcap_geterr) X(pcap_close)
 *	static struct { FUNCTIONS(LIBRARY_MEMBER) } lib;
 *	static const struct library_function functions[] = {
 *		FUNCTIONS(LIBRARY_ROW)
 *	};
 *
 * and then lib.pcap_close(pcap), as the library's header declares it.
 */
#ifndef NICFW_LIBRARY_H
#define NICFW_LIBRARY_H

#include "base/diag.h"

struct library_function {
	const char *name;
	void *at; /* where the pointer to it is */
};

#define LIBRARY_MEMBER(name) typeof(name) *name;
#define LIBRARY_ROW(name)    { #name, &lib.name },

/*
 * Opens library @soname and finds the @n @functions in it; it stays open, and
 * the next time that is quick. 0, or -ENOENT and an error in @diag that starts
 * with @use: "captures are read by libpcap.so.1".
 */
int library_open(struct diag *diag, const char *use, const char *soname,
		 const struct library_function *functions, size_t n);

#endif
