// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace.c - does the kernel drop what nicfw says is dropped?
 *
 * trace [CORPORA] - each ruleset below CORPORA (../shared/corpora unless given)
 * that asks for nothing but what is in a frame is given to nft or iptables on a
 * host of its own, and frames of the captures there are sent to it. Whom the
 * oracle drops, the kernel must drop; whom it accepts, the kernel must let in.
 * What the oracle leaves to the host is counted. Frames that do not arrive
 * without any rules are left out. Of dumps of iptables that ask for more, the
 * rules that do are taken out, and what is left is asked about.
 *
 * With LONG in the environment all frames and whole lists are taken.
 */
#include "compat/classbench.h"
#include "compat/frames.h"

#include "lang/ipt_parse.h"
#include "lang/nft_file.h"
#include "lang/nft_parse.h"
#include "policy/eval.h"
#include "policy/reach.h"
#include "policy/resolve.h"

#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define FRAMES_OF_A_FILE 3
#define MAX_FRAMES	 60000
#define MAX_LIST	 300
#define MAX_SAID	 5
/* Fewer rules are no ruleset any more. */
#define MIN_KEPT 4

/* Statements of any kind. */
#define ALL_KINDS ~0u

static const struct reach reach = { 32, 61440 };

/* Forwards nothing, and has no other rules than those that it is given. */
static const struct host_facts facts;

static const struct device device = {
	.name = "eth0",
	.ifindex = 10,
	.mac = { 2, 0, 0, 0, 0, 2 },
	.facts = &facts,
};

/* Shared with the processes that ask. */
struct counts {
	unsigned int n_dropped;
	unsigned int n_accepted;
	unsigned int n_open; /* left to the host */
	unsigned int n_open_dropped;
	unsigned int n_explained;
	unsigned int n_wrong;
	bool is_refused; /* the tool does not load it here */
	char why[200];
	bool control[MAX_FRAMES];
	bool passed[MAX_FRAMES];
};

static struct {
	struct arena *arena;
	struct frames frames;
	struct counts *counts;
	bool is_long;
	unsigned int n_results;
	unsigned int n_failed;
	unsigned int n_compared;
	unsigned int n_dropped;
	unsigned int n_open;
	unsigned int n_open_dropped;
	unsigned int n_explained;
	unsigned int n_refused;
	unsigned int n_rulesets;
} all;

struct subject {
	const char *path;
	const char *name;
	const struct ruleset *rs;
	const struct policy *policy;
	struct path walk;
};

static bool is_of_host(const struct policy_stmt *s, const void *data)
{
	(void)data;
	return s->kind == POLICY_HOST || s->kind == POLICY_STATES ||
	       s->kind == POLICY_CHOICES;
}

/* Some chain decides about arriving frames, and none asks the host. */
static bool is_stateless(const struct subject *s)
{
	const struct policy_chain *const *chain;
	size_t n = 0;

	vec_for_each(chain, &s->walk.chains) {
		if (reach_find(s->policy, *chain, ALL_KINDS, is_of_host, NULL)
			    .stmt)
			return false;
		n += (*chain)->rules.n + ((*chain)->policy == VERDICT_DROP);
	}
	return n > 0;
}

static bool needs_header(const struct policy_stmt *s, const void *data)
{
	return s->n_bytes > *(const uint32_t *)data;
}

/*
 * A match of legacy iptables drops the packet of which the transport header is
 * cut, and so the rule decides more than the oracle says (xt_tcp's tcp_mt, and
 * the like): it takes it for accepted, and a stage passes it all the same.
 */
static bool is_hotdrop(const struct subject *s, const struct host_frame *f)
{
	const struct policy_chain *const *chain;
	struct frame_view view;

	if (!frame_parse(f->bytes, f->len, reach, &view))
		return false;
	vec_for_each(chain, &s->walk.chains)
		if ((*chain)->table->syntax == SYNTAX_IPTABLES_LEGACY &&
		    reach_find(s->policy, *chain, 1u << POLICY_HOTDROP,
			       needs_header, &view.avail[PLAN_TRANS])
			    .stmt)
			return true;
	return false;
}

static void say_wrong(const struct subject *s, const struct host_frame *f,
		      const struct eval_result *r, bool is_passed)
{
	struct counts *c = all.counts;

	if (c->n_wrong++ >= MAX_SAID)
		return;
	printf("# %s: %s: the oracle says %s, line %u, the kernel %s\n",
	       s->name, f->name, r->verdict == PLAN_DROP ? "drop" : "accept",
	       r->rule ? r->rule->loc.line : 0,
	       is_passed ? "lets it in" : "does not let it in");
}

