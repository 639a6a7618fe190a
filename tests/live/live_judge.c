// SPDX-License-Identifier: GPL-2.0-only
/*
 * live_judge.c - who was wrong, once all frames are sent
 */
#include "live/live_judge.h"

#include "policy/differences.h"

#include <assert.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <netinet/in.h>

const char *const live_stage_names[] = {
	[STAGE_FITS] = "the host's stage",
	[STAGE_ON_NIC] = "a NIC's stage",
	[STAGE_CAREFUL] = "a stage that asked nobody",
	[STAGE_NEVER_FORWARDS] = "a stage that takes a router for a host",
	[STAGE_KNOWS_NO_NAT] = "a stage that knows of no NAT",
	[STAGE_DROPS_ALL] = "a stage that drops all",
	[STAGE_PASSES_ALL] = "a stage that passes all",
};
_Static_assert(sizeof(live_stage_names) / sizeof(live_stage_names[0]) ==
		       N_LIVE_STAGES,
	       "each stage has a name");

#define SEEN(place) (1u << (place))

/* ---- What counts as delivered ---- */

static bool is_dhcp_port(const uint8_t *port)
{
	return port[0] == 0 && (port[1] == 67 || port[1] == 68);
}

static bool is_dhcp(const struct frame_view *v)
{
	const uint8_t *ports = v->header[PLAN_TRANS];

	if (v->protocol != ETH_P_IP || !v->has_l4 || v->l4proto != IPPROTO_UDP)
		return false;
	return v->avail[PLAN_TRANS] >= 4 &&
	       (is_dhcp_port(ports) || is_dhcp_port(ports + 2));
}

/* Frames that packet sockets are promised: the IP hooks drop none of them. */
static bool is_for_packet_sockets(const struct live_trial *t,
				  const struct live_fate *fate)
{
	struct frame_view v;
	const uint8_t *tag;

	if (!frame_parse(fate->frame, fate->len, t->lab->host->reach, &v))
		return true;
	tag = v.header[PLAN_FRAME] + ETH_HLEN;
	if (v.protocol != ETH_P_IP && v.protocol != ETH_P_IPV6)
		return true;
	if (v.is_tagged && ((tag[0] & 0x0f) || tag[1]))
		return true;
	return !t->wishes.strict_dhcp && is_dhcp(&v);
}

/* Where a frame got that was not dropped. */
static unsigned int ends(const struct live_trial *t,
			 const struct live_fate *fate)
{
	unsigned int all = SEEN(AT_LOCAL) | SEEN(AT_FAR) | SEEN(AT_NEAR);

	if (t->kind == LIVE_COMPLETE)
		return SEEN(AT_DOOR);
	if (!t->wishes.relax_log)
		all |= SEEN(AT_LOG);
	if (is_for_packet_sockets(t, fate))
		all |= SEEN(AT_DOOR);
	return all;
}

/* ---- Where nftables differs ---- */

static bool is_later_fragment4(const struct live_trial *t,
			       const struct frame_view *v)
{
	const uint8_t *ip = v->header[PLAN_NET];

	(void)t;
	return v->protocol == ETH_P_IP && v->avail[PLAN_NET] >= 20 &&
	       ((ip[6] & 0x1f) || ip[7]);
}

static bool is_later_fragment6(const struct live_trial *t,
			       const struct frame_view *v)
{
	(void)t;
	return v->protocol == ETH_P_IPV6 && v->has_l4 && !v->avail[PLAN_TRANS];
}

static bool is_unsound_at_inet(const struct live_trial *t,
			       const struct frame_view *v)
{
	const struct policy_chain *chain;

	vec_for_each(chain, &t->policy->chains) {
		if (chain->at == HOOK_INGRESS &&
		    chain->table->family == FAMILY_INET &&
		    family_takes(FAMILY_INET, HOOK_INGRESS, v->protocol))
			return !v->has_l4;
	}
	return false;
}

static const struct {
	const char *id;
	bool (*covers)(const struct live_trial *t, const struct frame_view *v);
} rows[] = {
	{ "frag-ports", is_later_fragment4 },
	{ "frag6-ports", is_later_fragment6 },
	{ "inet-unsound", is_unsound_at_inet },
};

