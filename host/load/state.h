/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * state.h - what is kept of a load after nicfw has ended
 *
 * Kernel objects are pinned in bpffs, and what it cannot hold, texts, is a file
 * in /run. Both are by network namespace (its inode) and interface:
 *
 *	/sys/fs/bpf/nicfw/NETNS/IFACE/host_link, nic_link
 *	/sys/fs/bpf/nicfw/NETNS/IFACE/gen-N/host_prog, host_control, ...
 *	/run/nicfw/NETNS/IFACE/gen-N.json, gen-N.nft, ...: enum state_text
 *	/run/nicfw/NETNS/:lock, :journal, :journal-undone, :undo
 *
 * A generation is pinned under another name and appears by one rename. Which
 * one runs, the links say and nothing else: a generation whose program no link
 * runs is left over and is removed. bpffs takes no dot in a name, so a dot of
 * IFACE is written ':', which no interface's name can have (net/core/dev.c,
 * dev_valid_name); files that are of no interface begin with one.
 */
#ifndef NICFW_STATE_H
#define NICFW_STATE_H

#include "load/attach.h"

#include <jansson.h>

#define STATE_RUN_DIR "/run/nicfw"

struct state {
	struct arena *a;
	const char *pins; /* folder of this namespace */
	const char *run;
	int lock; /* -1: not held, then nothing may be changed */
};

enum state_access {
	STATE_READ,   /* takes the lock, unless that takes long */
	STATE_CHANGE, /* makes the folders, mounts bpffs, waits for the lock */
};

/*
 * Opens the state of the caller's network namespace. Returns -EACCES without
 * the right to read it, -EPERM where its pins cannot be seen (bpffs.h); for
 * STATE_CHANGE also -EBUSY if another nicfw holds the lock for STATE_WAIT_MS,
 * and other errors; each with a message in @diag. Notes in @diag what it
 * mounted.
 */
int state_open(struct arena *a, struct diag *diag, enum state_access access,
	       struct state *out);
void state_close(struct state *st);

/* That of the namespace with the number @netns, without its lock. */
struct state state_of(struct arena *a, const char *netns);

#define STATE_WAIT_MS 10000

/* What runs on an interface. */
struct loaded {
	unsigned int gen; /* 0: nothing */
	struct attached slots[N_SLOTS];
};

/*
 * Reads what runs on @nic, whose xdp_prog is brought up to date. -errno if that
 * cannot be told; then nothing may be concluded from @out, which is empty. A
 * slot may have a program and @out no generation: its pins were removed.
 */
int state_read(const struct state *st, struct nic *nic, struct loaded *out);

/*
 * The same with the lock, for a device whose xdp_prog has just been read: which
 * of these programs are ours, as pins have it.
 */
int state_match(const struct state *st, const struct nic *nic,
		struct loaded *out);

/* True if the same programs of the same generation run. */
bool state_is_same(const struct loaded *a, const struct loaded *b);

/*
 * For readers without the lock, who read more than state_read() does: true if
 * what runs on @nic is no longer @then. Then what they read may be of both, and
 * is read again, so often at most.
 */
#define STATE_READ_TRIES 10
bool state_has_changed(const struct state *st, const struct nic *nic,
		       const struct loaded *then);

/*
 * True if what is pinned for the device's name runs on another device, which
 * went to another network namespace with its filter while this one came by its
 * name.
 */
bool state_is_of_another(const struct loaded *now);

/* Path of the namespace's file @name: "lock". */
const char *state_file(const struct state *st, const char *name);

/* Path of the pin of @slot's link. */
const char *state_link(const struct state *st, const char *ifname,
		       enum attach_slot slot);

/* Path of the folder of generation @gen, and of pin @name in it. */
const char *state_gen(const struct state *st, const char *ifname,
		      unsigned int gen);
const char *state_gen_pin(const struct state *st, const char *ifname,
			  unsigned int gen, enum attach_slot slot,
			  const char *name);

/* A number that no generation of @ifname has. */
unsigned int state_new_gen(const struct state *st, const char *ifname);

/*
 * Makes the folder that is to be generation @gen and sets *@dir to it. After
 * state_publish() it has its name. Texts of one that had the number, and whose
 * pins went another way (with their mount of bpffs), are removed.
 */
