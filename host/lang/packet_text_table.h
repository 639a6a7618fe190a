/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * packet_text_table.h - what a line of layers consists of
 *
 * Between packet_text.c, which reads a line into a struct packet, and
 * packet_text_build.c, which makes a frame of it. The layers and fields
 * themselves are rows of packet_text.def.
 */
#ifndef NICFW_PACKET_TEXT_TABLE_H
#define NICFW_PACKET_TEXT_TABLE_H

#include "base/u128.h"
#include "base/vec.h"
#include "lang/datatype.h"

enum packet_layer_id {
#define LAYER(id, ...) LAYER_##id,
#define FIELD(...)
#include "lang/packet_text.def"
#undef LAYER
#undef FIELD
	N_LAYERS,
	LAYER_DATA = N_LAYERS, /* bytes without fields: raw, hex, text */
};

/* What is written to a field that the line does not give. */
enum packet_fill {
	FILL_PLAIN,	     /* the table's value */
	FILL_NEXT_ETHERTYPE, /* the next layer's, else the table's value */
	FILL_NEXT_PROTOCOL,
	FILL_LAST_LABEL,    /* 1 unless the next layer is of this type */
	FILL_LENGTH,	    /* bytes from this header's first to the end */
	FILL_LENGTH_BEHIND, /* bytes behind this header */
	FILL_HEADER_WORDS,  /* bytes of this header / 4 */
	FILL_HEADER_EIGHTS, /* ... / 8 - 1 (RFC 8200) */
	FILL_HEADER_AH,	    /* ... / 4 - 2 (RFC 4302) */
	FILL_SUM_HEADER,    /* Internet checksum (RFC 1071) of the header */
	FILL_SUM_ALL,	    /* ... of the header and what follows */
	FILL_SUM_PSEUDO,    /* ... and the pseudo header before it */
	FILL_SUM_LITE,	    /* ... of as many bytes as "cov" says */
	FILL_SUM_CRC32C,    /* of the header and what follows (RFC 9260) */
	FILL_OUTER,	    /* written by the layer before */
	FILL_TAIL,	    /* bytes of any number, from @bit to the end */
};

#define NO_ID (-1)

struct packet_layer_type {
	const char *name;
	unsigned int bytes;
	unsigned int unit;
	int ethertype;
	int protocol;
};

struct packet_field {
	enum packet_layer_id layer;
	const char *name;
	unsigned int bit;
	unsigned int width;
	enum datatype type;
	enum packet_fill fill;
	u128 value;
};

/* A field that the line gives. */
struct packet_given {
	const struct packet_field *field;
	u128 value;
};

struct packet_layer {
	enum packet_layer_id id;
	struct loc loc;
	VEC(struct packet_given) given;
	const uint8_t *tail; /* the bytes of a TAIL field, or of DATA */
	size_t tail_len;
	bool has_tail;
	size_t at;	   /* where the builder puts the header */
	size_t header_len; /* with the tail */
};

/* "pad 60" or "cut 60". */
struct packet_trim {
	bool is_pad;
	size_t len;
	struct loc loc;
};

struct packet {
	VEC(struct packet_layer) layers;
	VEC(struct packet_trim) trims;
};

extern const struct packet_layer_type packet_text_layers[N_LAYERS];

/* The layer named @name; -ENOENT if there is none. */
int packet_text_find_layer(const char *name, enum packet_layer_id *id);

/* The field @name of @layer, NULL if it has none. */
const struct packet_field *packet_text_find_field(enum packet_layer_id layer,
						  const char *name);

/* The field of @layer behind @last, the first for NULL, NULL at the end. */
const struct packet_field *
packet_text_next_field(enum packet_layer_id layer,
		       const struct packet_field *last);

/* The names of all layers, or of a layer's fields, for messages. */
char *packet_text_layer_names(struct arena *a);
char *packet_text_field_names(struct arena *a, enum packet_layer_id layer);

#endif
