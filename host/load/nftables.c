// SPDX-License-Identifier: GPL-2.0-only
/*
 * nftables.c - commands to libnftables
 */
#include "load/nftables.h"

#include "base/library.h"
#include "load/tool.h"

#include <errno.h>
#include <nftables/libnftables.h>
#include <stdlib.h>

/* As nft(8) has them. */
#define WITH_HANDLES	"-a"
#define WITHOUT_HANDLES "-y"

/* What its lexer takes for one word, so that nothing else can be in a name. */
#define NAME_CHARS \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-_."

#define FUNCTIONS(X)                \
	X(nft_ctx_new)              \
	X(nft_ctx_free)             \
	X(nft_ctx_buffer_output)    \
	X(nft_ctx_buffer_error)     \
	X(nft_ctx_get_error_buffer) \
	X(nft_ctx_set_output)       \
	X(nft_ctx_output_set_flags) \
	X(nft_ctx_set_dry_run)      \
	X(nft_run_cmd_from_buffer)  \
	X(nft_run_cmd_from_filename)

static struct {
	FUNCTIONS(LIBRARY_MEMBER)
} lib;

static const struct library_function functions[] = { FUNCTIONS(LIBRARY_ROW) };

static const struct loc nowhere;

int nftables_require(struct diag *diag)
{
	return library_open(diag, "rules of nftables need", LIBNFTABLES,
			    functions,
			    sizeof(functions) / sizeof(functions[0]));
}

static struct nft_ctx *open_context(struct diag *diag)
{
	struct nft_ctx *nft;

	if (nftables_require(diag))
		return NULL;
	nft = lib.nft_ctx_new(NFT_CTX_DEFAULT);

	if (nft && !lib.nft_ctx_buffer_output(nft) &&
	    !lib.nft_ctx_buffer_error(nft))
		return nft;
	diag_error(diag, nowhere, "libnftables gives no context");
	if (nft)
		lib.nft_ctx_free(nft);
	return NULL;
}

/* The first line of what libnftables complains of. */
static int refuse(struct arena *a, struct diag *diag, struct nft_ctx *nft,
		  const char *name)
{
	const char *text = lib.nft_ctx_get_error_buffer(nft);
	size_t len = text ? strcspn(text, "\n") : 0;

	diag_error(diag, nowhere, "nft: %s: %s", name,
		   len ? arena_strndup(a, text, len) : "it does not say why");
	return -EIO;
}

/*
 * libnftables 1.0.6 lists a rule without the match that it cannot write, says
 * so as an error, and ends well (netlink_error() in netlink.c).
 */
static bool leaves_something_out(const char *complaints)
{
	return strstr(complaints, "netlink: Error: ");
}

/* "nft", "-a" or "-y", and the command: see nftables_list(). */
static int list_here(const struct tool *tool)
{
	struct nft_ctx *nft = lib.nft_ctx_new(NFT_CTX_DEFAULT);
	const char *complaints;
	int err;

	if (!nft || lib.nft_ctx_buffer_error(nft))
		return EXIT_FAILURE;
	lib.nft_ctx_set_output(nft, stdout);
	if (!strcmp(tool->argv[1], WITH_HANDLES))
		lib.nft_ctx_output_set_flags(nft, NFT_CTX_OUTPUT_HANDLE);
	err = lib.nft_run_cmd_from_buffer(nft, tool->argv[2]);
	complaints = lib.nft_ctx_get_error_buffer(nft);
	if (!err && leaves_something_out(complaints)) {
		fputs("what it lists lacks something: ", stderr);
		err = -1;
	}
	if (err)
		fputs(complaints, stderr);
	if (fflush(NULL))
		err = -1;
	lib.nft_ctx_free(nft);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* The kernel takes any text for a name: also "t; flush ruleset". */
static int check_name(struct diag *diag, const char *table)
{
	const char *name = table + strcspn(table, " ") + 1;
	const size_t len = strspn(name, NAME_CHARS);

	if (len && !name[len])
		return 0;
	diag_error(
		diag, nowhere,
		"the name of table %.*s has byte 0x%02x behind that, which nft does not read: delete the table by its handle",
		(int)(name + len - table), table, (unsigned char)name[len]);
	return -EINVAL;
}

int nftables_list(struct arena *a, struct diag *diag, const char *table,
		  bool with_handles, const char **out)
{
	const struct tool tool = {
		.argv = { "nft", with_handles ? WITH_HANDLES : WITHOUT_HANDLES,
			  arena_printf(a, "list table %s", table) },
		.run = list_here,
	};
	char *text;
	size_t len;
	int err = check_name(diag, table);

	if (!err && nftables_require(diag))
		err = -EIO;
	if (!err)
		err = tool_run(a, diag, &tool, &text, &len);
	if (!err)
		*out = text;
	return err;
}

static int run(struct arena *a, struct diag *diag, const char *name,
	       const char *text, bool is_dry)
{
	struct nft_ctx *nft = open_context(diag);
	int err = 0;

	if (!nft)
		return -EIO;
	lib.nft_ctx_set_dry_run(nft, is_dry);
	if (lib.nft_run_cmd_from_buffer(nft, text))
		err = refuse(a, diag, nft, name);
	lib.nft_ctx_free(nft);
	return err;
}

int nftables_run(struct arena *a, struct diag *diag, const char *name,
		 const char *text)
{
	return run(a, diag, name, text, false);
}

int nftables_check(struct arena *a, struct diag *diag, const char *name,
		   const char *text)
{
	return run(a, diag, name, text, true);
}

int nftables_run_file(struct arena *a, struct diag *diag, const char *path)
{
	struct nft_ctx *nft = open_context(diag);
	int err = 0;

	if (!nft)
		return -EIO;
	if (lib.nft_run_cmd_from_filename(nft, path))
		err = refuse(a, diag, nft, path);
	lib.nft_ctx_free(nft);
	return err;
}
