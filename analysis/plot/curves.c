/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/plot/curves.h"

#include "analysis/plot/curves_axes.h"
#include "analysis/plot/gnuplot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct xnb_curve_point xnb_curve_point(enum xnb_curve_kind kind, double x, double y)
{
	return (struct xnb_curve_point){
	    .kind = kind, .x = x, .y = y, .low = NAN, .high = NAN};
}

static size_t find_panel(struct xnb_curves *curves, const char *name)
{
	char cut[XNB_CURVE_PANEL_NAME];

	snprintf(cut, sizeof(cut), "%s", name);
	for (size_t i = 0; i < curves->n_panels; i++)
		if (strcmp(curves->panels[i], cut) == 0)
			return i;
	if (curves->n_panels == XNB_MOST_CURVE_PANELS)
		return XNB_MOST_CURVE_PANELS;
	strcpy(curves->panels[curves->n_panels], cut);
	return curves->n_panels++;
}

static int make_room(struct xnb_curves *curves, struct xnb_error *err)
{
	size_t room = curves->room ? 2 * curves->room : 64;
	struct xnb_curve_entry *grown;

	if (curves->n < curves->room)
		return 0;
	grown = realloc(curves->entries, room * sizeof(*grown));
	if (!grown)
		return xnb_fail_nomem(err);
	curves->entries = grown;
	curves->room = room;
	return 0;
}

int xnb_curves_take(struct xnb_curves *curves, const char *panel, const char *line,
                    const struct xnb_curve_point *point, struct xnb_error *err)
{
	struct xnb_curve_entry entry = {.point = *point};

	if (!isfinite(point->x) || !isfinite(point->y)) {
		curves->n_no_number++;
		return 0;
	}
	entry.line = xnb_line_find(&curves->lines, line);
	entry.panel = entry.line == XNB_MOST_LINES ? XNB_MOST_CURVE_PANELS
	                                           : find_panel(curves, panel);
	if (entry.panel == XNB_MOST_CURVE_PANELS) {
		curves->n_left_out++;
		return 0;
	}
	if (make_room(curves, err))
		return -1;
	entry.order = curves->n;
	curves->entries[curves->n++] = entry;
	return 0;
}

void xnb_curves_free(struct xnb_curves *curves)
{
	free(curves->entries);
	*curves = (struct xnb_curves){.n = 0};
}

static int by_block(const struct xnb_curve_entry *a, const struct xnb_curve_entry *b)
{
	if (a->panel != b->panel)
		return a->panel < b->panel ? -1 : 1;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->point.kind > b->point.kind) - (a->point.kind < b->point.kind);
}

static int by_order(const void *p, const void *q)
{
	const struct xnb_curve_entry *a = p, *b = q;
	int order = by_block(a, b);

	return order ? order : (a->order > b->order) - (a->order < b->order);
}

static int by_place(const void *p, const void *q)
{
	const struct xnb_curve_entry *a = p, *b = q;
	int order = by_block(a, b);

	if (!order)
		order = (a->point.x > b->point.x) - (a->point.x < b->point.x);
	return order ? order : by_order(p, q);
}

size_t xnb_curve_block_end(const struct xnb_curves *curves, size_t first)
{
	const struct xnb_curve_entry *a = &curves->entries[first];
	size_t i = first;

	while (i < curves->n && curves->entries[i].panel == a->panel &&
	       curves->entries[i].line == a->line &&
	       curves->entries[i].point.kind == a->point.kind)
		i++;
	return i;
}

static void put_number(struct xnb_buf *data, double value)
{
	if (isfinite(value))
		xnb_buf_printf(data, "\t%.10g", value);
	else
		xnb_buf_puts(data, "\t-");
}

static void put_block(struct xnb_buf *data, const struct xnb_curves *curves,
                      const struct xnb_curve_scales *scales, size_t first)
{
	static const char *const what[] = {
	    [XNB_CURVE_MEAN] =
	        "x, mean, low and high end of its 95 % interval, and of x's own",
	    [XNB_CURVE_UNIT] = "x, value of one unit",
	    [XNB_CURVE_MARK] = "x, mark",
	};

	xnb_buf_printf(data, "# %s\n", what[curves->entries[first].point.kind]);
	for (size_t i = first; i < xnb_curve_block_end(curves, first); i++) {
		const struct xnb_curve_point *point = &curves->entries[i].point;

		xnb_buf_printf(data, "%.10g\t%.10g", xnb_curve_x(scales, point->x),
		               point->y);
		put_number(data, point->low);
		put_number(data, point->high);
		if (point->x_low < point->x_high) {
			put_number(data, point->x_low);
			put_number(data, point->x_high);
		}
		xnb_buf_puts(data, "\n");
	}
	xnb_buf_puts(data, "\n\n");
}

