/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/text/markdown.h"

#include "analysis/text/html.h"
#include "analysis/text/markdown_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { MOST_COLUMNS = 32 };

struct writer {
	struct xnb_buf *out;
	struct xnb_buf line; /* the paragraph, heading, item or cell that is being read */
	struct xnb_buf code; /* of <code> and <pre>, as it stands */
	struct xnb_buf row;  /* the cells of a row that are read */
	const char *prefix;  /* of the line */
	bool in_cell, in_code, in_badge;
	bool in_head; /* its row has a rule below it */
	bool right[MOST_COLUMNS];
	size_t n_columns, n_rows;
	char skipped[16]; /* the element that is left out, while inside of it */
	size_t depth;     /* of elements of that name in it */
};

struct tag {
	char name[16];
	const char *attributes, *end; /* `end` is behind the '>' */
	bool closes;
};

static void put_text(struct writer *w, const char *at, size_t length)
{
	struct xnb_buf plain = {0};

	if (w->in_code) {
		xnb_html_decode(&w->code, at, length);
		return;
	}
	xnb_html_decode(&plain, at, length);
	xnb_markdown_escape(&w->line, xnb_buf_text(&plain));
	xnb_buf_free(&plain);
}

static void trim(struct xnb_buf *line)
{
	while (line->length && line->text[line->length - 1] == ' ')
		line->text[--line->length] = '\0';
}

/* Ends a block. */
static void flush(struct writer *w, const char *behind)
{
	size_t begin;

	trim(&w->line);
	if (!w->line.length)
		return;
	begin = xnb_markdown_begins(w->line.text);
	xnb_buf_puts(w->out, w->prefix);
	if (begin) {
		xnb_buf_append(w->out, w->line.text, begin - 1);
		xnb_buf_puts(w->out, "\\");
		begin--;
	}
	xnb_buf_puts(w->out, w->line.text + begin);
	xnb_buf_puts(w->out, behind);
	xnb_buf_clear(&w->line);
	w->prefix = "";
}

/* A vertical bar ends a cell even there. */
static void put_code(struct writer *w)
{
	const char *code = xnb_buf_text(&w->code);
	size_t n = xnb_markdown_fence(code, 1);
	bool ticks = code[0] == '`' || (code[0] && code[strlen(code) - 1] == '`');

	xnb_markdown_ticks(&w->line, n);
	xnb_buf_puts(&w->line, ticks ? " " : "");
	for (; *code; code++)
		xnb_buf_puts(&w->line,
		             w->in_cell && *code == '|' ? "\\|" : (char[]){*code, 0});
	xnb_buf_puts(&w->line, ticks ? " " : "");
	xnb_markdown_ticks(&w->line, n);
}

static void put_pre(struct writer *w)
{
	const char *code = xnb_buf_text(&w->code);
	size_t n = xnb_markdown_fence(code, 3);

	xnb_markdown_ticks(w->out, n);
	xnb_buf_printf(w->out, "\n%s\n", code);
	xnb_markdown_ticks(w->out, n);
	xnb_buf_puts(w->out, "\n\n");
}

static void on_code(struct writer *w, const struct tag *tag)
{
	w->in_code = !tag->closes;
	if (tag->closes && tag->name[0] == 'p')
		put_pre(w);
	else if (tag->closes)
		put_code(w);
	else if (tag->name[0] == 'p')
		flush(w, "\n\n");
	xnb_buf_clear(&w->code);
}

static void on_block(struct writer *w, const struct tag *tag)
{
	(void)tag;
	if (w->in_cell)
		xnb_markdown_escape(&w->line, " ");
	else
		flush(w, "\n\n");
}

static void on_heading(struct writer *w, const struct tag *tag)
{
	static const char *const prefixes[] = {"# ", "## ", "### "};

	flush(w, "\n\n");
	if (!tag->closes)
		w->prefix = prefixes[(tag->name[1] - '1') % 3];
}

static void on_item(struct writer *w, const struct tag *tag)
{
	flush(w, "\n");
	if (!tag->closes)
		w->prefix = "- ";
}

static void on_list(struct writer *w, const struct tag *tag)
{
	flush(w, "\n\n");
	if (tag->closes)
		xnb_buf_puts(w->out, "\n");
}

static void on_strong(struct writer *w, const struct tag *tag)
{
	(void)tag;
	xnb_buf_puts(&w->line, "**");
}

static void on_break(struct writer *w, const struct tag *tag)
{
	(void)tag;
	xnb_buf_puts(&w->line, "<br>");
}

static bool has_class(const struct tag *tag, const char *class)
{
	const char *at = strstr(tag->attributes, "class=\"");
	size_t length;

	if (!at || at >= tag->end)
		return false;
	for (at += strlen("class=\""); *at && *at != '"'; at += length) {
		at += strspn(at, " ");
		length = strcspn(at, " \"");
		if (length == strlen(class) && strncmp(at, class, length) == 0)
			return true;
	}
	return false;
}

/* A badge has a border in the page; there is nothing but text in it. */
static void on_span(struct writer *w, const struct tag *tag)
{
	if (!tag->closes && has_class(tag, "badge")) {
		xnb_buf_puts(&w->line, "\\[");
		w->in_badge = true;
	} else if (tag->closes && w->in_badge) {
		xnb_buf_puts(&w->line, "\\]");
		w->in_badge = false;
	}
}

