// SPDX-License-Identifier: GPL-2.0-only
/*
 * host_facts_proc.c - what /proc says of forwarding, old tables and sockets
 */
#include "load/host_facts_int.h"

#include "base/fd.h"
#include "base/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Files that are not there say something only where those are that all have. */
static bool has_proc(void)
{
	return !access("/proc/net/dev", F_OK) &&
	       !access("/proc/sys/net/core", F_OK);
}

/* Calls @on_line for each line of @path until it answers other than FACT_NOT.
 */
static int read_lines(struct search *s, const char *path,
		      int (*on_line)(struct search *s, char *line, void *arg),
		      void *arg)
{
	FILE *f = fopen(path, "re");
	const int err = f ? 0 : -errno;
	int answer = FACT_NOT;
	char *line = NULL;
	size_t room = 0;

	/* The kernel does not have it. */
	if (err == -ENOENT && has_proc())
		return FACT_NOT;
	if (err)
		return facts_unread(s, err, path);
	while (answer == FACT_NOT && getline(&line, &room, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		answer = on_line(s, line, arg);
	}
	if (answer == FACT_NOT && ferror(f))
		answer = facts_unread(s, -EIO, path);
	free(line);
	fclose(f);
	return answer;
}

/* ---- Forwarding ---- */

static int is_set(struct search *s, char *line, void *arg)
{
	const char *name = arg;

	return strcmp(line, "0") ? facts_found(s, "%s is %s", name, line)
				 : FACT_NOT;
}

static int read_sysctl(struct search *s, const char *family, const char *device,
		       const char *name)
{
	const char *path = arena_printf(s->a, "/proc/sys/net/%s/conf/%s/%s",
					family, device, name);
	const char *dotted =
		arena_printf(s->a, "net.%s.conf.%s.%s", family, device, name);

	return read_lines(s, path, is_set, (void *)dotted);
}

/* ip_route_input_slow(), ip_mr_input() */
int facts_read_forwards4(struct search *s)
{
	static const char *const names[] = { "forwarding", "mc_forwarding",
					     "bc_forwarding" };
	int answer = FACT_NOT;

	for (size_t i = 0; i < 3 && answer == FACT_NOT; i++)
		answer = read_sysctl(s, "ipv4", s->nic->name, names[i]);
	return answer == FACT_NOT ? facts_read_encap_routes(s, AF_INET)
				  : answer;
}

/* ip6_forward(), ip6_mc_input(); force_forwarding is of Linux 6.17. */
int facts_read_forwards6(struct search *s)
{
	int answer = read_sysctl(s, "ipv6", "all", "forwarding");

	if (answer == FACT_NOT)
		answer = read_sysctl(s, "ipv6", "all", "mc_forwarding");
	if (answer == FACT_NOT)
		answer = read_sysctl(s, "ipv6", s->nic->name,
				     "force_forwarding");
	return answer == FACT_NOT ? facts_read_encap_routes(s, AF_INET6)
				  : answer;
}

/* ip_rcv_options(); IN_DEV_SOURCE_ROUTE() wants both. */
int facts_read_source_routes(struct search *s)
{
	int answer = read_sysctl(s, "ipv4", "all", "accept_source_route");

	return answer == FACT_HOLDS ? read_sysctl(s, "ipv4", s->nic->name,
						  "accept_source_route")
				    : answer;
}

/* ---- iptables-legacy, IPVS ---- */

/* What the kernel's iptables says of a table: struct ipt_getinfo. */
struct table_info {
	char name[32];
	uint32_t hooks; /* a bit each */
	uint32_t first[5], last[5];
	uint32_t n_entries;
	uint32_t size;
};
_Static_assert(sizeof(struct table_info) == sizeof(struct ipt_getinfo),
	       "the kernel's struct, which ip6_tables has as well");

struct names_file {
	const char *path;
	int family;
	int level;
};

static const struct names_file names_files[] = {
	{ "/proc/net/ip_tables_names", AF_INET, IPPROTO_IP },
	{ "/proc/net/ip6_tables_names", AF_INET6, IPPROTO_IPV6 },
};

/* A table without rules has one entry a hook, its policy, and one at the end.
 */
static int is_table_used(struct search *s, const struct names_file *file,
			 const char *name)
{
	struct table_info info = {};
	socklen_t len = sizeof(info);
	_cleanup_(close_fd) int fd =
		socket(file->family, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);

	snprintf(info.name, sizeof(info.name), "%s", name);
	if (fd < 0 || getsockopt(fd, file->level, IPT_SO_GET_INFO, &info, &len))
		return facts_unread(
			s, -errno,
			arena_printf(s->a, "iptables-legacy's table %s", name));
	return info.n_entries > (uint32_t)__builtin_popcount(info.hooks) + 1
		       ? facts_found(s, "iptables-legacy has rules in %s", name)
		       : FACT_NOT;
}

static int has_rules(struct search *s, char *line, void *arg)
{
	return *line ? is_table_used(s, arg, line) : FACT_NOT;
}

/* Connections that are translated stay so when the rules are gone. */
static int is_nat(struct search *s, char *line, void *arg)
{
	(void)arg;
	return strcmp(line, "nat")
		       ? FACT_NOT
		       : facts_found(s, "iptables-legacy has a table nat");
}

static int read_names(struct search *s,
		      int (*on_line)(struct search *s, char *line, void *arg))
{
	int answer = FACT_NOT;

	for (size_t i = 0; i < 2 && answer == FACT_NOT; i++)
		answer = read_lines(s, names_files[i].path, on_line,
				    (void *)&names_files[i]);
	return answer;
}

int facts_read_legacy(struct search *s)
{
	return read_names(s, has_rules);
}

/* Behind lines that say what the columns are, services and their servers. */
static int is_service(struct search *s, char *line, void *arg)
{
	static const char *const kinds[] = { "TCP ", "UDP ", "SCTP ", "FWM " };

	(void)arg;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strncmp(line, kinds[i], strlen(kinds[i])))
			return facts_found(s, "IPVS has services");
	return FACT_NOT;
}

