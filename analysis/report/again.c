/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/report/page.h"
#include "analysis/text/html.h"

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

static void put_words(struct xnb_buf *command, const json_t *words, size_t first)
{
	for (size_t i = first; i < json_array_size(words); i++) {
		const char *word = json_string_value(json_array_get(words, i));

		if (!word)
			continue;
		xnb_buf_puts(command, " ");
		put_word(command, word);
	}
}

static void put_command(struct xnb_buf *html, const json_t *argv)
{
	const char *program = json_string_value(json_array_get(argv, 0));
	struct xnb_buf command = {0};

	xnb_buf_puts(&command, program ? program : "");
	put_words(&command, argv, 1);
	xnb_html_element(html, "pre", xnb_buf_text(&command));
	xnb_buf_puts(html, "\n");
	xnb_buf_free(&command);
}

/* The file of which the lab takes a box's options again; NULL: not a run of the lab's. */
static json_t *read_lab(const struct xnb_report_data *data)
{
	struct xnb_buf path = {0};
	json_t *lab;

	xnb_buf_printf(&path, "%s/lab.json", data->run->path);
	lab = json_load_file(xnb_buf_text(&path), 0, NULL);
	xnb_buf_free(&path);
	return lab;
}

/* As the user typed it, or might have: the box's options, and behind them those of the
 * run, without the folder that they name inside of the box. */
static void put_lab_command(struct xnb_buf *html, const json_t *lab, json_t *argv)
{
	struct xnb_buf command = {0};

	xnb_buf_puts(&command, "xen-numabench lab run");
	put_words(&command, json_object_get(lab, "options"), 0);
	xnb_buf_puts(&command, json_is_true(json_object_get(lab, "toolstack"))
	                           ? " --toolstack --"
	                           : " --");
	for (size_t i = 1; i < json_array_size(argv); i++) {
		const char *word = json_string_value(json_array_get(argv, i));

		if (!word || (i == 1 && strcmp(word, "run") == 0))
			continue;
		if (strcmp(word, "--out") == 0 || strcmp(word, "--resume") == 0) {
			i++;
			continue;
		}
		xnb_buf_puts(&command, " ");
		put_word(&command, word);
	}
	xnb_buf_puts(html, "<p>The run was made in a box, which this gives again:</p>\n");
	xnb_html_element(html, "pre", xnb_buf_text(&command));
	xnb_buf_puts(html, "\n");
	xnb_buf_free(&command);
}

static void put_origin(struct xnb_buf *html, const struct xnb_report_data *data)
{
	json_t *argv = (json_t *)xnb_report_meta(data, "command");
	json_t *lab = read_lab(data);

	if (json_array_size(argv) && json_array_size(json_object_get(lab, "options"))) {
		put_lab_command(html, lab, argv);
	} else if (json_array_size(argv)) {
		xnb_buf_puts(html, "<p>The run was made by</p>\n");
		put_command(html, argv);
	} else {
		xnb_buf_puts(html,
		             "<p>The run does not say which command made it.</p>\n");
	}
	json_decref(lab);
}

void xnb_report_reproduce(struct xnb_buf *html, const struct xnb_report_page *page)
{
	const json_t *seed = xnb_report_meta(page->data, "seed");

	xnb_report_begin_section(html, "again", XNB_REPORT_AGAIN);
	put_origin(html, page->data);
	if (json_is_integer(seed))
		xnb_buf_printf(
		    html,
		    "<p>The order of the scenarios came from seed "
		    "<code>%lld</code>; <code>--seed %lld</code> gives the same "
		    "order again.</p>\n",
		    (long long)json_integer_value(seed),
		    (long long)json_integer_value(seed));
	xnb_buf_puts(
	    html, "<p>This page and its figures: <code>xen-numabench report "
	          "RUN</code>. Each figure can be drawn again, or otherwise: "
	          "<code>gnuplot NAME.gp</code> beside its NAME.dat makes NAME.pdf and "
	          "NAME.svg.</p>\n</section>\n");
}
