// SPDX-License-Identifier: GPL-2.0-only
/*
 * digest.c - of all that a run measured, what a reader asks for first
 */
#include "digest.h"

#include "report_text.h"

#define MAX_PARTS     8
#define MAX_FAMILIES  7
#define MAX_OPPONENTS 8

/* Rows of a table. NULL ends a list; other texts that are NULL: any. */
struct part {
	const char *quantity, *traffic, *fed;
	const char *families[MAX_FAMILIES];
	const char *opponents[MAX_OPPONENTS];
};

struct digest {
	const char *title, *suite;
	bool has_quantities; /* rows differ in them */
	struct part parts[MAX_PARTS];
};

#define NICFW  "nicfw-driver"
#define LINEAR NICFW, "iptables-legacy-raw", "nft-raw"
#define SETS   "nft-set-ingress", "ipset-raw"
#define FRONTS RESULT_FLOOR, "nft-input", "nicfw-front-driver"
#define LINKS  "no-firewall", NICFW, "nft-set-ingress"
#define CARD   "nicfw-offload-model"
#define LISTS  "acl", "fw", "ipc"

static const struct digest digests[] = {
	{ "A packet: ns, and times nicfw-driver",
	  "packet",
	  false,
	  { { NULL,
	      "miss",
	      NULL,
	      { "exact" },
	      { "xdp-drop", "nicfw-generic", LINEAR, SETS } },
	    { NULL, "miss", NULL, { LISTS, "prefix" }, { LINEAR } },
	    { NULL,
	      "spread",
	      NULL,
	      { "exact", "blocklist" },
	      { "xdp-drop", NICFW, SETS } },
	    { NULL, "spread", NULL, { LISTS }, { LINEAR } } } },
	{ "Installing a ruleset from a file: times nicfw-driver",
	  "install",
	  true,
	  { { "cpu",
	      NULL,
	      "file",
	      { "exact", "exact-tcp" },
	      { LINEAR, "iptables-nft-raw", "nft-set-raw", "ipset-raw" } },
	    { "cpu", NULL, "file", { LISTS }, { LINEAR } },
	    { "memory", NULL, "file", { "exact" }, { LINEAR } },
	    { "kernel-memory",
	      NULL,
	      "file",
	      { "exact", LISTS },
	      { NICFW } } } },
	{ "Changing a ruleset in use: s from the start of a command to its "
	  "end, and times the first nicfw",
	  "update",
	  false,
	  { { "wall",
	      "rule-add",
	      NULL,
	      { "exact" },
	      { LINEAR, "iptables-nft-raw" } },
	    { "wall",
	      "element-add",
	      NULL,
	      { "blocklist" },
	      { "nicfw-set", "nicfw-driver-set", "nft-set-raw", "ipset-raw",
		"start-nicfw" } },
	    { "wall",
	      "10k-elements-add",
	      NULL,
	      { "blocklist" },
	      { "nicfw-set", "nicfw-driver-set", "nft-set-raw",
		"ipset-raw" } } } },
	{ "What passes pays too: CPU time",
	  "tax",
	  true,
	  { { "cpu", "accept", NULL, { "exact", "acl" }, { FRONTS } },
	    { "cpu", "tcp-mtu", NULL, { "blocklist" }, { LINKS } },
	    { "cpu", "tcp-connect", NULL, { "blocklist" }, { LINKS } } } },
	{ "Model of a card: words executed for a packet, of no rule; and words "
	  "of the program",
	  "offload",
	  true,
	  { { "executed",
	      "miss",
	      NULL,
	      { "exact", "prefix", "blocklist", LISTS },
	      { CARD } },
	    { "program", NULL, NULL, { "exact", "acl" }, { CARD } } } },
	{ "Classification alone: ns a lookup (nicfw parses the frame as well)",
	  "classify",
	  false,
	  { { "cpu",
	      "spread, few keys",
	      NULL,
	      { "exact", LISTS },
	      { "rte_acl-scalar", "nicfw-parse-classify" } },
	    { "cpu",
	      "spread",
	      NULL,
	      { LISTS },
	      { "rte_acl-scalar", "linear-c" } } } },
};

