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

struct journal_paths journal_paths_of(const struct state *st)
{
	return (struct journal_paths){
		.path = state_file(st, "journal"),
		.undone = state_file(st, "journal-undone"),
	};
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

static int write_one(const struct state *st, const char *path,
		     const struct transaction *t)
{
	json_t *changes = json_array();
	const struct change *c;
	json_t *json;
	char *text;
	int err = -ENOMEM;

	vec_for_each(c, &t->changes)
		if (json_array_append_new(changes, pack_change(c)))
			goto out;
	json = json_pack("{s:b, s:O}", "confirm", t->awaits_confirm, "changes",
			 changes);
	text = json_dumps(json, 0);
	if (text)
		err = state_write_file(st, path, text, strlen(text));
	free(text);
	json_decref(json);
out:
	json_decref(changes);
	return err;
}

int journal_write(const struct state *st, const struct transaction *t)
{
	const struct journal_paths paths = journal_paths_of(st);
	struct transaction undone = *t;
	int err;

	undone.awaits_confirm = true;
	err = write_one(st, paths.undone, &undone);
	return err ?: write_one(st, paths.path, t);
}

int journal_read(const struct state *st, struct transaction *out)
{
	json_t *json, *changes, *change;
	struct transaction t = {};
	json_error_t error;
	int confirm, err = 0;
	size_t i;

	_cleanup_(close_fd) int fd =
		open(journal_paths_of(st).path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	json = json_loadfd(fd, 0, &error);
	if (!json && json_error_code(&error) == json_error_out_of_memory)
		return -ENOMEM;
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
	const struct journal_paths paths = journal_paths_of(st);

	unlink(paths.path);
	unlink(paths.undone);
}
