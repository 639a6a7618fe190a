// SPDX-License-Identifier: GPL-2.0-only
/*
 * forget.c - what is left of network namespaces that have ended
 *
 * Whether a namespace has ended cannot be asked, and its number is given to a
 * later one. But where no link has a device there is nothing to keep, in a
 * namespace that lives on too: its next load makes the folders anew. Its lock
 * is held meanwhile, and removed last.
 *
 * Only a load that was interrupted between two programs has no link, and much
 * to keep; rules that could not be put back are for somebody to read, and that
 * a device took its filter along is to be told. There the namespace is looked
 * for where those are that people use: at processes, and where `ip netns`
 * mounts them.
 */
#include "load/forget.h"
#include "load/journal.h"
#include "load/lock.h"
#include "load/undo.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_in_use(const struct state *st)
{
	struct state_names names = {};
	const char *const *name;

	state_list(st, &names);
	vec_for_each(name, &names.names) {
		for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
			uint32_t ifindex;

			if (attach_ifindex(state_link(st, *name, slot),
					   &ifindex) ||
			    ifindex)
				return true;
		}
	}
	return false;
}

/*
 * True if one of @dir's entries, or @file below it, is namespace @number, or
 * may be, for @dir cannot be read.
 */
static bool is_among(const struct state *st, const char *dir, const char *file,
		     const char *number)
{
	DIR *d = opendir(dir);
	bool is_there = !d && errno != ENOENT;
	struct dirent *entry;
	struct stat ns;

	while (d && !is_there && (entry = readdir(d)))
		is_there = !stat(arena_printf(st->a, "%s/%s%s", dir,
					      entry->d_name, file),
				 &ns) &&
			   ns.st_ino == strtoull(number, NULL, 10);
	if (d)
		closedir(d);
	return is_there;
}

static bool is_found(const struct state *st, const char *number)
{
	return is_among(st, "/proc", "/ns/net", number) ||
	       is_among(st, "/run/netns", "", number);
}

static bool is_interrupted(const struct state *st, const char *number)
{
	return !access(state_file(st, "journal"), F_OK) && is_found(st, number);
}

/*
 * True if a device went with its filter: who asks there has to be told that
 * nothing filters any more.
 */
static bool is_untold(const struct state *st, const struct state_names *names,
		      const char *number)
{
	const char *const *name;

	vec_for_each(name, &names->names)
		for (enum attach_slot slot = 0; slot < N_SLOTS; slot++)
			if (!access(state_link(st, *name, slot), F_OK))
				return is_found(st, number);
	return false;
}

static void forget(const struct state *st, const char *number)
{
	struct state_names names = {};
	const char *const *name;

	state_list(st, &names);
	/* Whoever comes by there next has rules to put back. */
	if (is_in_use(st) || is_interrupted(st, number) ||
	    is_untold(st, &names, number) || undo_is_written(st))
		return;
	state_list_files(st, &names);
	vec_for_each(name, &names.names)
		state_clean(st, *name, 0);
	rmdir(st->pins);
	if (!is_found(st, number))
		undo_forget_failed(st);
	journal_remove(st);
	/* What state_write_file() had not written to its end. */
	unlink(state_file(st, "journal.new"));
	unlink(state_file(st, "journal-undone.new"));
	unlink(state_file(st, "undo.new"));
	unlink(state_file(st, "lock"));
	rmdir(st->run);
}

void forget_namespaces(const struct state *st)
{
	struct state_names numbers = {};
	const char *const *number;

	state_list_namespaces(st, &numbers);
	vec_for_each(number, &numbers.names) {
		struct state other = state_of(st->a, *number);

		/* Who is at work there has not to wait for this one. */
		if (!strcmp(other.pins, st->pins) || is_in_use(&other))
			continue;
		other.lock = lock_take(state_file(&other, "lock"), O_CREAT, 0);
		if (other.lock >= 0)
			forget(&other, *number);
		state_close(&other);
	}
}
