/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A page in Markdown, read back by cmark-gfm: what it shows is what the page shows. Needs
 * the program cmark-gfm.
 */
#include "tests/unit/test.h"

#include "analysis/report/format.h"
#include "analysis/text/html.h"
#include "analysis/text/markdown.h"
#include "base/io.h"
#include "tests/unit/spawn.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What would be markup in one place or another. */
static const char *const texts[] = {
    "*stars* and **two** and _lines_ and __two__",
    "xc_domain_node_setaffinity() and a_ and _b and a__b",
    "# no heading",
    "- no item",
    "+ no item",
    "> no quotation",
    "1. no item",
    "12) no item",
    "=====",
    "-----",
    "***",
    "___",
    "~~~ no code",
    "``` no code",
    "`touch pwned` ``two`` `",
    "~~not struck~~ ~nor this~",
    "[no](link) ![no](image) [x]: /url",
    "<script>alert(1)</script> <!-- --> <b>",
    "&amp; &lt; &#35; & &copy;",
    "a \\ b \\* c \\",
    "| a | b | --- |",
    "$x$ $(touch pwned) {/Bold x_y^z} %s %d",
    "\"q\" 's' \u2013 \u00d7 \ufffd",
};
enum { N_TEXTS = sizeof(texts) / sizeof(texts[0]) };

/* As cmark-gfm writes text. */
static void put_expected(struct xnb_buf *html, const char *text)
{
	for (; *text; text++) {
		static const char letters[] = "&<>\"";
		static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;"};
		const char *at = strchr(letters, *text);

		if (at)
			xnb_buf_puts(html, entities[at - letters]);
		else
			xnb_buf_append(html, text, 1);
	}
}

static void render(struct xnb_buf *html, const struct xnb_buf *markdown)
{
	char path[] = "/tmp/xnb-markdown-XXXXXX", program[] = "cmark-gfm";
	char option[] = "-e", table[] = "table", strike[] = "strikethrough";
	char *argv[] = {program, option, table, option, strike, path, NULL};
	struct xnb_error err = {0};
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	if (xnb_write_all(fd, markdown->text, markdown->length, path, &err))
		fail_msg("%s", err.text);
	assert_int_equal(close(fd), 0);
	assert_int_equal(spawn(argv, html, NULL), 0);
	assert_int_equal(unlink(path), 0);
}

/* Each text in an element of the page, and the same in cmark-gfm's. */
static void expect_all(const char *open, const char *close, const char *shown_open,
                       const char *shown_close)
{
	struct xnb_buf page = {0}, markdown = {0}, html = {0}, expected = {0};

	for (size_t i = 0; i < N_TEXTS; i++) {
		xnb_buf_puts(&page, open);
		xnb_html_text(&page, texts[i]);
		xnb_buf_puts(&page, close);
	}
	xnb_markdown_from_page(&markdown, xnb_buf_text(&page));
	render(&html, &markdown);
	for (size_t i = 0; i < N_TEXTS; i++) {
		xnb_buf_clear(&expected);
		xnb_buf_puts(&expected, shown_open);
		put_expected(&expected, texts[i]);
		xnb_buf_puts(&expected, shown_close);
		if (!strstr(xnb_buf_text(&html), xnb_buf_text(&expected)))
			fail_msg("%s: not in\n%s\nwhich is\n%s", expected.text, html.text,
			         markdown.text);
	}
	xnb_buf_free(&page);
	xnb_buf_free(&markdown);
	xnb_buf_free(&html);
	xnb_buf_free(&expected);
}