static void compare(const struct subject *s, size_t i)
{
	const struct host_frame *f = &all.frames.v.v[i];
	struct counts *c = all.counts;
	struct eval_result r = {};

	if (!c->control[i])
		return;
	eval_frame(s->policy, &s->walk, &device, reach, f->bytes, f->len, NULL,
		   &r);
	switch (r.verdict) {
	case PLAN_PUNT:
		c->n_open++;
		c->n_open_dropped += !c->passed[i];
		return;
	case PLAN_DROP:
		c->n_dropped++;
		break;
	case PLAN_ACCEPT:
		c->n_accepted++;
		break;
	}
	if (c->passed[i] == (r.verdict == PLAN_ACCEPT))
		return;
	if (r.verdict == PLAN_ACCEPT && is_hotdrop(s, f))
		c->n_explained++;
	else
		say_wrong(s, f, &r, c->passed[i]);
}

/* A process of its own: the host goes with it. */
static void run_child(const struct subject *s, bool *passed)
{
	struct counts *c = all.counts;
	struct host *host = NULL;
	const char *why = "";
	int err = host_open(&host, &why);

	if (!err && s && host_load(host, s->path, s->rs)) {
		c->is_refused = true;
		_exit(0);
	}
	if (!err)
		err = host_ask(host, all.frames.v.v, all.frames.v.n, passed,
			       &why);
	if (err)
		snprintf(c->why, sizeof(c->why), "%s: %s", why, strerror(-err));
	for (size_t i = 0; s && !err && i < all.frames.v.n; i++)
		compare(s, i);
	fflush(stdout);
	_exit(err ? 1 : 0);
}

static bool run(const struct subject *s, bool *passed)
{
	struct counts *c = all.counts;
	int status;
	pid_t pid;

	c->n_dropped = c->n_accepted = c->n_open = c->n_open_dropped = 0;
	c->n_wrong = c->n_explained = 0;
	c->is_refused = false;
	c->why[0] = '\0';
	memset(c->passed, 0, sizeof(c->passed));
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		run_child(s, passed);
	return pid > 0 && waitpid(pid, &status, 0) == pid &&
	       WIFEXITED(status) && !WEXITSTATUS(status);
}

static void ask(const struct subject *s)
{
	const struct counts *c = all.counts;
	bool is_ok = run(s, all.counts->passed);

	if (is_ok && c->is_refused) {
		all.n_refused++;
		return;
	}
	is_ok = is_ok && !c->n_wrong;
	all.n_failed += !is_ok;
	all.n_rulesets++;
	all.n_compared += c->n_dropped + c->n_accepted;
	all.n_dropped += c->n_dropped;
	all.n_open += c->n_open;
	all.n_open_dropped += c->n_open_dropped;
	all.n_explained += c->n_explained;
	printf("%sok %u - %s: %u dropped, %u let in, %u left to the host\n",
	       is_ok ? "" : "not ", ++all.n_results, s->name, c->n_dropped,
	       c->n_accepted, c->n_open);
	if (*c->why)
		printf("# %s\n", c->why);
	if (c->n_wrong)
		printf("# %u differ\n", c->n_wrong);
}

/* The rules of a large dump, most of which ask the host: what is left of it. */
static bool is_kept(const struct policy_rule *rule)
{
	const struct policy_stmt *s;

	vec_for_each(s, &rule->stmts)
		if (is_of_host(s, NULL))
			return false;
	return true;
}

/*
 * The dump @text without the rules of @policy that ask the host, and without
 * its nat table; NULL: too little is left.
 */
static const char *stateless_part(struct arena *a, char *text,
				  const struct policy *policy, size_t n_lines)
{
	bool *is_left_out = arena_calloc(a, n_lines + 1, sizeof(bool));
	const struct policy_chain *chain;
	const struct policy_rule *rule;
	char *out = arena_calloc(a, strlen(text) + 2, 1), *end = out, *line;
	bool is_nat = false;
	size_t n_kept = 0;

	vec_for_each(chain, &policy->chains)
		vec_for_each(rule, &chain->rules)
			is_left_out[rule->loc.line] |= !is_kept(rule);
	for (size_t i = 1; (line = strsep(&text, "\n")); i++) {
		if (*line == '*')
			is_nat = !strncmp(line, "*nat", 4);
		if (is_nat || (i <= n_lines && is_left_out[i]))
			continue;
		n_kept += *line == '-';
		end += sprintf(end, "%s\n", line);
	}
	return n_kept >= MIN_KEPT ? out : NULL;
}

static void try_text(const char *path, const char *name, char *text,
		     size_t len);

