// SPDX-License-Identifier: GPL-2.0-only
/*
 * meta_front.c - what status wants to know of a front
 */
#include "base/utf8.h"
#include "load/live.h"
#include "load/meta.h"

#include <errno.h>

static json_t *left_of(const struct job *job)
{
	const struct left_chain *left;
	json_t *all = json_array();

	vec_for_each(left, &job->walk->left)
		json_array_append_new(
			all, json_pack("{s:s, s:s}", "chain",
				       utf8_text(job->a,
						 live_chain_name(job->a,
								 left->chain)),
				       "why", left->why));
	return all;
}

static json_t *wishes_of(const struct place_wishes *w)
{
	json_t *tables = json_array();

	for (size_t i = 0; i < w->n_tables; i++)
		json_array_append_new(tables, json_string(w->tables[i]));
	return json_pack("{s:b, s:b, s:b, s:b, s:b, s:o}", "relax_reject",
			 w->relax_reject, "relax_log", w->relax_log,
			 "assume_syn_is_new", w->assume_syn_is_new,
			 "assume_tc_passes", w->assume_tc_passes, "strict_dhcp",
			 w->strict_dhcp, "tables", tables);
}

json_t *meta_front(const struct job *job)
{
	const struct job_options *opts = job->opts;

	if (!job->walk || !job->walk->why_front)
		return json_null();
	return json_pack("{s:s, s:b, s:b, s:o, s:o, s:o}", "why",
			 utf8_text(job->a, job->walk->why_front), "live",
			 opts->is_live, "unwatched", opts->unwatched, "left",
			 left_of(job), "chains",
			 job_is_bound(job) ? authority_pack(&job->authority)
					   : json_null(),
			 "wishes", wishes_of(&opts->wishes));
}

json_t *meta_live(const struct job *job)
{
	const struct job_options *opts = job->opts;

	if (!opts->is_live || !job->walk || job->walk->why_front)
		return json_null();
	return json_pack("{s:o, s:o}", "chains",
			 authority_pack(&job->authority), "wishes",
			 wishes_of(&opts->wishes));
}

int meta_wishes(struct arena *a, const json_t *front, struct place_wishes *out)
{
	int reject, log, syn, tc, dhcp;
	json_t *tables, *table;
	const char **names;
	size_t i;

	if (json_unpack((json_t *)front, "{s:{s:b, s:b, s:b, s:b, s:b, s:o}}",
			"wishes", "relax_reject", &reject, "relax_log", &log,
			"assume_syn_is_new", &syn, "assume_tc_passes", &tc,
			"strict_dhcp", &dhcp, "tables", &tables))
		return -EINVAL;
	names = arena_calloc(a, json_array_size(tables), sizeof(*names));
	json_array_foreach(tables, i, table)
	{
		if (!json_is_string(table))
			return -EINVAL;
		names[i] = arena_strdup(a, json_string_value(table));
	}
	*out = (struct place_wishes){
		.relax_reject = reject,
		.relax_log = log,
		.assume_syn_is_new = syn,
		.assume_tc_passes = tc,
		.strict_dhcp = dhcp,
		.tables = names,
		.n_tables = json_array_size(tables),
	};
	return 0;
}
