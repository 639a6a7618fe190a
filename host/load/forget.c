// SPDX-License-Identifier: GPL-2.0-only
/*
 * forget.c - what is left of network namespaces that have ended
 *
 * Whether a namespace has ended cannot be asked, and its number is given to a
 * later one. But where no link has a device there is nothing to keep, in a
 * namespace that lives on too: its next load makes the folders anew. Its lock
 * is held meanwhile, and removed last.
 */
#include "load/forget.h"
#include "load/lock.h"

#include <string.h>
#include <unistd.h>

static bool is_in_use(const struct state *st, const struct state_names *names)
{
	const char *const *name;

	vec_for_each(name, &names->names) {
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

static void forget(const struct state *st)
{
	struct state_names names = {};
	const char *const *name;

	state_list(st, &names);
	if (is_in_use(st, &names))
		return;
	vec_for_each(name, &names.names)
		state_clean(st, *name, 0);
	rmdir(st->pins);
	unlink(state_file(st, "journal"));
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

		if (!strcmp(other.pins, st->pins))
			continue;
		other.lock = lock_take(state_file(&other, "lock"), 0, 0);
		if (other.lock >= 0)
			forget(&other);
		state_close(&other);
	}
}
