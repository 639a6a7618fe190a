// SPDX-License-Identifier: GPL-2.0-only
/*
 * place.c - on which stage a program should run
 */
#include "load/place.h"

#include <inttypes.h>
#include <string.h>

/*
 * What a driver does when a program comes to a device without one, from what
 * its ndo_bpf does for XDP_SETUP_PROG in Linux 6.1. Virtual devices do nothing
 * that can be noticed and are not listed.
 */
static const struct {
	const char *driver;
	bool each_time; /* also when a program is replaced */
	const char *what;
} driver_warnings[] = {
	{ "bnxt_en", true,
	  "the driver closes and reopens the device; its channels must be combined" },
	{ "ena", false,
	  "the driver restarts the device; at most half of its channels may be in use, and the MTU is limited to one page" },
	{ "i40e", false,
	  "the driver resets the device; a frame must fit one receive buffer" },
	{ "ice", false,
	  "the driver stops the device for a moment; a frame must fit one receive buffer" },
	{ "igb", false,
	  "the driver closes and reopens the device; a frame must fit one receive buffer" },
	{ "ixgbe", false,
	  "the driver resets the device; SR-IOV, DCB and LRO must be off, and a frame must fit one receive buffer" },
	{ "mlx4_en", false,
	  "the driver stops the port for a moment; the MTU is limited to one page" },
	{ "mlx5_core", false,
	  "the driver reopens its channels; LRO and HW-GRO must be off" },
	{ "nfp", false,
	  "the driver rebuilds its rings; the MTU is limited to one page" },
	{ "virtio_net", false,
	  "the driver pauses the device and turns the host's offloads to it off (LRO, checksums); the MTU is limited to one page" },
};

const char *place_driver_warning(const char *driver, bool is_first)
{
	size_t n = sizeof(driver_warnings) / sizeof(driver_warnings[0]);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(driver_warnings[i].driver, driver) &&
		    (is_first || driver_warnings[i].each_time))
			return driver_warnings[i].what;
	return NULL;
}

const char *place_why_not(struct arena *a, const struct nic *nic,
			  enum profile_stage stage,
			  const struct profile *profile)
{
	bool tells = nic->has_xdp_features;

	if (!profile && *nic->driver)
		return arena_printf(a, "driver %s has no XDP offload",
				    nic->driver);
	if (!profile)
		return "the device has no XDP offload";
	if (stage == STAGE_OFFLOAD && profile->drivers.n &&
	    !nic_is_listed(nic, profile))
		return arena_printf(a, "profile %s is not for driver %s",
				    profile->name,
				    *nic->driver ? nic->driver : "(unknown)");
	if (stage == STAGE_OFFLOAD && tells &&
	    !(nic->xdp_features & NIC_XDP_HW_OFFLOAD))
		return arena_printf(
			a,
			"driver %s offers no XDP offload with the firmware on this card (%s)",
			nic->driver,
			*nic->firmware ? nic->firmware : "unknown");
	/* netdevsim declares the offload only and yet takes driver mode. */
	if (stage == STAGE_DRIVER && tells &&
	    !(nic->xdp_features & (NIC_XDP_BASIC | NIC_XDP_HW_OFFLOAD)))
		return *nic->driver
			       ? arena_printf(
					 a,
					 "driver %s has no XDP as this device is set up",
					 nic->driver)
			       : "the device's driver has no XDP";
	return NULL;
}

/* "N WHAT of LIMIT, where A are taken for other ports, and ..." */
static const char *no_room_for(struct arena *a, const char *what,
			       uint64_t wanted, uint64_t limit, uint64_t others,
			       uint64_t port)
{
	const char *own = "";

	if (wanted + others + port <= limit || wanted > limit)
		return NULL;
	if (port)
		own = arena_printf(
			a,
			" and %" PRIu64
			" for this one, which a load gives up only when the next is in its place; load with --driver first, then again",
			port);
	return arena_printf(a,
			    "needs %" PRIu64 " %s, and of the card's %" PRIu64
			    " there are taken %" PRIu64 " for other ports%s",
			    wanted, what, limit, others, own);
}

const char *place_no_room(struct arena *a, const struct check_report *report,
			  const struct card_use *use)
{
	const char *why = no_room_for(a, "maps", report->maps, report->max_maps,
				      use->others.maps, use->port.maps);

	return why ? why
		   : no_room_for(a, "map entries", report->entries,
				 report->max_entries, use->others.entries,
				 use->port.entries);
}

const char *place_violation(struct arena *a, const struct policy *policy,
			    const struct check_report *report)
{
	const struct violation *v = report->violations.v;
	const char *at = "", *more = "";
	const struct policy_rule *rule;

	if (!report->violations.n)
		return NULL;
	rule = policy ? policy_find_rule(policy, v->rule) : NULL;
	if (rule)
		at = arena_printf(a, "%s: ", loc_text(a, rule->loc));
	if (report->violations.n > 1)
		more = arena_printf(a, " (and %zu more; see nicfw check)",
				    report->violations.n - 1);
	return arena_printf(a, "%s%s%s", at, v->text, more);
}

void place_rungs(struct arena *a, const struct nic *nic,
		 const struct policy *policy, struct place_wish wish,
		 const struct place_stage stages[N_STAGES],
		 struct placement *out)
{
	*out = (struct placement){ .wish = wish };
	for (enum profile_stage s = wish.first; s < N_STAGES; s++) {
		struct place_rung *rung = &out->rungs[out->n_rungs++];
		const struct check_report *report = stages[s].report;

		rung->stage = s;
		rung->why_not = place_why_not(a, nic, s, stages[s].profile);
		if (!rung->why_not && report)
			rung->why_not = place_violation(a, policy, report);
	}
}

bool place_may_step(const struct placement *placement, size_t i)
{
	return i + 1 < placement->n_rungs && !(placement->wish.strict && !i);
}

const char *place_step(struct arena *a, const struct nic *nic,
		       const struct placement *placement, size_t i,
		       const char *why)
{
	const char *stage = nic_stage_name(placement->rungs[i].stage);

	if (!place_may_step(placement, i))
		return arena_printf(a, "%s: %s: %s", nic->name, stage, why);
	return arena_printf(a, "%s: %s: %s; trying %s mode", nic->name, stage,
			    why, nic_stage_name(placement->rungs[i + 1].stage));
}
