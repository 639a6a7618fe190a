// SPDX-License-Identifier: GPL-2.0-only
/*
 * profile.c - nic-profiles/NAME.conf -> struct profile
 *
 * What a profile is called stands by itself (name = "agilio-cx"); each figure
 * is a group with its value and where it comes from:
 *
 *	max_insns: {
 *		value = 2800;
 *		source = "...";
 *		third_party = true;
 *	};
 *
 * All of them have to be there: a figure that is missing would be a limit that
 * nobody keeps.
 */
#include "offload/profile.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <libconfig.h>
#include <linux/bpf.h>
#include <stdlib.h>

#define MAX_FILE_BYTES (64 << 10)

struct reader {
	struct arena *arena;
	struct diag *diag;
	const char *path;
	struct profile *profile;
};

struct figure {
	const char *name;
	/* Reads @value into @field; -EINVAL with a message. */
	int (*read)(struct reader *r, const struct figure *f,
		    const config_setting_t *value, void *field);
	size_t offset;
	uint64_t min; /* of numbers */
	uint64_t max;
	bool sourced;
};

static const char *const stage_names[] = {
	[STAGE_OFFLOAD] = "offload",
	[STAGE_DRIVER] = "driver",
	[STAGE_GENERIC] = "generic",
};
_Static_assert(sizeof(stage_names) / sizeof(stage_names[0]) ==
		       STAGE_GENERIC + 1,
	       "each stage has a name");

static const char *const unit_names[] = {
	[UNIT_BPF] = "bpf",
	[UNIT_NFP] = "nfp",
};
_Static_assert(sizeof(unit_names) / sizeof(unit_names[0]) == UNIT_NFP + 1,
	       "each unit has a name");

#define HELPER(name) [BPF_FUNC_##name] = #name
static const char *const helper_names[] = { __BPF_FUNC_MAPPER(HELPER) };
#undef HELPER

#define N_HELPERS (sizeof(helper_names) / sizeof(helper_names[0]))
_Static_assert(N_HELPERS <= 8 * sizeof(((struct profile *)NULL)->helpers),
	       "each helper has its bit");

static struct loc line_of(const struct reader *r, const config_setting_t *s)
{
	return (struct loc){ r->path, config_setting_source_line(s), 1 };
}

/* Reports that @s is not what figure @f wants. */
static int wrong_type(struct reader *r, const struct figure *f,
		      const config_setting_t *s, const char *wanted)
{
	diag_error(r->diag, line_of(r, s), "%s is to be %s", f->name, wanted);
	return -EINVAL;
}

static int read_text(struct reader *r, const struct figure *f,
		     const config_setting_t *value, void *field)
{
	const char *text = config_setting_get_string(value);

	if (config_setting_type(value) != CONFIG_TYPE_STRING)
		return wrong_type(r, f, value, "a text in quotes");
	/* libconfig does not look whether it could copy a text. */
	if (!text)
		arena_exhausted();
	*(const char **)field = arena_strdup(r->arena, text);
	return 0;
}

static int read_number(struct reader *r, const struct figure *f,
		       const config_setting_t *value, uint64_t *v)
{
	int type = config_setting_type(value);

	if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64)
		return wrong_type(r, f, value, "a whole number");
	*v = config_setting_get_int64(value);
	if (*v >= f->min && *v <= f->max)
		return 0;
	diag_error(r->diag, line_of(r, value),
		   "%s %lld is out of range (%llu-%llu)", f->name,
		   (long long)*v, (unsigned long long)f->min,
		   (unsigned long long)f->max);
	return -EINVAL;
}

static int read_u32(struct reader *r, const struct figure *f,
		    const config_setting_t *value, void *field)
{
	uint64_t v;
	int err = read_number(r, f, value, &v);

	if (!err)
		*(uint32_t *)field = v;
	return err;
}

