// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_words.c - the words of nft's language
 */
#include "lang/nft_words.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#define TIME_UNIT "( second | minute | hour | day | week )"
#define LIMIT_RATE                                         \
	"rate [ over | until ] NUM ( / " TIME_UNIT         \
	" [ burst NUM [ packets ] ] | WORD [ / " TIME_UNIT \
	" ] [ burst NUM ( bytes | kbytes | mbytes ) ] )"
#define TCP_OPTION                                                 \
	"NUM | eol | nop | maxseg | mss | window | sack-perm | "   \
	"sack-permitted | sack | sack0 | sack1 | sack2 | sack3 | " \
	"timestamp | echo | fastopen | md5sig | mptcp"

/*
 * nft 1.0.6 lists a masked field of an extension header without its name: "frag
 * nexthdr & 1 == 1" as "frag unknown & icmp == icmp". It may be any of them.
 */
#define LOST_FIELD "unknown"

const struct selector_head selector_heads[] = {
	{ "ether", "saddr, daddr, type" },
	{ "vlan", "id, pcp, dei, cfi, type" },
	{ "arp", "htype, ptype, hlen, plen, operation, saddr ip, daddr ip, "
		 "saddr ether, daddr ether" },
	{ "ip",
	  "version, hdrlength, dscp, ecn, length, id, frag-off, ttl, "
	  "protocol, checksum, saddr, daddr",
	  "option ( WORD | NUM ) [ ( type | length | value | ptr | addr ) ]" },
	{ "ip6", "version, dscp, ecn, flowlabel, length, nexthdr, hoplimit, "
		 "saddr, daddr" },
	{ "hbh", "nexthdr, hdrlength", LOST_FIELD },
	{ "dst", "nexthdr, hdrlength", LOST_FIELD },
	{ "rt", "nexthdr, hdrlength, type, seg-left",
	  "( classid | nexthop | mtu | ipsec | ip nexthop | ip6 nexthop "
	  "| " LOST_FIELD " )" },
	{ "rt0", NULL, "addr INDEX" },
	{ "rt2", NULL, "addr" },
	{ "srh", NULL, "( last-entry | flags | tag | sid INDEX )" },
	{ "frag",
	  "nexthdr, reserved, frag-off, more-fragments, reserved2, "
	  "id",
	  LOST_FIELD },
	{ "mh", "nexthdr, hdrlength, type, reserved, checksum", LOST_FIELD },
	{ "exthdr", "hbh, dst, rt, frag, mh" },
	{ "meta",
	  "protocol, nfproto, l4proto, length, iifname, iif, iiftype, "
	  "pkttype",
	  "( priority | mark | oif | oifname | oiftype | skuid | skgid | "
	  "nftrace | rtclassid | secmark | ibrname | obrname | ibriport | "
	  "obriport | cpu | iifgroup | oifgroup | cgroup | random | ipsec | "
	  "secpath | iifkind | oifkind | ibrpvid | ibrvproto | time | day | "
	  "hour | sdif | sdifname )" },
	{ "th", "sport, dport" },
	{ "tcp",
	  "sport, dport, sequence, ackseq, doff, reserved, flags, "
	  "window, checksum, urgptr",
	  "option ( @ ( " TCP_OPTION " ) , NUM , NUM | "
	  "( maxseg | mss ) [ ( size | length ) ] | "
	  "( sack | sack0 | sack1 | sack2 | sack3 ) "
	  "[ ( left | right | length ) ] | "
	  "window [ ( count | length ) ] | "
	  "timestamp [ ( tsval | tsecr | length ) ] | "
	  "mptcp [ ( subtype | length ) ] | ( " TCP_OPTION " ) [ length ] )" },
	{ "udp", "sport, dport, length, checksum" },
	{ "udplite", "sport, dport, checksum", "csumcov" },
	{ "sctp", "sport, dport, vtag, checksum",
	  "chunk WORD [ ( type | flags | length | tsn | stream | ssn | ppid | "
	  "init-tag | a-rwnd | num-outbound-streams | num-inbound-streams | "
	  "initial-tsn | cum-tsn-ack | num-gap-ack-blocks | num-dup-tsns | "
	  "lowest-tsn | seqno | new-cum-tsn ) ]" },
	{ "dccp", "sport, dport, type" },
	{ "icmp", "type, code, id, sequence, checksum, mtu, gateway" },
	{ "icmpv6", "type, code, id, sequence, checksum, mtu, "
		    "param-problem, parameter-problem, max-delay" },
	{ "igmp", NULL, "( type | mrt | checksum | group )" },
	{ "ah", NULL, "( nexthdr | hdrlength | reserved | spi | sequence )" },
	{ "esp", NULL, "( spi | sequence )" },
	{ "comp", NULL, "( nexthdr | flags | cpi )" },
	{ "ct", "state",
	  "( ( original | reply ) ( ( ip | ip6 ) ( saddr | daddr ) | saddr | "
	  "daddr | protocol | proto-src | proto-dst | l3proto | bytes | "
	  "packets | avgpkt | zone ) | saddr | daddr | protocol | proto-src | "
	  "proto-dst | l3proto | direction | status | mark | expiration | "
	  "helper | label | bytes | packets | avgpkt | zone | event | "
	  "secmark | id )" },
	{ "fib", NULL,
	  "( saddr | daddr | mark | iif | oif ) "
	  "( . ( saddr | daddr | mark | iif | oif ) )* "
	  "( type | oif | oifname )" },
	{ "socket", NULL,
	  "( transparent | mark | wildcard | cgroupv2 level NUM )" },
	{ "osf", NULL, "[ ttl ( loose | skip ) ] ( name | version )" },
	{ "ipsec", NULL,
	  "[ ( in | out ) [ spnum NUM ] ( reqid | spi | "
	  "( ip | ip6 ) ( saddr | daddr ) ) ]" },
	{ "numgen", NULL, "( inc | random ) mod NUM [ offset NUM ]" },
	{ "jhash", NULL, "EXPR mod NUM [ seed NUM ] [ offset NUM ]" },
	{ "symhash", NULL, "mod NUM [ offset NUM ]" },
	{},
};

