/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A figure of the page: the drawing, its caption, and its data. */
#include "analysis/report/page.h"
#include "analysis/text/html.h"

#include <stdbool.h>
#include <string.h>

/* Of a file inside the page: what is larger lies beside it only, so that the page can
 * still be sent. */
enum { MOST_INSIDE = 64 * 1024 };

enum { MOST_COLUMN = 300 }; /* points: wider ones are for a whole page of paper */

static void put_inside(struct xnb_buf *html, const char *name, const char *ending,
                       const char *type, const struct xnb_buf *text)
{
	xnb_buf_printf(html, " <a download=\"%s.%s\" href=\"", name, ending);
	xnb_html_data_uri(html, type, xnb_buf_text(text), text->length);
	xnb_buf_printf(html, "\">%s.%s</a>", name, ending);
}

static void put_beside(struct xnb_buf *html, const char *name, const char *ending)
{
	xnb_buf_printf(html, " <a href=\"figures/%s%s\">%s%s</a>", name, ending, name,
	               ending);
}

/* What made the figure is inside the page, so that it is there when only the page is. */
static void put_links(struct xnb_buf *html, const struct xnb_report_figure *f)
{
	static const char *const drawn[] = {".pdf", ".svg", "-latex.tex", ".caption.txt",
	                                    ".caption.tex"};
	const char *name = f->figure->name;
	bool large = f->drawing.data.length > MOST_INSIDE;

	xnb_buf_puts(html, "<p class=\"links quiet\">Inside this page:");
	if (!large)
		put_inside(html, name, "dat", "text/tab-separated-values",
		           &f->drawing.data);
	put_inside(html, name, "gp", "text/plain", &f->drawing.program);
	xnb_buf_puts(html, ". Beside it:");
	if (large)
		put_beside(html, name, ".dat");
	for (size_t i = 0; i < sizeof(drawn) / sizeof(drawn[0]); i++)
		put_beside(html, name, drawn[i]);
	xnb_buf_puts(html, ".</p>\n");
}

/* What is as wide as a page of paper keeps its size and scrolls on a phone. */
static void put_drawing(struct xnb_buf *html, const struct xnb_report_figure *f)
{
	const char *svg = xnb_buf_text(&f->svg);

	if (!f->svg.length) {
		xnb_buf_puts(html, "<p class=\"quiet\">A figure, which "
		                   "<code>report --format html</code> draws:</p>\n");
		return;
	}
	if (xnb_html_svg_width(svg) > MOST_COLUMN)
		xnb_buf_printf(
		    html,
		    "<div class=\"scroll page\" tabindex=\"0\" role=\"region\" "
		    "aria-label=\"Figure: %s\">",
		    f->figure->title);
	else
		xnb_buf_puts(html, "<div class=\"column\">");
	xnb_html_inline_svg(html, svg, f->figure->name, f->figure->title);
	xnb_buf_puts(html, "</div>\n");
}

static void put_figure(struct xnb_buf *html, const struct xnb_report_figure *f)
{
	xnb_buf_printf(html, "<h3 id=\"%s\">%s</h3>\n", f->figure->name,
	               f->figure->title);
	xnb_buf_puts(html, "<figure>\n");
	put_drawing(html, f);
	xnb_buf_printf(html, "<figcaption>\n<p id=\"%s-caption\">", f->figure->name);
	xnb_html_text(html, xnb_buf_text(&f->drawing.caption));
	xnb_buf_puts(html, "</p>\n");
	put_links(html, f);
	xnb_buf_puts(html, "</figcaption>\n</figure>\n");
}

static bool is_of(const struct xnb_report_figure *f, const char *experiment, bool absent)
{
	return strcmp(f->figure->experiment, experiment) == 0 &&
	       (f->drawing.absent.length > 0) == absent;
}

/* Figures that this run has no samples for, and why. */
static void put_absent(struct xnb_buf *html, const struct xnb_report_page *page,
                       const char *experiment)
{
	size_t n = 0;

	for (size_t i = 0; i < page->n_figures; i++)
		n += is_of(&page->figures[i], experiment, true);
	if (n == 0)
		return;
	xnb_buf_printf(html, "<details><summary>Figures left out: %zu</summary>\n<ul>\n",
	               n);
	for (size_t i = 0; i < page->n_figures; i++) {
		const struct xnb_report_figure *f = &page->figures[i];

		if (!is_of(f, experiment, true))
			continue;
		xnb_buf_printf(html, "<li>%s: ", f->figure->title);
		xnb_html_text(html, xnb_buf_text(&f->drawing.absent));
		xnb_buf_puts(html, ".</li>\n");
	}
	xnb_buf_puts(html, "</ul>\n</details>\n");
}

void xnb_report_figures(struct xnb_buf *html, const struct xnb_report_page *page,
                        const char *experiment)
{
	for (size_t i = 0; i < page->n_figures; i++)
		if (is_of(&page->figures[i], experiment, false))
			put_figure(html, &page->figures[i]);
	put_absent(html, page, experiment);
}
