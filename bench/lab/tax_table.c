// SPDX-License-Identifier: GPL-2.0-only
/*
 * tax_table.c - what links took for a load, as a table and as results
 */
#include "tax_table.h"

#include "bench/stats.h"

#include <math.h>
#include <string.h>

/*
 * A thread that is alone has the CPU all the time, and its clock goes as the
 * wall's does unless the kernel takes softirqs off it.
 */
#define CHARGED 0.9

/* The best slices are to be as near to each other as this. */
#define NEAR 1.1

#define NAME_WIDTH 18

static enum stats_best which_of(const struct tax_quantity *q)
{
	return q->more_is_better ? STATS_MOST : STATS_LEAST;
}

/* One of each slice. */
static double *values_of(const struct tax_table *t, const struct tax_runner *r,
			 const struct tax_quantity *q)
{
	double *values =
		arena_calloc(t->arena, r->n_slices + 1, sizeof(*values));

	for (size_t i = 0; i < r->n_slices; i++)
		values[i] = q->value(&r->slices[i]);
	return values;
}

static double best_of(const struct tax_table *t, const struct tax_runner *r,
		      const struct tax_quantity *q)
{
	return stats_best(values_of(t, r, q), r->n_slices, which_of(q));
}

static bool is_charged(const struct tax_runner *r)
{
	for (size_t i = 0; i < r->n_slices; i++) {
		if (r->slices[i].cpu_ns > CHARGED * r->slices[i].wall_ns)
			return true;
	}
	return false;
}

static double best_of_role(const struct tax_table *t, enum peer_role role,
			   const struct tax_quantity *q)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct tax_link *link = t->runners[i].link;

		if (link->peer->role == role && link->status == RESULT_OK)
			return best_of(t, &t->runners[i], q);
	}
	return NAN;
}

/* 0: there is none. */
static double control_of(const struct tax_table *t,
			 const struct tax_quantity *q)
{
	const double control =
		best_of_role(t, PEER_TWIN, q) / best_of_role(t, PEER_FLOOR, q);

	return isfinite(control) ? control : 0;
}

struct tax_cell tax_table_cell(const struct tax_table *t,
			       const struct tax_runner *r,
			       const struct tax_quantity *q)
{
	const enum stats_best which = which_of(q);
	const size_t n = r->n_slices;
	struct tax_cell cell = { .best = NAN, .to_floor = NAN };
	const double *values;

	cell.status = RESULT_INCONCLUSIVE;
	if (r->link->status != RESULT_OK) {
		cell.status = r->link->status;
		cell.reason = r->link->reason;
		return cell;
	}
	if (n == 0) {
		cell.reason = "other threads had the CPU in all slices";
		return cell;
	}
	if (q->is_cpu && !is_charged(r)) {
		cell.status = RESULT_SKIPPED;
		cell.reason = "softirqs are not charged to the thread";
		return cell;
	}
	values = values_of(t, r, q);
	cell.best = stats_best(values, n, which);
	cell.to_floor = cell.best / best_of_role(t, PEER_FLOOR, q);
	if (!stats_is_conclusive(control_of(t, q)))
		cell.reason = "the floor was not as fast as itself";
	else if (!stats_is_settled(values, n, which, NEAR))
		cell.reason = "the best slices are too far apart";
	else if (!stats_halves_agree(values, n, which))
		cell.reason = "its halves do not agree";
	else
		cell.status = RESULT_OK;
	return cell;
}

static const char *name_of(const struct tax_link *link)
{
	if (link->peer->role == PEER_FLOOR)
		return RESULT_FLOOR;
	return link->peer->role == PEER_TWIN ? "floor again" : link->peer->name;
}

static int column_width(const struct tax_quantity *q)
{
	int width = (int)(strlen(q->name) + 1 + strlen(q->unit));

	return width < 9 ? 9 : width;
}