#define NAT_ARGS                                                    \
	"[ PROTO ] [ addr . port ] [ interval ] [ prefix ] [ to ] " \
	"( : EXPR | EXPR [ : EXPR ] )"
#define NAT_FLAG " ( random | fully-random | persistent | , )*"

/*
 * What the kernel's evaluation does: NFT_BREAK ends the rule in nft_limit.c,
 * nft_quota.c, nft_connlimit.c, nft_dynset.c (a set that is full),
 * nft_tproxy.c (no socket), nft_flow_offload.c (no such flow), nft_exthdr.c (no
 * option to strip) and nft_ct_expect_obj_eval (no connection); a map without
 * the key ends it in each (nft_lookup.c, nft_objref.c), and so does a value
 * that is not there.
 */
const struct pattern_row unknown_stmts[] = {
	{ "limit", "( name EXPR | " LIMIT_RATE " )", EFFECT_MATCHES_ACTING },
	{ "log",
	  "( prefix NAME | group NUM | snaplen NUM | "
	  "queue-threshold NUM | level NAME | flags ( all | skuid | "
	  "ether | ip options | "
	  "tcp ( sequence | options ) ( , ( sequence | options ) )* ) "
	  ")*",
	  EFFECT_LOGS },
	{ "reject",
	  "[ with ( ( icmp | icmpv6 | icmpx ) [ type ] "
	  "( WORD | NUM ) | tcp reset ) ]",
	  EFFECT_REJECTS },
	{ "snat", NAT_ARGS NAT_FLAG, EFFECT_TRANSLATES },
	{ "dnat", NAT_ARGS NAT_FLAG, EFFECT_TRANSLATES },
	{ "masquerade", "[ to [ : ] EXPR ]" NAT_FLAG, EFFECT_TRANSLATES },
	{ "redirect", "[ to [ : ] EXPR ]" NAT_FLAG, EFFECT_TRANSLATES },
	{ "queue",
	  "[ flags ( bypass | fanout ) ( , ( bypass | fanout ) )* ] "
	  "[ num NUM [ - NUM ] | to ( NUM [ - NUM ] | MAP ) ] "
	  "( bypass | fanout | , )*",
	  EFFECT_TAKES },
	{ "dup", "to EXPR [ device EXPR ]", EFFECT_MATCHES_ACTING },
	{ "fwd", "[ ip | ip6 ] to EXPR [ device EXPR ]", EFFECT_TAKES },
	{ "notrack", "", EFFECT_UNTRACKS },
	{ "flow", "( ( add | offload ) @ WORD | table WORD BRACES )",
	  EFFECT_MATCHES_ACTING },
	{ "synproxy",
	  "( name EXPR | mss NUM | wscale NUM | timestamp | "
	  "sack-perm )*",
	  EFFECT_TAKES },
	{ "tproxy", "[ ip | ip6 ] to [ : ] EXPR [ : EXPR ]",
	  EFFECT_MATCHES_ACTING },
	{ "quota",
	  "( name EXPR | [ over | until ] NUM WORD "
	  "[ used NUM WORD ] )",
	  EFFECT_MATCHES_ACTING },
	{ "last", "[ used ( never | NUM ) ]", EFFECT_ACTS },
	{ "counter name", "EXPR", EFFECT_NONE },
	{ "ct count", "[ over ] NUM", EFFECT_MATCHES_ACTING },
	{ "ct timeout", "set EXPR", EFFECT_ACTS },
	{ "ct expectation", "set EXPR", EFFECT_MATCHES_ACTING },
	{ "set add", "EXPR @ WORD", EFFECT_MATCHES_ACTING },
	{ "set update", "EXPR @ WORD", EFFECT_MATCHES_ACTING },
	{ "add", "@ WORD BRACES", EFFECT_MATCHES_ACTING },
	{ "update", "@ WORD BRACES", EFFECT_MATCHES_ACTING },
	{ "delete", "@ WORD BRACES", EFFECT_MATCHES_ACTING },
	{ "meter", "WORD [ size NUM ] BRACES", EFFECT_MATCHES_ACTING },
	{ "reset", "tcp option ( " TCP_OPTION " )", EFFECT_MATCHES_CHANGING },
	{ "xt", "WORD NAME", EFFECT_MATCHES_ACTING },
	{},
};

