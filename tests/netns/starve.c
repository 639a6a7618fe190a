// SPDX-License-Identifier: GPL-2.0-only
/*
 * starve.c - no memory from some request on, for a program that preloads this
 *
 * $STARVE_FROM is the number of the first request that gets none; without
 * $STARVE_ON only that one does. $STARVE_COUNT is a file to which the number of
 * requests is written in the end. libconfig always gets what it wants: its
 * parser does not look whether it did. nicfw reads profiles by it, before it
 * changes anything.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *__strdup(const char *s);
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void *malloc(size_t size);
void *calloc(size_t n, size_t size);
void *realloc(void *old, size_t size);

static unsigned long n_requests, from;
static int goes_on;

static __attribute__((constructor)) void start(void)
{
	const char *text = getenv("STARVE_FROM");

	n_requests = 0;
	from = text ? strtoul(text, NULL, 10) : 0;
	goes_on = getenv("STARVE_ON") != NULL;
}

static __attribute__((destructor)) void finish(void)
{
	const char *path = getenv("STARVE_COUNT");
	unsigned long n = n_requests;
	FILE *f;

	from = 0;
	f = path ? fopen(path, "w") : NULL;
	if (!f)
		return;
	fprintf(f, "%lu\n", n);
	fclose(f);
}

static int is_trusting(void *caller)
{
	Dl_info info;

	return dladdr(caller, &info) && strstr(info.dli_fname, "libconfig");
}

static int is_refused(void *caller)
{
	const unsigned long n =
		__atomic_add_fetch(&n_requests, 1, __ATOMIC_RELAXED);

	if (!from || n < from || (n > from && !goes_on) || is_trusting(caller))
		return 0;
	errno = ENOMEM;
	return 1;
}

#define CALLER __builtin_return_address(0)

void *malloc(size_t size)
{
	return is_refused(CALLER) ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return is_refused(CALLER) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	return is_refused(CALLER) ? NULL : __libc_realloc(old, size);
}

/* libc's own calls malloc(), and is then who asks. */
static char *copy(const char *s, void *caller)
{
	const size_t size = strlen(s) + 1;
	void *to = is_refused(caller) ? NULL : __libc_malloc(size);

	return to ? memcpy(to, s, size) : NULL;
}

char *strdup(const char *s)
{
	return copy(s, CALLER);
}

char *__strdup(const char *s)
{
	return copy(s, CALLER);
}
