// SPDX-License-Identifier: GPL-2.0-only
/*
 * judge.c - a ruleset in all engines, and frames that they judge
 */
#include "large/judge.h"

#include "lib/loaded.h"
#include "load/objects.h"
#include "offload/check.h"
#include "offload/interp.h"
#include "policy/compile.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_ether.h>

const struct device judge_device = {
	.name = "eth0",
	.ifindex = 10,
	.mac = { 2, 0, 0, 0, 0, 2 },
};
const struct reach judge_reach = { 32, 61440 };

struct judge {
	const struct policy *policy;
	const struct compiled *compiled;
	struct interp *interp;
	bool is_loaded;
	struct objects objects;
	struct loaded loaded; /* the same, as tests run programs */
};

static int compile(struct arena *a, struct judge *j, bool within_limits,
		   const char **why)
{
	struct check_report report = {};
	struct diag *diag = diag_new(a);
	struct profile *profile;
	struct compiled *c;
	int err = profile_find(a, diag, "driver", &profile);

	if (!err) {
		struct image_options opts = { .last_stage = true,
					      .frags = profile->frags };

		err = compile_policy(a, diag, j->policy, &judge_device, profile,
				     &opts, &c);
	}
	if (err) {
		*why = diag->msgs.n ? diag->msgs.v[0].text : "not compiled";
		return err;
	}
	check_image(a, c->image, profile, &report);
	if (within_limits && report.violations.n) {
		*why = report.violations.v[0].text;
		return -ENOSPC;
	}
	j->compiled = c;
	return 0;
}

static void find_counters(struct arena *a, struct judge *j)
{
	const struct image *img = j->compiled->image;
	struct loaded *l = &j->loaded;

	*l = LOADED_NONE;
	l->img = img;
	l->prog_fd = j->objects.prog;
	for (size_t i = 0; i < img->maps.n; i++) {
		if (img->maps.v[i].role != MAP_COUNTERS)
			continue;
		l->counters_fd = j->objects.maps[i];
		l->n_of_value = img->maps.v[i].value_bytes /
				sizeof(struct nicfw_counter);
		l->n_cpus = (uint32_t)libbpf_num_possible_cpus();
		l->values =
			arena_calloc(a, l->n_cpus, img->maps.v[i].value_bytes);
	}
}

static int load(struct arena *a, struct judge *j, const char **why)
{
	static const struct nicfw_control ready = { .ready = 1 };
	struct refusal refusal = { .why = "" };
	int err = objects_load(a, j->compiled->image, NULL, ready, NULL,
			       &j->objects, &refusal);

	*why = refusal.why;
	if (err)
		return err;
	j->is_loaded = true;
	find_counters(a, j);
	return 0;
}

int judge_open(struct arena *a, const struct policy *policy, bool with_kernel,
	       struct judge **out, const char **why)
{
	struct judge *j = arena_new_of(a, struct judge);
	int err;

	*j = (struct judge){ .policy = policy, .objects = OBJECTS_NONE };
	err = compile(a, j, with_kernel, why);
	if (err)
		return err;
	j->interp = interp_new(j->compiled->image);
	if (with_kernel)
		err = load(a, j, why);
	if (err && err != -EPERM) {
		judge_close(j);
		return err;
	}
	*out = j;
	return err;
}

void judge_close(struct judge *j)
{
	interp_free(j->interp);
	objects_close(&j->objects);
}

static bool is_same(int action, const struct quick_answer *want)
{
	return action == (want->verdict == PLAN_DROP ? XDP_DROP : XDP_PASS);
}

