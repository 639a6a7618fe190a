// SPDX-License-Identifier: GPL-2.0-only
/*
 * state.c - what is kept of a load after nicfw has ended
 */
#include "load/state.h"
#include "base/fd.h"
#include "load/bpffs.h"
#include "load/lock.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

#define PINS_DIR   BPFFS_DIR "/nicfw"
#define LOCK_TRIES 10
#define READ_TRIES 100
/* Another namespace's nicfw may look for a moment whether this one lives. */
#define READ_WAIT_MS 100

static const struct loc nowhere;

static int make_dir(const char *path)
{
	return mkdir(path, 0700) && errno != EEXIST ? -errno : 0;
}

static const char *pins_of(const struct state *st, const char *ifname)
{
	char *path = arena_printf(st->a, "%s/%s", st->pins, ifname);

	for (char *p = path + strlen(st->pins); *p; p++)
		if (*p == '.')
			*p = ':';
	return path;
}

/* "host_link" */
static const char *pin(const struct state *st, const char *ifname,
		       const char *name)
{
	return arena_printf(st->a, "%s/%s", pins_of(st, ifname), name);
}

const char *state_link(const struct state *st, const char *ifname,
		       enum attach_slot slot)
{
	return pin(st, ifname,
		   arena_printf(st->a, "%s_link", attach_slot_names[slot]));
}

const char *state_gen(const struct state *st, const char *ifname,
		      unsigned int gen)
{
	return pin(st, ifname, arena_printf(st->a, "gen-%u", gen));
}

const char *state_gen_pin(const struct state *st, const char *ifname,
			  unsigned int gen, enum attach_slot slot,
			  const char *name)
{
	return arena_printf(st->a, "%s/%s_%s", state_gen(st, ifname, gen),
			    attach_slot_names[slot], name);
}

const char *state_file(const struct state *st, const char *name)
{
	return arena_printf(st->a, "%s/:%s", st->run, name);
}

static const char *lock_of(const struct state *st)
{
	return state_file(st, "lock");
}

static int make_dirs(const char *outer, const char *inner)
{
	int err = make_dir(outer);

	return err ? err : make_dir(inner);
}

/* Whoever had the lock may just have removed the folder that it is in. */
static int take_lock(struct state *st)
{
	int lock = -ENOENT;

	for (int i = 0; i < LOCK_TRIES && lock == -ENOENT; i++) {
		int err = make_dirs(STATE_RUN_DIR, st->run);

		if (err)
			return err;
		lock = lock_take(lock_of(st), O_CREAT, STATE_WAIT_MS);
	}
	if (lock < 0)
		return lock;
	st->lock = lock;
	return 0;
}

static int open_to_change(struct state *st, struct diag *diag)
{
	int err = take_lock(st);
	char pid[16];

	if (err == -EBUSY) {
		lock_read_holder(lock_of(st), pid);
		diag_error(
			diag, nowhere,
			"another nicfw (process %s) is at work here and has not ended for %d s; try again when it has",
			pid, STATE_WAIT_MS / 1000);
		return err;
	}
	if (err) {
		diag_error(diag, nowhere, "cannot keep state in %s: %s%s",
			   st->run, strerror(-err),
			   err == -EACCES ? "; run as root" : "");
		return err;
	}
	err = bpffs_require(diag);
	if (err)
		return err;
	err = make_dirs(PINS_DIR, st->pins);
	if (err)
		diag_error(diag, nowhere, "cannot pin in %s: %s%s", st->pins,
			   strerror(-err),
			   err == -EACCES ? "; run as root" : "");
	return err;
}

static int open_to_read(struct state *st, struct diag *diag)
{
	const char *denied = NULL;
	int err = bpffs_look(diag);

	if (err)
		return err;
	st->lock = lock_take(lock_of(st), 0, READ_WAIT_MS);
	if (st->lock == -EACCES)
		denied = st->run;
	else if (access(st->pins, R_OK | X_OK) && errno == EACCES)
		denied = st->pins;
	if (!denied)
		return 0;
	diag_error(diag, nowhere, "cannot read %s: run as root", denied);
	return -EACCES;
}

struct state state_of(struct arena *a, const char *netns)
{
	return (struct state){
		.a = a,
		.pins = arena_printf(a, PINS_DIR "/%s", netns),
		.run = arena_printf(a, STATE_RUN_DIR "/%s", netns),
		.lock = -1,
	};
}

int state_open(struct arena *a, struct diag *diag, enum state_access access,
	       struct state *out)
{
	uint64_t netns = nic_netns();
	struct state st = state_of(a, arena_printf(a, "%" PRIu64, netns));
	int err;