int state_begin(const struct state *st, const char *ifname, unsigned int gen,
		const char **dir);
int state_publish(const struct state *st, const char *ifname, unsigned int gen);

void state_remove_gen(const struct state *st, const char *ifname,
		      unsigned int gen);

/* Ends what runs on @ifname. What it leaves, the next command removes. */
void state_detach(const struct state *st, const char *ifname);

/*
 * Removes all generations of @ifname but @keep, and with @keep 0 all that there
 * is of it, links included: what runs there ends.
 */
void state_clean(const struct state *st, const char *ifname, unsigned int keep);

struct state_names {
	VEC(const char *) names;
};

/* The interfaces that something is kept of. */
void state_list(const struct state *st, struct state_names *out);

/* Those that have files, as behind a bpffs that is no longer there. */
void state_list_files(const struct state *st, struct state_names *out);

/* The numbers of the namespaces that something is kept of. */
void state_list_namespaces(const struct state *st, struct state_names *out);

/* Gives what is kept of interface @from to @to: a device was renamed. */
int state_rename(const struct state *st, const char *from, const char *to);

/* Writes something to @out, whose errors the caller looks for. */
typedef void (*state_print_fn)(const void *of, FILE *out);

/* What is kept of a generation beside its pins, each in a file of its own. */
enum state_text {
	STATE_META,	/* what is known of it, as JSON; meta.h */
	STATE_LABELS,	/* what its counters count; labels.h */
	STATE_RULES,	/* the ruleset: the user's file, or as nft has it */
	STATE_PLACES,	/* then: where its rules stood in that; nft_places.h */
	STATE_SETS,	/* what of its sets can change, as JSON; set_index.h */
	STATE_ELEMENTS, /* what changed of these since; set_journal.h */
	STATE_BASE,	/* what was counted before it ran, as JSON; carry.h */
	STATE_MAPS,	/* what its maps are known by, as JSON; share.h */
	STATE_COUNTERS, /* whose they are, as JSON; meta_print_counters() */
	STATE_ROWS,   /* which of its rules can change, as JSON; rule_index.h */
	STATE_LINES,  /* the same of each counter; rule_index.h */
	STATE_SOURCE, /* the user's file, byte by byte */
	STATE_EDITS,  /* what changed of its rules since; rule_edits.h */
	N_STATE_TEXTS,
};

/* The path of one; its folder may not be there. */
const char *state_text_path(const struct state *st, const char *ifname,
			    unsigned int gen, enum state_text which);

/* Writes one; -errno. */
int state_print_text(const struct state *st, const char *ifname,
		     unsigned int gen, enum state_text which,
		     state_print_fn print, const void *of);
int state_write_text(const struct state *st, const char *ifname,
		     unsigned int gen, enum state_text which, const char *text);
int state_write_json(const struct state *st, const char *ifname,
		     unsigned int gen, enum state_text which, json_t *json);

/* Reads one; -errno, and of JSON NULL. */
int state_read_text(const struct state *st, const char *ifname,
		    unsigned int gen, enum state_text which, char **text,
		    size_t *len);
json_t *state_read_json(const struct state *st, const char *ifname,
			unsigned int gen, enum state_text which);

/* The meta, with what changed of it since (rule_edits.h). */
json_t *state_read_meta(const struct state *st, const char *ifname,
			unsigned int gen);

/*
 * A file without a name that the text of a ruleset is kept in, until
 * state_link_text() makes it one of a generation's, or several. The caller owns
 * the descriptor. -errno.
 */
int state_new_source(void);

/* What state_link_text() is to do, which needs no memory then. */
struct text_link {
	const char *from; /* the file without a name */
	const char *by;
	const char *to; /* if there is one, this takes its place */
};

struct text_link state_text_link(const struct state *st, const char *ifname,
				 unsigned int gen, enum state_text which,
				 int fd);
int state_link_text(const struct text_link *link);

/* Removes them all. */
void state_remove_texts(const struct state *st, const char *ifname,
			unsigned int gen);

/* Writes a file so that it is there whole or not at all, also after a crash. */
int state_write_file(const struct state *st, const char *path, const char *text,
		     size_t len);

#endif
