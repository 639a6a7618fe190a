// SPDX-License-Identifier: GPL-2.0-only
/*
 * job_probe.c - what a load finds on its device, and what it refuses there
 */
#include "base/utf8.h"
#include "load/control.h"
#include "load/job.h"

#include <errno.h>
#include <linux/if_arp.h>

/* Where a VLAN tag stands in a frame, in bits: behind the MAC addresses. */
#define TAG_BIT_OFF 96

static const struct loc nowhere;

static const char *join(struct arena *a, const char *const *names, size_t n)
{
	const char *all = "";

	for (size_t i = 0; i < n; i++)
		all = arena_printf(a, "%s%s%s", all, i ? " " : "", names[i]);
	return all;
}

static int refuse_kind(const struct job *job, struct diag *diag)
{
	const struct nic *nic = &job->nic;

	if (nic_is_only_ports(nic)) {
		diag_error(
			diag, nowhere,
			"%s: a %s has no frames of its own; load on its ports: %s",
			nic->name, nic->kind,
			nic->ports.n ? join(job->a, nic->ports.v, nic->ports.n)
				     : "(it has none yet)");
		return -EOPNOTSUPP;
	}
	/* Journal and status are JSON, and are shown. */
	if (strcmp(utf8_text(job->a, nic->name), nic->name)) {
		diag_error(
			diag, nowhere,
			"%s: its name is not UTF-8, or has a control character; give it another (ip link set dev NAME name ANOTHER)",
			utf8_text(job->a, nic->name));
		return -EOPNOTSUPP;
	}
	if (nic->arptype != ARPHRD_ETHER && nic->arptype != ARPHRD_LOOPBACK) {
		diag_error(diag, nowhere,
			   "%s: its frames are not Ethernet (ARP type %u)",
			   nic->name, nic->arptype);
		return -EOPNOTSUPP;
	}
	return 0;
}

static bool reads_tag(const struct policy_stmt *stmt)
{
	for (uint32_t i = 0; i < stmt->n_parts; i++) {
		const struct field *f = &fields[stmt->parts[i].field];

		if (f->base == PLAN_FRAME && f->bit_off >= TAG_BIT_OFF)
			return true;
	}
	return false;
}

static const struct policy_rule *find_tag_rule(const struct policy *policy)
{
	const struct policy_chain *c;
	const struct policy_rule *r;
	const struct policy_stmt *s;

	vec_for_each(c, &policy->chains)
		vec_for_each(r, &c->rules)
			vec_for_each(s, &r->stmts)
				if (reads_tag(s))
					return r;
	return NULL;
}

/*
 * XDP sees no tag that the device took off and hands over beside the frame. A
 * virtual device has nothing to turn off: there the sender decides.
 */
static int refuse_stripping(const struct job *job, struct diag *diag)
{
	const struct nic *nic = &job->nic;
	const struct policy_rule *rule = find_tag_rule(job->policy);

	if (!rule || !nic->strips_vlan)
		return 0;
	if (nic->kind) {
		diag_warning(
			diag, rule->loc,
			"this rule reads VLAN tags; on %s, a %s device, they are seen only if the sender puts them in the frame: ethtool -K PEER txvlan off tx-vlan-stag-hw-insert off",
			nic->name, nic->kind);
		return 0;
	}
	diag_error(
		diag, rule->loc,
		"this rule reads VLAN tags, which %s takes off before XDP; turn that off: ethtool -K %s rxvlan off rx-vlan-stag-hw-parse off",
		nic->name, nic->name);
	return -EOPNOTSUPP;
}

static bool is_ours(const struct loaded *old, uint32_t prog_id)
{
	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++)
		if (old->slots[slot].prog_id == prog_id)
			return true;
	return false;
}

static int refuse_other(struct job *job, struct diag *diag,
			enum profile_stage stage, uint32_t id)
{
	const char *name = attach_prog_name(job->a, id);