	if (!netns) {
		diag_error(
			diag, nowhere,
			"cannot tell which network namespace this is: mount /proc");
		return -ENOENT;
	}
	if (access == STATE_CHANGE)
		err = open_to_change(&st, diag);
	else
		err = open_to_read(&st, diag);
	if (err)
		state_close(&st);
	else
		*out = st;
	return err;
}

void state_close(struct state *st)
{
	close_fd(&st->lock);
}

/* The number N of a name PREFIXN; 0: it is another name. */
static unsigned int number_of(const char *name, const char *prefix)
{
	size_t len = strlen(prefix);
	char *end;
	unsigned long n;

	if (strncmp(name, prefix, len))
		return 0;
	n = strtoul(name + len, &end, 10);
	return *end ? 0 : n;
}

/* Calls @fn for each entry of folder @path that is not hidden. */
static void for_each_name(const struct state *st, const char *path,
			  void (*fn)(const struct state *, const char *dir,
				     const char *name, void *arg),
			  void *arg)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, alphasort);

	/* What was not read is not empty. */
	if (n < 0 && errno == ENOMEM)
		arena_exhausted();
	for (int i = 0; i < n; i++) {
		if (*entries[i]->d_name != '.')
			fn(st, path, entries[i]->d_name, arg);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

static void note_max(const struct state *st, const char *dir, const char *name,
		     void *arg)
{
	unsigned int n = number_of(name, "gen-"), *max = arg;

	(void)st;
	(void)dir;
	if (n > *max)
		*max = n;
}

unsigned int state_new_gen(const struct state *st, const char *ifname)
{
	unsigned int max = 0;

	for_each_name(st, pins_of(st, ifname), note_max, &max);
	return max + 1;
}

struct gen_search {
	const char *ifname;
	enum attach_slot slot;
	uint32_t prog_id;
	unsigned int gen;
	int err;
};

static void match_gen(const struct state *st, const char *dir, const char *name,
		      void *arg)
{
	struct gen_search *s = arg;
	unsigned int gen = number_of(name, "gen-");
	_cleanup_(close_fd) int prog = -1;
	uint32_t id;

	(void)dir;
	if (!gen)
		return;
	prog = bpf_obj_get(state_gen_pin(st, s->ifname, gen, s->slot, "prog"));
	if (prog < 0)
		s->err = prog == -ENOENT ? s->err : prog;
	else if (!objects_prog_id(prog, &id) && id == s->prog_id)
		s->gen = gen;
}

static int find_gen(const struct state *st, const char *ifname,
		    enum attach_slot slot, struct loaded *out)
{
	struct gen_search s = { ifname, slot, out->slots[slot].prog_id };

	if (!s.prog_id || out->gen)
		return 0;
	for_each_name(st, pins_of(st, ifname), match_gen, &s);
	out->gen = s.gen;
	return s.gen ? 0 : s.err;
}

int state_match(const struct state *st, const struct nic *nic,
		struct loaded *out)
{
	int err = 0;

	*out = (struct loaded){};
	for (enum attach_slot slot = 0; slot < N_SLOTS && !err; slot++) {
		err = attach_read(state_link(st, nic->name, slot), nic,
				  &out->slots[slot]);
		if (!err)
			err = find_gen(st, nic->name, slot, out);
	}
	return err;
}

/*
 * Links, pins and programs are read one after the other. Without the lock
 * another nicfw may change them meanwhile, and then the device's programs do.
 */
int state_read(const struct state *st, struct nic *nic, struct loaded *out)
{
	struct loaded now = {};
	struct nic after = *nic;
	int err = nic_read_xdp(&after);

	*out = now;
	for (int i = 0; i < READ_TRIES && !err; i++) {
		memcpy(nic->xdp_prog, after.xdp_prog, sizeof(nic->xdp_prog));
		err = state_match(st, nic, &now);
		if (!err && st->lock < 0)
			err = nic_read_xdp(&after);
		if (!memcmp(nic->xdp_prog, after.xdp_prog,
			    sizeof(nic->xdp_prog)))
			break;
	}
	if (!err)
		*out = now;
	return err;
}

bool state_is_same(const struct loaded *a, const struct loaded *b)
{
	bool is_same = a->gen == b->gen;

	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++)
		is_same &= a->slots[slot].prog_id == b->slots[slot].prog_id;
	return is_same;
}

bool state_has_changed(const struct state *st, const struct nic *nic,
		       const struct loaded *then)
{
	struct nic again = *nic;
	struct loaded now;

	return st->lock < 0 && !state_read(st, &again, &now) &&
	       !state_is_same(&now, then);
}

bool state_is_of_another(const struct loaded *now)
{
	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++)
		if (now->slots[slot].ifindex && !now->slots[slot].prog_id)
			return true;
	return false;
}

