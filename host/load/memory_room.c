// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory_room.c - what there is of a host's memory
 *
 * A cgroup's limit holds for all that is below it, so that each one on the way
 * from where the process is to where they are mounted may be the tightest.
 */
#include "load/memory.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/resource.h>

/* What is asked of one file: lines "NAME NUMBER ..." */
static bool find_number(const char *path, const char *name, uint64_t *out)
{
	size_t len = strlen(name), size = 0;
	FILE *f = fopen(path, "re");
	char *line = NULL, *end;
	bool is_found = false;

	while (f && !is_found && getline(&line, &size, f) > 0) {
		if (strncmp(line, name, len))
			continue;
		*out = strtoull(line + len, &end, 10);
		is_found = end != line + len;
	}
	free(line);
	if (f)
		fclose(f);
	return is_found;
}

static void limit(struct memory_room *room, uint64_t left, const char *who)
{
	if (!room->who || left < room->left)
		*room = (struct memory_room){ left, who };
}

/* ---- The machine ---- */

static void limit_by_machine(struct arena *a, const char *root,
			     struct memory_room *room)
{
	const char *path = arena_printf(a, "%s/proc/meminfo", root);
	uint64_t kib;

	if (find_number(path, "MemAvailable:", &kib))
		limit(room, kib * 1024, "the machine has");
}

/* ---- Cgroups ---- */

/* The files of a version of memory cgroups. */
struct version {
	const char *type; /* as /proc/PID/mountinfo has it */
	const char *max;
	const char *used;
	const char *cache[2]; /* in memory.stat */
};

/* "max" of version 2 is no number; version 1 has one that nobody reaches. */
static const struct version versions[] = {
	{ "cgroup",
	  "memory.limit_in_bytes",
	  "memory.usage_in_bytes",
	  { "total_inactive_file ", "total_active_file " } },
	{ "cgroup2",
	  "memory.max",
	  "memory.current",
	  { "inactive_file ", "active_file " } },
};

/* Where cgroups of a version are to be seen. */
struct mount {
	const struct version *version;
	const char *root; /* the cgroup that is mounted */
	const char *at;
};

static void limit_by_cgroup(struct arena *a, const struct version *v,
			    const char *dir, const char *name,
			    struct memory_room *room)
{
	uint64_t max, used, cache = 0, n;

	if (!find_number(arena_printf(a, "%s/%s", dir, v->max), "", &max) ||
	    !find_number(arena_printf(a, "%s/%s", dir, v->used), "", &used))
		return;
	for (size_t i = 0; i < 2; i++)
		if (find_number(arena_printf(a, "%s/memory.stat", dir),
				v->cache[i], &n))
			cache += n;
	used -= cache < used ? cache : used;
	limit(room, used < max ? max - used : 0,
	      arena_printf(a, "cgroup %s has", name));
}

/* Each cgroup from @path up to what is mounted. */
static void limit_by_path(struct arena *a, const char *root,
			  const struct mount *mount, const char *path,
			  struct memory_room *room)
{
	size_t len = strlen(mount->root);
	char *below;

	/* What is mounted may be a part that the process is not in. */
	if (len == 1)
		len = 0;
	if (strncmp(path, mount->root, len) ||
	    (path[len] && path[len] != '/') || strstr(path, "/.."))
		return;
	below = arena_strdup(a, path + len);
	while (below) {
		char *slash = strrchr(below, '/');

		limit_by_cgroup(
			a, mount->version,
			arena_printf(a, "%s%s%s", root, mount->at, below),
			*below ? below : "/", room);
		if (slash)
			*slash = '\0';
		else
			below = NULL;
	}
}

/* True if @list, of words between commas, has @word. */
static bool has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = list; p; p = strchr(p, ',')) {
		p += *p == ',';
		if (!strncmp(p, word, len) && (!p[len] || p[len] == ','))
			return true;
	}
	return false;
}

/* The process's path in @mount's hierarchy; NULL: it cannot be told. */
static const char *own_path(struct arena *a, const char *root,
			    const struct version *version)
{
	bool is_first = version == &versions[0];
	FILE *f = fopen(arena_printf(a, "%s/proc/self/cgroup", root), "re");
	char *line = NULL;
	const char *path = NULL;
	size_t size = 0;

	while (f && !path && getline(&line, &size, f) > 0) {
		char *controllers = strchr(line, ':'), *at;

		at = controllers ? strchr(controllers + 1, ':') : NULL;
		if (!at)
			continue;
		*at++ = '\0';
		at[strcspn(at, "\n")] = '\0';
		if (is_first ? has_word(controllers + 1, "memory")
			     : !controllers[1])
			path = arena_strdup(a, at);
	}
	free(line);
	if (f)
		fclose(f);
	return path;
}

/*
 * A line of mountinfo: ID PARENT DEVICE ROOT AT OPTIONS ... - TYPE SOURCE
 * OPTIONS. Blanks in names are escaped: such a place is not found, then.
 */
static bool read_mount(char *line, struct mount *out)
{
	char *words[5], *save, *type, *dash = strstr(line, " - ");

	if (!dash)
		return false;
	*dash = '\0';
	for (size_t i = 0; i < 5; i++) {
		words[i] = strtok_r(i ? NULL : line, " ", &save);
		if (!words[i])
			return false;
	}
	out->root = words[3];
	out->at = words[4];
	type = strtok_r(dash + 3, " \n", &save);
	for (size_t i = 0; type && i < 2; i++) {
		if (strcmp(type, versions[i].type))
			continue;
		out->version = &versions[i];
		strtok_r(NULL, " \n", &save);
		type = strtok_r(NULL, " \n", &save);
		return i || (type && has_word(type, "memory"));
	}
	return false;
}

static void limit_by_cgroups(struct arena *a, const char *root,
			     struct memory_room *room)
{
	FILE *f = fopen(arena_printf(a, "%s/proc/self/mountinfo", root), "re");
	char *line = NULL;
	size_t size = 0;

	while (f && getline(&line, &size, f) > 0) {
		struct mount mount;
		const char *path;

		if (!read_mount(line, &mount))
			continue;
		path = own_path(a, root, mount.version);
		if (path)
			limit_by_path(a, root, &mount, path, room);
	}
	free(line);
	if (f)
		fclose(f);
}

/* ---- Locked memory ---- */

/* What is locked already counts for all of a user's, and cannot be asked. */
static void limit_by_lock(struct arena *a, const char *root,
			  struct memory_room *room)
{
	const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	uint64_t bytes;

	setrlimit(RLIMIT_MEMLOCK, &all);
	if (find_number(arena_printf(a, "%s/proc/self/limits", root),
			"Max locked memory", &bytes))
		limit(room, bytes,
		      "the limit on locked memory (ulimit -l), which only root may raise, has");
}

/* True before Linux 5.11; a kernel that does not tell is taken for a new one.
 */
static bool is_locked(struct arena *a, const char *root)
{
	FILE *f = fopen(arena_printf(a, "%s/proc/sys/kernel/osrelease", root),
			"re");
	unsigned int major = UINT_MAX, minor = 0;

	if (!f)
		return false;
	if (fscanf(f, "%u.%u", &major, &minor) != 2)
		major = UINT_MAX;
	fclose(f);
	return major < 5 || (major == 5 && minor < 11);
}

void memory_read_room(struct arena *a, const char *root,
		      struct memory_room *out)
{
	*out = (struct memory_room){};
	limit_by_machine(a, root, out);
	if (is_locked(a, root))
		limit_by_lock(a, root, out);
	else
		limit_by_cgroups(a, root, out);
}
