/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/check_log.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SELF "xen-numabench: "

enum { LAST_BYTES = 65536 };

/* What `lab run' says behind an error, and beside one. */
static const char *const no_errors[] = {"go on with: ", "warning: ", "lab: "};

/* A console ends its lines with more than a newline. */
static void drop_returns(struct xnb_buf *text)
{
	size_t kept = 0;

	for (size_t i = 0; i < text->length; i++)
		if (text->text[i] != '\r' || !strchr("\r\n", text->text[i + 1]))
			text->text[kept++] = text->text[i];
	if (text->length)
		text->text[kept] = '\0';
	text->length = kept;
}

/* The file's last bytes, from the beginning of a line on. */
static void read_end(struct xnb_buf *text, const char *path)
{
	FILE *file = fopen(path, "re");
	char chunk[4096];
	bool cut;
	size_t n;

	if (!file)
		return;
	cut = fseek(file, -LAST_BYTES, SEEK_END) == 0;
	if (cut)
		for (int c = 0; c != '\n' && c != EOF;)
			c = getc(file);
	else
		rewind(file);
	while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
		xnb_buf_append(text, chunk, n);
	fclose(file);
	drop_returns(text);
}

void xnb_log_last(struct xnb_buf *text, const char *path, size_t lines)
{
	struct xnb_buf all = {0};
	const char *from;

	read_end(&all, path);
	if (all.length && all.text[all.length - 1] != '\n')
		xnb_buf_puts(&all, "\n");
	from = xnb_buf_text(&all) + all.length;
	for (const char *at = from; at > xnb_buf_text(&all) && lines; lines--) {
		for (at--; at > xnb_buf_text(&all) && at[-1] != '\n';)
			at--;
		from = at;
	}
	xnb_buf_append(text, from, all.length - (size_t)(from - xnb_buf_text(&all)));
	text->failed |= all.failed;
	xnb_buf_free(&all);
}

static bool is_error(const char *line)
{
	if (strncmp(line, SELF, strlen(SELF)) != 0)
		return false;
	for (size_t i = 0; i < sizeof(no_errors) / sizeof(no_errors[0]); i++)
		if (strncmp(line + strlen(SELF), no_errors[i], strlen(no_errors[i])) == 0)
			return false;
	return true;
}

/* Behind the path of a file in `dir`, where the text begins with one. */
static const char *skip_path(const char *text, const char *dir)
{
	const char *colon;

	if (strncmp(text, dir, strlen(dir)) != 0 || text[strlen(dir)] != '/')
		return text;
	colon = strstr(text + strlen(dir), ": ");
	return colon ? colon + 2 : text;
}

void xnb_log_error(struct xnb_buf *text, const char *path, const char *dir)
{
	struct xnb_buf all = {0};
	char *rest, *line;

	read_end(&all, path);
	rest = all.text;
	while (rest && (line = strsep(&rest, "\n"))) {
		if (!is_error(line))
			continue;
		xnb_buf_clear(text);
		xnb_buf_puts(text, skip_path(line + strlen(SELF), dir));
	}
	text->failed |= all.failed;
	xnb_buf_free(&all);
}
