// SPDX-License-Identifier: GPL-2.0-only
/*
 * commands.c - random scripts: is the tree what nft leaves in the kernel?
 *
 * A script grows command by command, each that `nft -c` takes. Then the kernel
 * lists the same after the script and after the text that nicfw printed of it.
 * Every other script meets a ruleset that is there already, of another script.
 */
#include "base/vec.h"
#include "lang/lang.h"
#include "lib/rng.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define N_SCRIPTS  150
#define N_COMMANDS 30

/*
 * T: a table, C, D: chains, M: a map, K: an object, I, P: numbers; S: a set of
 * addresses, B: of pairs, R: of ranges, G: with auto-merge. A, Q, X: an
 * address, a port, a range, in one of the ways in which it can be written.
 */
static const char *const templates[] = {
	"add table T",
	"add table T { flags dormant; }",
	"add table T { comment \"first\"; }",
	"create table T",
	"delete table T",
	"flush table T",
	"flush ruleset",
	"flush ruleset ip",
	"add chain T C",
	"add chain T C",
	"create chain T C",
	"add chain T C { comment \"a chain\"; }",
	"add chain T C { type filter hook input priority I; policy drop; }",
	"add chain T C { type filter hook input priority I; }",
	"add chain T C { policy accept; }",
	"delete chain T C",
	"flush chain T C",
	"rename chain T C D",
	"add rule T C ip ttl P accept",
	"add rule T C tcp dport P drop",
	"add rule T C ip saddr @S counter",
	"add rule T C tcp dport { P, 80 } counter name \"K\"",
	"add rule T C jump D",
	"add rule T C tcp dport vmap @M",
	"add rule T C tcp dport vmap { P : jump D, 80 : drop }",
	"add rule T C limit name \"K\" drop",
	"add rule T C ct state new log prefix \"P\" drop comment \"new\"",
	"T C ip ttl P",
	"insert rule T C ip ttl P",
	"insert rule T C index I ip ttl P",
	"add rule T C index I ip ttl P",
	"table T {\n chain C {\n ip ttl P\n udp dport P drop\n }\n}",
	"table T {\n chain C {\n }\n chain D {\n jump C\n }\n}",
	"table T {\n set S {\n type ipv4_addr\n elements = { 10.0.0.P }\n }\n}",
	"table T {\n counter K {\n packets P bytes 1\n }\n}",
	"add set T S { type ipv4_addr; }",
	"add set T S { type ipv4_addr; size 100; comment \"a set\"; }",
	"create set T S { type ipv4_addr; }",
	"add element T S { 10.0.0.P }",
	"add element T S { 10.0.0.P, 10.0.1.P }",
	"create element T S { 10.0.0.P }",
	"delete element T S { 10.0.0.P }",
	"add element T S { A, A }",
	"delete element T S { A }",
	"delete element T S { A }",
	"create element T S { A }",
	"delete set T S",
	"flush set T S",
	"add map T M { type inet_service : verdict; }",
	"add element T M { P : accept }",
	"add element T M { P : jump C }",
	"delete element T M { P }",
	"add element T M { Q : accept }",
	"add element T M { Q comment \"x\" : drop, P : accept }",
	"delete element T M { Q }",
	"delete element T M { Q : drop }",
	"add set T B { type ipv4_addr . inet_service; }",
	"add element T B { A . Q, A . Q }",
	"delete element T B { A . Q }",
	"delete element T B { A . Q }",
	"add set T R { type ipv4_addr; flags interval; }",
	"add element T R { X }",
	"add element T R { X, X }",
	"delete element T R { X }",
	"delete element T R { X }",
	"flush set T R",
	"delete set T R",
	"add set T G { type ipv4_addr; flags interval; auto-merge; }",
	"add element T G { X, X }",
	"delete element T G { X }",
	"delete element T G { X }",
	"delete map T M",
	"flush map T M",
	"add counter T K",
	"add counter T K packets P bytes 7",
	"create counter T K",
	"delete counter T K",
	"add quota T K P mbytes",
	"delete quota T K",
	"add limit T K rate P/second",
	"add limit T K { rate over P/minute burst 9 packets; comment \"x\"; }",
	"delete limit T K",
	"add ct helper T K { type \"ftp\" protocol tcp; }",
	"delete ct helper T K",
	"add synproxy T K { mss 1460; wscale P; timestamp sack-perm; }",
	"list ruleset",
};

