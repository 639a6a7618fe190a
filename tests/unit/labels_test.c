// SPDX-License-Identifier: GPL-2.0-only
/*
 * labels_test.c - is what was written of counters read again?
 */
#include "load/labels.h"
#include "lib/fixture.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* A namespace's folder with what is kept of v0, for one test. */
struct folder {
	struct state st;
	char path[32];
};

static struct folder folder_new(struct fixture *f)
{
	struct folder folder = { .path = "/tmp/labels.XXXXXX" };

	assert_non_null(mkdtemp(folder.path));
	folder.st =
		(struct state){ .a = f->arena,
				.run = arena_strdup(f->arena, folder.path) };
	return folder;
}

static void folder_remove(struct folder *folder)
{
	state_remove_texts(&folder->st, "v0", 1);
	rmdir(arena_printf(folder->st.a, "%s/v0", folder->path));
	rmdir(folder->path);
}

static void print_string(const void *text, FILE *out)
{
	fputs(text, out);
}

static void print_all(const void *label, FILE *file)
{
	struct text out = { .to = file };

	label_print(SLOT_NIC, label, &out);
	label_print(SLOT_HOST, label, &out);
	label_print(SLOT_HOST, label, &out);
	text_free(&out);
}

static void assert_is(const struct label *label, const struct label *expected)
{
	for (int i = 0; i < N_LABEL_FIELDS; i++) {
		if (!expected->fields[i])
			assert_null(label->fields[i]);
		else
			assert_string_equal(label->fields[i],
					    expected->fields[i]);
	}
}

static void fields_are_what_they_were(void **state)
{
	static const struct label label = { {
		[LABEL_PLACE] = "a\tb\\t:1",
		[LABEL_KIND] = "decided",
		[LABEL_CHAIN] = "",
		[LABEL_IN] = "\\N",
		[LABEL_RULE] = "comment \"\n\\\" drop \\",
	} };
	struct folder folder = folder_new(*state);
	struct labels labels[N_SLOTS];

	assert_int_equal(state_print_text(&folder.st, "v0", 1, STATE_LABELS,
					  print_all, &label),
			 0);
	assert_int_equal(labels_read(&folder.st, "v0", 1, NULL, labels), 0);
	assert_int_equal(labels[SLOT_NIC].lines.n, 1);
	assert_int_equal(labels[SLOT_HOST].lines.n, 2);
	for (int i = 0; i < 2; i++) {
		const struct label read =
			label_split(labels[SLOT_HOST].lines.v[i]);

		assert_is(&read, &label);
	}
	folder_remove(&folder);
}

static void the_key_is_all_behind_the_place(void **state)
{
	char line[] = "web.nft:3\tdecided\tnetdev t c\t\\N\t\\N\tdrop";
	char none[] = "web.nft:3";

	(void)state;
	assert_string_equal(label_key(line),
			    "decided\tnetdev t c\t\\N\t\\N\tdrop");
	assert_string_equal(label_key(none), "");
}

static void damaged_files_are_refused(void **state)
{
	static const char *const texts[] = {
		"host\tweb.nft:3\tdecided",
		"card\tweb.nft:3\tdecided\n",
		"host\n",
		"\n",
	};
	struct folder folder = folder_new(*state);
	struct labels labels[N_SLOTS];

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(state_print_text(&folder.st, "v0", 1,
						  STATE_LABELS, print_string,
						  texts[i]),
				 0);
		assert_int_equal(labels_read(&folder.st, "v0", 1, NULL, labels),
				 -EINVAL);
		assert_int_equal(labels[SLOT_HOST].lines.n, 0);
	}
	folder_remove(&folder);
}

static void missing_fields_are_none(void **state)
{
	char line[] = "web.nft:3\tdecided";
	const struct label label = label_split(line);

	(void)state;
	assert_string_equal(label_text(&label, LABEL_PLACE), "web.nft:3");
	assert_true(label_is(&label, "decided"));
	assert_null(label.fields[LABEL_RULE]);
	assert_string_equal(label_text(&label, LABEL_RULE), "");
}

/* As rows of JSON in the meta, and none beside it. */
static void what_an_earlier_nicfw_wrote_is_read(void **state)
{
	static const char text[] =
		"{ \"nic\": null, \"host\": { \"mode\": \"driver\", "
		"\"counters\": [ { \"kind\": \"decided\", \"chain\": "
		"\"netdev t c\", \"in\": null, \"rule\": \"drop\", "
		"\"policy\": null, \"place\": \"a\\tb:1\" } ] } }";
	const struct label expected = { {
		[LABEL_PLACE] = "a\tb:1",
		[LABEL_KIND] = "decided",
		[LABEL_CHAIN] = "netdev t c",
		[LABEL_RULE] = "drop",
	} };
	struct folder folder = folder_new(*state);
	json_t *meta = json_loads(text, 0, NULL);
	json_t *was = json_deep_copy(meta);
	struct labels labels[N_SLOTS], again[N_SLOTS];
	struct label read;

	assert_int_equal(labels_read(&folder.st, "v0", 1, meta, labels), 0);
	assert_null(json_object_get(json_object_get(meta, "host"), "counters"));
	assert_int_equal(labels[SLOT_HOST].lines.n, 1);
	assert_int_equal(labels[SLOT_NIC].lines.n, 0);
	assert_int_equal(labels_read(&folder.st, "v0", 1, was, again), 0);
	read = label_split(again[SLOT_HOST].lines.v[0]);
	assert_is(&read, &expected);
	labels_add_to_meta(labels, meta);
	json_decref(was);
	was = json_loads(text, 0, NULL);
	assert_true(json_equal(meta, was));
	json_decref(meta);
	json_decref(was);
	folder_remove(&folder);
}

static void a_slot_whose_labels_are_lost_is_told(void **state)
{
	struct folder folder = folder_new(*state);
	json_t *meta = json_loads("{ \"host\": {} }", 0, NULL);
	struct labels labels[N_SLOTS];

	assert_int_equal(labels_read(&folder.st, "v0", 1, meta, labels),
			 -ENOENT);
	json_decref(meta);
	folder_remove(&folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(fields_are_what_they_were),
		test(the_key_is_all_behind_the_place),
		test(damaged_files_are_refused),
		test(missing_fields_are_none),
		test(what_an_earlier_nicfw_wrote_is_read),
		test(a_slot_whose_labels_are_lost_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