/* @text is parsed, and has no part of its own. */
static void try_part(struct arena *a, const char *name, char *text,
		     const struct policy *policy)
{
	const char *part;
	size_t n_lines = 1;
	char path[64];
	int fd;

	for (const char *c = text; *c; c++)
		n_lines += *c == '\n';
	part = stateless_part(a, text, policy, n_lines);
	fd = part ? memfd_create("part", 0) : -1;
	if (fd < 0)
		return;
	if (write(fd, part, strlen(part)) != (ssize_t)strlen(part))
		abort();
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", getpid(), fd);
	try_text(path, arena_printf(a, "%s, but for what asks the host", name),
		 arena_strdup(a, part), strlen(part));
	close(fd);
}

/* @path has the @len bytes at @text. */
static void try_text(const char *path, const char *name, char *text, size_t len)
{
	struct subject s = { .path = path, .name = name };
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct ruleset *rs = NULL;
	struct policy *policy = NULL;
	const bool is_dump = ipt_is_dump(text, len);
	int err = is_dump ? ipt_parse(a, diag, path, text, len, NULL, &rs)
			  : nft_parse_file(a, diag, path, NULL, &rs);

	if (!err && !resolve_ruleset(a, diag, rs, &policy)) {
		s.rs = rs;
		s.policy = policy;
		path_find(a, policy, &device, &s.walk);
		if (is_stateless(&s))
			ask(&s);
		else if (is_dump && (all.is_long || strstr(path, "/real-")))
			try_part(a, name, text, policy);
	}
	arena_free(a);
}

static void try_ruleset(const char *path, const char *name)
{
	struct arena *a = arena_new();
	char *text;
	size_t len;

	if (!file_read(a, path, 16 << 20, false, &text, &len))
		try_text(path, name, text, len);
	arena_free(a);
}

static int visit(const char *path, const struct stat *st, int type,
		 struct FTW *at)
{
	const char *dot = strrchr(path, '.');

	(void)st;
	if (type != FTW_F ||
	    (dot && (!strcmp(dot, ".t") || !strcmp(dot, ".txlate") ||
		     !strcmp(dot, ".cmds") || !strcmp(dot, ".nftcmds"))))
		return 0;
	try_ruleset(path, path + at->base);
	return 0;
}

static int visit_list(const char *path, const struct stat *st, int type,
		      struct FTW *at)
{
	unsigned int most = all.is_long ? UINT32_MAX : MAX_LIST;
	FILE *in = type == FTW_F ? fopen(path, "re") : NULL;
	int fd = memfd_create("list", 0);
	FILE *out = fd < 0 ? NULL : fdopen(dup(fd), "w");
	char dump[64];
	unsigned int n = 0;

	(void)st;
	if (in && out)
		n = classbench_print(in, out, most);
	if (in)
		fclose(in);
	if (out)
		fclose(out);
	snprintf(dump, sizeof(dump), "/proc/%d/fd/%d", getpid(), fd);
	if (n)
		try_ruleset(dump, path + at->base);
	close(fd);
	return 0;
}

static int skip(const char *why)
{
	printf("1..0 # SKIP %s\n", why);
	return 0;
}

static void walk_all(const char *corpora)
{
	static const char *const folders[] = { "nft", "iptables" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		nftw(arena_printf(all.arena, "%s/%s", corpora, folders[i]),
		     visit, 16, FTW_PHYS);
	nftw(arena_printf(all.arena, "%s/classbench", corpora), visit_list, 16,
	     FTW_PHYS);
}

int main(int argc, char **argv)
{
	const char *corpora = argc > 1 ? argv[1] : "../shared/corpora";
	size_t n_control = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	if (access(corpora, R_OK))
		return skip("no corpora beside the checkout");
	if (geteuid())
		return skip("a network namespace needs root");
	all.is_long = getenv("LONG") != NULL;
	all.arena = arena_new();
	all.counts = mmap(NULL, sizeof(*all.counts), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (all.counts == MAP_FAILED)
		abort();
	frames_read(all.arena, arena_printf(all.arena, "%s/pcaps", corpora),
		    all.is_long ? SIZE_MAX : FRAMES_OF_A_FILE, &all.frames);
	if (all.frames.v.n > MAX_FRAMES)
		all.frames.v.n = MAX_FRAMES;
	if (!run(NULL, all.counts->control))
		return skip(all.counts->why);
	for (size_t i = 0; i < all.frames.v.n; i++)
		n_control += all.counts->control[i];
	printf("# %zu frames, of which %zu arrive without rules\n",
	       all.frames.v.n, n_control);
	walk_all(corpora);
	printf("%sok %u - something is compared: %u rulesets (%u more are not loaded here), %u verdicts, of them %u drops; %u left to the host, which drops %u; %u that legacy iptables drops for being cut\n",
	       all.n_dropped ? "" : "not ", ++all.n_results, all.n_rulesets,
	       all.n_refused, all.n_compared, all.n_dropped, all.n_open,
	       all.n_open_dropped, all.n_explained);
	printf("1..%u\n", all.n_results);
	arena_free(all.arena);
	return all.n_failed || !all.n_dropped;
}
