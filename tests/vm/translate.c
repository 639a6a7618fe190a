// SPDX-License-Identifier: GPL-2.0-only
/*
 * translate.c - loads a batch of programs on a device, in the VM
 *
 *	vm-translate IFACE BATCH RESULTS [PORT]
 *
 * Each program gets maps of its own on the device, is loaded for it, attached
 * to it, or to PORT of the same card, read back as the device got it, and taken
 * away again. What is refused is a result. Only system calls are used, so that
 * one static file can be handed into the VM.
 */
#include "base/fd.h"
#include "lib/batch.h"
#include "offload/insn.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>

#define LOG_BYTES   (1U << 20)
#define TAIL_BYTES  400
#define SETTLE_MS   10000
#define WORDS_BYTES (1U << 20)

#define DEBUGFS "/sys/kernel/debug/nfpshim/"

struct device {
	uint32_t ifindex;  /* programs are loaded for it */
	uint32_t port;	   /* and attached to this one */
	const char *ucode; /* the file with what it got */
	int messages;	   /* the kernel's */
	char *log;	   /* LOG_BYTES */
};

/* A program's descriptors while it is there. */
struct loaded {
	int *maps;
	int program;
};

static long bpf(int command, union bpf_attr *attr)
{
	long result = syscall(__NR_bpf, command, attr, sizeof(*attr));

	return result < 0 ? -errno : result;
}

/* Reads up to @size - 1 bytes of @path as text; -errno. */
static ssize_t read_file(const char *path, char *text, size_t size)
{
	_cleanup_(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t n = 0;

	if (fd < 0)
		return -errno;
	while (n < size - 1) {
		ssize_t got = read(fd, text + n, size - 1 - n);

		if (got < 0)
			return -errno;
		if (!got)
			break;
		n += got;
	}
	text[n] = '\0';
	return n;
}

/* The number of the table that the device made last; 0: it does not say. */
static uint32_t last_table(void)
{
	char text[32];

	if (read_file(DEBUGFS "last_tid", text, sizeof(text)) <= 0)
		return 0;
	return strtoul(text, NULL, 0);
}

/* The lines that @text ends with. */
static const char *tail_of(struct arena *a, const char *text)
{
	size_t len = strlen(text);
	const char *start = len > TAIL_BYTES ? text + len - TAIL_BYTES : text;

	return arena_strdup(a, start);
}

/* Throws away what the kernel has said so far. */
static void skip_messages(const struct device *d)
{
	lseek(d->messages, 0, SEEK_END);
}

/* What the kernel said since, a line each, without what stands before texts. */
static const char *read_messages(struct arena *a, const struct device *d)
{
	const char *all = "";
	char line[8192];
	ssize_t n;

	while ((n = read(d->messages, line, sizeof(line) - 1)) > 0) {
		char *text;

		line[n] = '\0';
		text = strchr(line, ';');
		if (text)
			all = arena_printf(a, "%s%s", all, text + 1);
	}
	return tail_of(a, all);
}

static void pause_ms(long ms)
{
	struct timespec t = { .tv_nsec = ms * 1000000 };

	nanosleep(&t, NULL);
}

/* True if the file lists a table below the line of its columns' names. */
static bool holds_tables(void)
{
	char text[4096];
	const char *rest;

	if (read_file(DEBUGFS "tables", text, sizeof(text)) <= 0)
		return false;
	rest = strchr(text, '\n');
	return rest && rest[1];
}

/*
 * Waits until the device holds no table. Maps are taken from it only some time
 * after their last descriptor is closed, and count until then.
 */
static void settle(void)
{
	for (int ms = 0; ms < SETTLE_MS && holds_tables(); ms += 2)
		pause_ms(2);
}

static int create_map(const struct device *d, const struct batch_map *m)
{
	union bpf_attr attr = {
		.map_type = m->type,
		.key_size = m->key_bytes,
		.value_size = m->value_bytes,
		.max_entries = m->max_entries,
		.map_ifindex = d->ifindex,
	};

	return bpf(BPF_MAP_CREATE, &attr);
}

static void close_maps(const struct batch_program *p, struct loaded *l)
{
	for (size_t i = 0; i < p->maps.n; i++)
		close_fd(&l->maps[i]);
}

static int try_maps(struct arena *a, const struct device *d,
		    const struct batch_program *p, struct loaded *l,
		    struct batch_result *r)
{
	r->tables.n = 0;
	for (size_t i = 0; i < p->maps.n; i++) {
		uint32_t *table = vec_push(a, &r->tables);

		l->maps[i] = create_map(d, &p->maps.v[i]);
		if (l->maps[i] < 0) {
			r->map_error = -l->maps[i];
			r->failed_map = i;
			close_maps(p, l);
			return -r->map_error;
		}
		*table = last_table();
	}
	r->map_error = 0;
	r->failed_map = BATCH_NO_MAP;
	return 0;
}

/* The maps of an earlier program may still count: a refusal is tried again. */
static int create_maps(struct arena *a, const struct device *d,
		       const struct batch_program *p, struct loaded *l,
		       struct batch_result *r)
{
	l->maps = arena_calloc(a, p->maps.n, sizeof(*l->maps));
	for (size_t i = 0; i < p->maps.n; i++)
		l->maps[i] = -1;
	if (try_maps(a, d, p, l, r) == 0)
		return 0;
	settle();
	skip_messages(d);
	if (try_maps(a, d, p, l, r) == 0)
		return 0;
	r->reason = read_messages(a, d);
	return -r->map_error;
}

/* The instructions, with the maps' descriptors in them. */
static struct bpf_insn *link_program(struct arena *a,
				     const struct batch_program *p,
				     const struct loaded *l)
{
	struct bpf_insn *insns =
		arena_memdup(a, p->insns.v, p->insns.n * sizeof(*insns));

	for (size_t i = 0; i < p->insns.n; i++) {
		if (!insn_is_wide(&insns[i]))
			continue;
		if (insns[i].src_reg == BPF_PSEUDO_MAP_FD &&
		    (uint32_t)insns[i].imm < p->maps.n)
			insns[i].imm = l->maps[insns[i].imm];
		i++;
	}
	return insns;
}

static int load_program(struct arena *a, const struct device *d,
			const struct batch_program *p, struct loaded *l,
			struct batch_result *r)
{
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_XDP,
		.insns = (uintptr_t)link_program(a, p, l),
		.insn_cnt = p->insns.n,
		.license = (uintptr_t) "GPL",
		.prog_ifindex = d->ifindex,
	};

	l->program = bpf(BPF_PROG_LOAD, &attr);
	if (l->program >= 0)
		return 0;
	/* Logs take most of the time, and only refusals need one. */
	skip_messages(d);
	d->log[0] = '\0';
	attr.log_level = 1;
	attr.log_buf = (uintptr_t)d->log;
	attr.log_size = LOG_BYTES;
	l->program = bpf(BPF_PROG_LOAD, &attr);
	if (l->program >= 0)
		return 0;
	r->load_error = -l->program;
	r->reason = arena_printf(a, "%s%s", tail_of(a, d->log),
				 read_messages(a, d));
	return l->program;
}

