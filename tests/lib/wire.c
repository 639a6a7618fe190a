// SPDX-License-Identifier: GPL-2.0-only
/*
 * wire.c - a firewalled device at the other end of a cable
 */
#include "lib/wire.h"

#include "lib/loaded.h"
#include "lib/tap.h"
#include "load/place.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <unistd.h>

/*
 * How long a link takes to come up (10GBASE-T needs some seconds), how long a
 * program may take to count a frame, and by how much a frame in one queue may
 * be later than one in another.
 */
enum {
	LINK_DEADLINE_MS = 20000,
	ANSWER_DEADLINE_MS = 1000,
	GRACE_MS = 20,
};

struct wire {
	struct tap tap;
	struct nic nic;
	int peer; /* index */
	struct loaded loaded;
	int link;
	const uint8_t *dropped; /* that was asked about last */
	size_t dropped_len;
	unsigned int n_strangers;
};

/*
 * Collects until @frame arrives, or the mark that was sent last where @mark, or
 * until the deadline. Returns 1 for the frame, 2 for the mark, 0 for none.
 */
static int await(struct wire *w, const uint8_t *frame, size_t len, bool mark,
		 int timeout_ms)
{
	uint64_t now = tap_now_ms(), deadline = now + timeout_ms, number;

	/* Others may send without end. */
	for (; now < deadline + ANSWER_DEADLINE_MS; now = tap_now_ms()) {
		ssize_t n = tap_receive(
			&w->tap, now < deadline ? (int)(deadline - now) : 0);

		if (n == -ETIMEDOUT)
			return 0;
		if (n < 0)
			return (int)n;
		if (tap_received_mark(&w->tap, (size_t)n, &number)) {
			if (mark && number == w->tap.n_marks)
				return 2;
		} else if (tap_received(&w->tap, (size_t)n, frame, len)) {
			return 1;
		} else if (w->dropped &&
			   tap_received(&w->tap, (size_t)n, w->dropped,
					w->dropped_len)) {
			return -EBADMSG;
		} else {
			w->n_strangers++;
		}
	}
	return 0;
}

/* Sends marks until one arrives and no older one is on its way. */
static int await_link(struct wire *w)
{
	uint64_t deadline = tap_now_ms() + LINK_DEADLINE_MS;

	do {
		int got, err = tap_send_mark(&w->tap, w->peer);

		if (err && err != -ENETDOWN && err != -ENOBUFS)
			return err;
		got = await(w, NULL, 0, true, GRACE_MS);
		if (got)
			return got < 0 ? got : 0;
	} while (tap_now_ms() < deadline);
	return -ETIMEDOUT;
}

int wire_try(struct wire *w, const uint8_t *frame, size_t len)
{
	int got, err = tap_send(&w->tap, w->peer, frame, len);
	bool arrived = false;

	if (!err)
		err = tap_send_mark(&w->tap, w->peer);
	if (err)
		return err;
	got = await(w, frame, len, true, ANSWER_DEADLINE_MS);
	if (got == 1) {
		arrived = true;
		got = await(w, NULL, 0, true, ANSWER_DEADLINE_MS);
	}
	if (got != 2)
		return got ? got : -ETIMEDOUT;
	return arrived ? 1 : await(w, frame, len, false, GRACE_MS);
}

const char *wire_why_not(struct wire *w, struct arena *a,
			 enum profile_stage stage, const char *profile)
{
	struct profile *found;
	const char *why;

	if (nic_find_profile(a, diag_new(a), &w->nic, stage, &found))
		return "its profile cannot be read";
	why = place_why_not(a, &w->nic, stage, found);
	if (!why && stage == STAGE_OFFLOAD && strcmp(found->name, profile) != 0)
		why = arena_printf(a, "it has the profile %s", found->name);
	return why;
}

