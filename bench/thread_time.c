// SPDX-License-Identifier: GPL-2.0-only
/*
 * thread_time.c - what a thread took, with what the kernel did for it
 */
#include "thread_time.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static double ns_of(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

double thread_time_cpu_ns(void)
{
	return ns_of(CLOCK_THREAD_CPUTIME_ID);
}

double thread_time_wall_ns(void)
{
	return ns_of(CLOCK_MONOTONIC);
}

long thread_time_switches(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_nvcsw + usage.ru_nivcsw;
}

int thread_time_open_softirqd(int cpu)
{
	DIR *dir = opendir("/proc");
	char wanted[32], path[300], comm[32];
	int found = -1;

	snprintf(wanted, sizeof(wanted), "ksoftirqd/%d\n", cpu);
	for (struct dirent *e; dir && found < 0 && (e = readdir(dir));) {
		FILE *f;

		snprintf(path, sizeof(path), "/proc/%s/comm", e->d_name);
		f = fopen(path, "re");
		if (!f)
			continue;
		snprintf(path, sizeof(path), "/proc/%s/schedstat", e->d_name);
		if (fgets(comm, sizeof(comm), f) && !strcmp(comm, wanted))
			found = open(path, O_RDONLY | O_CLOEXEC);
		fclose(f);
	}
	if (dir)
		closedir(dir);
	return found;
}

double thread_time_softirqd_ns(int fd)
{
	char text[64];
	ssize_t len = fd < 0 ? -1 : pread(fd, text, sizeof(text) - 1, 0);

	if (len < 0)
		return 0;
	text[len] = '\0';
	return strtod(text, NULL);
}