static int read_u64(struct reader *r, const struct figure *f,
		    const config_setting_t *value, void *field)
{
	return read_number(r, f, value, field);
}

static int read_bool(struct reader *r, const struct figure *f,
		     const config_setting_t *value, void *field)
{
	if (config_setting_type(value) != CONFIG_TYPE_BOOL)
		return wrong_type(r, f, value, "true or false");
	*(bool *)field = config_setting_get_bool(value);
	return 0;
}

/* The index of the name that @value holds, one of @n; reported if unknown. */
static int find_name(struct reader *r, const struct figure *f,
		     const config_setting_t *value, const char *const *names,
		     size_t n)
{
	const char *name;

	if (config_setting_type(value) != CONFIG_TYPE_STRING)
		return wrong_type(r, f, value, "a name in quotes");
	name = config_setting_get_string(value);
	for (size_t i = 0; i < n; i++)
		if (names[i] && !strcmp(names[i], name))
			return i;
	diag_error(r->diag, line_of(r, value), "%s does not know '%s'", f->name,
		   name);
	return -EINVAL;
}

static int read_stage(struct reader *r, const struct figure *f,
		      const config_setting_t *value, void *field)
{
	int stage = find_name(r, f, value, stage_names,
			      sizeof(stage_names) / sizeof(stage_names[0]));

	if (stage < 0)
		return stage;
	*(enum profile_stage *)field = stage;
	return 0;
}

static int read_unit(struct reader *r, const struct figure *f,
		     const config_setting_t *value, void *field)
{
	int unit = find_name(r, f, value, unit_names,
			     sizeof(unit_names) / sizeof(unit_names[0]));

	if (unit < 0)
		return unit;
	*(enum profile_unit *)field = unit;
	return 0;
}

static int check_list(struct reader *r, const struct figure *f,
		      const config_setting_t *value)
{
	if (config_setting_type(value) != CONFIG_TYPE_ARRAY)
		return wrong_type(r, f, value,
				  "an array of names, [ \"...\" ]");
	return 0;
}

static int read_drivers(struct reader *r, const struct figure *f,
			const config_setting_t *value, void *field)
{
	struct profile *p = r->profile;
	const char *driver;
	int err = check_list(r, f, value);

	(void)field; /* a VEC has no type of its own to point to */
	for (int i = 0; !err && i < config_setting_length(value); i++) {
		err = read_text(r, f, config_setting_get_elem(value, i),
				&driver);
		if (!err)
			*(const char **)vec_push(r->arena, &p->drivers) =
				driver;
	}
	return err;
}

static int read_map_types(struct reader *r, const struct figure *f,
			  const config_setting_t *value, void *field)
{
	const char *names[32];
	int err = check_list(r, f, value);

	for (int i = 0; i < 32; i++)
		names[i] = libbpf_bpf_map_type_str(i);
	for (int i = 0; !err && i < config_setting_length(value); i++) {
		int type = find_name(r, f, config_setting_get_elem(value, i),
				     names, 32);

		if (type < 0)
			return type;
		*(uint32_t *)field |= 1U << type;
	}
	return err;
}

static int read_helpers(struct reader *r, const struct figure *f,
			const config_setting_t *value, void *field)
{
	uint64_t *helpers = field;
	int err = check_list(r, f, value);

	for (int i = 0; !err && i < config_setting_length(value); i++) {
		int id = find_name(r, f, config_setting_get_elem(value, i),
				   helper_names, N_HELPERS);

		if (id < 0)
			return id;
		helpers[id / 64] |= 1ULL << id % 64;
	}
	return err;
}

#define IDENTITY(field, read)                                              \
	{                                                                  \
#field, read, offsetof(struct profile, field), 0, 0, false \
	}
#define FIGURE_AT(name, field, read, min, max)                              \
	{                                                                   \
		name, read, offsetof(struct profile, field), min, max, true \
	}
#define FIGURE(field, read, min, max) FIGURE_AT(#field, field, read, min, max)

