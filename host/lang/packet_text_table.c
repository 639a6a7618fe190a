// SPDX-License-Identifier: GPL-2.0-only
/*
 * packet_text_table.c - the layers and fields of a frame written as text
 */
#include "lang/packet_text_table.h"

#include <errno.h>

const struct packet_layer_type packet_text_layers[N_LAYERS] = {
#define LAYER(id, name, bytes, unit, ethertype, protocol) \
	[LAYER_##id] = { name, bytes, unit, ethertype, protocol },
#define FIELD(...)
#include "lang/packet_text.def"
#undef LAYER
#undef FIELD
};

static const struct packet_field fields[] = {
#define LAYER(...)
#define FIELD(layer, name, bit, width, type, fill, value) \
	{ LAYER_##layer, name, bit, width, TYPE_##type, FILL_##fill, value },
#include "lang/packet_text.def"
#undef LAYER
#undef FIELD
};

#define N_FIELDS (sizeof(fields) / sizeof(fields[0]))

int packet_text_find_layer(const char *name, enum packet_layer_id *id)
{
	for (enum packet_layer_id l = 0; l < N_LAYERS; l++) {
		if (strcmp(packet_text_layers[l].name, name))
			continue;
		*id = l;
		return 0;
	}
	return -ENOENT;
}

const struct packet_field *
packet_text_next_field(enum packet_layer_id layer,
		       const struct packet_field *last)
{
	const struct packet_field *f = last ? last + 1 : fields;

	for (; f < fields + N_FIELDS; f++)
		if (f->layer == layer)
			return f;
	return NULL;
}

const struct packet_field *packet_text_find_field(enum packet_layer_id layer,
						  const char *name)
{
	const struct packet_field *f = NULL;

	while ((f = packet_text_next_field(layer, f)))
		if (!strcmp(f->name, name))
			return f;
	return NULL;
}

char *packet_text_layer_names(struct arena *a)
{
	char *names = NULL;

	for (enum packet_layer_id l = 0; l < N_LAYERS; l++)
		names = arena_printf(a, "%s%s%s", names ? names : "",
				     names ? ", " : "",
				     packet_text_layers[l].name);
	return names;
}

char *packet_text_field_names(struct arena *a, enum packet_layer_id layer)
{
	const struct packet_field *f = NULL;
	char *names = NULL;

	while ((f = packet_text_next_field(layer, f)))
		names = arena_printf(a, "%s%s%s", names ? names : "",
				     names ? ", " : "", f->name);
	return names;
}