static void text_stays_text_everywhere(void **state)
{
	(void)state;
	expect_all("<p>", "</p>\n", "<p>", "</p>");
	expect_all("<h2>", "</h2>\n", "<h2>", "</h2>");
	expect_all("<ul><li>", "</li></ul>\n<p>x</p>\n", "<li>", "</li>");
	expect_all("<p>is <code>", "</code></p>\n", "<code>", "</code>");
	expect_all("<pre>", "</pre>\n", "<pre><code>", "\n</code></pre>");
	expect_all("<table><tr><td>", "</td></tr></table>\n", "<td>", "</td>");
	expect_all("<table><thead><tr><th>", "</th></tr></thead></table>\n", "<th>",
	           "</th>");
	expect_all("<table><tr><td>x <code>", "</code></td></tr></table>\n", "<code>",
	           "</code>");
}

static void expect(const char *page, const char *wanted)
{
	struct xnb_buf markdown = {0};

	xnb_markdown_from_page(&markdown, page);
	assert_string_equal(xnb_buf_text(&markdown), wanted);
	xnb_buf_free(&markdown);
}

static void elements_have_their_marks(void **state)
{
	(void)state;
	expect("<head><title>x</title></head><h1>A</h1>\n<p>b <strong>c</strong>\nd</p>",
	       "# A\n\nb **c** d\n\n");
	expect("<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>c</p>", "- a\n- b\n\nc\n\n");
	expect(
	    "<table><caption>C</caption><thead><tr><th class=\"n\">x</th><th>y</th></tr>"
	    "</thead><tbody><tr><td>1</td><td>2<br/>3</td></tr></tbody></table>",
	    "C\n\n| x | y |\n| ---: | --- |\n| 1 | 2<br>3 |\n\n");
	expect("<details><summary>s</summary>\n<p>x</p>\n</details>",
	       "<details>\n<summary>s</summary>\n\nx\n\n</details>\n\n");
	expect("<h2>a <span class=\"badge real\">real</span></h2>",
	       "## a \\[real\\]\n\n");
	expect("<svg><g><svg/></g></svg><a class=\"skip\">s</a><p class=\"links quiet\">l"
	       "</p><nav><ul><li>n</li></ul></nav><details class=\"page-only\">x<details>"
	       "</details>y</details><p>t</p>",
	       "t\n\n");
}

static size_t count(const char *text, const char *word)
{
	size_t n = 0;

	for (const char *at = text; (at = strstr(at, word)); at++)
		n++;
	return n;
}

static void a_hostile_run_is_shown_letter_by_letter(void **state)
{
	const struct xnb_report_format *format = xnb_report_format_find("markdown");
	struct xnb_buf markdown = {0}, html = {0};
	struct xnb_error err = {0};

	(void)state;
	assert_non_null(format);
	if (xnb_report_format_write(&markdown, format, XNB_TEST_DATA "/runs/hostile",
	                            &err))
		fail_msg("%s", err.text);
	render(&html, &markdown);
	assert_non_null(strstr(
	    html.text, "<td>&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;q&quot;"
	               "'s' `touch pwned` $(touch pwned) %s %d \\n "
	               "{/Bold x_y^z} \ufffd\ufffd#</td>"));
	assert_null(strstr(html.text, "<script"));
	/* A row of another number of cells would end its table. */
	assert_int_equal(count(html.text, "<table>"), count(markdown.text, "\n| ---"));
	assert_null(strstr(html.text, "<p>|"));
	assert_true(count(html.text, "[emulated]") > 5);
	xnb_buf_free(&markdown);
	xnb_buf_free(&html);
}

static void unknown_formats_are_none(void **state)
{
	struct xnb_buf names = {0};

	(void)state;
	assert_null(xnb_report_format_find("pdf"));
	assert_null(xnb_report_format_find(""));
	assert_ptr_equal(xnb_report_format_find("html"), xnb_report_formats);
	xnb_report_format_names(&names);
	assert_non_null(strstr(xnb_buf_text(&names), "html, markdown"));
	xnb_buf_free(&names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_stays_text_everywhere),
	    cmocka_unit_test(elements_have_their_marks),
	    cmocka_unit_test(a_hostile_run_is_shown_letter_by_letter),
	    cmocka_unit_test(unknown_formats_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
