/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * labels.h - what each counter of a generation counts
 *
 * A file beside the pins with a line for each counter, in the order of a slot's
 * rows: there is one for each rule, and as JSON they would take a kilobyte each
 * of memory. The slot's name and the fields of a label, with tabs between them:
 *
 *	SLOT PLACE KIND CHAIN IN POLICY RULE
 *
 * Where the rule stands; "decided", "reached", or "left": what the rest of a
 * part left to the host, no rule's; the base chain; the rule's own chain,
 * unless that is the base chain; of a policy "drop" or "accept"; the rule's
 * text. A field that a counter does not have is "\N". A tab in a field is "\t",
 * a newline "\n" and a backslash "\\".
 *
 * A nicfw before that wrote "counters" in JSON, with the same names, into the
 * slots of meta.h: where there is no such file they are read.
 */
#ifndef NICFW_LABELS_H
#define NICFW_LABELS_H

#include "base/text.h"
#include "load/state.h"

enum label_field {
	LABEL_PLACE,
	LABEL_KIND,
	LABEL_CHAIN,
	LABEL_IN,
	LABEL_POLICY,
	LABEL_RULE,
	N_LABEL_FIELDS,
};

/* Their names in JSON. */
extern const char *const label_field_names[N_LABEL_FIELDS];

struct label {
	const char *fields[N_LABEL_FIELDS]; /* NULL: it has none */
};

/* A slot has fewer; numbers beyond that are damaged. */
#define LABELS_MAX (1 << 24)

/* Those of a slot; each is a line without its slot, as it was written. */
struct labels {
	VEC(char *) lines;   /* by the counters' numbers */
	VEC(uint32_t) order; /* theirs as the rules stand; none of rules gone */
};

/* Prints the line of one. */
void label_print(enum attach_slot slot, const struct label *label,
		 struct text *out);

/* Prints the fields from @first to @last of one, each with a tab before it. */
void label_print_fields(const struct label *label, enum label_field first,
			enum label_field last, struct text *out);

/* A field's text, or all of a line without its slot, in @a. */
char *label_field_print(struct arena *a, const char *text);
char *label_line(struct arena *a, const struct label *label);

/* Cuts a line into its fields, which are in its place. */
struct label label_split(char *line);

/* Is it of the kind? */
bool label_is(const struct label *label, const char *kind);

/* The fields of a line behind the place. */
char *label_key(char *line);

/* The line with another place, as a field's text; it may be used up. */
char *label_put_at(struct arena *a, char *line, const char *place);

/* Of lines that are not cut: is the field there, is it the same? */
bool label_has(const char *line, enum label_field field);
bool label_has_same(const char *x, const char *y, enum label_field field);

/* The field, or "". */
const char *label_text(const struct label *label, enum label_field field);

/* Those in a file's text, which is used up. -EINVAL: it is none. */
int labels_of_text(struct arena *a, char *text, size_t len,
		   struct labels out[N_SLOTS]);

/*
 * Those of a generation, whose meta is @meta and no longer has any, with what
 * changed of its rules since (rule_edits.h); -errno, and then none.
 */
int labels_read(const struct state *st, const char *ifname, unsigned int gen,
		json_t *meta, struct labels out[N_SLOTS]);

/*
 * Puts @labels, which are used up, into the slots of @meta as "counters", in
 * their order.
 */
void labels_add_to_meta(struct labels labels[N_SLOTS], json_t *meta);

#endif