static bool may_differ(const struct live_trial *t, const struct live_fate *fate)
{
	struct frame_view v;

	if (!frame_parse(fate->frame, fate->len, t->lab->host->reach, &v))
		return true;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert(difference_by_id(rows[i].id));
		if (rows[i].covers(t, &v))
			return true;
	}
	return false;
}

/*
 * What chance has drawn for a front may need no host after all: then the stage
 * says what the rules mean, of each frame as it arrived.
 */
static bool may_differ_by_chance(const struct live_trial *t,
				 enum live_stage_kind kind,
				 const struct live_fate *fate)
{
	const struct compiled *c = t->stages[kind].compiled;

	return c && !c->walk->why_front &&
	       (fate->was_joined || may_differ(t, fate));
}

/* ---- One stage, one frame ---- */

static int answer(const struct live_fate *fate, enum live_stage_kind kind,
		  struct interp *it, const char **why)
{
	if (kind == STAGE_DROPS_ALL || kind == STAGE_PASSES_ALL)
		return kind == STAGE_DROPS_ALL ? XDP_DROP : XDP_PASS;
	return interp_run(it, fate->frame, fate->len, why);
}

static void count(const struct live_trial *t, uint32_t i, bool is_drop,
		  struct live_tally *tally)
{
	const struct live_fate *control = &t->control[i];
	const bool is_delivered = control->frame &&
				  control->places & ends(t, control);

	tally->n_frames++;
	tally->n_delivered += is_delivered;
	if (t->fates[i].was_joined && t->fates[i].step->is_fragment)
		tally->n_fragments++;
	else if (t->fates[i].was_joined)
		tally->n_segments++;
	tally->n_drops += is_drop;
	tally->n_telling += is_drop && is_delivered;
}

static const char *judge_frame(struct live_trial *t, uint32_t i,
			       enum live_stage_kind kind, struct interp *it,
			       struct live_tally *tally)
{
	const struct live_fate *fate = &t->fates[i];
	const struct live_fate *control = &t->control[i];
	const unsigned int at = fate->places & ends(t, fate);
	const char *why = NULL;
	const int said = answer(fate, kind, it, &why);

	if (said < 0)
		return why;
	if (kind == STAGE_FITS)
		count(t, i, said == XDP_DROP, tally);
	if (t->kind == LIVE_COMPLETE) {
		tally->n_compared += kind == STAGE_FITS;
		if (!control->frame || !(control->places & SEEN(AT_DOOR)))
			return NULL;
		if ((said == XDP_DROP) == !at)
			return NULL;
		if (may_differ(t, fate)) {
			tally->n_differing += kind == STAGE_FITS;
			return NULL;
		}
		if (said != XDP_DROP)
			return "passes what nftables drops";
	}
	if (said != XDP_DROP || !at || may_differ_by_chance(t, kind, fate))
		return NULL;
	return at == SEEN(AT_LOG) ? "would drop what a rule logs"
				  : "would drop what is delivered";
}

static struct live_fault judge_stage(struct live_trial *t,
				     enum live_stage_kind kind,
				     struct live_tally *tally)
{
	const struct compiled *c = t->stages[kind].compiled;
	struct interp *it = c ? interp_new(c->image) : NULL;
	struct live_fault fault = { .stage = kind };

	for (uint32_t i = 0; i < t->talks.n_numbers && !fault.why; i++) {
		if (!t->fates[i].frame || !t->fates[i].met_eth0)
			continue;
		fault.why = judge_frame(t, i, kind, it, tally);
		fault.fate = &t->fates[i];
	}
	interp_free(it);
	return fault;
}

struct live_fault live_judge(struct live_trial *t, struct live_tally *tally)
{
	struct live_fault first = {}, fault;

	tally->n_fronts += t->kind == LIVE_FRONT;
	tally->n_complete += t->kind == LIVE_COMPLETE;
	for (unsigned int k = 0; k < N_LIVE_STAGES; k++) {
		if (!t->stages[k].is_used)
			continue;
		fault = judge_stage(t, k, tally);
		tally->n_tried[k]++;
		tally->n_found[k] += fault.why != NULL;
		if (k < STAGE_FIRST_WRONG && fault.why && !first.why)
			first = fault;
	}
	return first;
}
