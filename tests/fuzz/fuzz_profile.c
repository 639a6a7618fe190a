// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_profile.c - no file makes profile_read() crash
 */
#include "offload/profile.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

const char *__asan_default_options(void);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* libconfig 1.5 forgets the texts it has read when it meets a syntax error. */
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	int fd = memfd_create("profile", 0);
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct profile *p = NULL;
	int err;

	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		abort();
	err = profile_read(a, diag, arena_printf(a, "/proc/self/fd/%d", fd),
			   &p);
	if (err ? p || !diag->n_errors : !p || diag->n_errors)
		abort();
	close(fd);
	arena_free(a);
	return 0;
}
