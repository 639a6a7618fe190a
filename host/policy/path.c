// SPDX-License-Identifier: GPL-2.0-only
/*
 * path.c - the base chains that a device's frames meet, and how they end
 */
#include "policy/path_host.h"
#include "policy/path_order.h"
#include "policy/reach.h"

#include <linux/if_ether.h>
#include <string.h>

struct finder {
	struct arena *arena;
	const struct policy *policy;
	const struct device *dev;
	const struct host_facts *facts;
	struct path *out;
	bool is_front;
	bool has_nat;
	bool may[N_EFFECTS]; /* of some rule */
	bool has_ip_hooks;
	const bool *has_acting_twin; /* of each chain of the policy */
	const char *why_bypassed;
};

static bool names_device(const struct policy_chain *chain,
			 const struct device *dev)
{
	const char *const *name;

	vec_for_each(name, &chain->devices)
		if (!strcmp(*name, dev->name))
			return true;
	return false;
}

static bool is_ip_family(enum family family)
{
	return family == FAMILY_IP || family == FAMILY_IP6 ||
	       family == FAMILY_INET;
}

static bool is_ip_hook(enum hook at)
{
	return at == HOOK_PREROUTING || at == HOOK_INPUT || at == HOOK_FORWARD;
}

bool family_takes(enum family family, enum hook at, uint16_t protocol)
{
	if (family == FAMILY_NETDEV)
		return true;
	if (family == FAMILY_IP)
		return protocol == ETH_P_IP;
	if (family == FAMILY_IP6)
		return protocol == ETH_P_IPV6;
	/* nf_ingress_hook(): inet's chains see IP there too, and no other. */
	(void)at;
	return family == FAMILY_INET &&
	       (protocol == ETH_P_IP || protocol == ETH_P_IPV6);
}

/*
 * Chains of tables that --table leaves out drop nothing early. Those that act
 * are met all the same: what one of them takes, or logs, no drop behind it may
 * take away.
 */
static bool is_named(const struct finder *f, const struct policy_chain *chain)
{
	const struct place_wishes *w = &f->out->wishes;

	for (size_t i = 0; i < w->n_tables; i++)
		if (!strcmp(w->tables[i], chain->table->name))
			return true;
	return !w->n_tables;
}

/* The reason to tell the user; NULL: frames meet the chain. */
static const char *why_not(const struct finder *f,
			   const struct policy_chain *chain)
{
	const enum family family = chain->table->family;

	if (chain->table->is_dormant)
		return "its table is dormant";
	if (family == FAMILY_ARP || family == FAMILY_BRIDGE)
		return "no chain of this family drops early";
	if (!is_named(f, chain) &&
	    !path_acts(f->policy, chain, &f->out->wishes))
		return "--table does not name its table";
	if (chain->at == HOOK_INGRESS)
		return names_device(chain, f->dev) ? NULL
						   : "it is another device's";
	if (!is_ip_hook(chain->at))
		return "arriving packets do not meet its hook";
	if (f->facts->is_port)
		return "the device is a port, and its IP hooks see nothing";
	return is_ip_family(family) ? NULL : "no hook of its family";
}

/* ---- What makes a front ---- */

/* Of these the host has to know more than the frame. */
#define KINDS_OF_HOST                                                     \
	(1u << POLICY_HOST | 1u << POLICY_STATES | 1u << POLICY_CHOICES | \
	 1u << POLICY_HOTDROP)

static bool acts(const struct policy_stmt *s, const void *wishes)
{
	return path_stmt_acts(s, wishes);
}

bool path_stmt_acts(const struct policy_stmt *s,
		    const struct place_wishes *wishes)
{
	const struct effect *effect = &effects[s->effect];

	if (effect->relax == RELAX_REJECT && wishes->relax_reject)
		return false;
	if (effect->relax == RELAX_LOG && wishes->relax_log)
		return false;
	return effect->acts;
}

