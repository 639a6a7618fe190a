// SPDX-License-Identifier: GPL-2.0-only
/*
 * given.c - rulesets of others as they stand: is what a stage drops delivered?
 *
 *	given [CORPORA [PART [SEED]]]
 *
 * Each ruleset below CORPORA (../shared/corpora unless given) whose path has
 * PART in it, and that its tool takes, is loaded in the router of
 * tests/live/live_net.h: with its states, limits, logs, sets and NAT. Captured
 * frames of CORPORA are sent to it, and conversations between addresses that
 * the rules ask for. Stages are compiled from the ruleset; who would be dropped
 * must not be delivered to a socket, or to either network. The same is sent
 * without rules first.
 *
 * Each runs twice: as a router between two networks, and as a host that takes
 * every address for its own and forwards nothing. The devices have names that
 * the rules know.
 *
 * With LONG in the environment each device that rules name is the one that
 * frames arrive on, large rulesets are taken, and more is sent.
 */
#include "given/given_rules.h"
#include "given/given_talk.h"

#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define FRAMES_OF_A_FILE 3
#define MAX_TEXT	 (500 << 10)
#define MAX_NAMES	 2
#define N_TALKS		 24
#define N_FRAMES	 48
#define DEADLINE_S	 60 /* of a process */
#define MANY		 10 /* times as much, if there is time */

enum outcome {
	OUTCOME_COMPARED,
	OUTCOME_UNREAD,	 /* nicfw does not read it */
	OUTCOME_EMPTY,	 /* it decides about nothing that arrives */
	OUTCOME_ENDLESS, /* the kernel copies packets for ever */
	OUTCOME_REFUSED, /* the tool does not take it here */
	OUTCOME_WRONG,
	OUTCOME_BROKEN,
	N_OUTCOMES,
};

/* Shared with the processes that ask. */
struct result {
	enum outcome outcome;
	struct live_tally tally;
	char why[300];
};

static struct {
	struct arena *arena;
	struct frames frames;
	struct result *result;
	const char *part;
	uint64_t seed;
	bool is_long;
	unsigned int n_results;
	unsigned int n_failed;
	unsigned int n_of[N_OUTCOMES];
	unsigned int n_too_large;
	unsigned int n_dropping; /* of which a frame would be dropped */
	struct live_tally tally;
} all;

/* How the router stands between frames and rules. */
enum role {
	ROLE_ROUTER,
	ROLE_HOST,
	N_ROLES,
};

static const struct {
	const char *name;
	const char *set_up;
} roles[] = {
	[ROLE_ROUTER] = { "router",
			  "ip route add default via 10.0.1.1 dev '%1$s' && "
			  "ip route add default via 2001:db8:1::1 dev '%1$s'" },
	[ROLE_HOST] = { "host",
			"for k in all default '%2$s'; do "
			"sysctl -qw net/ipv4/conf/$k/accept_local=1 "
			"net/ipv4/conf/$k/route_localnet=1; done && "
			"ip rule add iif '%2$s' pref 1 lookup 100 && "
			"ip route add local 0.0.0.0/0 dev lo table 100 && "
			"ip -6 rule add iif '%2$s' pref 1 lookup 100 && "
			"ip -6 route add local ::/0 dev lo table 100" },
};
_Static_assert(sizeof(roles) / sizeof(roles[0]) == N_ROLES,
	       "each role has a row");

/* ---- One ruleset, in a process of its own ---- */

struct subject {
	struct arena *arena;
	struct given_rules rules;
	struct live_names names;
	struct live_lab lab;
	struct device device;
	struct rng rng;
};

static void say(enum outcome outcome, const char *why)
{
	all.result->outcome = outcome;
	snprintf(all.result->why, sizeof(all.result->why), "%s", why);
}

/* The rule by which the stage drops what was delivered. */
static void print_fault(const struct subject *s, const struct live_trial *t,
			enum role role, const struct live_fault *fault)
{
	const struct live_stage *stage = &t->stages[fault->stage];
	struct eval_result r = {};

	printf("# %s: as a %s, from %s to %s: ", s->rules.path,
	       roles[role].name, s->names.in, s->names.out);
	if (!fault->fate) {
		printf("%s\n", fault->why);
		return;
	}
	eval_frame(s->rules.given.policy, stage->compiled->walk, &stage->dev,
		   s->lab.host->reach, fault->fate->frame, fault->fate->len,
		   NULL, &r);
	printf("%s %s, line %u: %s\n", live_stage_names[fault->stage],
	       fault->why, r.rule ? r.rule->loc.line : 0,
	       r.rule ? r.rule->text : "a policy");
	live_fate_print(fault->fate);
}