#define COUNTER_SPEC   "packets NUM bytes NUM"
#define QUOTA_SPEC     "[ over | until ] NUM WORD [ used NUM WORD ]"
#define SYNPROXY_END   "[ timestamp ] [ sack-perm ]"
#define OBJECT_COMMENT " | comment NAME )"
#define L3PROTO	       "l3proto ( ip | ip6 | inet | arp | bridge | netdev )"
#define L4PROTO	       "protocol ( tcp | udp )"

const struct object_row object_rows[N_OBJECT_KINDS + 1] = {
	{ "counter", "[ " COUNTER_SPEC " ]", "( " COUNTER_SPEC OBJECT_COMMENT,
	  true },
	{ "quota", QUOTA_SPEC, "( " QUOTA_SPEC OBJECT_COMMENT, true, true },
	{ "limit", LIMIT_RATE, "( " LIMIT_RATE OBJECT_COMMENT, true },
	{ "secmark", "NAME", "( comment NAME | NAME )", true },
	{ "synproxy", "mss NUM wscale NUM " SYNPROXY_END,
	  "( mss NUM [ wscale NUM " SYNPROXY_END " ] | wscale NUM | "
	  "timestamp [ sack-perm ] | sack-perm" OBJECT_COMMENT,
	  true, true },
	{ "ct helper", NULL,
	  "( type QUOTED " L4PROTO " | " L3PROTO OBJECT_COMMENT },
	{ "ct timeout", NULL,
	  "( " L4PROTO " | " L3PROTO
	  " | policy = { WORD : NUM ( , WORD : NUM )* }" OBJECT_COMMENT },
	{ "ct expectation", NULL,
	  "( " L4PROTO " | " L3PROTO
	  " | dport NUM | timeout NUM | size NUM" OBJECT_COMMENT },
	{ "flowtable", NULL,
	  "( hook WORD priority ( [ - ] NUM | WORD [ ( + | - ) NUM ] ) | "
	  "devices = NAMES | counter | "
	  "flags offload )" },
	{},
};

#define FAMILY	   "[ ip | ip6 | inet | arp | bridge | netdev ]"
#define TABLE_SPEC FAMILY " WORD"
#define PART_SPEC  TABLE_SPEC " WORD"
#define ALL_OR_TABLE \
	"[ table " TABLE_SPEC " | ip | ip6 | inet | arp | bridge | netdev ]"

const char words_lists[] =
	"( table " TABLE_SPEC " | ( tables | chains | ruleset | maps | "
	"meters | flowtables ) " FAMILY " | ( sets | counters | quotas | "
	"limits | secmarks | synproxys ) " ALL_OR_TABLE
	" | ( chain | set | map | meter | flowtable | counter | quota | "
	"limit | secmark | synproxy ) " PART_SPEC
	" | ct ( ( helper | expectation ) " PART_SPEC
	" | helpers table " TABLE_SPEC " | timeout " PART_SPEC
	" ) | flow ( tables " FAMILY " | table " PART_SPEC " ) | hooks " FAMILY
	" [ device NAME ] )";
