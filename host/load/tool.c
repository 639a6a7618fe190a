// SPDX-License-Identifier: GPL-2.0-only
/*
 * tool.c - runs a program of the system and keeps what it says
 *
 * What it reads and writes are files in memory, so that neither side ever
 * waits for the other.
 */
#include "load/tool.h"
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The shell's answer where a program is not there. */
#define NOT_FOUND 127

/*
 * A tool that had no more than such a share of a processor did nothing: who
 * waits looks now and then whether that is over.
 */
#define IDLE_SHARE 600

static const struct loc nowhere;

const char *tool_text(struct arena *a, const struct tool *tool)
{
	const char *all = tool->argv[0];

	for (const char *const *arg = tool->argv + 1; *arg; arg++)
		all = arena_printf(a, "%s %s", all, *arg);
	return all;
}

static int write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		text += n;
		len -= n;
	}
	return lseek(fd, 0, SEEK_SET) < 0 ? -errno : 0;
}

static int read_back(struct arena *a, int fd, char **out, size_t *len)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *text;
	size_t n = 0;

	if (size < 0)
		return -errno;
	text = arena_alloc(a, size + 1);
	while (n < (size_t)size) {
		ssize_t got = pread(fd, text + n, size - n, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got ? -errno : -EIO;
		n += got;
	}
	*out = text;
	*len = n;
	return 0;
}

/*
 * What the caller's terminal sends is for the caller, who may be in the middle
 * of putting rules back. Who comes after the caller is not to find a tool of it
 * at work still.
 */
static void leave_group(pid_t caller)
{
	if (setpgid(0, 0) || prctl(PR_SET_PDEATHSIG, SIGKILL) ||
	    getppid() != caller)
		_exit(EXIT_FAILURE);
}

static void become(const struct tool *tool, const int fds[3], pid_t caller)
{
	sigset_t none;

	leave_group(caller);
	/* The caller may hold signals back, which the tool need not. */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (dup2(fds[fd], fd) < 0)
			_exit(NOT_FOUND);
	if (tool->run)
		_exit(tool->run(tool));
	execvp(tool->argv[0], (char *const *)tool->argv);
	_exit(NOT_FOUND);
}

/* What @pid, which runs, has had of processors; without what it may start. */
static long worked_ms(pid_t pid)
{
	struct timespec t = {};
	clockid_t clock;

	if (!clock_getcpuclockid(pid, &clock))
		clock_gettime(clock, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int idle_ms(const struct tool *tool)
{
	return tool->idle_ms ?: TOOL_IDLE_MS;
}

/*
 * Returns once @pid has ended: 0. Or -ETIMEDOUT if it does nothing for so long,
 * -ETIME if it works for too long.
 */
static int wait_for_end(const struct tool *tool, pid_t pid)
{
	_cleanup_(close_fd) int fd = syscall(SYS_pidfd_open, pid, 0);
	struct pollfd ends = { fd, POLLIN };
	long worked = 0, before;
	int n;

	for (;;) {
		do
			n = fd < 0 ? 1 : poll(&ends, 1, idle_ms(tool));
		while (n < 0 && errno == EINTR);
		if (n)
			return 0;
		before = worked;
		worked = worked_ms(pid);
		/* It may have ended since. */
		if (worked - before <= idle_ms(tool) / IDLE_SHARE)
			return poll(&ends, 1, 0) > 0 ? 0 : -ETIMEDOUT;
		if (worked > TOOL_WORK_MS)
			return -ETIME;
	}
}

/* The status of @pid, or as wait_for_end(), then it has been ended. */
static int wait_for(const struct tool *tool, pid_t pid)
{
	int err = wait_for_end(tool, pid), status;

	if (err)
		kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (err)
		return err;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* The first line of what the tool complained of. */
static const char *complaint(struct arena *a, int fd)
{
	char *text;
	size_t len;

	if (read_back(a, fd, &text, &len) || !len)
		return "it says nothing";
	text[strcspn(text, "\n")] = '\0';
	return text;
}

static int refuse(struct arena *a, struct diag *diag, const struct tool *tool,
		  int status, int complaints)
{
	if (status == NOT_FOUND) {
		diag_error(diag, nowhere,
			   "%s: no such program; install what it is part of",
			   tool->argv[0]);
		return -ENOENT;
	}
	if (status == -ETIMEDOUT || status == -ETIME) {
		diag_error(diag, nowhere, "%s: was ended: it %s for %d s",
			   tool_text(a, tool),
			   status == -ETIME ? "worked" : "did nothing",
			   (status == -ETIME ? TOOL_WORK_MS : idle_ms(tool)) /
				   1000);
		return -ETIMEDOUT;
	}
	diag_error(diag, nowhere, "%s: failed: %s", tool_text(a, tool),
		   status < 0 ? strerror(-status) : complaint(a, complaints));
	return status < 0 ? status : -EIO;
}

/* Runs @tool; what it prints is in the file @said. */
static int run(struct arena *a, struct diag *diag, const struct tool *tool,
	       int said)
{
	_cleanup_(close_fd) int in = memfd_create("input", MFD_CLOEXEC);
	_cleanup_(close_fd) int errors = memfd_create("errors", MFD_CLOEXEC);
	const int fds[] = { in, said, errors };
	const pid_t caller = getpid();
	int status = 0;
	pid_t pid = -1;

	if (in < 0 || said < 0 || errors < 0)
		status = -errno;
	else if (tool->input)
		status = write_all(in, tool->input, tool->input_len);
	if (!status) {
		pid = fork();
		if (!pid)
			become(tool, fds, caller);
		status = pid < 0 ? -errno : wait_for(tool, pid);
	}
	return status ? refuse(a, diag, tool, status, errors) : 0;
}

int tool_run(struct arena *a, struct diag *diag, const struct tool *tool,
	     char **out, size_t *len)
{
	_cleanup_(close_fd) int said = memfd_create("output", MFD_CLOEXEC);
	int err = run(a, diag, tool, said);

	if (err)
		return err;
	err = read_back(a, said, out, len);
	return err ? refuse(a, diag, tool, err, -1) : 0;
}

/* Takes @fd. */
static int read_lines(int fd,
		      void (*on_line)(const char *line, size_t len, void *arg),
		      void *arg)
{
	FILE *in = lseek(fd, 0, SEEK_SET) < 0 ? NULL : fdopen(fd, "r");
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	int err;

	if (!in) {
		err = -errno;
		close(fd);
		return err;
	}
	while ((len = getline(&line, &cap, in)) >= 0)
		on_line(line, len, arg);
	err = ferror(in) ? -EIO : 0;
	free(line);
	fclose(in);
	return err;
}

int tool_run_lines(struct arena *a, struct diag *diag, const struct tool *tool,
		   void (*on_line)(const char *line, size_t len, void *arg),
		   void *arg)
{
	_cleanup_(close_fd) int said = memfd_create("output", MFD_CLOEXEC);
	int err = run(a, diag, tool, said);

	if (err)
		return err;
	err = read_lines(take_fd(&said), on_line, arg);
	return err ? refuse(a, diag, tool, err, -1) : 0;
}
