// SPDX-License-Identifier: GPL-2.0-only
/*
 * lab.c - a laboratory: firewalled devices, cabled to this process
 */
#include "lab.h"

#include "bench/own_mounts.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <nftables/libnftables.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

const uint8_t lab_sender_mac[6] = { 2, 0, 0, 0, 0, 1 };
const uint8_t lab_device_mac[6] = { 2, 0, 0, 0, 0, 2 };

static struct {
	int netns_fd;
	cpu_set_t cpus; /* that this process may use, for its children */
	unsigned int n_ports;
} lab = { .netns_fd = -1 };

/*
 * Frames of the kernel's own would be counted. Every source is a local address
 * too, and the kernel takes such frames only if it is told to.
 */
static const struct {
	const char *path;
	const char *value;
} settings[] = {
	{ "/proc/sys/net/ipv6/conf/all/disable_ipv6", "1" },
	{ "/proc/sys/net/ipv6/conf/default/disable_ipv6", "1" },
	{ "/proc/sys/net/ipv4/conf/all/accept_local", "1" },
	{ "/proc/sys/net/ipv4/conf/all/rp_filter", "0" },
	{ "/proc/sys/net/ipv4/conf/default/rp_filter", "0" },
	{ "/proc/sys/net/ipv4/conf/all/log_martians", "0" },
};

/* %1$s: the sender, %2$d and %3$d: where our namespace can be opened */
static const char topology[] =
	"link add " LAB_DEVICE " address 02:00:00:00:00:02 numrxqueues 1"
	" numtxqueues 1 type veth peer name %1$s netns /proc/%2$d/fd/%3$d"
	" address 02:00:00:00:00:01 numrxqueues 1 numtxqueues 1\n"
	"link set " LAB_DEVICE " up\n"
	"link set lo up\n"
	"route add local 0.0.0.0/0 dev lo\n";

/* An address of the link would be announced, and routers be asked for. */
static const char turn_to_v6[] =
	"cd /proc/sys/net/ipv6/conf && echo 1 >" LAB_DEVICE "/addr_gen_mode &&"
	" echo 0 >all/disable_ipv6 && ip -6 route add local ::/0 dev lo";

/* %s: ip or ip6 */
static const char sink[] = "table %s nicfw_bench_sink {\n"
			   "	counter accepted {}\n"
			   "	chain sink {\n"
			   "		type filter hook input priority 1000;\n"
			   "		counter name accepted drop\n"
			   "	}\n"
			   "}\n";

/* A kernel without the setting has nothing to switch off. */
static int write_settings(void)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		_cleanup_(close_fd) int fd =
			open(settings[i].path, O_WRONLY | O_CLOEXEC);

		if (fd < 0 && errno == ENOENT)
			continue;
		if (fd < 0 || write(fd, settings[i].value, 1) != 1)
			return -errno;
	}
	return 0;
}

static int pin_to_one_cpu(int *cpu)
{
	cpu_set_t one;

	if (sched_getaffinity(0, sizeof(lab.cpus), &lab.cpus))
		return -errno;
	*cpu = sched_getcpu();
	CPU_ZERO(&one);
	CPU_SET(*cpu, &one);
	return sched_setaffinity(0, sizeof(one), &one) ? -errno : 0;
}

int lab_open(int *cpu, const char **why)
{
	int err;

	*why = "no right to make namespaces";
	if (unshare(CLONE_NEWNET))
		return -errno;
	lab.netns_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (lab.netns_fd < 0)
		return -errno;
	*why = "/run and /sys/fs/bpf cannot be mounted";
	err = own_mounts_renew();
	if (err)
		return err;
	*why = "/proc/sys/net cannot be written";
	err = write_settings();
	if (err)
		return err;
	*why = "this process cannot be pinned to a CPU";
	return pin_to_one_cpu(cpu);
}

int lab_enter(const struct lab_port *port)
{
	return setns(port->netns_fd, CLONE_NEWNET) ? -errno : 0;
}

void lab_leave(void)
{
	/* The namespace is our own: nothing can refuse this. */
	if (setns(lab.netns_fd, CLONE_NEWNET))
		abort();
}

static _Noreturn void run_child(const struct lab_port *port,
				const char *command, int in, int out)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sched_setaffinity(0, sizeof(lab.cpus), &lab.cpus);
	if (!lab_enter(port) && dup2(in, STDIN_FILENO) == STDIN_FILENO &&
	    dup2(out, STDOUT_FILENO) == STDOUT_FILENO &&
	    dup2(out, STDERR_FILENO) == STDERR_FILENO)
		execlp("timeout", "timeout", "300", "sh", "-c", command, NULL);
	_exit(127);
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 124)
		return -ETIMEDOUT;
	return status ? -EIO : 0;
}

int lab_run(const struct lab_port *port, const char *command, FILE *input,
	    char *answer, size_t answer_len)
{
	_cleanup_(close_fd) int nothing =
		open("/dev/null", O_RDONLY | O_CLOEXEC);
	FILE *out = tmpfile();
	pid_t pid;
	int err;

	answer[0] = '\0';
	if (!out || nothing < 0)
		return -errno;
	fflush(NULL);
	if (input)
		lseek(fileno(input), 0, SEEK_SET);
	pid = fork();
	if (pid == 0)
		run_child(port, command, input ? fileno(input) : nothing,
			  fileno(out));
	err = pid < 0 ? -errno : wait_for(pid);
	rewind(out);
	answer[fread(answer, 1, answer_len - 1, out)] = '\0';
	fclose(out);
	return err;
}