const char words_gets[] = "element " PART_SPEC " BRACES";
const char words_resets[] = "( ( counters | quotas ) " ALL_OR_TABLE
			    " | ( counter | quota ) " PART_SPEC " )";

const struct pattern_row set_options[] = {
	{ "timeout", "NUM" },
	{ "gc-interval", "NUM" },
	{ "counter", "[ packets NUM ] [ bytes NUM ]" },
	{ "limit", LIMIT_RATE },
	{ "quota", "[ over | until ] NUM WORD [ used NUM WORD ]" },
	{ "last", "[ used ( never | NUM ) ]" },
	{ "ct count", "[ over ] NUM" },
	{},
};

const struct pattern_row element_options[] = {
	{ "timeout", "( never | NUM )" },
	{ "expires", "NUM" },
	{ "counter", "[ packets NUM ] [ bytes NUM ]" },
	{ "limit", LIMIT_RATE },
	{ "quota", "[ over | until ] NUM WORD [ used NUM WORD ]" },
	{ "last", "[ used ( never | NUM ) ]" },
	{ "ct count", "[ over ] NUM" },
	{},
};

static const struct {
	enum word_class class;
	const char *words;
} lists[] = {
	{ WORD_RESERVED,
	  "accept drop continue return jump goto queue counter limit log reject "
	  "snat dnat masquerade redirect dup fwd notrack flow synproxy tproxy "
	  "quota meter update add delete set map vmap comment ct meta ip ip6 "
	  "tcp udp udplite sctp dccp th icmp icmpv6 igmp ether vlan arp ah esp "
	  "comp rt rt0 rt2 srh frag hbh dst mh exthdr fib socket numgen jhash "
	  "symhash osf ipsec iif iifname iiftype oif oifname oiftype mark skuid "
	  "skgid rtclassid pkttype cpu iifgroup oifgroup cgroup nftrace "
	  "priority random time hour day secmark ibrname obrname ibriport "
	  "obriport table chain rule element flowtable type typeof hook device "
	  "devices policy flags handle include define redefine undefine "
	  "elements timeout expires size auto-merge gc-interval interval "
	  "constant dynamic offload exists missing inet netdev bridge ruleset "
	  "flush list create insert rename reset import export monitor describe "
	  "all and or xor lshift rshift eq ne lt gt le ge xt position index" },
	{ WORD_VALUE,
	  "snat dnat redirect ip ip6 tcp udp udplite sctp dccp icmp icmpv6 igmp "
	  "ether vlan arp ah esp comp exists missing reset" },
	{ WORD_META,
	  "iif iifname iiftype oif oifname oiftype mark skuid skgid rtclassid "
	  "pkttype cpu iifgroup oifgroup cgroup nftrace ibrname obrname "
	  "ibriport obriport time day hour" },
	{ WORD_OPERATOR, "or xor and lshift rshift" },
};

const char *words_selector(const char *text)
{
	if (!strcmp(text, "icmpv6 parameter-problem"))
		return "icmpv6 param-problem";
	return text;
}

const char *const family_names[] = {
	[FAMILY_IP] = "ip",	    [FAMILY_IP6] = "ip6",
	[FAMILY_INET] = "inet",	    [FAMILY_ARP] = "arp",
	[FAMILY_BRIDGE] = "bridge", [FAMILY_NETDEV] = "netdev",
};
_Static_assert(sizeof(family_names) / sizeof(family_names[0]) == N_FAMILIES,
	       "each family has a name");

const char *const verdict_names[] = {
	[VERDICT_ACCEPT] = "accept",	 [VERDICT_DROP] = "drop",
	[VERDICT_CONTINUE] = "continue", [VERDICT_RETURN] = "return",
	[VERDICT_JUMP] = "jump",	 [VERDICT_GOTO] = "goto",
};
_Static_assert(sizeof(verdict_names) / sizeof(verdict_names[0]) == N_VERDICTS,
	       "each verdict has a name");

const char words_priorities[] = "raw mangle dstnat filter security srcnat out";
const char words_hooks[] =
	"ingress egress prerouting input forward output postrouting";
const char words_chain_types[] = "filter nat route";