static void take_words(struct arena *a, struct batch_result *r,
		       const void *bytes, size_t size)
{
	r->words.v = arena_memdup(a, bytes, size);
	r->words.n = r->words.cap = size / sizeof(uint64_t);
}

/* What the JIT made, before the device's addresses are put into it. */
static void read_translation(struct arena *a, const struct device *d,
			     const struct loaded *l, struct batch_result *r)
{
	struct bpf_prog_info info = { .jited_prog_insns = (uintptr_t)d->log,
				      .jited_prog_len = LOG_BYTES };
	union bpf_attr attr = { .info = { .bpf_fd = l->program,
					  .info_len = sizeof(info),
					  .info = (uintptr_t)&info } };

	if (bpf(BPF_OBJ_GET_INFO_BY_FD, &attr) == 0)
		take_words(a, r, d->log, info.jited_prog_len);
}

static void attach_program(struct arena *a, const struct device *d,
			   const struct loaded *l, struct batch_result *r)
{
	union bpf_attr attr = { .link_create = { .prog_fd = l->program,
						 .target_ifindex = d->port,
						 .attach_type = BPF_XDP,
						 .flags = XDP_FLAGS_HW_MODE } };
	_cleanup_(close_fd) int link = -1;
	ssize_t n;

	skip_messages(d);
	link = bpf(BPF_LINK_CREATE, &attr);
	if (link < 0) {
		r->attach_error = -link;
		r->reason = read_messages(a, d);
		read_translation(a, d, l, r);
		return;
	}
	n = read_file(d->ucode, d->log, WORDS_BYTES);
	if (n > 0)
		take_words(a, r, d->log, n);
	else
		read_translation(a, d, l, r);
}

static void translate(struct arena *a, const struct device *d,
		      const struct batch_program *p, struct batch_result *r)
{
	struct loaded l = { .program = -1 };

	r->name = p->name;
	r->reason = "";
	r->failed_map = BATCH_NO_MAP;
	if (create_maps(a, d, p, &l, r) == 0) {
		if (load_program(a, d, p, &l, r) == 0)
			attach_program(a, d, &l, r);
		close_fd(&l.program);
	}
	close_maps(p, &l);
}

/* Programs are loaded for @name and attached to @port. */
static int find_device(struct arena *a, const char *name, const char *port,
		       struct device *d)
{
	char text[16] = "";

	d->ifindex = if_nametoindex(name);
	d->port = if_nametoindex(port);
	/* 0 would stand for the host, which takes far more. */
	if (!d->ifindex || !d->port) {
		fprintf(stderr, "vm-translate: no device '%s'\n",
			d->ifindex ? port : name);
		return -ENODEV;
	}
	read_file(arena_printf(a, "/sys/class/net/%s/dev_port", port), text,
		  sizeof(text));
	d->ucode = arena_printf(a, DEBUGFS "ucode%d", atoi(text));
	d->log = arena_alloc(a, LOG_BYTES);
	d->messages = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return 0;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct batch batch = { .arena = a };
	struct batch_results results = { .arena = a };
	const struct batch_program *p;
	struct device device = {};
	int error;

	if (argc != 4 && argc != 5) {
		fprintf(stderr,
			"usage: vm-translate IFACE BATCH RESULTS [PORT]\n");
		return 2;
	}
	error = find_device(a, argv[1], argv[argc == 5 ? 4 : 1], &device);
	if (!error)
		error = batch_read(&batch, argv[2]);
	if (!error) {
		vec_for_each(p, &batch.programs)
			translate(a, &device, p, vec_push(a, &results.results));
		error = batch_write_results(&results, argv[3]);
	}
	if (error && device.ifindex)
		fprintf(stderr, "vm-translate: %s: %s\n", argv[2],
			strerror(-error));
	arena_free(a);
	return error ? 1 : 0;
}
