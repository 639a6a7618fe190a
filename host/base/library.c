// SPDX-License-Identifier: GPL-2.0-only
/*
 * library.c - libraries that are opened by who needs them
 */
#include "base/library.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

int library_open(struct diag *diag, const char *use, const char *soname,
		 const struct library_function *functions, size_t n)
{
	/* Once it is open this is a look into a list. */
	void *handle = dlopen(soname, RTLD_NOW), *found = handle;

	for (size_t i = 0; i < n && found; i++) {
		found = dlsym(handle, functions[i].name);
		memcpy(functions[i].at, &found, sizeof(found));
	}
	if (found)
		return 0;
	diag_error(diag, (struct loc){}, "%s %s, which cannot be opened: %s",
		   use, soname, dlerror());
	return -ENOENT;
}
