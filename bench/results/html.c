// SPDX-License-Identifier: GPL-2.0-only
/*
 * html.c - text of any origin on a page
 */
#include "html.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/*
 * gnuplot paints in presentation attributes, which any rule of a style sheet
 * outdoes: so plots follow the page into the dark. Their background is the
 * first rectangle.
 */
const char html_style[] =
	":root{--bg:#fff;--fg:#1c2126;--soft:#5b6570;--line:#d9dee3;"
	"--card:#f6f8fa;--mark:#0b5cad;--warn:#9a4a00}\n"
	"@media(prefers-color-scheme:dark){:root{--bg:#14181c;--fg:#e3e7eb;"
	"--soft:#9aa5b1;--line:#333b44;--card:#1b2127;--mark:#7cc0ff;"
	"--warn:#ffb066}}\n"
	"*{box-sizing:border-box}\n"
	"body{background:var(--bg);color:var(--fg);margin:0 auto;padding:1.5em;"
	"max-width:74em;font:16px/1.5 system-ui,sans-serif}\n"
	"h1{font-size:1.7em;margin:0}h2{margin-top:2.2em;"
	"border-bottom:1px solid var(--line)}h3{margin:1.8em 0 .4em}\n"
	"a{color:var(--mark)}p{max-width:48em}.soft{color:var(--soft)}"
	".warn{color:var(--warn)}\n"
	"nav{display:flex;flex-wrap:wrap;gap:0 1em}nav a{white-space:nowrap}\n"
	"figure{margin:1em 0;padding:1em;background:var(--card);"
	"border:1px solid var(--line);border-radius:6px}\n"
	"figure svg{width:100%;height:auto;display:block}\n"
	"figure svg text{fill:var(--fg)!important}"
	"figure svg g[color=black],figure svg g[stroke=black]"
	"{color:var(--fg)}\n"
	"figure svg>g>rect:first-of-type{fill:none}\n"
	"figcaption{color:var(--soft);font-size:.9em;margin-top:.5em}\n"
	".wide{overflow-x:auto}\n"
	"table{border-collapse:collapse;font-size:.9em;"
	"font-variant-numeric:tabular-nums}\n"
	"th,td{padding:.25em .7em;border-bottom:1px solid var(--line);"
	"text-align:right;white-space:nowrap}\n"
	"th{font-weight:600}th:first-child,td:first-child,.text td,.text th"
	"{text-align:left}.text td:nth-child(n+4),.text td:last-child"
	"{white-space:normal}"
	".digest td:nth-child(2),.digest th:nth-child(2){text-align:left}\n"
	".met{color:var(--mark)}\n"
	"tr.own td{font-weight:600;color:var(--mark)}"
	"tr td.no{color:var(--soft);font-style:italic;font-weight:400}\n"
	"summary{cursor:pointer;color:var(--soft);font-size:.9em;"
	"margin-top:.4em}\n";

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

const char *html_text(struct arena *a, const char *text)
{
	char *safe, *to;

	if (!text)
		return "";
	safe = to = arena_alloc(a, 6 * strlen(text) + 1);
	for (; *text; text++) {
		const char *as = entity(*text);

		if (as)
			to = stpcpy(to, as);
		else if (iscntrl(*text) && *text != '\t' && *text != '\n')
			*to++ = '?';
		else
			*to++ = *text;
	}
	return safe;
}
