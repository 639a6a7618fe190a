// SPDX-License-Identifier: GPL-2.0-only
/*
 * traffic.c - frames of known verdicts, while something changes
 */
#include "traffic.h"

#include "base/fd.h"
#include "budget.h"
#include "command.h"
#include "netns.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

/* A veth holds 256 frames (drivers/net/veth.c, VETH_RING_SIZE). */
#define BATCH 16

/* Between batches: what changes has a CPU, too, and gaps are short. */
#define PAUSE_NS 250000

/* A batch that has not arrived after so long has not at all. */
#define MAX_WAIT_S 5.0

const uint8_t traffic_smacs[N_TRAFFIC_CLASSES][6] = {
	[TRAFFIC_ACCEPTED] = { 2, 0, 0, 0, 1, 0 },
	[TRAFFIC_DROPPED] = { 2, 0, 0, 0, 1, 1 },
	[TRAFFIC_CHANGED] = { 2, 0, 0, 0, 1, 2 },
};
const uint8_t traffic_dmac[6] = { 2, 0, 0, 0, 0, 2 }; /* NETNS_DEVICE_MAC */

/* Shared with the process that sends. */
struct traffic {
	pid_t pid;
	atomic_bool is_over;
	_Atomic uint64_t sent[N_TRAFFIC_CLASSES];
	_Atomic int err;
};

/* A socket, and the frames that eth0 had when it was opened and has to have. */
struct sender {
	int fd;
	uint64_t expected;
};

static const char sink[] =
	"cd /proc/sys/net/ipv4/conf && echo 0 >all/rp_filter &&"
	"echo 0 >" NETNS_DEVICE "/rp_filter &&"
	"echo 1 >" NETNS_DEVICE "/accept_local &&"
	"ip link set lo up && ip route add local 0.0.0.0/0 dev lo &&"
	"iptables-legacy-restore <<END\n"
	"*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n"
	":OUTPUT DROP [0:0]\n"
	"-A INPUT -m mac --mac-source 02:00:00:00:01:00 -j DROP\n"
	"-A INPUT -m mac --mac-source 02:00:00:00:01:01 -j DROP\n"
	"-A INPUT -m mac --mac-source 02:00:00:00:01:02 -j DROP\n"
	"COMMIT\nEND\n";

int traffic_prepare(char *answer, size_t answer_len)
{
	return command_run(sink, 60, NULL, answer, answer_len);
}

int traffic_count(uint64_t seen[N_TRAFFIC_CLASSES])
{
	FILE *in = popen("iptables-legacy-save -c -t filter", "re");
	char line[256];
	size_t n = 0;

	if (!in)
		return -errno;
	while (fgets(line, sizeof(line), in)) {
		unsigned long packets;

		if (n < N_TRAFFIC_CLASSES &&
		    sscanf(line, "[%lu:%*u] -A INPUT", &packets) == 1)
			seen[n++] = packets;
	}
	return pclose(in) || n != N_TRAFFIC_CLASSES ? -EIO : 0;
}

/* The frames that eth0 has received. */
static int count_delivered(uint64_t *n)
{
	FILE *in = fopen("/proc/self/net/dev", "re");
	char line[512];
	int err = -ENODEV;

	if (!in)
		return -errno;
	while (err && fgets(line, sizeof(line), in)) {
		unsigned long packets;

		if (sscanf(line, " " NETNS_DEVICE ": %*u %lu", &packets) != 1)
			continue;
		*n = packets;
		err = 0;
	}
	fclose(in);
	return err;
}

static int sender_open(struct sender *s)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_ifindex = (int)if_nametoindex(NETNS_PEER),
	};
	_cleanup_(close_fd) int fd =
		socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	int err;

	if (fd < 0 || bind(fd, (struct sockaddr *)&to, sizeof(to)))
		return -errno;
	err = count_delivered(&s->expected);
	if (!err)
		s->fd = take_fd(&fd);
	return err;
}

