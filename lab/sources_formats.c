/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/sources.h"
#include "lab/sources_entry.h"

#include <string.h>
#include <strings.h>

/* Where the line begins a field: which, and the value of this line; else
 * XNB_SOURCES_FIELDS. */
static enum xnb_sources_field find_field(struct xnb_span line, struct xnb_span *value)
{
	for (enum xnb_sources_field i = 0; i < XNB_SOURCES_FIELDS; i++) {
		size_t length = strlen(xnb_sources_fields[i].name);

		if (line.length <= length || line.at[length] != ':' ||
		    strncasecmp(line.at, xnb_sources_fields[i].name, length) != 0)
			continue;
		value->at = line.at + length + 1;
		value->length = line.length - length - 1;
		return i;
	}
	return XNB_SOURCES_FIELDS;
}

static bool is_blank(struct xnb_span line)
{
	struct xnb_span word;

	return !xnb_span_next(&line, &word, XNB_BLANKS);
}

/* A comment may stand in the middle of a field. */
static void drop_comments(struct xnb_buf *out, const char *text)
{
	while (*text) {
		struct xnb_span line = xnb_span_line(&text);

		if (!line.length || *line.at != '#')
			xnb_buf_printf(out, "%.*s\n", (int)line.length, line.at);
	}
}

static size_t put_stanzas(struct xnb_buf *out, const char *text,
                          const struct xnb_lab_suites *suites)
{
	struct xnb_sources_entry entry = {0};
	enum xnb_sources_field last = XNB_SOURCES_FIELDS;
	size_t n = 0;

	while (*text) {
		struct xnb_span line = xnb_span_line(&text), value = {0};

		if (is_blank(line)) {
			n += xnb_sources_put(out, &entry, suites);
			entry = (struct xnb_sources_entry){0};
			last = XNB_SOURCES_FIELDS;
		} else if (*line.at != ' ' && *line.at != '\t') {
			last = find_field(line, &value);
			if (last < XNB_SOURCES_FIELDS)
				entry.values[last] = value;
		} else if (last < XNB_SOURCES_FIELDS) {
			/* It goes on: the value has this line, too. */
			entry.values[last].length =
			    (size_t)(line.at + line.length - entry.values[last].at);
		}
	}
	return n + xnb_sources_put(out, &entry, suites);
}

size_t xnb_lab_sources_deb822(struct xnb_buf *out, const char *text,
                              const struct xnb_lab_suites *suites)
{
	struct xnb_buf clean = {0};
	size_t n;

	drop_comments(&clean, text);
	n = put_stanzas(out, xnb_buf_text(&clean), suites);
	out->failed |= clean.failed;
	xnb_buf_free(&clean);
	return n;
}

/* "[arch=amd64 signed-by=FILE,FILE]"; false where the bracket does not end. */
static bool take_options(struct xnb_sources_entry *entry, struct xnb_span *line)
{
	const char *end;
	struct xnb_span inside, word;

	while (line->length && strchr(XNB_BLANKS, *line->at)) {
		line->at++;
		line->length--;
	}
	if (!line->length || *line->at != '[')
		return true;
	end = memchr(line->at, ']', line->length);
	if (!end)
		return false;
	inside = (struct xnb_span){line->at + 1, (size_t)(end - line->at) - 1};
	line->length -= (size_t)(end + 1 - line->at);
	line->at = end + 1;
	while (xnb_span_next(&inside, &word, XNB_BLANKS)) {
		const char *equals = memchr(word.at, '=', word.length);

		for (enum xnb_sources_field i = 0; equals && i < XNB_SOURCES_FIELDS; i++)
			if (xnb_sources_fields[i].option &&
			    xnb_span_is(
			        (struct xnb_span){word.at, (size_t)(equals - word.at)},
			        xnb_sources_fields[i].option))
				entry->values[i] = (struct xnb_span){
				    equals + 1,
				    word.length - (size_t)(equals + 1 - word.at)};
	}
	return true;
}

static size_t put_line(struct xnb_buf *out, struct xnb_span line,
                       const struct xnb_lab_suites *suites)
{
	const char *comment = memchr(line.at, '#', line.length);
	struct xnb_sources_entry entry = {0};

	if (comment)
		line.length = (size_t)(comment - line.at);
	if (!xnb_span_next(&line, &entry.values[XNB_SOURCES_TYPES], XNB_BLANKS) ||
	    !take_options(&entry, &line) ||
	    !xnb_span_next(&line, &entry.values[XNB_SOURCES_URIS], XNB_BLANKS) ||
	    !xnb_span_next(&line, &entry.values[XNB_SOURCES_SUITES], XNB_BLANKS))
		return 0;
	entry.values[XNB_SOURCES_COMPONENTS] = line;
	return xnb_sources_put(out, &entry, suites);
}

size_t xnb_lab_sources_list(struct xnb_buf *out, const char *text,
                            const struct xnb_lab_suites *suites)
{
	size_t n = 0;

	while (*text)
		n += put_line(out, xnb_span_line(&text), suites);
	return n;
}
