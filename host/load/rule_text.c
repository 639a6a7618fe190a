// SPDX-License-Identifier: GPL-2.0-only
/*
 * rule_text.c - lines of long texts that are looked at where they are
 */
#include "load/rule_text.h"

#include <sys/mman.h>
#include <sys/stat.h>

struct line_text rule_text_map(int fd)
{
	struct stat st;
	void *p;

	if (fstat(fd, &st) || !st.st_size)
		return (struct line_text){};
	p = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd,
		 0);
	return p == MAP_FAILED ? (struct line_text){}
			       : (struct line_text){ p, st.st_size };
}

void rule_text_unmap(struct line_text *text)
{
	if (text->s)
		munmap((void *)text->s, text->len);
	*text = (struct line_text){};
}

struct line_text rule_text_before(struct line_text text, const char *at)
{
	const char *s = at, *end = at;

	if (s > text.s && s[-1] == '\n')
		end = --s;
	while (s > text.s && s[-1] != '\n')
		s--;
	return (struct line_text){ s, end - s };
}

struct line_text rule_text_at(struct line_text text, const char *at)
{
	struct line_text rest = { at, text.s + text.len - at };
	struct line_text line = { at, 0 };

	line_take(&rest, &line);
	return line;
}

bool rule_text_goes_on(struct line_text line)
{
	return line.len && line.s[line.len - 1] == '\\';
}