static void draw(struct subject *s, enum role role, struct live_trial *t)
{
	const uint32_t times = all.is_long ? MANY : 1;
	const bool is_tame = rng_one_in(&s->rng, 2);
	struct live_pool pool = {};

	t->kind = LIVE_FRONT;
	t->router = (struct live_router){
		.forwards4 = role == ROLE_ROUTER,
		.forwards6 = role == ROLE_ROUTER,
		.routes_by_source = rng_one_in(&s->rng, 4),
		.joins = rng_one_in(&s->rng, 4),
	};
	t->wishes = (struct place_wishes){
		.relax_reject = rng_one_in(&s->rng, 2),
		.relax_log = rng_one_in(&s->rng, 2),
		.assume_syn_is_new = is_tame,
		.strict_dhcp = rng_one_in(&s->rng, 2),
	};
	t->is_attached = true;
	live_pool_init(t->arena, &pool);
	given_pool_add(t->arena, &s->rng, s->rules.given.policy, &pool);
	live_talks_draw(t->arena, &s->rng, N_TALKS * times, is_tame, &pool,
			&t->talks);
	given_frames_draw(t->arena, &s->rng, N_FRAMES * times, is_tame,
			  &all.frames, &t->talks);
	live_trial_make_room(t);
}

static bool run_role(struct subject *s, enum role role)
{
	struct live_trial *t = arena_calloc(s->arena, 1, sizeof(*t));
	struct live_fault fault;

	if (system(arena_printf(s->arena, roles[role].set_up, s->names.out,
				s->names.in))) {
		say(OUTCOME_BROKEN, "the router does not get its role");
		return false;
	}
	t->arena = s->arena;
	t->lab = &s->lab;
	t->given = &s->rules.given;
	draw(s, role, t);
	fault = live_trial_run(t, &all.result->tally);
	if (!fault.why)
		return true;
	print_fault(s, t, role, &fault);
	say(fault.fate ? OUTCOME_WRONG : OUTCOME_BROKEN, fault.why);
	return false;
}

static void run_roles(struct subject *s)
{
	struct diag *diag = diag_new(s->arena);
	int err;

	if (profile_find(s->arena, diag, "driver", &s->lab.host) ||
	    profile_find(s->arena, diag, "agilio-cx", &s->lab.nic)) {
		say(OUTCOME_BROKEN, "no profiles");
		return;
	}
	if (!given_make_devices(&s->rules, s->arena)) {
		say(OUTCOME_BROKEN, "a device of the rules cannot be made");
		return;
	}
	err = given_read(s->arena, &s->rules);
	if (err) {
		say(err == -ENOENT ? OUTCOME_EMPTY : OUTCOME_UNREAD, "");
		return;
	}
	if (s->rules.is_endless) {
		say(OUTCOME_ENDLESS, "");
		return;
	}
	if (!given_is_taken(&s->rules, s->arena)) {
		say(OUTCOME_REFUSED, "");
		return;
	}
	nft_run_cmd_from_buffer(s->lab.nft, "flush ruleset");
	s->rules.given.unload(&s->rules.given, s->arena);
	say(OUTCOME_COMPARED, "");
	for (enum role role = 0; role < N_ROLES; role++)
		if (!run_role(s, role))
			return;
}

static void run_child(struct subject *s)
{
	const char *why = "";
	int err;

	alarm(all.is_long ? DEADLINE_S * MANY : DEADLINE_S);
	err = live_net_open(&s->lab.net, &s->names, &why);

	if (err) {
		say(OUTCOME_BROKEN, why);
		_exit(1);
	}
	s->device = live_device;
	memset(s->device.name, 0, sizeof(s->device.name));
	snprintf(s->device.name, sizeof(s->device.name), "%s", s->names.in);
	s->lab.device = &s->device;
	s->lab.nft = nft_ctx_new(NFT_CTX_DEFAULT);
	nft_ctx_buffer_output(s->lab.nft);
	nft_ctx_buffer_error(s->lab.nft);
	run_roles(s);
	fflush(stdout);
	_exit(0);
}

static void run(struct subject *s)
{
	int status;
	pid_t pid;

	*all.result = (struct result){ .outcome = OUTCOME_BROKEN,
				       .why = "the process that asks ends" };
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		run_child(s);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		abort();
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		all.result->outcome = OUTCOME_BROKEN;
}

/* ---- All of them ---- */

static void add_tally(const struct live_tally *t)
{
	all.tally.n_frames += t->n_frames;
	all.tally.n_delivered += t->n_delivered;
	all.tally.n_drops += t->n_drops;
	all.tally.n_telling += t->n_telling;
	all.tally.n_segments += t->n_segments;
	all.tally.n_fragments += t->n_fragments;
	all.tally.n_attached += t->n_attached;
	all.tally.n_counted += t->n_counted;
	for (unsigned int k = 0; k < N_LIVE_STAGES; k++) {
		all.tally.n_tried[k] += t->n_tried[k];
		all.tally.n_found[k] += t->n_found[k];
	}
}