int facts_read_ipvs(struct search *s)
{
	return read_lines(s, "/proc/net/ip_vs", is_service, NULL);
}

int facts_read_nat(struct search *s)
{
	int answer = facts_read_nft_nat(s);

	if (answer == FACT_NOT)
		answer = read_names(s, is_nat);
	return answer == FACT_NOT ? facts_read_ipvs(s) : answer;
}

/* ---- Packet sockets ---- */

#define MAX_TAPS_NAMED 8

/* One of /proc/net/packet. */
struct tap {
	unsigned int protocol;
	unsigned long inode;
};

struct taps {
	uint32_t ifindex;
	size_t n;
	struct tap first[MAX_TAPS_NAMED];
};

/* sk, RefCnt, Type, Proto, Iface, R, Rmem, User, Inode; see packet_seq_show().
 */
static int note_tap(struct search *s, char *line, void *arg)
{
	unsigned int protocol, ifindex, runs;
	struct taps *taps = arg;
	unsigned long inode;

	(void)s;
	if (sscanf(line, "%*s %*s %*s %x %u %u %*s %*s %lu", &protocol,
		   &ifindex, &runs, &inode) != 4 ||
	    !runs || (ifindex && ifindex != taps->ifindex))
		return FACT_NOT;
	if (taps->n < MAX_TAPS_NAMED)
		taps->first[taps->n] = (struct tap){ protocol, inode };
	taps->n++;
	return FACT_NOT;
}

static bool has_socket(struct arena *a, const char *pid, unsigned long inode)
{
	const char *wanted = arena_printf(a, "socket:[%lu]", inode);
	const char *path = arena_printf(a, "/proc/%s/fd", pid);
	DIR *dir = opendir(path);
	struct dirent *entry;
	bool is_found = false;
	char target[64];

	if (!dir)
		return false;
	while (!is_found && (entry = readdir(dir))) {
		ssize_t len = readlinkat(dirfd(dir), entry->d_name, target,
					 sizeof(target) - 1);

		target[len > 0 ? len : 0] = '\0';
		is_found = !strcmp(target, wanted);
	}
	closedir(dir);
	return is_found;
}

static const char *program_of(struct arena *a, const char *pid)
{
	FILE *f = fopen(arena_printf(a, "/proc/%s/comm", pid), "re");
	char name[32] = "?";

	if (f && fgets(name, sizeof(name), f))
		name[strcspn(name, "\n")] = '\0';
	if (f)
		fclose(f);
	return arena_printf(a, "%s (%s)", utf8_text(a, name), pid);
}

/* Who has the socket; "a process that is not seen here". */
static const char *owner_of(struct arena *a, unsigned long inode)
{
	const char *owner = "a process that is not seen here";
	DIR *dir = opendir("/proc");
	bool is_found = false;
	struct dirent *entry;

	while (dir && !is_found && (entry = readdir(dir))) {
		if (*entry->d_name < '1' || *entry->d_name > '9' ||
		    !has_socket(a, entry->d_name, inode))
			continue;
		owner = program_of(a, entry->d_name);
		is_found = true;
	}
	if (dir)
		closedir(dir);
	return owner;
}

int facts_read_taps(struct search *s)
{
	struct taps taps = { .ifindex = s->nic->ifindex };
	const char *all = "";
	int err = read_lines(s, "/proc/net/packet", note_tap, &taps);

	if (err < 0)
		return err;
	for (size_t i = 0; i < taps.n && i < MAX_TAPS_NAMED; i++)
		all = arena_printf(s->a, "%s%s%s of protocol 0x%04x", all,
				   *all ? ", " : "",
				   owner_of(s->a, taps.first[i].inode),
				   taps.first[i].protocol);
	if (taps.n > MAX_TAPS_NAMED)
		all = arena_printf(s->a, "%s and %zu more", all,
				   taps.n - MAX_TAPS_NAMED);
	return taps.n ? facts_found(s, "%s", all) : FACT_NOT;
}
