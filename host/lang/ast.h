/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ast.h - a ruleset as it is written
 *
 * The tree keeps what was written, in order, with places: names stay names and
 * numbers stay text. Giving them types and meaning is policy/resolve's work,
 * so the tree can hold, and print, also what nicfw cannot place.
 * `define`, `$name` and `include` are carried out by the parser.
 *
 * Rules of iptables become the same tree: their tables and chains are those
 * that iptables-nft would make, matches of header fields are written with nft's
 * selectors, all else is UNKNOWN with its text and effect.
 *
 * Everything lives in the arena that the parser was given.
 */
#ifndef NICFW_AST_H
#define NICFW_AST_H

#include "base/diag.h"
#include "base/vec.h"
#include "lang/effect.h"

#include <stdbool.h>
#include <stdint.h>

enum family {
	FAMILY_IP, /* also a table without a family */
	FAMILY_IP6,
	FAMILY_INET,
	FAMILY_ARP,
	FAMILY_BRIDGE,
	FAMILY_NETDEV,
	N_FAMILIES,
};

enum expr_kind {
	EXPR_SYMBOL,   /* text: a name, a number, an address, a string */
	EXPR_SELECTOR, /* text: what is read, one blank apart: "ip saddr" */
	EXPR_SETREF,   /* text: the name behind @ */
	EXPR_WILDCARD, /* the * element */
	EXPR_PREFIX,   /* left / right, right a SYMBOL with the length */
	EXPR_RANGE,    /* left - right */
	EXPR_BINOP,    /* left op right */
	EXPR_CONCAT,   /* items: a . b . c */
	EXPR_LIST,     /* items: a, b, c without braces */
	EXPR_SET,      /* items: { a, b, c } */
	EXPR_MAPPING,  /* left : right, in a map */
	EXPR_VERDICT,  /* verdict, chain */
	/*
	 * text: nft knows it, nicfw does not place it. A selector like "ct
	 * state" stands left in a STMT_MATCH or STMT_VMAP; as an element of a
	 * set it is one with a limit or the like: text is all of it, left
	 * the element without.
	 */
	EXPR_UNKNOWN,
	EXPR_TIMED, /* an element of a set: left, for times */
};

enum binop {
	BINOP_AND,
	BINOP_OR,
	BINOP_XOR,
	BINOP_SHL,
	BINOP_SHR,
	BINOP_SLASH, /* value / mask, as in "tcp flags syn / syn,ack" */
};

enum verdict_kind {
	VERDICT_ACCEPT,
	VERDICT_DROP,
	VERDICT_CONTINUE,
	VERDICT_RETURN,
	VERDICT_JUMP,
	VERDICT_GOTO,
};

struct verdict {
	enum verdict_kind kind;
	const char *chain; /* of JUMP and GOTO, else NULL */
};

/*
 * How long an element is in its set: "timeout 1h expires 59m". 0: not given, so
 * that timeout is the set's, and expires all of it.
 */
struct element_times {
	uint64_t timeout_ms; /* DURATION_NEVER: none, whatever the set's is */
	uint64_t expires_ms; /* behind ruleset.read_at */
};

/*
 * There are a million in 160,000 rules, so most have no more of this than their
 * kind needs: expr_new_in() makes them. One without a place begins its
 * statement, and has the place of that.
 */
struct expr {
	struct loc loc;
	enum expr_kind kind : 8;
	enum binop op : 8;
	bool quoted : 1;      /* a SYMBOL that was written as "..." */
	bool has_comment : 1; /* expr_comment() */
	const char *text;
	union {
		struct { /* where expr_has_sides() */
			struct expr *left;
			union {
				struct expr *right;
				const struct element_times *times; /* TIMED */
			};
		};
		VEC(struct expr *) items; /* where expr_has_items() */
		struct verdict verdict;	  /* of VERDICT */
	};
	const char *comment; /* of a set element */
};

