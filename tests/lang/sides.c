// SPDX-License-Identifier: GPL-2.0-only
/*
 * sides.c - asks nft and nicfw what they make of a text
 */
#include "lang/lang.h"
#include "lang/nft_parse.h"
#include "lang/nft_print.h"
#include "policy/resolve.h"

#include <errno.h>
#include <nftables/libnftables.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static struct nft_ctx *nft;
static bool *nft_is_running; /* seen by the parent of a child */

/* Rulesets of others match the indexes of these. */
static int add_devices(void)
{
	return system("ip link add eth0 type veth peer name eth1 && "
		      "ip link add bond0 type veth peer name virbr0");
}

int lang_start(const char **why)
{
	nft_is_running = mmap(NULL, sizeof(bool), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (nft_is_running == MAP_FAILED)
		return -errno;
	*why = "a network namespace needs root";
	if (unshare(CLONE_NEWNET))
		return -errno;
	*why = "no veth devices can be made";
	if (add_devices())
		return -ENOTSUP;
	nft = nft_ctx_new(NFT_CTX_DEFAULT);
	if (!nft)
		return -ENOMEM;
	nft_ctx_buffer_output(nft);
	nft_ctx_buffer_error(nft);
	*why = "this kernel has no nftables";
	return nft_run_cmd_from_buffer(nft, "list tables") ? -ENOTSUP : 0;
}

void lang_stop(void)
{
	if (nft)
		nft_ctx_free(nft);
	nft = NULL;
}

static enum answer answer(struct arena *a, int err, const char **why)
{
	*why = arena_strdup(a, nft_ctx_get_error_buffer(nft));
	if (!err)
		return TAKEN;
	return strstr(*why, "syntax error") ? NO_SYNTAX : REFUSED;
}

enum answer nft_checks(struct arena *a, const char *text, const char **why)
{
	enum answer said;

	*nft_is_running = true;
	nft_ctx_set_dry_run(nft, true);
	said = answer(a, nft_run_cmd_from_buffer(nft, text), why);
	nft_ctx_set_dry_run(nft, false);
	*nft_is_running = false;
	return said;
}

enum answer nft_checks_file(struct arena *a, const char *path, const char **why)
{
	enum answer said;

	nft_ctx_set_dry_run(nft, true);
	said = answer(a, nft_run_cmd_from_filename(nft, path), why);
	nft_ctx_set_dry_run(nft, false);
	return said;
}

/*
 * libnftables 1.0.6 falls over some scripts, so each runs in a process of its
 * own. What falls elsewhere is nicfw.
 */
enum outcome lang_in_child(bool (*fn)(void *data), void *data)
{
	int status;
	pid_t pid;

	fflush(stdout);
	*nft_is_running = false;
	pid = fork();
	if (pid < 0)
		abort();
	if (!pid) {
		bool is_ok;

		signal(SIGSEGV, SIG_DFL); /* nobody wants its report */
		is_ok = fn(data);

		fflush(stdout);
		_exit(is_ok ? 0 : 1);
	}
	if (waitpid(pid, &status, 0) != pid)
		abort();
	if (*nft_is_running)
		return FELL;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? PASSED : FAILED;
}

bool nft_runs(struct arena *a, const char *text, const char **why)
{
	bool is_ok;

	*nft_is_running = true;
	is_ok = answer(a, nft_run_cmd_from_buffer(nft, text), why) == TAKEN;
	*nft_is_running = false;
	return is_ok;
}

const char *nft_lists(struct arena *a, unsigned int flags)
{
	unsigned int old = nft_ctx_output_get_flags(nft);

	*nft_is_running = true;
	nft_ctx_output_set_flags(nft, flags);
	nft_ctx_get_output_buffer(nft); /* empties it */
	if (nft_run_cmd_from_buffer(nft, "list ruleset"))
		abort();
	nft_ctx_output_set_flags(nft, old);
	*nft_is_running = false;
	return arena_strdup(a, nft_ctx_get_output_buffer(nft));
}

/* The first message of @diag, with its place. */
static const char *first_message(struct arena *a, const struct diag *diag)
{
	const struct diag_msg *msg = &diag->msgs.v[0];

	return arena_printf(a, "%s:%u:%u: %s", msg->loc.file, msg->loc.line,
			    msg->loc.col, msg->text);
}

static const char *print(struct arena *a, const struct ruleset *rs)
{
	char *buf = NULL, *text;
	size_t len = 0;
	FILE *out = open_memstream(&buf, &len);

	if (!out)
		abort();
	nft_print_ruleset(rs, out);
	fclose(out);
	text = arena_strndup(a, buf, len);
	free(buf);
	return text;
}

static struct reading read_once(struct arena *a, const char *file,
				const char *text)
{
	struct diag *diag = diag_new(a);
	struct ruleset *rs = NULL;
	struct reading r = {};

	if (nft_parse(a, diag, file, text, strlen(text), NULL, &rs)) {
		r.why = first_message(a, diag);
		return r;
	}
	r.is_read = true;
	r.printed = print(a, rs);
	return r;
}

struct reading nicfw_reads(struct arena *a, const char *file, const char *text)
{
	struct reading r = read_once(a, file, text);
	struct reading again;

	if (!r.is_read)
		return r;
	again = read_once(a, "printed", r.printed);
	if (!again.is_read)
		r.why = again.why;
	else if (strcmp(again.printed, r.printed))
		r.why = "what was printed prints otherwise";
	else
		r.is_fixpoint = true;
	return r;
}

const struct policy *nicfw_means(struct arena *a, const char *file,
				 const char *text, const char **why)
{
	struct diag *diag = diag_new(a);
	struct ruleset *rs = NULL;
	struct policy *policy = NULL;

	if (nft_parse(a, diag, file, text, strlen(text), NULL, &rs) ||
	    resolve_ruleset(a, diag, rs, &policy)) {
		*why = first_message(a, diag);
		return NULL;
	}
	return policy;
}

enum tool_answer tool_answer(enum answer said)
{
	static const enum tool_answer answers[] = {
		[TAKEN] = TOOL_TAKES,
		[NO_SYNTAX] = TOOL_REFUSES,
		[REFUSED] = TOOL_REFUSES_OTHERWISE,
	};

	return answers[said];
}
