// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_log.c - what the kernel logs of a device while it is asked something
 *
 * A record of /dev/kmsg is one read: "LEVEL,NUMBER,TIME,FLAGS;TEXT", then lines
 * that begin with a space, of which DEVICE= names the device that a driver
 * spoke of (Documentation/ABI/testing/dev-kmsg).
 */
#include "load/kernel_log.h"
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/* LOG_PRIMASK and LOG_ERR of syslog(3). */
#define LEVEL_MASK  7
#define LEVEL_ERROR 3

struct record {
	unsigned int level;
	const char *text;
	const char *device; /* "": of none */
};

struct kernel_log kernel_log_open(void)
{
	struct kernel_log log = {
		open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC),
	};

	if (log.fd >= 0 && lseek(log.fd, 0, SEEK_END) < 0)
		close_fd(&log.fd);
	return log;
}

void kernel_log_close(struct kernel_log *log)
{
	close_fd(&log->fd);
}

/* Cuts @raw into a record; false if it is none. */
static bool parse(char *raw, struct record *out)
{
	static const char key[] = "\n DEVICE=";
	char *text = strchr(raw, ';');
	char *device;

	if (!text)
		return false;
	*text++ = '\0';
	device = strstr(text, key);
	if (device) {
		device += sizeof(key) - 1;
		device[strcspn(device, "\n")] = '\0';
	}
	text[strcspn(text, "\n")] = '\0';
	*out = (struct record){ strtoul(raw, NULL, 10) & LEVEL_MASK, text,
				device ? device : "" };
	return true;
}

/* A device of a bus is "+BUS:NAME", a network device "nINDEX". */
static bool is_device(const char *device, const struct nic *nic)
{
	const char *name = strchr(device, ':');

	if (*device == 'n')
		return strtoul(device + 1, NULL, 10) == nic->ifindex;
	return name && *nic->bus_info && !strcmp(name + 1, nic->bus_info);
}

/* The driver may have another card; only what is of no device may be ours. */
static bool is_of(const struct record *r, const struct nic *nic)
{
	size_t len = strlen(nic->driver);

	if (*r->device)
		return is_device(r->device, nic);
	return len && !strncasecmp(r->text, nic->driver, len);
}

const char *kernel_log_read(struct arena *a, const struct kernel_log *log,
			    const struct nic *nic, unsigned int *n_errors)
{
	const char *all = NULL;
	unsigned int n = 0;
	char raw[8192];
	ssize_t len;

	while (log->fd >= 0) {
		struct record r;

		len = read(log->fd, raw, sizeof(raw) - 1);
		/* EPIPE: records were overwritten before they were read. */
		if (len < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (len <= 0)
			break;
		raw[len] = '\0';
		if (!parse(raw, &r) || !is_of(&r, nic))
			continue;
		n += r.level <= LEVEL_ERROR;
		if (all && strstr(all, r.text))
			continue;
		all = all ? arena_printf(a, "%s; %s", all, r.text)
			  : arena_strdup(a, r.text);
	}
	if (n_errors)
		*n_errors = n;
	return all;
}
