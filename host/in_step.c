// SPDX-License-Identifier: GPL-2.0-only
/*
 * in_step.c - does the kernel still have the base chains that were loaded?
 */
#include "in_step.h"

#include "base/utf8.h"
#include "load/authority.h"
#include "load/host_facts.h"
#include "load/live.h"
#include "load/meta.h"
#include "policy/resolve.h"

static void read_kernel(struct in_step *s)
{
	struct diag *diag = diag_new(s->arena);
	struct policy *policy;
	struct live live;

	s->was_read = true;
	if (!live_read(s->arena, diag, NULL, NULL, &live) &&
	    !resolve_ruleset(s->arena, diag, live.ruleset, &policy)) {
		s->policy = policy;
		ruleset_forget(live.ruleset);
	} else {
		s->why_not = utf8_text(s->arena, diag->msgs.v[0].text);
	}
}

/* As job_device() has it: of the XDP programs ours is one. */
static struct device device_of(struct in_step *s, const struct nic *nic,
			       const struct place_wishes *wishes)
{
	struct host_reading *host = arena_new_of(s->arena, struct host_reading);
	struct device dev = { .ifindex = nic->ifindex,
			      .facts = &host->facts,
			      .wishes = wishes };

	host_facts_read(s->arena, nic, host);
	host->facts.has_xdp = false;
	memcpy(dev.name, nic->name, sizeof(dev.name));
	memcpy(dev.mac, nic->mac, sizeof(dev.mac));
	return dev;
}

static const char *differs(struct in_step *s, const struct nic *nic,
			   const struct place_wishes *wishes,
			   const struct authority *was, bool is_front)
{
	const struct device dev = device_of(s, nic, wishes);
	struct authority is;
	struct path path;

	path_find(s->arena, s->policy, &dev, &path);
	authority_of(s->arena, s->policy, &path, &is);
	return authority_differs(s->arena, was, &is)
		       ?: is_front ? NULL
				   : authority_grown(s->arena, was, &is);
}

static void add(json_t *loaded, json_t *in_step, const char *why_not)
{
	json_object_set_new(loaded, "in_step", in_step);
	json_object_set_new(loaded, "why_not",
			    why_not ? json_string(why_not) : json_null());
}

/* @loaded: what meta.h calls "front" or "live". */
static void compare(struct in_step *s, const struct nic *nic, bool is_front,
		    const char *fact, json_t *loaded)
{
	struct place_wishes wishes;
	struct authority was;
	const char *why;

	if (authority_unpack(s->arena, json_object_get(loaded, "chains"),
			     &was) ||
	    meta_wishes(s->arena, loaded, &wishes))
		return add(loaded, json_null(), "what it was made of is lost");
	if (!s->was_read)
		read_kernel(s);
	if (!s->policy)
		return add(loaded, json_null(), s->why_not);
	why = differs(s, nic, &wishes, &was, is_front) ?: fact;
	add(loaded, json_boolean(!why), why);
}

void in_step_add(struct in_step *s, const struct nic *nic, const char *fact,
		 json_t *front)
{
	if (json_is_null(json_object_get(front, "chains")))
		add(front, json_null(), NULL);
	else
		compare(s, nic, true, fact, front);
}

void in_step_add_live(struct in_step *s, const struct nic *nic, json_t *live)
{
	compare(s, nic, false, NULL, live);
}