/* In a cell nothing folds: the summary is said before the rest. */
static void on_details(struct writer *w, const struct tag *tag)
{
	if (w->in_cell)
		return;
	flush(w, "\n\n");
	xnb_buf_puts(w->out, tag->closes ? "</details>\n\n" : "<details>\n");
}

static void on_summary(struct writer *w, const struct tag *tag)
{
	if (w->in_cell) {
		xnb_buf_puts(&w->line, tag->closes ? ":" : "<br>");
		return;
	}
	xnb_buf_puts(w->out, tag->closes ? "" : "<summary>");
	if (tag->closes)
		flush(w, "</summary>\n\n");
}

static void on_table(struct writer *w, const struct tag *tag)
{
	flush(w, "\n\n");
	w->n_rows = 0;
	if (tag->closes)
		xnb_buf_puts(w->out, "\n");
}

static void on_cell(struct writer *w, const struct tag *tag)
{
	w->in_cell = !tag->closes;
	if (!tag->closes) {
		if (w->n_columns < MOST_COLUMNS)
			w->right[w->n_columns++] = has_class(tag, "n");
		return;
	}
	trim(&w->line);
	xnb_buf_printf(&w->row, " %s |", xnb_buf_text(&w->line));
	xnb_buf_clear(&w->line);
}

static void put_rule(struct writer *w)
{
	xnb_buf_puts(w->out, "|");
	for (size_t i = 0; i < w->n_columns; i++)
		xnb_buf_puts(w->out, w->right[i] ? " ---: |" : " --- |");
	xnb_buf_puts(w->out, "\n");
}

/* Every table has a head; where the page's has none, it is empty. */
static void on_row(struct writer *w, const struct tag *tag)
{
	if (!tag->closes) {
		w->n_columns = 0;
		xnb_buf_clear(&w->row);
		return;
	}
	if (w->n_rows == 0 && !w->in_head) {
		xnb_buf_puts(w->out, "|");
		for (size_t i = 0; i < w->n_columns; i++)
			xnb_buf_puts(w->out, "  |");
		xnb_buf_puts(w->out, "\n");
		put_rule(w);
	}
	xnb_buf_printf(w->out, "|%s\n", xnb_buf_text(&w->row));
	if (w->n_rows++ == 0 && w->in_head)
		put_rule(w);
}

static void on_head_rows(struct writer *w, const struct tag *tag)
{
	w->in_head = !tag->closes;
}

static void on_skipped(struct writer *w, const struct tag *tag)
{
	if (tag->closes)
		return;
	snprintf(w->skipped, sizeof(w->skipped), "%s", tag->name);
	w->depth = 1;
}

/* Others are of no consequence. */
static const struct {
	const char *name;
	void (*on)(struct writer *w, const struct tag *tag);
} elements[] = {
    {"h1", on_heading},      {"h2", on_heading},      {"h3", on_heading},
    {"p", on_block},         {"div", on_block},       {"section", on_block},
    {"caption", on_block},   {"figure", on_block},    {"figcaption", on_block},
    {"ul", on_list},         {"li", on_item},         {"pre", on_code},
    {"code", on_code},       {"strong", on_strong},   {"br", on_break},
    {"span", on_span},       {"table", on_table},     {"thead", on_head_rows},
    {"tr", on_row},          {"th", on_cell},         {"td", on_cell},
    {"summary", on_summary}, {"details", on_details}, {"head", on_skipped},
    {"nav", on_skipped},     {"svg", on_skipped},
};

static void skip_on(struct writer *w, const struct tag *tag)
{
	bool empty = tag->end[-1] == '>' && tag->end[-2] == '/';

	if (empty || strcmp(tag->name, w->skipped) != 0)
		return;
	if (tag->closes)
		w->depth--;
	else
		w->depth++;
	if (w->depth == 0)
		w->skipped[0] = '\0';
}

static bool is_left_out(const struct tag *tag)
{
	static const char *const classes[] = {"links", "skip", "page-only"};

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (has_class(tag, classes[i]))
			return true;
	return false;
}

static void on_tag(struct writer *w, const struct tag *tag)
{
	if (w->skipped[0]) {
		skip_on(w, tag);
		return;
	}
	if (!tag->closes && is_left_out(tag)) {
		on_skipped(w, tag);
		return;
	}
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (strcmp(elements[i].name, tag->name) == 0)
			elements[i].on(w, tag);
}

static void read_tag(struct tag *tag, const char *at)
{
	const char *end = strchr(at, '>');
	size_t length;

	at++;
	tag->closes = *at == '/';
	at += tag->closes;
	length = strspn(at, "abcdefghijklmnopqrstuvwxyz123456");
	snprintf(tag->name, sizeof(tag->name), "%.*s", (int)length, at);
	tag->attributes = at + length;
	tag->end = end ? end + 1 : at + strlen(at);
}

void xnb_markdown_from_page(struct xnb_buf *text, const char *page)
{
	struct writer w = {.out = text, .prefix = ""};

	for (const char *at = page; *at;) {
		size_t length = strcspn(at, "<");
		struct tag tag;

		if (length && !w.skipped[0])
			put_text(&w, at, length);
		at += length;
		if (!*at)
			break;
		read_tag(&tag, at);
		on_tag(&w, &tag);
		at = tag.end;
	}
	flush(&w, "\n");
	text->failed = text->failed || w.line.failed || w.code.failed || w.row.failed;
	xnb_buf_free(&w.line);
	xnb_buf_free(&w.code);
	xnb_buf_free(&w.row);
}