static const char *random_address(struct rng *rng, struct arena *a)
{
	static const char *const forms[] = { "10.0.0.%u", "0xa00000%u",
					     "16777216%u" };
	unsigned int form = rng_below(rng, 3), n = rng_below(rng, 4);

	return arena_printf(a, forms[form], n);
}

static const char *random_port(struct rng *rng)
{
	static const char *const forms[][4] = {
		{ "80", "http", "0x50", "0120" },
		{ "22", "ssh", "0x16", "026" },
		{ "8", "08", "0x8", "010" },
	};

	return forms[rng_below(rng, 3)][rng_below(rng, 4)];
}

/* One or two of four neighbours. */
static const char *random_range(struct rng *rng, struct arena *a)
{
	unsigned int n = rng_below(rng, 4), is_two = rng_below(rng, 3) == 0;

	if (is_two)
		n &= 2;
	if (rng_below(rng, 2))
		return arena_printf(a, "10.0.%u.0-10.0.%u.255", n, n + is_two);
	return arena_printf(a, "10.0.%u.%u/%u", n, rng_below(rng, 2) * 7,
			    24 - is_two);
}

/* What stands for @letter of a template. */
static const char *word_of(struct rng *rng, struct arena *a, char letter)
{
	static const char *const chains[] = { "one", "two", "three" };
	static const char *const sets[] = { "red", "blue" };
	static const char *const objects[] = { "up", "down" };

	switch (letter) {
	case 'I':
	case 'P':
		return arena_printf(a, "%u",
				    rng_below(rng, 4) + (letter == 'P'));
	case 'A':
		return random_address(rng, a);
	case 'Q':
		return random_port(rng);
	case 'X':
		return random_range(rng, a);
	case 'S':
		return rng_pick(rng, sets);
	case 'M':
		return "map1";
	case 'B':
		return "pairs";
	case 'R':
		return "ranges";
	case 'G':
		return "merged";
	case 'K':
		return rng_pick(rng, objects);
	default:
		return rng_pick(rng, chains);
	}
}

static const char *instance(struct rng *rng, struct arena *a,
			    const char *template)
{
	static const char *const tables[] = { "ip t", "inet u", "t" };
	const char *table = rng_pick(rng, tables);
	const char *out = "", *p;

	for (p = template; *p; p++) {
		bool is_one = (p == template || !strchr("abcdefghijklmnopq"
							"rstuvwxyz",
							p[-1])) &&
			      (!p[1] || strchr(" \n:,/}\".;", p[1]));

		if (!is_one || !strchr("TCDSMKIPABQRGX", *p))
			out = arena_printf(a, "%s%c", out, *p);
		else
			out = arena_printf(a, "%s%s", out,
					   *p == 'T' ? table
						     : word_of(rng, a, *p));
	}
	return out;
}

/* A script that nft takes, of up to @n commands. */
static const char *random_script(struct rng *rng, struct arena *a, int n)
{
	const char *script = "", *longer, *why;

	while (n--) {
		longer = arena_printf(
			a, "%s%s\n", script,
			instance(rng, a, rng_pick(rng, templates)));
		if (nft_checks(a, longer, &why) == TAKEN)
			script = longer;
	}
	return script;
}

/* What is listed after @before and @text; NULL: *@why. */
static const char *listing(struct arena *a, const char *before,
			   const char *text, const char **why)
{
	const char *list = NULL, *ignored;

	if (nft_runs(a, before, why) && nft_runs(a, text, why))
		list = nft_lists(a, 0);
	if (!nft_runs(a, "flush ruleset", &ignored))
		abort();
	return list;
}

struct parts {
	struct arena *arena;
	VEC(const char *) parts;
};

static int compare_parts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/*
 * The parts of a listing, which are sorted: the order of tables, chains and the
 * like says nothing, and commands that are kept change it.
 */
static struct parts parts_of(struct arena *a, const char *list)
{
	const char *table = "", *part = "";
	struct parts p = { a };

	while (*list) {
		size_t n = strcspn(list, "\n");

		if (!strncmp(list, "table ", 6))
			table = arena_strndup(a, list, n);
		else if (*list == '\t' && strchr("cf", list[1]) &&
			 list[n - 1] != '{') /* its comment and flags */
			*vec_push(a, &p.parts) = arena_printf(
				a, "%s%.*s\n", table, (int)n, list);
		else if (n && *list != '}')
			part = arena_printf(a, "%s%.*s\n", *part ? part : table,
					    (int)n, list);
		if (!n || *list == '}' || !strncmp(list, "\t}", n)) {
			*vec_push(a, &p.parts) = *part ? part : table;
			part = "";
		}
		list += n + (list[n] == '\n');
	}
	if (p.parts.n)
		qsort(p.parts.v, p.parts.n, sizeof(*p.parts.v), compare_parts);
	return p;
}