static inline bool expr_has_sides(const struct expr *e)
{
	return e->kind == EXPR_PREFIX || e->kind == EXPR_RANGE ||
	       e->kind == EXPR_BINOP || e->kind == EXPR_MAPPING ||
	       e->kind == EXPR_UNKNOWN;
}

/* The key of a set's element, which may have times, a counter, a verdict. */
static inline const struct expr *element_key(const struct expr *e)
{
	if (e->kind == EXPR_TIMED)
		e = e->left;
	if (e->kind == EXPR_UNKNOWN && e->left)
		e = e->left;
	return e->kind == EXPR_MAPPING ? e->left : e;
}

static inline const char *expr_comment(const struct expr *e)
{
	return e->has_comment ? e->comment : NULL;
}

static inline bool expr_has_items(const struct expr *e)
{
	return e->kind == EXPR_CONCAT || e->kind == EXPR_LIST ||
	       e->kind == EXPR_SET;
}

/* A node of @kind at @loc, without room for a comment. */
struct expr *expr_new_in(struct arena *a, enum expr_kind kind, struct loc loc);

/* A SYMBOL of the first @len bytes at @text. */
struct expr *expr_new_symbol(struct arena *a, struct loc loc, const char *text,
			     size_t len);

/* @e with another comment, NULL: none. A copy, of what is in it the same. */
struct expr *expr_commented(struct arena *a, const struct expr *e,
			    const char *comment);

/* An element, TIMED or not, with other times and comment, NULL: none. */
struct expr *expr_timed(struct arena *a, struct expr *e,
			const struct element_times *times, const char *comment);

enum relop {
	RELOP_IMPLICIT, /* nothing written: "tcp flags syn", "ip saddr 1.2.3.4"
			 */
	RELOP_EQ,
	RELOP_NE,
	RELOP_LT,
	RELOP_GT,
	RELOP_LE,
	RELOP_GE,
};

enum stmt_kind {
	STMT_MATCH,   /* left relop right */
	STMT_COUNTER, /* has_values: packets and bytes were written */
	STMT_VERDICT, /* verdict */
	STMT_VMAP,    /* left vmap right, right a SET of MAPPINGs or a SETREF */
	STMT_UNKNOWN, /* text, effect: nft knows it, nicfw does not place it */
	/*
	 * iptables drops a packet whose transport header, or what left says,
	 * is cut. n_bytes: it is shorter than that in a first fragment, or,
	 * where n_bytes is TCP's 20, the fragment's offset is 1; later
	 * fragments go on. left, "exthdr rt": the extension headers end with
	 * the packet before that one, or the last, was found.
	 */
	STMT_HOTDROP,
};

/* Small, for there are several in each of 160,000 rules. */
struct stmt {
	enum stmt_kind kind : 8;
	enum relop relop : 8;
	enum effect_kind effect : 8;
	bool has_values : 1;
	unsigned int n_bytes;
	struct line_col at; /* stmt_loc() */
	union {
		struct { /* of MATCH, VMAP and HOTDROP */
			struct expr *left;
			struct expr *right;
		};
		struct verdict verdict;
		const char *text;
		struct {
			unsigned long long packets;
			unsigned long long bytes;
		};
	};
};

struct ast_rule {
	struct loc loc;
	VEC(struct stmt) stmts;
	/* Of iptables, as written; of nft, as it prints it, NULL: not yet. */
	const char *text;
	const char *comment;	   /* NULL: none */
	unsigned long long handle; /* "# handle N" behind it; 0: none */
};

/* A rule is in one file. */
static inline struct loc stmt_loc(const struct ast_rule *rule,
				  const struct stmt *s)
{
	return (struct loc){ rule->loc.file, s->at.line, s->at.col };
}

/* Gives @rule, and what is in it, the place that people know it by. */
static inline void rule_move(struct ast_rule *rule, struct loc loc)
{
	struct stmt *s;

	rule->loc = loc;
	vec_for_each(s, &rule->stmts)
		s->at = loc_in_file(loc);
}