const size_t n_digests = sizeof(digests) / sizeof(digests[0]);

static bool is_any_or(const char *wanted, const char *text)
{
	return !wanted || rows_same_text(wanted, text);
}

static bool is_of(const struct groups_panel *panel, const char *suite,
		  const struct part *part, const char *family)
{
	const struct result *key = panel->key;

	return rows_same_text(key->suite, suite) &&
	       rows_same_text(key->family, family) &&
	       is_any_or(part->traffic, key->traffic) &&
	       is_any_or(part->quantity, key->quantity) &&
	       is_any_or(part->fed, key->fed);
}

static void add_size(struct arena *a, struct digest_table *table, uint32_t n)
{
	size_t at = 0;

	while (at < table->sizes.n && table->sizes.v[at] < n)
		at++;
	if (at < table->sizes.n && table->sizes.v[at] == n)
		return;
	vec_push(a, &table->sizes);
	for (size_t i = table->sizes.n - 1; i > at; i--)
		table->sizes.v[i] = table->sizes.v[i - 1];
	table->sizes.v[at] = n;
}

static const struct groups_group *group_at(const struct groups *groups,
					   const struct groups_panel *panel,
					   size_t i)
{
	return &groups->groups.v[panel->groups.v[i]];
}

static uint32_t rules_of(const struct groups_group *group)
{
	return group->rows.v[0]->result.n_rules;
}

/* Has one group a figure of @opponent? */
static bool is_measured(const struct groups *groups,
			const struct groups_panel *panel, const char *opponent)
{
	for (size_t g = 0; g < panel->groups.n; g++) {
		const struct rows_row *row =
			groups_find(group_at(groups, panel, g), opponent);

		if (row && row->result.status == RESULT_OK)
			return true;
	}
	return false;
}

static void add_panel(struct arena *a, const struct groups *groups,
		      const struct groups_panel *panel, const struct part *part,
		      bool has_quantity, struct digest_table *out)
{
	const struct result *key = panel->key;
	const struct result place = { .family = key->family,
				      .traffic = key->traffic };
	const char *what = report_where(a, &place);
	bool has_rows = false;

	if (has_quantity)
		what = arena_printf(a, "%s, %s in %s", what, key->quantity,
				    key->unit);
	for (size_t i = 0; i < MAX_OPPONENTS && part->opponents[i]; i++) {
		if (!is_measured(groups, panel, part->opponents[i]))
			continue;
		has_rows = true;
		*vec_push(a, &out->rows) =
			(struct digest_row){ what, part->opponents[i], panel };
	}
	for (size_t g = 0; has_rows && g < panel->groups.n; g++)
		add_size(a, out, rules_of(group_at(groups, panel, g)));
}

bool digest_make(struct arena *a, const struct groups *groups, size_t i,
		 struct digest_table *out)
{
	const struct digest *digest = &digests[i];
	const struct groups_panel *panel;

	*out = (struct digest_table){ .title = digest->title };
	for (size_t p = 0; p < MAX_PARTS; p++) {
		const struct part *part = &digest->parts[p];

		for (size_t f = 0; f < MAX_FAMILIES && part->families[f]; f++)
			vec_for_each(panel, &groups->panels) {
				if (is_of(panel, digest->suite, part,
					  part->families[f]))
					add_panel(a, groups, panel, part,
						  digest->has_quantities, out);
			}
	}
	return out->rows.n;
}

const char *digest_cell(struct arena *a, const struct groups *groups,
			const struct digest_row *row, uint32_t n_rules)
{
	for (size_t g = 0; g < row->panel->groups.n; g++) {
		const struct groups_group *group =
			group_at(groups, row->panel, g);

		if (rules_of(group) == n_rules &&
		    groups_find(group, row->opponent))
			return report_cell(a, group, row->opponent);
	}
	return "";
}