static void report(const struct subject *s)
{
	const struct result *r = all.result;
	const bool is_ok = r->outcome == OUTCOME_COMPARED;

	all.n_of[r->outcome]++;
	if (r->outcome != OUTCOME_WRONG && r->outcome != OUTCOME_BROKEN &&
	    r->outcome != OUTCOME_COMPARED)
		return;
	add_tally(&r->tally);
	all.n_failed += !is_ok;
	all.n_dropping += r->tally.n_drops > 0;
	printf("%sok %u - %s, on %s: %lu frames, %lu would be dropped, of these %lu delivered without rules\n",
	       is_ok ? "" : "not ", ++all.n_results, s->rules.name, s->names.in,
	       r->tally.n_frames, r->tally.n_drops, r->tally.n_telling);
	if (!is_ok)
		printf("# %s\n", r->why);
}

/* The devices are eth0 and eth1, or what the rules know. */
static void choose_names(struct subject *s, size_t i)
{
	const size_t n = s->rules.devices.n;

	s->names = live_names;
	if (i < n)
		s->names.in = s->rules.devices.v[i];
	if (n > 1)
		s->names.out = s->rules.devices.v[(i + 1) % n];
	if (!strcmp(s->names.in, s->names.out))
		s->names.out = "eth9";
}

static void try_ruleset(const char *path, const char *name)
{
	struct subject s = { .arena = arena_new() };
	size_t n;

	if (!given_open(s.arena, path, name, &s.rules)) {
		n = s.rules.devices.n ? s.rules.devices.n : 1;
		if (!all.is_long && n > MAX_NAMES)
			n = MAX_NAMES;
		if (!all.is_long && s.rules.len > MAX_TEXT) {
			all.n_too_large++;
			n = 0;
		}
		for (size_t i = 0; i < n; i++) {
			s.rng.state = all.seed + i;
			choose_names(&s, i);
			run(&s);
			report(&s);
		}
	}
	arena_free(s.arena);
}

static int visit(const char *path, const struct stat *st, int type,
		 struct FTW *at)
{
	const char *dot = strrchr(path, '.');

	(void)st;
	if (type != FTW_F || !strstr(path, all.part) ||
	    (dot && (!strcmp(dot, ".t") || !strcmp(dot, ".txlate") ||
		     !strcmp(dot, ".cmds") || !strcmp(dot, ".nftcmds") ||
		     !strcmp(dot, ".fw-script"))))
		return 0;
	try_ruleset(path, path + at->base);
	return 0;
}

static int skip(const char *why)
{
	printf("1..0 # SKIP %s\n", why);
	return 0;
}

static int print_sum(void)
{
	const struct live_tally *t = &all.tally;
	const bool is_found = t->n_found[STAGE_DROPS_ALL] > 0;

	printf("# %u compared, of which %u have drops; %u that nicfw does not read, %u that the tool does not take here, %u that never end, %u too large\n",
	       all.n_of[OUTCOME_COMPARED], all.n_dropping,
	       all.n_of[OUTCOME_UNREAD], all.n_of[OUTCOME_REFUSED],
	       all.n_of[OUTCOME_ENDLESS], all.n_too_large);
	printf("# %lu frames: %lu of them delivered without rules\n",
	       t->n_frames, t->n_delivered);
	printf("# %lu would be dropped, %lu of these delivered without rules\n",
	       t->n_drops, t->n_telling);
	printf("# attached %u times, which counted %lu drops; %lu segments and %lu fragments were joined to others\n",
	       t->n_attached, t->n_counted, t->n_segments, t->n_fragments);
	printf("# of %u rulesets %u find out a stage that drops all, of %u %u one that never forwards\n",
	       t->n_tried[STAGE_DROPS_ALL], t->n_found[STAGE_DROPS_ALL],
	       t->n_tried[STAGE_NEVER_FORWARDS],
	       t->n_found[STAGE_NEVER_FORWARDS]);
	printf("%sok %u - rulesets_drop_what_is_delivered_without_them\n",
	       t->n_telling && is_found ? "" : "not ", ++all.n_results);
	printf("1..%u\n", all.n_results);
	return all.n_failed || !t->n_telling || !is_found;
}

int main(int argc, char **argv)
{
	static const char *const folders[] = { "nft", "iptables" };
	const char *corpora = argc > 1 ? argv[1] : "../shared/corpora";

	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	if (access(corpora, R_OK))
		return skip("no corpora beside the checkout");
	if (geteuid())
		return skip("a network namespace needs root");
	all.part = argc > 2 ? argv[2] : "";
	all.seed = argc > 3 ? strtoull(argv[3], NULL, 0) : 1;
	all.is_long = getenv("LONG") != NULL;
	all.arena = arena_new();
	all.result = mmap(NULL, sizeof(*all.result), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (all.result == MAP_FAILED)
		abort();
	frames_read(all.arena, arena_printf(all.arena, "%s/pcaps", corpora),
		    all.is_long ? SIZE_MAX : FRAMES_OF_A_FILE, &all.frames);
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		nftw(arena_printf(all.arena, "%s/%s", corpora, folders[i]),
		     visit, 16, FTW_PHYS);
	arena_free(all.arena);
	return print_sum();
}
