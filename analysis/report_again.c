/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/html.h"
#include "analysis/report_page.h"

#include <string.h>

/* As a shell would read it back. */
static void put_word(struct xnb_buf *command, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                            "0123456789-_=+,./:@%";

	if (*word && word[strspn(word, plain)] == '\0') {
		xnb_buf_puts(command, word);
		return;
	}
	xnb_buf_puts(command, "'");
	for (; *word; word++)
		if (*word == '\'')
			xnb_buf_puts(command, "'\\''");
		else
			xnb_buf_append(command, word, 1);
	xnb_buf_puts(command, "'");
}

static void put_command(struct xnb_buf *html, const json_t *argv)
{
	struct xnb_buf command = {0};
	json_t *word;
	size_t i;

	json_array_foreach((json_t *)argv, i, word)
	{
		if (!json_is_string(word))
			continue;
		if (i)
			xnb_buf_puts(&command, " ");
		if (i) /* the first is the program, with its command */
			put_word(&command, json_string_value(word));
		else
			xnb_buf_puts(&command, json_string_value(word));
	}
	xnb_html_element(html, "pre", xnb_buf_text(&command));
	xnb_buf_free(&command);
}

void xnb_report_reproduce(struct xnb_buf *html, const struct xnb_report_page *page)
{
	const json_t *argv = xnb_report_meta(page->data, "command");
	const json_t *seed = xnb_report_meta(page->data, "seed");

	xnb_buf_puts(html, "<section aria-labelledby=\"s-again\">\n<h2 "
	                   "id=\"s-again\">How to do it again</h2>\n");
	if (json_array_size(argv)) {
		xnb_buf_puts(html, "<p>The run was made by</p>\n");
		put_command(html, argv);
	} else {
		xnb_buf_puts(html,
		             "<p>The run does not say which command made it.</p>\n");
	}
	if (json_is_integer(seed))
		xnb_buf_printf(
		    html,
		    "<p>The order of the scenarios came from seed "
		    "<code>%lld</code>; <code>--seed %lld</code> gives the same "
		    "order again.</p>\n",
		    (long long)json_integer_value(seed),
		    (long long)json_integer_value(seed));
	xnb_buf_puts(html, "<p>Each figure can be drawn again: in the folder "
	                   "<code>figures</code>, <code>gnuplot NAME.gp</code> makes "
	                   "NAME.pdf and NAME.svg from NAME.dat.</p>\n</section>\n");
}