bool path_acts(const struct policy *policy, const struct policy_chain *chain,
	       const struct place_wishes *wishes)
{
	return reach_find(policy, chain, 1u << POLICY_HOST, acts, wishes).stmt;
}

/* What a port passes meets the IP hooks of the device it belongs to. */
static void find_front_elsewhere(struct finder *f)
{
	const struct left_chain *left;

	vec_for_each(left, &f->out->left) {
		if (!f->facts->is_port || left->chain->table->is_dormant ||
		    !is_ip_hook(left->chain->at) || !is_named(f, left->chain))
			continue;
		f->out->why_front = "a chain that packets meet behind a port";
		f->out->front_loc = left->chain->loc;
	}
}

static void find_front(struct finder *f)
{
	const struct policy_chain *const *chain;

	vec_for_each(chain, &f->out->chains) {
		const struct reached host = reach_find(
			f->policy, *chain, KINDS_OF_HOST, NULL, NULL);

		if (is_ip_hook((*chain)->at)) {
			f->has_ip_hooks = true;
			f->out->why_front = "a chain behind the device's hook";
			f->out->front_loc = (*chain)->loc;
		}
		if (host.stmt && !f->out->why_front) {
			f->out->why_front = host.stmt->text ?: "ct state";
			f->out->front_loc = host.rule->loc;
		}
	}
	if (!f->out->why_front)
		find_front_elsewhere(f);
	f->is_front = f->out->why_front != NULL;
}

/* ---- The stops ---- */

static void find_chains(struct finder *f)
{
	const struct policy_chain *chain;
	struct path *out = f->out;

	vec_for_each(chain, &f->policy->chains) {
		const char *why = chain->hook ? why_not(f, chain) : NULL;

		if (why)
			*vec_push(f->arena, &out->left) =
				(struct left_chain){ chain, why };
		else if (chain->hook)
			*vec_push(f->arena, &out->chains) = chain;
	}
	path_order(out->chains.v, out->chains.n);
}

static uint32_t add_stop(struct finder *f, struct stop stop)
{
	*vec_push(f->arena, &f->out->stops) = stop;
	return f->out->stops.n - 1;
}

/* A gate in front of what is added next, which passes some of @frames. */
static void add_keeper(struct finder *f, enum stop_kind kind,
		       enum frame_class frames)
{
	add_stop(f, (struct stop){ .kind = kind,
				   .view.frames = frames,
				   .on_accept = f->out->stops.n + 1,
				   .on_drop = PATH_DROP });
}

/* What the host has to know of every drop of @chain; NULL: they are sure. */
static const char *why_unsure(const struct finder *f,
			      const struct policy_chain *chain)
{
	const bool is_behind_route = chain->at == HOOK_INPUT ||
				     chain->at == HOOK_FORWARD;

	if (!f->is_front)
		return NULL;
	if (!is_named(f, chain))
		return "a table that --table leaves out";
	if (chain->type == CHAIN_NAT)
		return "whether the connection is new";
	if (f->facts->has_xdp)
		return "the other XDP program";
	if (f->facts->has_tc && !f->out->wishes.assume_tc_passes)
		return "what tc does";
	if (is_ip_hook(chain->at) && f->why_bypassed)
		return f->why_bypassed;
	if (is_behind_route && f->facts->has_ipvs)
		return "what IPVS does";
	if (f->has_acting_twin[chain - f->policy->chains.v])
		return "the order of chains of one priority";
	return NULL;
}

static bool untracks(const struct policy_stmt *s, const void *arg)
{
	(void)arg;
	return s->effect == EFFECT_UNTRACKS;
}

static bool may_untrack(const struct finder *f,
			const struct policy_chain *chain)
{
	return f->may[EFFECT_UNTRACKS] &&
	       reach_find(f->policy, chain, 1u << POLICY_HOST, untracks, NULL)
		       .stmt;
}