const char *judge_frame(struct arena *a, struct judge *j,
			const struct gen_frame *frame, bool with_interp,
			const struct quick_answer *want)
{
	const char *why = NULL;
	int action;

	if (with_interp) {
		action = interp_run(j->interp, frame->bytes, frame->len, &why);
		if (!is_same(action, want))
			return arena_printf(a, "the interpreter answers %d%s%s",
					    action, why ? ": " : "", why ?: "");
	}
	/* The kernel takes no shorter ones; nothing counts them. */
	if (!j->is_loaded || frame->len < ETH_HLEN)
		return NULL;
	action = loaded_run(&j->loaded, frame->bytes, frame->len);
	if (!is_same(action, want))
		return arena_printf(a, "the kernel answers %d", action);
	return NULL;
}

size_t judge_n_hits(const struct policy *policy)
{
	return policy->n_rules + policy->chains.n;
}

void judge_count_policy(const struct policy *policy, uint64_t *hits,
			const struct quick_answer *answer)
{
	if (answer->rule == QUICK_NONE && answer->chain != QUICK_NONE)
		hits[policy->n_rules + answer->chain]++;
}

/* Which of the oracle's hits a counter counts, or none: SIZE_MAX. */
static size_t hit_of(const struct policy *p, const struct counter_of *of)
{
	if (of->rule)
		return of->kind == counter_kind_of(of->rule) ? of->rule->id
							     : SIZE_MAX;
	if (of->kind != COUNTER_DECIDED)
		return SIZE_MAX;
	return p->n_rules + (size_t)(of->chain - p->chains.v);
}

static const char *name_of_hit(struct arena *a, const struct policy *p,
			       size_t hit)
{
	const struct policy_chain *chain;
	const struct policy_rule *rule;

	if (hit >= p->n_rules)
		return arena_printf(a, "the policy of chain %s",
				    p->chains.v[hit - p->n_rules].name);
	vec_for_each(chain, &p->chains) {
		vec_for_each(rule, &chain->rules) {
			if (rule->id == hit)
				return arena_printf(a, "rule %zu, '%s',", hit,
						    rule->text);
		}
	}
	return "no rule";
}

static const char *check_hits(struct arena *a, const struct judge *j,
			      const char *engine, const uint64_t *packets,
			      const uint64_t *want)
{
	const size_t n_hits = judge_n_hits(j->policy);
	uint64_t *got = arena_calloc(a, n_hits, sizeof(*got));

	for (size_t i = 0; i < j->compiled->counters.n; i++) {
		size_t hit = hit_of(j->policy, &j->compiled->counters.v[i]);

		if (hit != SIZE_MAX)
			got[hit] += packets[i];
	}
	for (size_t i = 0; i < n_hits; i++) {
		if (got[i] != want[i])
			return arena_printf(
				a, "%s: %s has %lu packets, not %lu", engine,
				name_of_hit(a, j->policy, i), got[i], want[i]);
	}
	return NULL;
}

const char *judge_check(struct arena *a, const struct judge *j,
			const uint64_t *by_all, const uint64_t *by_kernel)
{
	const size_t n = j->compiled->counters.n;
	const size_t n_hits = judge_n_hits(j->policy);
	const struct nicfw_counter *counters = interp_counters(j->interp);
	uint64_t *packets = arena_calloc(a, n, sizeof(*packets));
	uint64_t *sum = arena_calloc(a, n_hits, sizeof(*sum));
	const char *why;

	for (size_t i = 0; i < n; i++)
		packets[i] = counters[i].packets;
	why = check_hits(a, j, "the interpreter", packets, by_all);
	if (why || !j->is_loaded)
		return why;
	for (size_t i = 0; i < n_hits; i++)
		sum[i] = by_all[i] + by_kernel[i];
	if (loaded_read_packets(&j->loaded, n, packets))
		return "the kernel's counters cannot be read";
	return check_hits(a, j, "the kernel", packets, sum);
}

size_t judge_n_insns(const struct judge *j)
{
	return j->compiled->image->insns.n;
}

uint64_t judge_map_bytes(const struct judge *j)
{
	const struct image_map *map;
	uint64_t n = 0;

	vec_for_each(map, &j->compiled->image->maps)
		n += (uint64_t)map->max_entries *
		     (map->key_bytes + map->value_bytes);
	return n;
}