bool words_is_in(const char *list, const char *word, size_t len)
{
	const char *p = list;

	while (*p) {
		size_t n = strchrnul(p, ' ') - p;

		if (n == len && !memcmp(p, word, n))
			return true;
		for (p += n; *p == ' ';)
			p++;
	}
	return false;
}

/* One of the words in @text, whatever else is between them. */
static bool is_word_of(const char *text, const char *word, size_t len)
{
	while (text && *text) {
		size_t n = strcspn(text, " ,");

		if (n == len && !memcmp(text, word, n))
			return true;
		text += n;
		text += strspn(text, " ,");
	}
	return false;
}

bool words_has_field(const struct selector_head *row, const char *word,
		     size_t len)
{
	return is_word_of(row->fields, word, len) ||
	       is_word_of(row->others, word, len);
}

bool words_may_follow(const char *selector, const char *word, size_t len)
{
	return strncmp(selector, "tcp option ", 11) ||
	       !words_is_in("left right window size count tsval tsecr subtype",
			    word, len);
}

bool words_is_printed_bare(const char *word, size_t len)
{
	return words_is_in("iif iifname iifgroup oif oifname oifgroup", word,
			   len);
}

int words_find_family(const char *word, size_t len, enum family *out)
{
	int i;

	for (i = 0; i < N_FAMILIES; i++) {
		if (words_is_in(family_names[i], word, len)) {
			*out = i;
			return 0;
		}
	}
	return -ENOENT;
}

/*
 * The index of the words above, with open addressing. It is made once and stays
 * as long as the process.
 */
#define N_SLOTS 1024

static struct word slots[N_SLOTS];
static unsigned int n_words;
static struct arena *memory; /* of what slots point to; NULL: not made yet */

/* That of the word, or an empty one. */
static inline struct word *slot_of(const char *text, size_t len)
{
	/* Few words are of one length and have these in common. */
	unsigned int at = len + 7u * (unsigned char)text[0] +
			  31u * (unsigned char)text[len / 2] +
			  127u * (unsigned char)text[len - 1];

	for (;; at++) {
		struct word *w = &slots[at % N_SLOTS];

		if (!w->text || (w->len == len && !memcmp(w->text, text, len)))
			return w;
	}
}

/* @text has to stay. */
static struct word *add_word(const char *text, size_t len)
{
	struct word *w = slot_of(text, len);

	if (w->text)
		return w;
	n_words++;
	assert(n_words <= N_SLOTS / 2);
	w->text = text;
	w->len = len;
	return w;
}

static void add_list(const char *list, enum word_class class)
{
	while (*list) {
		size_t n = strcspn(list, " ");

		add_word(list, n)->classes |= class;
		list += n + strspn(list + n, " ");
	}
}

/* @len bytes at @name: "saddr", or "saddr ip". */
static struct selector_field *new_field(const char *head, const char *name,
					size_t len)
{
	struct selector_field *field =
		arena_new_of(memory, struct selector_field);
	size_t n = 0;

	for (size_t i = 0; n < len; i++) {
		size_t n_word = strcspn(name + n, " ,");

		field->words[i] = add_word(name + n, n_word);
		n += n_word + 1;
	}
	field->text = words_selector(
		arena_printf(memory, "%s %.*s", head, (int)len, name));
	return field;
}

static void add_selector(const struct selector_head *row)
{
	struct word *w = add_word(row->head, strlen(row->head));
	const struct selector_field **next = &w->fields;
	const char *name = row->fields ?: "";

	w->selector = row;
	while (*name) {
		size_t n = strcspn(name, ",");
		struct selector_field *field = new_field(row->head, name, n);

		*next = field;
		next = &field->next;
		name += n + strspn(name + n, ", ");
	}
}

static void make_index(void)
{
	memory = arena_new();
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		add_list(lists[i].words, lists[i].class);
	for (size_t i = 0; i < N_VERDICTS; i++)
		add_list(verdict_names[i], WORD_VERDICT);
	for (const struct pattern_row *r = unknown_stmts; r->head; r++)
		add_word(r->head, strcspn(r->head, " "))->classes |= WORD_STMT;
	for (const struct selector_head *r = selector_heads; r->head; r++)
		add_selector(r);
}

const struct word *words_find(const char *text, size_t len)
{
	const struct word *w;

	if (!memory)
		make_index();
	w = slot_of(text, len);
	return w->text ? w : NULL;
}