/* Asked once more by netlink, the kernel gives a text that libbpf prints. */
static int attach(struct wire *w, struct arena *a, enum profile_stage stage,
		  const char **why)
{
	static const uint32_t flags[] = {
		[STAGE_OFFLOAD] = XDP_FLAGS_HW_MODE,
		[STAGE_DRIVER] = XDP_FLAGS_DRV_MODE,
		[STAGE_GENERIC] = XDP_FLAGS_SKB_MODE,
	};
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = flags[stage]);
	int ifindex = (int)w->nic.ifindex, prog = w->loaded.prog_fd;

	w->link = bpf_link_create(prog, ifindex, BPF_XDP, &opts);
	if (w->link >= 0)
		return 0;
	*why = arena_printf(a, "attaching: %s", strerror(-w->link));
	if (!bpf_xdp_attach(ifindex, prog,
			    flags[stage] | XDP_FLAGS_UPDATE_IF_NOEXIST, NULL))
		bpf_xdp_detach(ifindex, flags[stage], NULL);
	return w->link;
}

int wire_attach(struct wire *w, struct arena *a, const struct image *img,
		enum profile_stage stage, const char **why)
{
	static const struct nicfw_control pass_all = { .ready = 1,
						       .bypass = 1 };
	static const struct nicfw_control filter = { .ready = 1 };
	uint32_t ifindex = stage == STAGE_OFFLOAD ? w->nic.ifindex : 0;
	int err = loaded_open_on(a, img, ifindex, pass_all, &w->loaded, why);

	if (err) {
		*why = arena_printf(
			a,
			"%s refuses it: %s; the kernel's log may say more: %s",
			ifindex ? "the card" : "the kernel", strerror(-err),
			*why);
		return err;
	}
	err = attach(w, a, stage, why);
	if (err)
		return err;
	err = await_link(w);
	*why = "with the program attached no frame arrives";
	if (!err) {
		err = loaded_set_control(&w->loaded, filter);
		*why = "the program cannot be told to filter";
	}
	return err;
}

void wire_detach(struct wire *w)
{
	if (w->link >= 0)
		close(w->link);
	w->link = -1;
	loaded_close(&w->loaded);
	w->dropped = NULL;
}

int wire_ask(struct wire *w, const uint8_t *frame, size_t len, size_t n,
	     uint64_t *before, uint64_t *after)
{
	uint64_t deadline = tap_now_ms() + ANSWER_DEADLINE_MS;
	const size_t bytes = n * sizeof(*before);
	int arrived, err = loaded_read_packets(&w->loaded, n, before);

	if (!err)
		err = tap_send(&w->tap, w->peer, frame, len);
	for (int wait_ms = 0; !err && tap_now_ms() < deadline; wait_ms = 1) {
		arrived = await(w, frame, len, false, wait_ms);
		err = loaded_read_packets(&w->loaded, n, after);
		if (!err && !arrived && memcmp(before, after, bytes) != 0)
			arrived = await(w, frame, len, false, GRACE_MS);
		else if (!err && !arrived)
			continue;
		w->dropped = arrived ? NULL : frame;
		w->dropped_len = len;
		return err ? err : arrived;
	}
	return err ? err : -ETIMEDOUT;
}

unsigned int wire_strangers(const struct wire *w)
{
	return w->n_strangers;
}

void wire_close(struct wire *w)
{
	if (!w)
		return;
	wire_detach(w);
	tap_close(&w->tap);
}

int wire_open(struct arena *a, const char *nic, const char *peer,
	      struct wire **out, const char **why)
{
	struct diag *diag = diag_new(a);
	struct wire *w = arena_calloc(a, 1, sizeof(*w));
	struct nic found;
	int err = nic_probe(a, diag, nic, &w->nic);

	*w = (struct wire){ .nic = w->nic,
			    .loaded = LOADED_NONE,
			    .link = -1,
			    .tap = { .tx = -1, .rx = -1 } };
	if (!err)
		err = nic_probe(a, diag, peer, &found);
	if (err) {
		*why = diag->msgs.n ? diag->msgs.v[0].text : strerror(-err);
		return err;
	}
	w->peer = (int)found.ifindex;
	*why = "no packet sockets";
	err = tap_open(&w->tap, (int)w->nic.ifindex);
	if (!err) {
		err = await_link(w);
		*why = arena_printf(
			a,
			"nothing that %s sends arrives on %s: is there a cable between them?",
			peer, nic);
	}
	if (err)
		wire_close(w);
	else
		*out = w;
	return err;
}