static size_t put_blocks(struct xnb_buf *data, const struct xnb_curves *curves,
                         const struct xnb_curve_scales *scales)
{
	size_t n = 0;

	for (size_t i = 0; i < curves->n; i = xnb_curve_block_end(curves, i), n++)
		put_block(data, curves, scales, i);
	return n;
}

static void write_data(struct xnb_buf *data, const struct xnb_curves *curves,
                       const struct xnb_curve_scales *scales)
{
	put_blocks(data, curves, scales);
	xnb_buf_puts(data, "# panel, name\n");
	for (size_t p = 0; p < curves->n_panels; p++) {
		xnb_buf_printf(data, "%zu\t", p);
		xnb_gnuplot_cut(data, curves->panels[p],
		                XNB_PANEL_LETTERS(curves->n_panels));
		xnb_buf_puts(data, "\n");
	}
	xnb_grid_put_key_data(data, &curves->lines, "line");
}

/* Points without a place go, and are counted. */
static void drop_not_positive(struct xnb_curves *curves,
                              const struct xnb_curve_axes *axes)
{
	size_t kept = 0;

	for (size_t i = 0; i < curves->n; i++) {
		const struct xnb_curve_point *point = &curves->entries[i].point;

		if (((axes->x == XNB_AXIS_LOG || axes->x == XNB_AXIS_BYTES) &&
		     point->x <= 0) ||
		    (axes->y == XNB_AXIS_LOG && point->y <= 0))
			curves->n_not_positive++;
		else
			curves->entries[kept++] = curves->entries[i];
	}
	curves->n = kept;
}

/* Every so many of a kind, in the order in which they were taken; the others are counted.
 */
static void thin(struct xnb_curves *curves)
{
	size_t n[XNB_N_CURVE_KINDS] = {0}, seen[XNB_N_CURVE_KINDS] = {0}, kept = 0;

	for (size_t i = 0; i < curves->n; i++)
		n[curves->entries[i].point.kind]++;
	for (size_t i = 0; i < curves->n; i++) {
		enum xnb_curve_kind kind = curves->entries[i].point.kind;
		size_t each =
		    (n[kind] + XNB_MOST_CURVE_POINTS - 1) / XNB_MOST_CURVE_POINTS;

		if (seen[kind]++ % each == 0)
			curves->entries[kept++] = curves->entries[i];
	}
	curves->n_thinned = curves->n - kept;
	curves->n = kept;
}

void xnb_curves_draw(struct xnb_drawing *drawing, const struct xnb_paper *paper,
                     struct xnb_curves *curves, const struct xnb_curve_axes *axes)
{
	struct xnb_curve_scales scales;

	drop_not_positive(curves, axes);
	if (curves->n == 0) {
		xnb_buf_puts(&drawing->absent, "none of its values is above 0, which a "
		                               "logarithmic axis needs");
		return;
	}
	thin(curves);
	qsort(curves->entries, curves->n, sizeof(*curves->entries),
	      axes->in_order ? by_order : by_place);
	xnb_curve_scale(&scales, axes, curves);
	write_data(&drawing->data, curves, &scales);
	xnb_curve_write_program(&drawing->program, paper, curves, &scales);
}

int xnb_curves_finish(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                      const struct xnb_report_data *data,
                      const struct xnb_curve_plot *plot, int result)
{
	const struct xnb_paper paper = xnb_figure_paper(figure, data);

	if (!result && plot->curves->n) {
		xnb_curves_draw(drawing, &paper, plot->curves, plot->axes);
		plot->describe(&drawing->caption, plot->plot);
	} else if (!result) {
		xnb_buf_puts(&drawing->absent, plot->absent);
	}
	xnb_curves_free(plot->curves);
	return result;
}

void xnb_curves_describe_left_out(struct xnb_buf *caption,
                                  const struct xnb_curves *curves)
{
	if (curves->n_not_positive)
		xnb_buf_printf(
		    caption, " %zu value%s of 0 or less %s on the logarithmic axis.",
		    curves->n_not_positive, curves->n_not_positive == 1 ? "" : "s",
		    curves->n_not_positive == 1 ? "has no place" : "have no place");
	if (curves->n_thinned)
		xnb_buf_printf(
		    caption,
		    " Of the points, %zu that lie among the others are not drawn.",
		    curves->n_thinned);
	if (curves->n_left_out)
		xnb_buf_printf(
		    caption,
		    " There is room for %d panels and %d lines: %zu point%s of "
		    "others %s in the table only.",
		    XNB_MOST_CURVE_PANELS, XNB_MOST_LINES, curves->n_left_out,
		    curves->n_left_out == 1 ? "" : "s",
		    curves->n_left_out == 1 ? "is" : "are");
	if (curves->n_no_number)
		xnb_buf_printf(caption, " %zu value%s no finite number%s.",
		               curves->n_no_number,
		               curves->n_no_number == 1 ? " is" : "s are",
		               curves->n_no_number == 1 ? "" : "s");
}