static void print_head(const struct tax_table *t, FILE *out)
{
	const struct tax_load *load = t->load;

	fprintf(out, "%s, %zu rules, traffic %s: %s\n  %-*s",
		rules_family_names[t->rules->family], t->rules->n,
		load->traffic, load->fed, NAME_WIDTH, "");
	for (size_t i = 0; i < load->n_quantities; i++) {
		const struct tax_quantity *q = &load->quantities[i];

		fprintf(out, " %*s%s %s %7s",
			column_width(q) - (int)strlen(q->name) -
				(int)strlen(q->unit) - 1,
			"", q->name, q->unit, "/floor");
	}
	fprintf(out, " %5s\n", "n");
}

/* Returns why the cell is not to be relied on, or NULL. */
static const char *print_cell(const struct tax_table *t,
			      const struct tax_runner *r,
			      const struct tax_quantity *q, FILE *out)
{
	const struct tax_cell cell = tax_table_cell(t, r, q);
	const char mark = cell.status == RESULT_OK ? ' ' : '?';

	if (isnan(cell.best))
		fprintf(out, " %*s %7s", column_width(q), "-", "-");
	else
		fprintf(out, " %*.*f %6.3f%c", column_width(q),
			cell.best < 100 ? 3 : 0, cell.best, cell.to_floor,
			mark);
	return cell.status == RESULT_OK ? NULL : cell.reason;
}

static void print_row(const struct tax_table *t, const struct tax_runner *r,
		      FILE *out)
{
	const char *reason = NULL;

	fprintf(out, "  %-*s", NAME_WIDTH, name_of(r->link));
	if (r->link->status != RESULT_OK) {
		fprintf(out, " %s: %s\n", result_status_names[r->link->status],
			r->link->reason);
		return;
	}
	for (size_t i = 0; i < t->load->n_quantities; i++) {
		const char *why =
			print_cell(t, r, &t->load->quantities[i], out);

		reason = reason ? reason : why;
	}
	fprintf(out, " %5zu", r->n_slices);
	if (r->payload > 0)
		fprintf(out, "  %.0f bytes a frame", r->payload);
	if (reason)
		fprintf(out, "  ?: %s", reason);
	fprintf(out, "\n");
}

void tax_table_print(const struct tax_table *t, FILE *out)
{
	print_head(t, out);
	for (size_t i = 0; i < t->n; i++)
		print_row(t, &t->runners[i], out);
	fprintf(out, "\n");
}

static const char *remark_of(struct arena *a, const struct tax_runner *r)
{
	if (r->payload > 0)
		return arena_printf(a, "%.0f bytes of payload a frame",
				    r->payload);
	return r->link->peer->role == PEER_FLOOR ? r->link->peer->name : NULL;
}

static int write_cell(const struct tax_table *t, const struct tax_runner *r,
		      const struct tax_quantity *q, struct result_file *file)
{
	const struct tax_cell cell = tax_table_cell(t, r, q);
	const struct result result = {
		.suite = "tax",
		.family = rules_family_names[t->rules->family],
		.n_rules = (uint32_t)t->rules->n,
		.traffic = t->load->traffic,
		.opponent = name_of(r->link),
		.quantity = q->name,
		.unit = q->unit,
		.fed = t->load->fed,
		.status = cell.status,
		.reason = cell.reason ? cell.reason : remark_of(t->arena, r),
		.control = control_of(t, q),
		.samples = values_of(t, r, q),
		.n_samples = isnan(cell.best) ? 0 : r->n_slices,
	};

	return result_write(file, &result);
}

/* The twin of the floor is the control, and no result. */
int tax_table_write(const struct tax_table *t, struct result_file *file)
{
	int err = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (t->runners[i].link->peer->role == PEER_TWIN)
			continue;
		for (size_t j = 0; !err && j < t->load->n_quantities; j++)
			err = write_cell(t, &t->runners[i],
					 &t->load->quantities[j], file);
	}
	return err;
}
