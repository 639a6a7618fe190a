// SPDX-License-Identifier: GPL-2.0-only
/*
 * batch.c - programs on their way into the VM, and what became of them
 *
 * A file is a magic number, a count, and so many records; what is of varying
 * length has its count in front.
 */
#include "lib/batch.h"

#include <errno.h>

#define PROGRAMS_MAGIC 0x70667731
#define RESULTS_MAGIC  0x72667731

/* No count in a file is larger: what is, is no count. */
#define MAX_COUNT (1U << 24)

/* A file that is read or written; after an error nothing happens any more. */
struct stream {
	FILE *file;
	struct arena *arena;
	int error;
};

static void put(struct stream *s, const void *data, size_t size, size_t n)
{
	if (!s->error && n && fwrite(data, size, n, s->file) != n)
		s->error = -EIO;
}

static void put_count(struct stream *s, uint32_t n)
{
	put(s, &n, sizeof(n), 1);
}

static void put_text(struct stream *s, const char *text)
{
	put_count(s, strlen(text));
	put(s, text, 1, strlen(text));
}

#define put_vec(s, vec)                                        \
	do {                                                   \
		put_count(s, (vec)->n);                        \
		put(s, (vec)->v, sizeof(*(vec)->v), (vec)->n); \
	} while (0)

static void get(struct stream *s, void *data, size_t size, size_t n)
{
	if (!s->error && n && fread(data, size, n, s->file) != n)
		s->error = -EPROTO;
}

static uint32_t get_count(struct stream *s)
{
	uint32_t n = 0;

	get(s, &n, sizeof(n), 1);
	if (n > MAX_COUNT)
		s->error = -EPROTO;
	return s->error ? 0 : n;
}

static void *get_array(struct stream *s, size_t size, size_t *n)
{
	void *array;

	*n = get_count(s);
	array = arena_calloc(s->arena, *n, size);
	get(s, array, size, *n);
	return array;
}

#define get_vec(s, vec)                                                \
	do {                                                           \
		(vec)->v = get_array(s, sizeof(*(vec)->v), &(vec)->n); \
		(vec)->cap = (vec)->n;                                 \
	} while (0)

static const char *get_text(struct stream *s)
{
	size_t n;
	const char *bytes = get_array(s, 1, &n);

	return arena_strndup(s->arena, bytes, n);
}

static struct stream open_to_write(const char *path, uint32_t magic)
{
	struct stream s = { .file = fopen(path, "w") };

	s.error = s.file ? 0 : -errno;
	put_count(&s, magic);
	return s;
}

static struct stream open_to_read(struct arena *a, const char *path,
				  uint32_t magic)
{
	struct stream s = { .file = fopen(path, "r"), .arena = a };
	uint32_t found = 0;

	s.error = s.file ? 0 : -errno;
	get(&s, &found, sizeof(found), 1);
	if (!s.error && found != magic)
		s.error = -EPROTO;
	return s;
}

static int close_stream(struct stream *s)
{
	if (s->file && fclose(s->file) && !s->error)
		s->error = -errno;
	return s->error;
}

struct batch_program *batch_add(struct batch *batch, const char *name)
{
	struct batch_program *p = vec_push(batch->arena, &batch->programs);

	p->name = arena_strdup(batch->arena, name);
	return p;
}

void batch_add_image(struct batch *batch, const char *name,
		     const struct image *img)
{
	struct batch_program *p = batch_add(batch, name);
	const struct image_map *m;

	p->insns.v = arena_memdup(batch->arena, img->insns.v,
				  img->insns.n * sizeof(*img->insns.v));
	p->insns.n = p->insns.cap = img->insns.n;
	vec_for_each(m, &img->maps) {
		struct batch_map *added = vec_push(batch->arena, &p->maps);

		*added = (struct batch_map){ .type = m->type,
					     .key_bytes = m->key_bytes,
					     .value_bytes = m->value_bytes,
					     .max_entries = m->max_entries };
	}
}

int batch_write(const struct batch *batch, const char *path)
{
	struct stream s = open_to_write(path, PROGRAMS_MAGIC);
	const struct batch_program *p;

	put_count(&s, batch->programs.n);
	vec_for_each(p, &batch->programs) {
		put_text(&s, p->name);
		put_vec(&s, &p->insns);
		put_vec(&s, &p->maps);
	}
	return close_stream(&s);
}

int batch_read(struct batch *batch, const char *path)
{
	struct stream s = open_to_read(batch->arena, path, PROGRAMS_MAGIC);
	uint32_t n = get_count(&s);

	for (uint32_t i = 0; i < n && !s.error; i++) {
		struct batch_program *p =
			vec_push(batch->arena, &batch->programs);

		p->name = get_text(&s);
		get_vec(&s, &p->insns);
		get_vec(&s, &p->maps);
	}
	return close_stream(&s);
}

int batch_write_results(const struct batch_results *results, const char *path)
{
	struct stream s = open_to_write(path, RESULTS_MAGIC);
	const struct batch_result *r;

	put_count(&s, results->results.n);
	vec_for_each(r, &results->results) {
		put_text(&s, r->name);
		put(&s, &r->map_error, sizeof(r->map_error), 1);
		put(&s, &r->load_error, sizeof(r->load_error), 1);
		put(&s, &r->attach_error, sizeof(r->attach_error), 1);
		put(&s, &r->failed_map, sizeof(r->failed_map), 1);
		put_text(&s, r->reason);
		put_vec(&s, &r->words);
		put_vec(&s, &r->tables);
	}
	return close_stream(&s);
}

int batch_read_results(struct batch_results *results, const char *path)
{
	struct stream s = open_to_read(results->arena, path, RESULTS_MAGIC);
	uint32_t n = get_count(&s);

	for (uint32_t i = 0; i < n && !s.error; i++) {
		struct batch_result *r =
			vec_push(results->arena, &results->results);

		r->name = get_text(&s);
		get(&s, &r->map_error, sizeof(r->map_error), 1);
		get(&s, &r->load_error, sizeof(r->load_error), 1);
		get(&s, &r->attach_error, sizeof(r->attach_error), 1);
		get(&s, &r->failed_map, sizeof(r->failed_map), 1);
		r->reason = get_text(&s);
		get_vec(&s, &r->words);
		get_vec(&s, &r->tables);
	}
	return close_stream(&s);
}
