// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_key.c - the key of a set, and the values of its elements
 */
#include "lang/set_key.h"

#include "lang/fields.h"

#include <string.h>

/* Reports an error; its value is -EINVAL. */
#define refuse(diag, loc, ...) (diag_error(diag, loc, __VA_ARGS__), -EINVAL)

/* nft's types of what frames do not hold. */
static const char *const host_types[] = {
	"mark",	     "time",	     "realm",	  "classid",  "uid",
	"gid",	     "ct_dir",	     "ct_status", "devgroup", "icmpx_code",
	"cgroupsv2", "fib_addrtype", "igmp_type",
};

/* What frames do not hold, either, but of a type that is known. */
static const struct key_part host_selectors[] = {
	{ TYPE_CT_STATE, 32, 0, "ct state", false },
	{ TYPE_IFNAME, 128, 0, "meta oifname", true },
};

#define N_HOST_SELECTORS (sizeof(host_selectors) / sizeof(*host_selectors))

static bool is_host_type(const char *name)
{
	for (size_t i = 0; i < sizeof(host_types) / sizeof(*host_types); i++) {
		if (!strcmp(host_types[i], name))
			return true;
	}
	return false;
}

static int type_resolve(struct diag *diag, const struct expr *e,
			struct key_part *out)
{
	enum datatype type;

	*out = (struct key_part){ .name = e->text, .is_unknown = true };
	if (is_host_type(e->text))
		return 0;
	if (datatype_by_name(e->text, &type))
		return refuse(diag, e->loc,
			      "unknown type '%s'; use typeof and a selector",
			      e->text);
	if (!datatype_width(type))
		return refuse(
			diag, e->loc,
			"type '%s' has no width of its own; use typeof and a selector",
			e->text);
	*out = (struct key_part){
		.type = type,
		.width = datatype_width(type),
		.name = e->text,
	};
	return 0;
}

static int part_resolve(struct diag *diag, const struct expr *e,
			struct key_part *out)
{
	enum field_id field;

	if (e->kind == EXPR_SYMBOL)
		return type_resolve(diag, e, out);
	if (e->kind != EXPR_SELECTOR || field_by_name(e->text, &field)) {
		*out = (struct key_part){ .is_unknown = true };
		for (size_t i = 0; i < N_HOST_SELECTORS; i++)
			if (!strcmp(e->text, host_selectors[i].name))
				*out = host_selectors[i];
		return 0;
	}
	*out = (struct key_part){
		.type = fields[field].type,
		.width = fields[field].width,
		.name = fields[field].name,
	};
	return 0;
}

bool key_is_unknown(const struct key *key)
{
	for (uint32_t i = 0; i < key->n_parts; i++) {
		if (key->parts[i].is_unknown)
			return true;
	}
	return false;
}

int key_check(struct diag *diag, const struct key *key, struct loc loc)
{
	uint32_t bytes = 0;

	for (uint32_t i = 0; i < key->n_parts; i++)
		bytes += key->parts[i].is_unknown
				 ? 0
				 : plan_part_bytes(key->parts[i].width);
	if (bytes <= KEY_MAX_BYTES)
		return 0;
	return refuse(diag, loc,
		      "key of %u bytes is too long (1-%u); split the rule",
		      bytes, KEY_MAX_BYTES);
}

int key_of_set(struct diag *diag, const struct ast_set *set, struct key *out)
{
	struct expr *const *e;

	if (!set->key.n || set->key.n > KEY_MAX_PARTS)
		return refuse(diag, set->loc,
			      "key of '%s' has %zu parts; give it 1-%u",
			      set->name, set->key.n, KEY_MAX_PARTS);
	out->n_parts = 0;
	vec_for_each(e, &set->key) {
		if (part_resolve(diag, *e, &out->parts[out->n_parts]))
			return -EINVAL;
		out->n_parts++;
	}
	return key_check(diag, out, set->loc);
}

int key_check_parts(struct diag *diag, const struct key *key,
		    const struct expr *e)
{
	const uint32_t n = e->kind == EXPR_CONCAT ? e->items.n : 1;

	if (n == key->n_parts)
		return 0;
	return refuse(
		diag, e->loc,
		"element has %u parts, but the key has %u; join parts with ' . '",
		n, key->n_parts);
}

int key_read(struct diag *diag, const struct key *key, const struct expr *e,
	     struct interval *out, const struct expr **wide)
{
	const struct expr *first = NULL;
	bool is_interval;
	int err = key_check_parts(diag, key, e);

	for (uint32_t i = 0; !err && i < key->n_parts; i++) {
		const struct expr *part = key_part_of(e, i);

		err = value_interval(diag, &key->parts[i], part, &out[i],
				     &is_interval);
		if (!err && is_interval && !first)
			first = part;
	}
	if (!err)
		*wide = first;
	return err;
}

int key_refuse_interval(struct diag *diag, bool is_map, const struct expr *wide)
{
	return refuse(
		diag, wide->loc,
		"a range in a set of single values; add 'flags interval' to the %s",
		is_map ? "map" : "set");
}
