// SPDX-License-Identifier: GPL-2.0-only
/*
 * flood.c - frames made in the kernel, and the CPU time that they take
 */
#include "flood.h"

#include "bench/dispatcher.h"
#include "bench/thread_time.h"

#include "base/fd.h"
#include "lib/insns.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>

#define DEADLINE_NS 2e9

/* Frames of IPv4 are a cache line each. */
#define START_LEN TRACE_FRAME_LEN
#define REST_LEN  (TRACE_FRAME6_LEN - START_LEN)
#define REST_ROOM 32

/* What program and process share: one value of an array that is mapped. */
struct shared {
	uint64_t next; /* frame to be sent */
	uint64_t n;    /* frames of the trace */
	uint64_t sent;
	uint64_t pad[5];
	uint8_t frames[FLOOD_MAX_FRAMES][START_LEN];
	uint8_t rests[FLOOD_MAX_FRAMES][REST_ROOM]; /* what is longer */
};

struct flood {
	int shared_fd;
	int devmap_fd; /* its one entry is where frames go */
	int prog_fd;
	int kept_fd;	 /* of dispatcher.h */
	int softirqd_fd; /* of thread_time.h, or -1 */
	struct shared *shared;
	uint32_t frame_len;
};

static int open_maps(struct flood *f)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = BPF_F_MMAPABLE);
	void *shared;

	f->shared_fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "flood_shared", 4,
				      sizeof(struct shared), 1, &opts);
	if (f->shared_fd < 0)
		return f->shared_fd;
	f->devmap_fd = bpf_map_create(BPF_MAP_TYPE_DEVMAP, "flood_port", 4, 4,
				      1, NULL);
	if (f->devmap_fd < 0)
		return f->devmap_fd;
	shared = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED, f->shared_fd, 0);
	if (shared == MAP_FAILED)
		return -errno;
	f->shared = shared;
	return 0;
}

#define SHARED(field) ((int16_t)offsetof(struct shared, field))
#define COPY(off)     LOAD(BPF_DW, 1, 8, off), STORE(BPF_DW, 2, off, 1)
#define COPY_REST(off) \
	LOAD(BPF_DW, 1, 8, off), STORE(BPF_DW, 2, START_LEN + (off), 1)

/*
 * The packet is what the test run was given, with what the last frame that had
 * its page left there: all of it is written, of a short one the start. Where
 * the map has no device the helper answers with the action that is its last
 * argument, XDP_DROP.
 */
static int load_program(struct flood *f)
{
	const struct bpf_insn insns[] = {
		LOAD(BPF_W, 2, 1, 0), /* r2: data */
		LOAD(BPF_W, 3, 1, 4), /* r3: data_end */
		MOV_X(4, 2),
		ALU64_K(BPF_ADD, 4, START_LEN),
		IF_X(BPF_JGT, 4, 3, 51),
		INSN(BPF_LD | BPF_IMM | BPF_DW, 7, BPF_PSEUDO_MAP_VALUE, 0,
		     f->shared_fd),
		INSN(0, 0, 0, 0, 0),
		LOAD(BPF_DW, 1, 7, SHARED(sent)),
		ALU64_K(BPF_ADD, 1, 1),
		STORE(BPF_DW, 7, SHARED(sent), 1),
		LOAD(BPF_DW, 5, 7, SHARED(next)), /* r5: this frame */
		IF_K(BPF_JGE, 5, FLOOD_MAX_FRAMES, 44),
		MOV_X(6, 5), /* r6: the one behind it */
		ALU64_K(BPF_ADD, 6, 1),
		LOAD(BPF_DW, 1, 7, SHARED(n)),
		IF_X(BPF_JLT, 6, 1, 1),
		MOV_K(6, 0),
		STORE(BPF_DW, 7, SHARED(next), 6),
		ALU64_K(BPF_LSH, 5, 6),
		MOV_X(8, 7),
		ALU64_K(BPF_ADD, 8, SHARED(frames)),
		ALU64_X(BPF_ADD, 8, 5),
		COPY(0),
		COPY(8),
		COPY(16),
		COPY(24),
		COPY(32),
		COPY(40),
		COPY(48),
		COPY(56),
		ALU64_K(BPF_ADD, 4, REST_LEN),
		IF_X(BPF_JGT, 4, 3, 10),
		ALU64_K(BPF_RSH, 5, 1), /* REST_ROOM is half of START_LEN */
		MOV_X(8, 7),
		ALU64_K(BPF_ADD, 8, offsetof(struct shared, rests)),
		ALU64_X(BPF_ADD, 8, 5),
		COPY_REST(0),
		COPY_REST(8),
		COPY_REST(16),
		LD_MAP(1, f->devmap_fd),
		MOV_K(2, 0),
		MOV_K(3, XDP_DROP),
		CALL(redirect_map),
		EXIT(),
		MOV_K(0, XDP_ABORTED),
		EXIT(),
	};

	_Static_assert(START_LEN == 64 && REST_LEN == 24 &&
			       REST_ROOM * 2 == START_LEN,
		       "frames are copied whole");
	f->prog_fd = bpf_prog_load(BPF_PROG_TYPE_XDP, "flood", "GPL", insns,
				   sizeof(insns) / sizeof(insns[0]), NULL);
	return f->prog_fd < 0 ? f->prog_fd : 0;
}