static struct stop chain_stop(const struct finder *f,
			      const struct policy_chain *chain,
			      enum frame_class frames)
{
	return (struct stop){
		.kind = STOP_CHAIN,
		.chain = chain,
		.view = { .is_front = f->is_front,
			  .at = chain->at,
			  .frames = frames,
			  .is_dst_translated = f->has_nat &&
					       path_is_behind_dst_nat(chain),
			  .is_src_translated = f->has_nat &&
					       path_is_behind_src_nat(chain),
			  .is_rewritten = f->may[EFFECT_REWRITES] },
		.may_untrack = may_untrack(f, chain),
		.why_unsure = why_unsure(f, chain),
	};
}

/* False where no frame of the class is of a protocol that @chain sees. */
static bool meets(enum frame_class frames, const struct policy_chain *chain)
{
	const enum family family = chain->table->family;

	if (frames == FRAMES_WHOLE)
		return true;
	return family_takes(family, chain->at,
			    frames == FRAMES_ODD4 ? ETH_P_IP : ETH_P_IPV6);
}

/*
 * Adds the stops of chains at @at: what one accepts goes on to the next, and
 * behind the last to @then, or to whatever is added next where that is 0.
 * @on_drop is 0 for what is added behind the last one. Returns how many.
 */
static uint32_t add_hook(struct finder *f, enum hook at,
			 enum frame_class frames, uint32_t then,
			 uint32_t on_drop)
{
	const struct policy_chain *const *chain;
	const uint32_t first = f->out->stops.n;
	struct stop *stop;

	vec_for_each(chain, &f->out->chains)
		if ((*chain)->at == at && meets(frames, *chain))
			add_stop(f, chain_stop(f, *chain, frames));
	for (uint32_t i = first; i < f->out->stops.n; i++) {
		stop = &f->out->stops.v[i];
		stop->on_accept = i + 1;
		stop->on_drop = on_drop ? on_drop : f->out->stops.n;
		if (i + 1 == f->out->stops.n && then)
			stop->on_accept = then;
	}
	return f->out->stops.n - first;
}

static uint32_t count_at(const struct finder *f, enum hook at,
			 enum frame_class frames)
{
	const struct policy_chain *const *chain;
	uint32_t n = 0;

	vec_for_each(chain, &f->out->chains)
		n += (*chain)->at == at && meets(frames, *chain);
	return n;
}

/* True where a packet of these that input drops may live, forwarded. */
static bool may_forward(const struct finder *f, enum frame_class frames)
{
	const struct host_facts *facts = f->facts;

	return (frames != FRAMES_ODD6 && facts->forwards4) ||
	       (frames != FRAMES_ODD4 && facts->forwards6);
}

/* What nothing is behind any more, of the stops from @first on, passes. */
static void end_stops(struct finder *f, uint32_t first)
{
	const uint32_t last = f->out->stops.n;

	for (uint32_t i = first; i < last; i++)
		if (f->out->stops.v[i].on_accept == last)
			f->out->stops.v[i].on_accept = PATH_PASS;
}

/* What no drop of is sure, as one of both hooks has no chain. */
static void add_aside(struct finder *f, enum frame_class frames)
{
	const size_t first = f->out->stops.n;

	add_hook(f, HOOK_INPUT, frames, 0, PATH_DROP);
	add_hook(f, HOOK_FORWARD, frames, 0, PATH_DROP);
	for (size_t i = first; i < f->out->stops.n; i++)
		*vec_push(f->arena, &f->out->aside) = f->out->stops.v[i];
	f->out->stops.n = first;
}

/* Behind prerouting: input, or where a packet may meet either, @both. */
static void add_last_hooks(struct finder *f, enum frame_class frames, bool both)
{
	if (!both) {
		add_hook(f, HOOK_INPUT, frames, 0, PATH_DROP);
	} else if (count_at(f, HOOK_INPUT, frames) &&
		   count_at(f, HOOK_FORWARD, frames)) {
		add_keeper(f, STOP_ALERT, frames);
		add_hook(f, HOOK_INPUT, frames, PATH_PASS, 0);
		add_hook(f, HOOK_FORWARD, frames, 0, PATH_DROP);
	} else {
		add_aside(f, frames);
	}
}

