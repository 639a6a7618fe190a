// SPDX-License-Identifier: GPL-2.0-only
/*
 * texts.c - a ruleset in everybody's words, as files
 */
#include "texts.h"

#include "base/fd.h"
#include "netns.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

void texts_init(struct texts *texts)
{
	for (enum text i = 0; i < N_TEXTS; i++) {
		texts->fds[i] = -1;
		texts->paths[i][0] = '\0';
	}
}

/* @out is for @text; @rest is for what ipset says beside it. */
static int print_text(enum text text, const struct rules *rules, FILE *out,
		      FILE *rest)
{
	switch (text) {
	case TEXT_NFT_INGRESS:
		rules_print_nft(rules, RULES_INGRESS, NETNS_DEVICE, out);
		return 0;
	case TEXT_NFT_SET_INGRESS:
		return rules_print_nft_set(rules, RULES_INGRESS, NETNS_DEVICE,
					   out);
	case TEXT_NFT_RAW:
		rules_print_nft(rules, RULES_RAW, NULL, out);
		return 0;
	case TEXT_NFT_SET_RAW:
		return rules_print_nft_set(rules, RULES_RAW, NULL, out);
	case TEXT_IPTABLES:
		return rules_print_iptables(rules, RULES_RAW, out);
	case TEXT_IPSET:
		return rules_print_ipset(rules, RULES_RAW, out, rest);
	case TEXT_IPSET_RULES:
		return rules_print_ipset(rules, RULES_RAW, rest, out);
	default:
		return -EINVAL;
	}
}

static int write_text(enum text text, const struct rules *rules, int fd)
{
	FILE *out = fdopen(dup(fd), "w"), *rest = fopen("/dev/null", "w");
	int err;

	if (!out || !rest)
		return -errno;
	err = print_text(text, rules, out, rest);
	if (fclose(out) && !err)
		err = -errno;
	fclose(rest);
	return err == -ENOTSUP ? 0 : err;
}

/* What a child does. */
struct job {
	const struct texts *texts;
	unsigned int which;
	enum rules_family family;
	uint64_t seed;
	size_t n_made, n;
};

static int write_all(const struct job *job)
{
	struct arena *a = arena_new();
	struct rules rules;
	int err = rules_make(a, job->family, job->seed, job->n_made, &rules);

	if (!err)
		rules.n = job->n;
	for (enum text i = 0; !err && i < N_TEXTS; i++)
		if (job->which & 1u << i)
			err = write_text(i, &rules, job->texts->fds[i]);
	arena_free(a);
	return err;
}

static int write_in_child(const struct job *job)
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0)
		_exit(write_all(job) ? 1 : 0);
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return -errno;
	return status ? -EIO : 0;
}

int texts_write(struct texts *texts, unsigned int which,
		enum rules_family family, uint64_t seed, size_t n_made,
		size_t n)
{
	const struct job job = { texts, which, family, seed, n_made, n };
	int err;

	for (enum text i = 0; i < N_TEXTS; i++) {
		texts->fds[i] = memfd_create("rules", 0);
		if (texts->fds[i] < 0)
			return -errno;
	}
	err = write_in_child(&job);
	for (enum text i = 0; !err && i < N_TEXTS; i++) {
		struct stat st;

		if (fstat(texts->fds[i], &st))
			err = -errno;
		else if (st.st_size)
			snprintf(texts->paths[i], sizeof(texts->paths[i]),
				 "/proc/%d/fd/%d", getpid(), texts->fds[i]);
	}
	return err;
}

void texts_close(struct texts *texts)
{
	for (enum text i = 0; i < N_TEXTS; i++)
		close_fd(&texts->fds[i]);
	texts_init(texts);
}