static int point_at(struct flood *f, const struct lab_port *port)
{
	const uint32_t key = 0;
	int err;

	if (port)
		return bpf_map_update_elem(f->devmap_fd, &key, &port->sender,
					   0);
	err = bpf_map_delete_elem(f->devmap_fd, &key);
	return err == -ENOENT ? 0 : err;
}

/* What is not received yet ksoftirqd has, which needs the CPU. */
static int await_delivery(const struct lab_port *port, uint64_t before,
			  struct flood_slice *s)
{
	const double deadline = thread_time_wall_ns() + DEADLINE_NS;

	for (;;) {
		uint64_t now;
		int err = lab_read_delivered(port, &now);

		if (err)
			return err;
		s->delivered = now - before;
		if (s->delivered >= s->sent || thread_time_wall_ns() > deadline)
			return 0;
		s->was_alone = false;
		sched_yield();
	}
}

static int run_program(struct flood *f, uint64_t first, uint64_t n,
		       struct flood_slice *s)
{
	static const uint8_t blank[TRACE_FRAME6_LEN];
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = blank,
		    .data_size_in = f->frame_len, .repeat = (int)n,
		    .flags = BPF_F_TEST_XDP_LIVE_FRAMES,
		    .batch_size = n < FLOOD_BATCH ? (uint32_t)n : FLOOD_BATCH);
	const long switches = thread_time_switches();
	double cpu, wall;
	int err;

	f->shared->next = first % f->shared->n;
	f->shared->sent = 0;
	wall = thread_time_wall_ns();
	cpu = thread_time_cpu_ns();
	err = bpf_prog_test_run_opts(f->prog_fd, &opts);
	s->cpu_ns = thread_time_cpu_ns() - cpu;
	s->wall_ns = thread_time_wall_ns() - wall;
	s->sent = f->shared->sent;
	s->was_alone = thread_time_switches() == switches;
	return err;
}

int flood_open(int cpu, struct flood **out, const char **why)
{
	struct flood *f = calloc(1, sizeof(*f));
	struct flood_slice ignored;
	int err;

	*why = "no memory";
	if (!f)
		return -ENOMEM;
	f->devmap_fd = f->prog_fd = f->kept_fd = f->softirqd_fd = -1;
	*why = "the kernel makes no maps for the generator";
	err = open_maps(f);
	if (!err) {
		*why = "the kernel does not take the generator";
		err = load_program(f);
	}
	if (!err) {
		f->kept_fd = dispatcher_keep(f->prog_fd);
		err = f->kept_fd < 0 ? f->kept_fd : 0;
	}
	if (!err) {
		*why = "the kernel has no live frames, which Linux 5.18 has";
		f->shared->n = 1;
		f->frame_len = START_LEN;
		err = run_program(f, 0, FLOOD_BATCH, &ignored);
	}
	if (err) {
		flood_close(f);
		return err;
	}
	f->softirqd_fd = thread_time_open_softirqd(cpu);
	*out = f;
	return 0;
}

void flood_close(struct flood *f)
{
	if (!f)
		return;
	if (f->shared)
		munmap(f->shared, sizeof(*f->shared));
	close_fd(&f->shared_fd);
	close_fd(&f->devmap_fd);
	close_fd(&f->kept_fd);
	close_fd(&f->prog_fd);
	close_fd(&f->softirqd_fd);
	free(f);
}

static void set_frame(struct shared *s, size_t i, const struct trace_frame *f)
{
	memcpy(s->frames[i], f->bytes, START_LEN);
	memcpy(s->rests[i], f->bytes + START_LEN, REST_LEN);
}

void flood_set_trace(struct flood *f, const struct trace *trace)
{
	for (size_t i = 0; i < trace->n; i++)
		set_frame(f->shared, i, &trace->frames[i]);
	f->shared->n = trace->n;
	f->frame_len = trace->frames[0].len;
}

int flood_send(struct flood *f, const struct lab_port *port, uint64_t first,
	       uint64_t n, struct flood_slice *s)
{
	double softirqd = thread_time_softirqd_ns(f->softirqd_fd);
	uint64_t before = 0;
	int err = point_at(f, port);

	*s = (struct flood_slice){};
	if (!err && port)
		err = lab_read_delivered(port, &before);
	if (!err)
		err = run_program(f, first, n, s);
	if (!err && port)
		err = await_delivery(port, before, s);
	else
		s->delivered = s->sent;
	s->cpu_ns += thread_time_softirqd_ns(f->softirqd_fd) - softirqd;
	return err;
}
