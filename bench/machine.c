// SPDX-License-Identifier: GPL-2.0-only
/*
 * machine.c - what a benchmark ran on
 */
#include "machine.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#define LINE_LEN 256

/*
 * A command of the shell that prints a tool's version as its first line, or
 * nothing where there is no such tool.
 */
static const struct {
	const char *name;
	const char *command;
} tools[] = {
	{ "nft", "nft --version" },
	{ "iptables", "iptables --version" },
	{ "ipset", "ipset --version" },
	{ "libdpdk", "pkg-config --modversion libdpdk" },
};

/* The first line of @in without its end, as JSON; null if there is none. */
static json_t *first_line(FILE *in)
{
	char line[LINE_LEN];
	struct arena *a;
	json_t *text;

	if (!fgets(line, sizeof(line), in))
		return json_null();
	line[strcspn(line, "\n")] = '\0';
	a = arena_new();
	text = json_string(utf8_text(a, line + strspn(line, " \t")));
	arena_free(a);
	return text;
}

static json_t *first_line_of(const char *command)
{
	struct arena *a = arena_new();
	FILE *in = popen(
		arena_printf(a, "{ %s; } </dev/null 2>/dev/null", command),
		"re");
	json_t *line;

	arena_free(a);
	if (!in)
		return json_null();
	line = first_line(in);
	pclose(in);
	return line;
}

/* The version, and the commit that the program was built below, if any. */
static json_t *nicfw_version(void)
{
	json_t *commit = first_line_of(
		"git -C \"$(dirname \"$(readlink /proc/$PPID/exe)\")\" "
		"describe --always --dirty");
	json_t *version = commit;

	if (json_is_string(commit)) {
		version = json_sprintf("%s (%s)", NICFW_VERSION,
				       json_string_value(commit));
		json_decref(commit);
		return version;
	}
	json_decref(commit);
	return json_string(NICFW_VERSION);
}

static json_t *versions(void)
{
	json_t *object = json_object();

	json_object_set_new(object, "nicfw", nicfw_version());
	for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++)
		json_object_set_new(object, tools[i].name,
				    first_line_of(tools[i].command));
	return object;
}

static json_t *date(void)
{
	time_t now = time(NULL);
	struct tm tm;
	char text[32];

	if (!gmtime_r(&now, &tm) ||
	    !strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm))
		return json_null();
	return json_string(text);
}

static json_t *load(void)
{
	double averages[3];

	if (getloadavg(averages, 3) != 3)
		return json_null();
	return json_pack("[f, f, f]", averages[0], averages[1], averages[2]);
}

/* Processors of most architectures have no such name. */
static json_t *cpu(void)
{
	return first_line_of("sed -n 's/^model name[[:space:]]*: *//p' "
			     "/proc/cpuinfo");
}

static json_t *cores(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n > 0 ? json_integer(n) : json_null();
}

static json_t *memory_mb(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);

	if (pages < 0 || page < 0)
		return json_null();
	return json_integer((json_int_t)pages * page / 1000000);
}

/* Asked of the kernel itself, else of the distribution. */
static json_t *irq_time_accounting(void)
{
	json_t *line = first_line_of(
		"(zcat /proc/config.gz || cat \"/boot/config-$(uname -r)\") | "
		"grep CONFIG_IRQ_TIME_ACCOUNTING");
	const char *text = json_string_value(line);
	json_t *answer = json_null();

	if (text)
		answer = json_boolean(
			!strcmp(text, "CONFIG_IRQ_TIME_ACCOUNTING=y"));
	json_decref(line);
	return answer;
}

static json_t *command_line(int argc, char *const *argv)
{
	struct arena *a = arena_new();
	json_t *words = json_array();

	for (int i = 0; i < argc; i++)
		json_array_append_new(words,
				      json_string(utf8_text(a, argv[i])));
	arena_free(a);
	return words;
}

/* The system and its release; not the name of the host, which is private. */
static json_t *kernel(void)
{
	struct utsname names;

	if (uname(&names))
		return json_null();
	return json_sprintf("%s %s %s", names.sysname, names.release,
			    names.machine);
}

json_t *machine_describe(int argc, char *const *argv)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "line", "machine", "date", date(), "command",
			 command_line(argc, argv), "kernel", kernel(), "cpu",
			 cpu(), "cores", cores(), "memory_mb", memory_mb(),
			 "load", load(), "irq_time_accounting",
			 irq_time_accounting(), "versions", versions());
}

json_t *machine_describe_end(void)
{
	return json_pack("{s:s, s:o, s:o}", "line", "end", "date", date(),
			 "load", load());
}