/* A base chain's place, as written. */
struct ast_hook {
	const char *type; /* "filter", "nat", "route" */
	const char *hook; /* "ingress", "input", ... */
	struct loc hook_loc;
	VEC(struct expr *) devices; /* SYMBOLs */
	const char *prio_name;	    /* "filter", NULL: a number alone */
	long prio_offset;
	bool has_policy;
	enum verdict_kind policy; /* VERDICT_ACCEPT or VERDICT_DROP */
	const char *flags;	  /* "offload", NULL: none */
};

struct ast_chain {
	struct loc loc;
	const char *name;
	struct ast_hook *hook; /* NULL: not a base chain */
	const char *comment;
	VEC(struct ast_rule) rules;
	/* By "insert", the first one last; the parser moves them to rules. */
	VEC(struct ast_rule) inserted;
	size_t rank; /* among those that kept commands name, or 0 */
};

enum set_flag {
	SET_INTERVAL = 1 << 0,
	SET_CONSTANT = 1 << 1,
	SET_TIMEOUT = 1 << 2,
	SET_DYNAMIC = 1 << 3,
};

/* A named set or map. */
struct ast_set {
	struct loc loc;
	const char *name;
	bool is_map;
	bool is_typeof;		  /* key from "typeof", else from "type" */
	VEC(struct expr *) key;	  /* SYMBOLs (type names) or SELECTORs */
	VEC(struct expr *) value; /* of a map: as key, or SYMBOL "verdict" */
	unsigned int flags;	  /* enum set_flag */
	bool auto_merge;
	VEC(struct expr *) elements; /* in a map MAPPINGs */
	const char *comment;
	/* Lines that change no verdict: "size 65535", "policy memory". */
	VEC(const char *) options;
	/* Lines that nft knows and most stages do not place: "timeout 1h". */
	VEC(struct expr *) unknown;
	uint64_t timeout_ms; /* of elements without one of their own; 0: none */
	bool has_listed;     /* elements that stood in its block */
	size_t rank;	     /* as in ast_chain */
};

/* A counter, limit, flowtable, ...: nft knows it, nicfw does not place it. */
struct ast_object {
	struct loc loc;
	const char *kind; /* "counter", "ct helper" */
	const char *name;
	VEC(const char *) lines; /* of its block: "packets 1 bytes 2" */
	size_t rank;		 /* as in ast_chain */
};

/* Whose rules they are, and so whose meaning they have. */
enum syntax {
	SYNTAX_NFT,
	SYNTAX_IPTABLES_NFT,
	SYNTAX_IPTABLES_LEGACY,
};

struct ast_table {
	struct loc loc;
	enum syntax syntax;
	enum family family;
	const char *name;
	bool is_dormant;
	const char *comment;
	VEC(struct ast_chain) chains;
	VEC(struct ast_set) sets;
	VEC(struct ast_object) objects;
	size_t rank;	/* as in ast_chain */
	size_t kept_at; /* which of the kept commands adds it, from 1; or 0 */
};

/*
 * A command that changes what was there before the tables are added; in front
 * of it, "add" for what must be there.
 */
struct ast_flush {
	struct loc loc;
	const char *text; /* "flush ruleset", "flush table inet t", ... */
};

struct ruleset {
	/*
	 * What ruleset_forget() frees before the rest; NULL: nothing. All
	 * expressions and statements are in it, and the texts of symbols.
	 */
	struct arena *nodes;
	VEC(struct ast_flush) flushes;
	VEC(struct ast_table) tables;
	uint64_t read_at; /* clock_now_ns(): when times in it begin */
	/* Elements end by the kernel's clock alone: it has these rules, too. */
	bool no_times;
	bool has_includes; /* other files say a part of it */
};

/*
 * Takes rules, elements, keys and devices out of a tree that was resolved and
 * will not be printed: they are most of what reading many rules takes. Names,
 * and texts of rules and of what is unknown, stay. A tree without nodes, of
 * tables of others, stays as it is.
 */
void ruleset_forget(struct ruleset *rs);

#endif
