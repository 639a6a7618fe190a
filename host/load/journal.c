// SPDX-License-Identifier: GPL-2.0-only
/*
 * journal.c - a transaction as a file
 *
 * Stages are written as numbers, -1 for none: the file is read by the nicfw
 * that wrote it or the next one, never by people.
 */
#include "load/journal.h"
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#define CHANGE_FORMAT "{s:s, s:i, s:i, s:i, s:i, s:i, s:i}"

static const char *path_of(const struct state *st)
{
	return state_file(st, "journal");
}

static json_t *pack_change(const struct change *c)
{
	int stages[N_SLOTS];

	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++)
		stages[slot] = c->had[slot] ? (int)c->stages[slot] : -1;
	return json_pack(CHANGE_FORMAT, "iface", c->ifname, "ifindex",
			 (int)c->ifindex, "new", (int)c->new_gen, "old",
			 (int)c->old_gen, "host", stages[SLOT_HOST], "nic",
			 stages[SLOT_NIC], "evicted",
			 c->evicts ? (int)c->evicted_stage : -1);
}

static int unpack_change(struct arena *a, json_t *json, struct change *c)
{
	int ifindex, new_gen, old_gen, stages[N_SLOTS], evicted;
	const char *ifname;

	if (json_unpack(json, CHANGE_FORMAT, "iface", &ifname, "ifindex",
			&ifindex, "new", &new_gen, "old", &old_gen, "host",
			&stages[SLOT_HOST], "nic", &stages[SLOT_NIC], "evicted",
			&evicted))
		return -EINVAL;
	c->ifname = arena_strdup(a, ifname);
	c->ifindex = ifindex;
	c->new_gen = new_gen;
	c->old_gen = old_gen;
	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
		c->had[slot] = stages[slot] >= 0;
		c->stages[slot] = c->had[slot] ? stages[slot] : 0;
	}
	c->evicts = evicted >= 0;
	c->evicted_stage = c->evicts ? evicted : 0;
	return 0;
}

int journal_write(const struct state *st, const struct transaction *t)
{
	json_t *changes = json_array();
	const struct change *c;
	json_t *json;
	char *text;
	int err = -ENOMEM;

	vec_for_each(c, &t->changes)
		json_array_append_new(changes, pack_change(c));
	json = json_pack("{s:b, s:o}", "confirm", t->awaits_confirm, "changes",
			 changes);
	text = json_dumps(json, 0);
	if (text)
		err = state_write_file(st, path_of(st), text, strlen(text));
	free(text);
	json_decref(json);
	return err;
}

int journal_read(const struct state *st, struct transaction *out)
{
	json_t *json, *changes, *change;
	struct transaction t = {};
	int confirm, err = 0;
	size_t i;

	_cleanup_(close_fd) int fd = open(path_of(st), O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	json = json_loadfd(fd, 0, NULL);
	if (!json || json_unpack(json, "{s:b, s:o}", "confirm", &confirm,
				 "changes", &changes))
		err = -EINVAL;
	if (!err) {
		t.awaits_confirm = confirm;
		json_array_foreach(changes, i, change)
		{
			struct change *c = vec_push(st->a, &t.changes);

			err = err ? err : unpack_change(st->a, change, c);
		}
	}
	json_decref(json);
	if (!err)
		*out = t;
	return err;
}

void journal_remove(const struct state *st)
{
	unlink(path_of(st));
}