static bool is_same_listing(struct arena *a, const char *x, const char *y)
{
	struct parts p = parts_of(a, x), q = parts_of(a, y);

	if (p.parts.n != q.parts.n)
		return false;
	for (size_t i = 0; i < p.parts.n; i++)
		if (strcmp(p.parts.v[i], q.parts.v[i]))
			return false;
	return true;
}

/* Shared with the processes that check the scripts. */
struct counts {
	unsigned int n_same;
	unsigned int n_refused;
	unsigned int n_fell;
};

struct trial {
	uint64_t seed;
	bool has_before;
	struct counts *counts;
};

/* nft takes a chain or a handle of the kernel that the file does not show. */
static bool is_of_the_kernel(const char *why)
{
	return strstr(why, "there is no ") ||
	       strstr(why, "only a base chain has this") ||
	       strstr(why, "nft renames no chain that the same file makes") ||
	       strstr(why, "is there already, as no base chain") ||
	       strstr(why, "nft counts the rules that this file") ||
	       strstr(why, "has no such element in this file") ||
	       strstr(why, "is not all of an element");
}

/*
 * What the text @got, or refused with @why, cannot say without the script
 * before. The kernel makes no table dormant and adds base chains to it at once;
 * a script may do the second first. An index counts the rules that were there.
 */
static bool hangs_on_before(const char *script, const char *got,
			    const char *why)
{
	return strstr(script, " index ") ||
	       (!got && strstr(script, "dormant") &&
		strstr(why, "Invalid argument"));
}

static bool check_script(void *data)
{
	const struct trial *trial = data;
	bool has_before = trial->has_before;
	struct counts *n = trial->counts;
	struct rng rng = { trial->seed };
	struct arena *a = arena_new();
	const char *before = "", *script, *why = "", *expected, *got;
	struct reading r;
	bool is_ok = true;

	if (has_before)
		before = random_script(&rng, a, N_COMMANDS / 2);
	/* The one before may have fallen. */
	if (!nft_runs(a, "flush ruleset", &why))
		abort();
	if (!nft_runs(a, before, &why)) {
		n->n_refused++; /* the kernel says so only now */
		return true;
	}
	script = random_script(&rng, a, N_COMMANDS);
	if (!nft_runs(a, "flush ruleset", &why))
		abort();
	expected = listing(a, before, script, &why);
	r = nicfw_reads(a, "script", script);
	if (!expected || !r.is_read) {
		n->n_refused++;
		is_ok = !expected || (has_before && is_of_the_kernel(r.why)) ||
			strstr(r.why, "nft counts the rules");
		if (!is_ok)
			tap_say("refused: %s", r.why);
	} else {
		got = listing(a, before, r.printed, &why);
		is_ok = got && r.is_fixpoint &&
			is_same_listing(a, got, expected);
		n->n_same += is_ok;
		if (!is_ok && has_before && hangs_on_before(script, got, why)) {
			n->n_refused++;
			is_ok = true;
		}
		if (!is_ok)
			tap_say_lines(!r.is_fixpoint ? r.why : got ? got : why);
	}
	if (!is_ok) {
		tap_say("--- before");
		tap_say_lines(before);
		tap_say("--- script");
		tap_say_lines(script);
		tap_say("--- printed");
		tap_say_lines(r.is_read ? r.printed : "");
		tap_say("--- expected");
		tap_say_lines(expected ? expected : "");
	}
	arena_free(a);
	return is_ok;
}

void check_commands(uint64_t seed)
{
	struct counts *n = mmap(NULL, sizeof(*n), PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	enum outcome outcome = PASSED;
	struct rng rng = { seed };

	if (n == MAP_FAILED)
		abort();
	for (int i = 0; i < N_SCRIPTS && outcome != FAILED; i++) {
		struct trial trial = { rng_next(&rng), i % 2, n };

		outcome = lang_in_child(check_script, &trial);
		n->n_fell += outcome == FELL;
	}
	/* A test in which most is refused compares nothing. */
	tap_result(
		outcome != FAILED && n->n_same > N_SCRIPTS / 2,
		"random scripts, seed %llu: %u leave the same, %u cannot be compared, nft fell over %u",
		(unsigned long long)seed, n->n_same, n->n_refused, n->n_fell);
	munmap(n, sizeof(*n));
}