/* Packets that were taken off the ring are through the stack soon after. */
static int wait_until_delivered(const struct sender *s)
{
	const double end = budget_now() + MAX_WAIT_S;
	uint64_t n;
	int err;

	for (;;) {
		err = count_delivered(&n);
		if (err || n == s->expected)
			return err;
		if (n > s->expected || budget_now() > end)
			return -EIO;
		nanosleep(&(struct timespec){ .tv_nsec = 100000 }, NULL);
	}
}

/* At most BATCH frames. */
static int send_batch(struct sender *s, const struct trace_frame *frames,
		      size_t n)
{
	struct mmsghdr messages[BATCH] = { 0 };
	struct iovec iovs[BATCH];
	size_t n_sent = 0;

	for (size_t i = 0; i < n; i++) {
		iovs[i].iov_base = (void *)frames[i].bytes;
		iovs[i].iov_len = TRACE_FRAME_LEN;
		messages[i].msg_hdr.msg_iov = &iovs[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	while (n_sent < n) {
		int done = sendmmsg(s->fd, messages + n_sent,
				    (unsigned int)(n - n_sent), 0);

		if (done < 0)
			return -errno;
		n_sent += (size_t)done;
	}
	s->expected += n;
	return wait_until_delivered(s);
}

int traffic_send(const struct trace *trace)
{
	struct sender s = { -1, 0 };
	int err = sender_open(&s);

	for (size_t i = 0; !err && i < trace->n; i += BATCH) {
		size_t n = trace->n - i < BATCH ? trace->n - i : BATCH;

		err = send_batch(&s, &trace->frames[i], n);
	}
	close_fd(&s.fd);
	return err;
}

static size_t send_next(struct sender *s, const struct trace *trace,
			size_t *next, int *err)
{
	size_t n = trace->n - *next < BATCH ? trace->n - *next : BATCH;

	*err = send_batch(s, &trace->frames[*next], n);
	*next = (*next + n) % trace->n;
	return n;
}

static int keep_sending(struct traffic *t, const struct trace *traces[2])
{
	size_t next[2] = { 0 };
	struct sender s = { -1, 0 };
	int err = sender_open(&s);

	while (!err && !t->is_over) {
		for (size_t i = 0; !err && i < 2; i++)
			t->sent[i] += send_next(&s, traces[i], &next[i], &err);
		nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS }, NULL);
	}
	close_fd(&s.fd);
	return err;
}

/* Where it never does, traffic_stop() says why. */
static void wait_until_sending(const struct traffic *t)
{
	const double end = budget_now() + MAX_WAIT_S;

	while ((!t->sent[TRAFFIC_ACCEPTED] || !t->sent[TRAFFIC_DROPPED]) &&
	       !t->err && budget_now() < end)
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
}

int traffic_start(const struct trace *accepted, const struct trace *dropped,
		  struct traffic **out)
{
	const struct trace *traces[] = {
		[TRAFFIC_ACCEPTED] = accepted, [TRAFFIC_DROPPED] = dropped
	};
	struct traffic *t = mmap(NULL, sizeof(*t), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (t == MAP_FAILED)
		return -errno;
	fflush(NULL);
	t->pid = fork();
	if (t->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		t->err = keep_sending(t, traces);
		_exit(0);
	}
	if (t->pid < 0) {
		int err = -errno;

		munmap(t, sizeof(*t));
		return err;
	}
	wait_until_sending(t);
	*out = t;
	return 0;
}

int traffic_stop(struct traffic *t, uint64_t sent[N_TRAFFIC_CLASSES])
{
	int status, err = 0;

	t->is_over = true;
	if (waitpid(t->pid, &status, 0) < 0 || status)
		err = -EIO;
	else
		err = t->err;
	for (enum traffic_class i = 0; i < N_TRAFFIC_CLASSES; i++)
		sent[i] = t->sent[i];
	munmap(t, sizeof(*t));
	return err;
}
