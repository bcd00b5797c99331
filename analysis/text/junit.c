/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/text/junit.h"

#include "analysis/text/html.h"

#include <string.h>

/* HTML's escapes are those of XML. */
static void put_attribute(struct xnb_buf *xml, const char *name, const char *value)
{
	xnb_buf_printf(xml, " %s=\"", name);
	xnb_html_text(xml, value);
	xnb_buf_puts(xml, "\"");
}

static void put_counts(struct xnb_buf *xml, const struct xnb_junit_counts *counts)
{
	xnb_buf_printf(xml, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" time=\"0\"",
	               counts->tests, counts->failures, counts->errors);
}

void xnb_junit_begin(struct xnb_buf *xml, const char *name,
                     const struct xnb_junit_counts *counts)
{
	xnb_buf_puts(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
	put_attribute(xml, "name", name);
	put_counts(xml, counts);
	xnb_buf_puts(xml, ">\n");
}

void xnb_junit_end(struct xnb_buf *xml)
{
	xnb_buf_puts(xml, "</testsuites>\n");
}

void xnb_junit_open_suite(struct xnb_buf *xml, const char *name,
                          const struct xnb_junit_counts *counts)
{
	xnb_buf_puts(xml, "  <testsuite");
	put_attribute(xml, "name", name);
	put_counts(xml, counts);
	xnb_buf_printf(xml, " skipped=\"%zu\">\n    <properties>\n", counts->skipped);
}

void xnb_junit_open_cases(struct xnb_buf *xml)
{
	xnb_buf_puts(xml, "    </properties>\n");
}

void xnb_junit_close_suite(struct xnb_buf *xml)
{
	xnb_buf_puts(xml, "  </testsuite>\n");
}

void xnb_junit_property(struct xnb_buf *xml, const char *name, const char *value)
{
	xnb_buf_puts(xml, "      <property");
	put_attribute(xml, "name", name);
	put_attribute(xml, "value", value);
	xnb_buf_puts(xml, "/>\n");
}

void xnb_junit_open_case(struct xnb_buf *xml, const char *classname, const char *name)
{
	xnb_buf_puts(xml, "    <testcase");
	put_attribute(xml, "classname", classname);
	put_attribute(xml, "name", name);
	xnb_buf_puts(xml, " time=\"0\">\n");
}

/* A newline is text, too, outside of attributes. */
static void put_lines(struct xnb_buf *xml, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");
		struct xnb_buf line = {0};

		xnb_buf_append(&line, text, length);
		xnb_html_text(xml, xnb_buf_text(&line));
		text += length;
		if (*text == '\n') {
			xnb_buf_puts(xml, "\n");
			text++;
		}
		xml->failed = xml->failed || line.failed;
		xnb_buf_free(&line);
	}
}

static void put_outcome(struct xnb_buf *xml, const char *element, const char *type,
                        const char *message, const char *details)
{
	xnb_buf_printf(xml, "      <%s", element);
	put_attribute(xml, "type", type);
	put_attribute(xml, "message", message);
	xnb_buf_puts(xml, ">");
	put_lines(xml, details);
	xnb_buf_printf(xml, "</%s>\n", element);
}

void xnb_junit_failure(struct xnb_buf *xml, const char *type, const char *message)
{
	put_outcome(xml, "failure", type, message, message);
}

void xnb_junit_error(struct xnb_buf *xml, const char *type, const char *message,
                     const char *details)
{
	put_outcome(xml, "error", type, message, details);
}

void xnb_junit_skipped(struct xnb_buf *xml, const char *message)
{
	xnb_buf_puts(xml, "      <skipped");
	put_attribute(xml, "message", message);
	xnb_buf_puts(xml, "/>\n");
}

void xnb_junit_output(struct xnb_buf *xml, const char *text)
{
	xnb_buf_puts(xml, "      <system-out>");
	xnb_html_text(xml, text);
	xnb_buf_puts(xml, "</system-out>\n");
}

void xnb_junit_close_case(struct xnb_buf *xml)
{
	xnb_buf_puts(xml, "    </testcase>\n");
}