/*
 * One family is forwarded, and the other is not: its frames have stops of their
 * own behind prerouting.
 */
static void add_apart(struct finder *f, enum frame_class frames)
{
	const uint32_t gate = add_stop(
		f, (struct stop){ .kind = STOP_FAMILY,
				  .view.frames = frames,
				  .protocol = f->facts->forwards4 ? ETH_P_IPV6
								  : ETH_P_IP,
				  .on_accept = f->out->stops.n + 1 });

	add_last_hooks(f, frames, true);
	end_stops(f, gate);
	f->out->stops.v[gate].on_drop = f->out->stops.n;
	add_last_hooks(f, frames, false);
}

static void add_ip_hooks(struct finder *f, enum frame_class frames)
{
	const bool both = may_forward(f, frames);
	const bool is_one = both && frames == FRAMES_WHOLE &&
			    f->facts->forwards4 != f->facts->forwards6;

	f->out->may_part |= both && (count_at(f, HOOK_INPUT, frames) ||
				     count_at(f, HOOK_FORWARD, frames));
	if (f->facts->takes_routes && frames != FRAMES_ODD6)
		add_keeper(f, STOP_ROUTES, frames);
	add_keeper(f, STOP_IP, frames);
	add_hook(f, HOOK_PREROUTING, frames, 0, PATH_DROP);
	if (is_one && count_at(f, HOOK_INPUT, frames))
		add_apart(f, frames);
	else
		add_last_hooks(f, frames, both);
}

/* The stops of one class of frames; each walk ends in itself. */
static void add_walk(struct finder *f, enum frame_class frames)
{
	const uint32_t first = f->out->stops.n;

	if (f->is_front && f->facts->has_xfrm)
		add_keeper(f, STOP_IPSEC, frames);
	add_hook(f, HOOK_INGRESS, frames, 0, PATH_DROP);
	if (f->has_ip_hooks)
		add_ip_hooks(f, frames);
	end_stops(f, first);
}

/* Gates first, then the walk of whole frames, then the others'. */
static void add_walks(struct finder *f)
{
	if (!f->out->chains.n)
		return;
	if (!f->is_front) {
		add_walk(f, FRAMES_WHOLE);
		return;
	}
	for (uint32_t c = FRAMES_WHOLE + 1; c < N_FRAME_CLASSES; c++)
		add_stop(f, (struct stop){ .kind = STOP_GATE,
					   .view.frames = c,
					   .on_accept = c });
	for (uint32_t c = FRAMES_WHOLE; c < N_FRAME_CLASSES; c++) {
		const uint32_t first = f->out->stops.n;

		add_walk(f, c);
		if (c != FRAMES_WHOLE)
			f->out->stops.v[c - 1].on_drop = first;
	}
}

bool path_needs_l4(const struct policy *policy, const struct path *path)
{
	const struct stop *stop;

	if (policy_needs_l4(policy))
		return true;
	vec_for_each(stop, &path->stops) {
		if (stop->kind == STOP_IP && !path->wishes.strict_dhcp)
			return true;
	}
	return false;
}

void path_find(struct arena *a, const struct policy *policy,
	       const struct device *dev, struct path *out)
{
	struct finder f = {
		.arena = a,
		.policy = policy,
		.dev = dev,
		.facts = dev->facts ? dev->facts : &facts_unknown,
		.out = out,
	};

	*out = (struct path){};
	if (dev->wishes)
		out->wishes = *dev->wishes;
	find_chains(&f);
	f.has_acting_twin = path_acting_twins(a, policy, out);
	find_front(&f);
	f.has_nat = path_translates(policy, f.facts);
	path_effects(policy, f.may);
	f.why_bypassed = path_why_bypassed(policy, f.facts);
	add_walks(&f);
}