static const struct figure figures[] = {
	IDENTITY(name, read_text),
	IDENTITY(title, read_text),
	IDENTITY(stage, read_stage),
	IDENTITY(drivers, read_drivers),
	IDENTITY(unit, read_unit),
	FIGURE(max_insns, read_u32, 1, UINT32_MAX),
	FIGURE(max_pending_jumps, read_u32, 0, UINT32_MAX),
	FIGURE(stack_bytes, read_u32, 0, 512),
	FIGURE(packet_bytes, read_u32, 0, UINT16_MAX),
	FIGURE(map_types, read_map_types, 0, 0),
	FIGURE(max_maps, read_u32, 0, 4096),
	FIGURE(max_key_bytes, read_u32, 0, 512),
	FIGURE(max_value_bytes, read_u32, 0, 1 << 20),
	FIGURE(max_element_bytes, read_u32, 0, 1 << 21),
	FIGURE(max_entries, read_u64, 0, INT64_MAX),
	FIGURE(max_map_entries, read_u32, 0, UINT32_MAX),
	FIGURE(helpers, read_helpers, 0, 0),
	FIGURE(small_set, read_u32, 0, 256),
	FIGURE(tree_bytes, read_u32, 0, 1 << 23),
	FIGURE_AT("ext_headers", reach.ext_headers, read_u32, 0, 64),
	FIGURE_AT("ext_bytes", reach.ext_bytes, read_u32, 40, MAX_EXT_BYTES),
	FIGURE(percpu_counters, read_bool, 0, 0),
	FIGURE(frags, read_bool, 0, 0),
};

#define N_FIGURES (sizeof(figures) / sizeof(figures[0]))

static const struct figure *find_figure(const char *name)
{
	for (size_t i = 0; i < N_FIGURES; i++)
		if (!strcmp(figures[i].name, name))
			return &figures[i];
	return NULL;
}

/* Reports the members of the group @s that no figure has. */
static int check_group(struct reader *r, const struct figure *f,
		       const config_setting_t *s)
{
	int ret = 0;

	for (int i = 0; i < config_setting_length(s); i++) {
		const config_setting_t *part = config_setting_get_elem(s, i);
		const char *name = config_setting_name(part);

		if (!strcmp(name, "value") || !strcmp(name, "source") ||
		    !strcmp(name, "third_party"))
			continue;
		diag_error(r->diag, line_of(r, part),
			   "%s has no '%s', only value, source and third_party",
			   f->name, name);
		ret = -EINVAL;
	}
	return ret;
}

static int read_source(struct reader *r, const struct figure *f,
		       const config_setting_t *s)
{
	const config_setting_t *source = config_setting_get_member(s, "source");
	const config_setting_t *third =
		config_setting_get_member(s, "third_party");
	struct profile_source found = { .figure = f->name };
	int err;

	if (!source) {
		diag_error(r->diag, line_of(r, s), "%s does not say its source",
			   f->name);
		return -EINVAL;
	}
	err = read_text(r, f, source, &found.source);
	if (!err && third)
		err = read_bool(r, f, third, &found.third_party);
	if (!err)
		*(struct profile_source *)vec_push(
			r->arena, &r->profile->sources) = found;
	return err;
}

static int read_figure(struct reader *r, const struct figure *f,
		       const config_setting_t *s)
{
	void *field = (char *)r->profile + f->offset;
	const config_setting_t *value;
	int err;

	if (!f->sourced)
		return f->read(r, f, s, field);
	if (config_setting_type(s) != CONFIG_TYPE_GROUP)
		return wrong_type(r, f, s,
				  "a group { value = ...; source = ...; }");
	value = config_setting_get_member(s, "value");
	if (!value) {
		diag_error(r->diag, line_of(r, s), "%s has no value", f->name);
		return -EINVAL;
	}
	err = check_group(r, f, s);
	return f->read(r, f, value, field) ?: read_source(r, f, s) ?: err;
}

