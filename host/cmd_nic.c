// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_nic.c - nicfw nic: what a device can do, and which profile fits
 */
#include "cmd.h"
#include "base/member.h"
#include "base/utf8.h"
#include "load/attach.h"
#include "load/place.h"

#include <stdio.h>

struct nic_args {
	bool json;
};

static const struct cmd_option options[] = {
	CMD_JSON(struct nic_args),
	{},
};

/* enum netdev_xdp_act, by bit. */
static const char *const feature_names[] = {
	"basic",      "redirect", "ndo-xmit",	 "xsk-zerocopy",
	"hw-offload", "rx-sg",	  "ndo-xmit-sg",
};

static json_t *features_of(const struct nic *nic)
{
	json_t *names;

	if (!nic->has_xdp_features)
		return json_null();
	names = json_array();
	for (size_t i = 0; i < sizeof(feature_names) / sizeof(char *); i++)
		if (nic->xdp_features >> i & 1)
			json_array_append_new(names,
					      json_string(feature_names[i]));
	return names;
}

static json_t *stage_of(struct arena *a, struct diag *diag,
			const struct nic *nic, enum profile_stage stage)
{
	uint32_t id = nic->xdp_prog[stage];
	struct profile *profile = NULL;
	const char *why_not = "its profile cannot be read";

	if (!nic_find_profile(a, diag, nic, stage, &profile))
		why_not = place_why_not(a, nic, stage, profile);
	return json_pack("{s:s?, s:s?, s:o, s:s?}", "profile",
			 profile ? profile->name : NULL, "why_not", why_not,
			 "program_id", id ? json_integer(id) : json_null(),
			 "program_name", id ? attach_prog_name(a, id) : NULL);
}

static json_t *json_of(struct arena *a, struct diag *diag,
		       const struct nic *nic)
{
	json_t *stages = json_object(), *ports = json_array();
	const uint8_t *m = nic->mac;
	const char *const *port;

	vec_for_each(port, &nic->ports)
		json_array_append_new(ports, json_string(utf8_text(a, *port)));
	for (enum profile_stage s = 0; s < N_STAGES; s++)
		json_object_set_new(stages, nic_stage_name(s),
				    stage_of(a, diag, nic, s));
	return json_pack(
		"{s:i, s:s, s:i, s:b, s:s?, s:s, s:s, s:b, s:o, s:o, s:o}",
		"ifindex", (int)nic->ifindex, "mac",
		arena_printf(a, "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1],
			     m[2], m[3], m[4], m[5]),
		"mtu", (int)nic->mtu, "up", nic->is_up, "kind", nic->kind,
		"driver", nic->driver, "firmware", nic->firmware, "strips_vlan",
		nic->strips_vlan, "ports", ports, "xdp_features",
		features_of(nic), "stages", stages);
}

static const char *text_of(const json_t *json, const char *key)
{
	const char *text = member_text(json, key);

	return text && *text ? text : "unknown";
}

static void print_names(const char *title, const json_t *names)
{
	const json_t *name;
	size_t i;

	if (!json_array_size(names))
		return;
	printf("  %s:", title);
	json_array_foreach(names, i, name)
		printf(" %s", json_string_value(name));
	printf("\n");
}

static void print_stage(const char *name, const json_t *stage)
{
	const json_t *id = json_object_get(stage, "program_id");

	if (json_is_string(json_object_get(stage, "why_not")))
		printf("  %s: no: %s\n", name, text_of(stage, "why_not"));
	else
		printf("  %s: profile %s\n", name, text_of(stage, "profile"));
	if (json_is_integer(id))
		printf("    runs program %lld (%s)\n",
		       (long long)json_integer_value(id),
		       text_of(stage, "program_name"));
}

static void print_nic(const struct nic *nic, const json_t *json)
{
	const json_t *stages = json_object_get(json, "stages");

	printf("%s: driver %s, firmware %s, %s, MTU %u, %s\n", nic->name,
	       text_of(json, "driver"), text_of(json, "firmware"),
	       nic->kind ? nic->kind : "no virtual device", nic->mtu,
	       nic->is_up ? "up" : "down");
	print_names("ports", json_object_get(json, "ports"));
	if (nic_is_only_ports(nic)) {
		printf("  load on its ports\n");
		return;
	}
	print_names("XDP features", json_object_get(json, "xdp_features"));
	for (enum profile_stage s = 0; s < N_STAGES; s++)
		print_stage(nic_stage_name(s),
			    json_object_get(stages, nic_stage_name(s)));
	/* A virtual device has the feature, and nothing to take off. */
	if (nic->strips_vlan && !nic->kind)
		printf("  takes VLAN tags off before XDP (rxvlan)\n");
}

static enum cmd_status show(struct arena *a, struct diag *diag,
			    const struct nic_names *names, bool json)
{
	enum cmd_status status = CMD_DONE;
	json_t *all = json_object();
	const char *const *name;
	struct nic nic;

	vec_for_each(name, &names->names) {
		json_t *one;

		if (nic_probe(a, diag, *name, &nic)) {
			status = CMD_MACHINE;
			continue;
		}
		one = json_of(a, diag, &nic);
		if (!json)
			print_nic(&nic, one);
		json_object_set_new(all, utf8_text(a, nic.name), one);
	}
	if (json && !status)
		cmd_print_json(json_incref(all));
	json_decref(all);
	return status;
}

static enum cmd_status nic(const struct cmd_call *call)
{
	const struct nic_args *args = call->args;
	struct nic_names names = {};

	if (call->operands.n > 1)
		return cmd_usage(call->cmd, "one interface at most");
	if (call->operands.n)
		*vec_push(call->a, &names.names) = call->operands.v[0];
	else if (nic_list(call->a, call->diag, &names))
		return CMD_MACHINE;
	return show(call->a, call->diag, &names, args->json);
}

enum cmd_status cmd_nic(const struct command *cmd, int argc, char **argv)
{
	struct nic_args args = {};

	return cmd_run(cmd, options, &args, argc, argv, nic);
}