	if (!job->opts->force) {
		diag_error(
			diag, nowhere,
			"%s: program %u (%s) runs there in %s mode and is not ours; --force throws it out",
			job->nic.name, id, name, nic_stage_name(stage));
		return -EBUSY;
	}
	if (job->change.evicts) {
		diag_error(
			diag, nowhere,
			"%s: besides, program %u (%s) runs there in %s mode; --force throws out one only: detach it first",
			job->nic.name, id, name, nic_stage_name(stage));
		return -EBUSY;
	}
	job->change.evicts = true;
	job->change.evicted_stage = stage;
	return 0;
}

static int refuse_occupied(struct job *job, struct diag *diag)
{
	int err = 0;

	for (enum profile_stage s = 0; s < N_STAGES && !err; s++) {
		uint32_t id = job->nic.xdp_prog[s];

		if (id && !is_ours(&job->old, id))
			err = refuse_other(job, diag, s, id);
	}
	return err;
}

static int refuse_taken_pins(const struct job *job, struct diag *diag)
{
	const struct nic *nic = &job->nic;

	if (!state_is_of_another(&job->old))
		return 0;
	diag_error(
		diag, nowhere,
		"%s: a device of that name went to another network namespace with its filter; `nicfw unload %s` here ends that one's",
		nic->name, nic->name);
	return -EBUSY;
}

/* A bypass stays on; what runs on the host and on the NIC says the same. */
static void read_bypass(struct job *job, const struct state *st,
			struct diag *diag)
{
	const char *why = NULL;
	bool is_told = false;

	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
		struct nicfw_control control;
		int err;

		if (!job->old.gen || !job->old.slots[slot].prog_id)
			continue;
		err = control_read(st, job->nic.name, job->old.gen, slot,
				   &control);
		if (err) {
			why = control_error(job->a, slot, err);
			continue;
		}
		is_told = true;
		job->bypass |= control.bypass;
	}
	if (why && !is_told)
		diag_warning(
			diag, nowhere,
			"%s: %s; whether bypass was on cannot be told, and it is off now",
			job->nic.name, why);
}

static int read_old(struct job *job, const struct state *st, struct diag *diag)
{
	int err = state_read(st, &job->nic, &job->old);

	if (err) {
		diag_error(diag, nowhere, "%s: cannot read what runs there: %s",
			   job->nic.name, strerror(-err));
		return err;
	}
	read_bypass(job, st, diag);
	return 0;
}

static int find_profile(struct job *job, struct diag *diag,
			enum profile_stage stage)
{
	struct profile *p = NULL;
	int err = 0;

	if (job->opts->profile)
		err = profile_find(job->a, diag, job->opts->profile, &p);
	/* An image for a NIC runs on the host too, but not the other way. */
	if (!err && (!p || p->stage > stage))
		err = nic_find_profile(job->a, diag, &job->nic, stage, &p);
	job->stages[stage].profile = p;
	return err;
}

int job_probe(struct job *job, const struct state *st, struct diag *diag,
	      const char *ifname)
{
	int err = nic_probe(job->a, diag, ifname, &job->nic);

	if (!err)
		err = refuse_kind(job, diag);
	if (!err)
		err = refuse_stripping(job, diag);
	if (!err)
		err = read_old(job, st, diag);
	if (!err)
		err = refuse_taken_pins(job, diag);
	if (err)
		return err;
	job_read_facts(job);
	share_read(st, job->nic.name, job->old.gen, &job->share);
	job->gain = gain_of(st, job->nic.name, job->old.gen);
	transact_note(&job->change, &job->nic, &job->old);
	job->change.new_gen = state_new_gen(st, job->nic.name);
	err = refuse_occupied(job, diag);
	for (enum profile_stage s = job->opts->wish.first; s < N_STAGES && !err;
	     s++)
		err = find_profile(job, diag, s);
	return err;
}
