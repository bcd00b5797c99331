/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/text/markdown.h"
#include "analysis/report/page.h"

#include <stdlib.h>

static int draw_all(struct xnb_report_figure *figures, size_t n,
                    const struct xnb_report_data *data, struct xnb_error *err)
{
	for (size_t i = 0; i < n; i++) {
		figures[i].figure = xnb_figures[i];
		if (xnb_figure_draw(&figures[i].drawing, figures[i].figure, data, err))
			return -1;
	}
	return 0;
}

int xnb_report_page_undrawn(struct xnb_buf *html, const struct xnb_report_data *data,
                            struct xnb_error *err)
{
	struct xnb_report_page page = {.data = data};
	struct xnb_report_figure *figures;
	int result;

	while (xnb_figures[page.n_figures])
		page.n_figures++;
	figures = calloc(page.n_figures, sizeof(*figures));
	if (!figures)
		return xnb_fail_nomem(err);
	page.figures = figures;
	result = draw_all(figures, page.n_figures, data, err);
	if (!result)
		result = xnb_report_page_write(html, &page, err);
	for (size_t i = 0; i < page.n_figures; i++)
		xnb_drawing_free(&figures[i].drawing);
	free(figures);
	return result;
}

int xnb_report_markdown(struct xnb_buf *text, const struct xnb_report_data *data,
                        struct xnb_error *err)
{
	struct xnb_buf html = {0};
	int result = xnb_report_page_undrawn(&html, data, err);

	if (!result)
		xnb_markdown_from_page(text, xnb_buf_text(&html));
	xnb_buf_free(&html);
	return result;
}