int state_begin(const struct state *st, const char *ifname, unsigned int gen,
		const char **dir)
{
	int err = make_dir(pins_of(st, ifname));

	state_remove_texts(st, ifname, gen);
	*dir = pin(st, ifname, arena_printf(st->a, "new-%u", gen));
	if (!err)
		err = make_dir(*dir);
	return err;
}

int state_publish(const struct state *st, const char *ifname, unsigned int gen)
{
	const char *dir = pin(st, ifname, arena_printf(st->a, "new-%u", gen));

	return rename(dir, state_gen(st, ifname, gen)) ? -errno : 0;
}

static void unlink_in(const struct state *st, const char *dir, const char *name,
		      void *arg)
{
	(void)arg;
	unlink(arena_printf(st->a, "%s/%s", dir, name));
}

static void remove_dir(const struct state *st, const char *dir)
{
	for_each_name(st, dir, unlink_in, NULL);
	rmdir(dir);
}

void state_remove_gen(const struct state *st, const char *ifname,
		      unsigned int gen)
{
	remove_dir(st, state_gen(st, ifname, gen));
	state_remove_texts(st, ifname, gen);
}

struct cleaning {
	const char *ifname;
	unsigned int keep;
};

static void clean_pin(const struct state *st, const char *dir, const char *name,
		      void *arg)
{
	const struct cleaning *c = arg;
	unsigned int gen = number_of(name, "gen-");
	const char *path = arena_printf(st->a, "%s/%s", dir, name);

	if (gen && gen != c->keep)
		state_remove_gen(st, c->ifname, gen);
	else if (number_of(name, "new-"))
		remove_dir(st, path);
	else if (!gen && !c->keep)
		unlink(path);
}

static void clean_file(const struct state *st, const char *dir,
		       const char *name, void *arg)
{
	const struct cleaning *c = arg;
	char *stem = arena_strdup(st->a, name);

	stem[strcspn(stem, ".")] = '\0';
	if (!c->keep || number_of(stem, "gen-") != c->keep)
		unlink(arena_printf(st->a, "%s/%s", dir, name));
}

/* The NIC's program before the host's, which alone is the whole policy. */
void state_detach(const struct state *st, const char *ifname)
{
	for (int slot = N_SLOTS - 1; slot >= 0; slot--)
		attach_clear(state_link(st, ifname, slot));
}

void state_clean(const struct state *st, const char *ifname, unsigned int keep)
{
	struct cleaning c = { ifname, keep };
	const char *files = arena_printf(st->a, "%s/%s", st->run, ifname);

	/* First what runs: should this be cut short, what is left is unused. */
	if (!keep)
		state_detach(st, ifname);
	for_each_name(st, pins_of(st, ifname), clean_pin, &c);
	for_each_name(st, files, clean_file, &c);
	if (!keep) {
		rmdir(pins_of(st, ifname));
		rmdir(files);
	}
}

static void add_name(const struct state *st, const char *dir, const char *name,
		     void *arg)
{
	struct state_names *names = arg;
	char *ifname = arena_strdup(st->a, name);

	(void)dir;
	for (char *p = ifname; *p; p++)
		if (*p == ':')
			*p = '.';
	*vec_push(st->a, &names->names) = ifname;
}

void state_list(const struct state *st, struct state_names *out)
{
	for_each_name(st, st->pins, add_name, out);
}

static void add_files(const struct state *st, const char *dir, const char *name,
		      void *arg)
{
	if (*name != ':')
		add_name(st, dir, name, arg);
}

void state_list_files(const struct state *st, struct state_names *out)
{
	for_each_name(st, st->run, add_files, out);
}

static void add_number(const struct state *st, const char *dir,
		       const char *name, void *arg)
{
	struct state_names *names = arg;
	const char *const *known;

	(void)dir;
	vec_for_each(known, &names->names)
		if (!strcmp(*known, name))
			return;
	*vec_push(st->a, &names->names) = arena_strdup(st->a, name);
}

void state_list_namespaces(const struct state *st, struct state_names *out)
{
	for_each_name(st, PINS_DIR, add_number, out);
	for_each_name(st, STATE_RUN_DIR, add_number, out);
}

int state_rename(const struct state *st, const char *from, const char *to)
{
	const char *files = arena_printf(st->a, "%s/%s", st->run, from);

	/* Else this was cut short here, and the files of @to are its own. */
	if (!access(files, F_OK) || !access(pins_of(st, to), F_OK))
		state_clean(st, to, 0);
	rename(files, arena_printf(st->a, "%s/%s", st->run, to));
	return rename(pins_of(st, from), pins_of(st, to)) ? -errno : 0;
}