static int read_settings(struct reader *r, const config_setting_t *root)
{
	int ret = 0;

	for (int i = 0; i < config_setting_length(root); i++) {
		const config_setting_t *s = config_setting_get_elem(root, i);
		const struct figure *f = find_figure(config_setting_name(s));

		if (!f) {
			diag_error(r->diag, line_of(r, s),
				   "a profile has no figure '%s'",
				   config_setting_name(s));
			ret = -EINVAL;
		} else if (read_figure(r, f, s)) {
			ret = -EINVAL;
		}
	}
	for (size_t i = 0; i < N_FIGURES; i++) {
		if (config_setting_get_member(root, figures[i].name))
			continue;
		diag_error(r->diag, (struct loc){ r->path, 1, 1 },
			   "the figure '%s' is missing", figures[i].name);
		ret = -EINVAL;
	}
	return ret;
}

/*
 * The file's text. Read here and not by libconfig, whose scanner ends the
 * process when a read fails.
 */
static int read_file(struct reader *r, char **text)
{
	FILE *in = fopen(r->path, "re");
	char *buf = arena_alloc(r->arena, MAX_FILE_BYTES + 1);
	int err = in ? 0 : -errno;
	size_t n = 0;

	if (in) {
		n = fread(buf, 1, MAX_FILE_BYTES + 1, in);
		if (ferror(in))
			err = -errno;
		fclose(in);
	}
	if (err) {
		diag_error(r->diag, (struct loc){}, "%s: %s", r->path,
			   strerror(-err));
		return err;
	}
	if (n > MAX_FILE_BYTES || memchr(buf, 0, n)) {
		diag_error(r->diag, (struct loc){}, "%s: not a profile: %s",
			   r->path,
			   n > MAX_FILE_BYTES ? "too long" : "not a text");
		return -EINVAL;
	}
	buf[n] = '\0';
	*text = buf;
	return 0;
}

/* Lines behind an @include would be counted from a file that is not named. */
static int check_includes(struct reader *r, const char *text)
{
	if (!strstr(text, "@include"))
		return 0;
	diag_error(r->diag, (struct loc){},
		   "%s: a profile is one file: @include is refused", r->path);
	return -EINVAL;
}

int profile_read(struct arena *a, struct diag *diag, const char *path,
		 struct profile **out)
{
	struct reader r = { a, diag, arena_strdup(a, path),
			    arena_new_of(a, struct profile) };
	config_t config;
	char *text;
	int err = read_file(&r, &text) ?: check_includes(&r, text);

	if (err)
		return err;
	config_init(&config);
	if (config_read_string(&config, text)) {
		err = read_settings(&r, config_root_setting(&config));
	} else {
		diag_error(
			diag,
			((struct loc){ r.path, config_error_line(&config), 1 }),
			"%s", config_error_text(&config));
		err = -EINVAL;
	}
	config_destroy(&config);
	if (!err)
		*out = r.profile;
	return err;
}

int profile_find(struct arena *a, struct diag *diag, const char *name,
		 struct profile **out)
{
	const char *dir = getenv("NICFW_PROFILES") ?: NICFW_PROFILES;
	int err;

	if (strchr(name, '/'))
		return profile_read(a, diag, name, out);
	err = profile_read(a, diag, arena_printf(a, "%s/%s.conf", dir, name),
			   out);
	if (err == -ENOENT)
		diag_note(
			diag, (struct loc){},
			"the folder of profiles is %s; NICFW_PROFILES names another",
			dir);
	return err;
}

bool profile_has_helper(const struct profile *p, unsigned int id)
{
	return id < 8 * sizeof(p->helpers) &&
	       p->helpers[id / 64] >> id % 64 & 1;
}

const char *profile_helper_name(unsigned int id)
{
	return id < N_HELPERS ? helper_names[id] : NULL;
}