/* Makes @fd a namespace that nobody is in. */
static int make_netns(int *fd)
{
	int err = 0;

	if (unshare(CLONE_NEWNET))
		return -errno;
	*fd = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	err = *fd < 0 ? -errno : write_settings();
	lab_leave();
	return err;
}

/* eth0 is made in its namespace, and its peer put into this one. */
static int cable(const struct lab_port *port, const char *sender, char *why,
		 size_t why_len)
{
	FILE *batch = tmpfile();
	int err;

	if (!batch)
		return -errno;
	fprintf(batch, topology, sender, getpid(), lab.netns_fd);
	err = lab_run(port, "ip -batch -", batch, why, why_len);
	fclose(batch);
	return err;
}

static int set_up(const char *device)
{
	_cleanup_(close_fd) int fd =
		socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq req = {};

	snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", device);
	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &req))
		return -errno;
	req.ifr_flags |= IFF_UP;
	return ioctl(fd, SIOCSIFFLAGS, &req) ? -errno : 0;
}

static int set_gro(const char *device)
{
	_cleanup_(close_fd) int fd =
		socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ethtool_value on = { .cmd = ETHTOOL_SGRO, .data = 1 };
	struct ifreq req = { .ifr_data = (char *)&on };

	snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", device);
	return fd < 0 || ioctl(fd, SIOCETHTOOL, &req) ? -errno : 0;
}

/* From inside of the namespace. */
static int open_inside(struct lab_port *port)
{
	port->device = if_nametoindex(LAB_DEVICE);
	port->dev_fd = open("/proc/thread-self/net/dev", O_RDONLY | O_CLOEXEC);
	if (port->dev_fd < 0)
		return -errno;
	port->nft = nft_ctx_new(NFT_CTX_DEFAULT);
	if (!port->nft || nft_ctx_buffer_output(port->nft) ||
	    nft_ctx_buffer_error(port->nft))
		return -ENOMEM;
	return set_gro(LAB_DEVICE);
}

int lab_add_port(struct lab_port *port, char *why, size_t why_len)
{
	char sender[IFNAMSIZ];
	int err;

	*port = LAB_PORT_NONE;
	snprintf(why, why_len, "no network namespace with a veth");
	snprintf(sender, sizeof(sender), "flood%u", lab.n_ports++);
	err = make_netns(&port->netns_fd);
	if (!err)
		err = cable(port, sender, why, why_len);
	if (!err)
		err = set_up(sender);
	port->sender = if_nametoindex(sender);
	if (!err)
		err = lab_enter(port);
	if (!err) {
		err = open_inside(port);
		lab_leave();
	}
	if (err)
		lab_remove_port(port);
	return err;
}

int lab_turn_to_v6(struct lab_port *port, char *why, size_t why_len)
{
	port->is_v6 = true;
	return lab_run(port, turn_to_v6, NULL, why, why_len);
}

void lab_remove_port(struct lab_port *port)
{
	if (port->nft)
		nft_ctx_free(port->nft);
	close_fd(&port->dev_fd);
	close_fd(&port->netns_fd);
	*port = LAB_PORT_NONE;
}

static bool is_unicast(uint32_t address)
{
	const uint8_t net = address >> 24;

	return net != 0 && net != 127 && net < 224;
}

bool lab_takes(uint32_t saddr, uint32_t daddr)
{
	return is_unicast(saddr) && is_unicast(daddr);
}

int lab_read_delivered(const struct lab_port *port, uint64_t *n)
{
	char text[4096];
	ssize_t len = pread(port->dev_fd, text, sizeof(text) - 1, 0);
	const char *line;

	if (len < 0)
		return -errno;
	text[len] = '\0';
	line = strstr(text, LAB_DEVICE ":");
	return line && sscanf(line, LAB_DEVICE ": %*u %lu", n) == 1 ? 0 : -EIO;
}

static const char *family_of(const struct lab_port *port)
{
	return port->is_v6 ? "ip6" : "ip";
}

int lab_add_sink(const struct lab_port *port, char *why, size_t why_len)
{
	char text[sizeof(sink) + 8];

	snprintf(text, sizeof(text), sink, family_of(port));
	if (!nft_run_cmd_from_buffer(port->nft, text))
		return 0;
	snprintf(why, why_len, "%s", nft_ctx_get_error_buffer(port->nft));
	return -EIO;
}

int lab_read_accepted(const struct lab_port *port, uint64_t *n)
{
	const char *packets;
	char command[64];

	snprintf(command, sizeof(command),
		 "list counter %s nicfw_bench_sink accepted", family_of(port));
	if (nft_run_cmd_from_buffer(port->nft, command))
		return -EIO;
	packets = strstr(nft_ctx_get_output_buffer(port->nft), "packets ");
	return packets && sscanf(packets, "packets %lu", n) == 1 ? 0 : -EIO;
}
