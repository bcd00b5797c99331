/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figure_curves.h"

#include "analysis/figure_curves_axes.h"
#include "analysis/gnuplot.h"

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
		curves->n_left_out++;
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

/* The entry behind the last one of the block that begins at `first`. */
static size_t end_of_block(const struct xnb_curves *curves, size_t first)
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
	for (size_t i = first; i < end_of_block(curves, first); i++) {
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

	for (size_t i = 0; i < curves->n; i = end_of_block(curves, i), n++)
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

static bool has_interval(const struct xnb_curves *curves, size_t first)
{
	for (size_t i = first; i < end_of_block(curves, first); i++)
		if (isfinite(curves->entries[i].point.low))
			return true;
	return false;
}

static bool has_x_interval(const struct xnb_curves *curves, size_t first)
{
	for (size_t i = first; i < end_of_block(curves, first); i++)
		if (curves->entries[i].point.x_low < curves->entries[i].point.x_high)
			return true;
	return false;
}

/* A block of the data as it is drawn. */
struct block {
	const char *name; /* of the figure */
	size_t index;
	const char *x; /* what stands in `using` for x: beside the other lines */
	const struct xnb_line_style *style;
};

static void put_mean(struct xnb_buf *program, const struct block *block,
                     const struct xnb_curves *curves, size_t first)
{
	if (has_interval(curves, first))
		xnb_buf_printf(program,
		               "\t\"%s.dat\" index %zu using %s:2:3:4 with yerrorbars "
		               "pointsize 0 linewidth 1 linecolor rgb \"#%06x\" notitle, "
		               "\\\n",
		               block->name, block->index, block->x, block->style->color);
	if (has_x_interval(curves, first))
		xnb_buf_printf(program,
		               "\t\"%s.dat\" index %zu using 1:2:5:6 with xerrorbars "
		               "pointsize 0 linewidth 1 linecolor rgb \"#%06x\" notitle, "
		               "\\\n",
		               block->name, block->index, block->style->color);
	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu using %s:2 with linespoints linewidth 1.5 "
	               "pointtype %d pointsize 0.45 linecolor rgb \"#%06x\" dashtype %s "
	               "notitle, \\\n",
	               block->name, block->index, block->x, block->style->point,
	               block->style->color, block->style->dash);
}

static void put_dots(struct xnb_buf *program, const struct block *block, int point,
                     double size)
{
	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu using %s:2 with points pointtype %d "
	               "pointsize %g linecolor rgb \"#%06x\" notitle, \\\n",
	               block->name, block->index, block->x, point, size,
	               block->style->color);
}

static void put_entry_block(struct xnb_buf *program, const char *name,
                            const struct xnb_curves *curves,
                            const struct xnb_curve_scales *scales, size_t first,
                            size_t index)
{
	const struct xnb_curve_entry *entry = &curves->entries[first];
	char x[64];
	const struct block block = {name, index, x, &xnb_line_styles[entry->line]};

	xnb_curve_put_beside(x, sizeof(x), scales, entry->line, curves->lines.n);
	if (entry->point.kind == XNB_CURVE_MEAN)
		put_mean(program, &block, curves, first);
	else if (entry->point.kind == XNB_CURVE_UNIT)
		put_dots(program, &block, 7, 0.25);
	else
		put_dots(program, &block, 10, 0.8);
}

/* The blocks of one panel, and its name above it. */
static void put_panel(struct xnb_buf *program, const char *name,
                      const struct xnb_curves *curves,
                      const struct xnb_curve_scales *scales, size_t panel, size_t names)
{
	size_t block = 0;
	double x, y;

	xnb_curve_corner(scales, &x, &y);
	xnb_buf_puts(program, "plot \\\n");
	for (size_t i = 0; i < curves->n; i = end_of_block(curves, i), block++)
		if (curves->entries[i].panel == panel)
			put_entry_block(program, name, curves, scales, i, block);
	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu every ::%zu::%zu using (%.10g):(%.10g):"
	               "2+tex with labels left offset 0,0.55 font \",7\" notitle\n",
	               name, names, panel, panel, x, y);
}

static size_t count_blocks(const struct xnb_curves *curves)
{
	size_t n = 0;

	for (size_t i = 0; i < curves->n; i = end_of_block(curves, i))
		n++;
	return n;
}

static bool is_named(const struct xnb_curves *curves)
{
	return curves->n_panels > 1 || curves->panels[0][0];
}

static void write_program(struct xnb_buf *program, const struct xnb_paper *paper,
                          const struct xnb_curves *curves,
                          const struct xnb_curve_scales *scales)
{
	const struct xnb_curve_axes *axes = scales->axes;
	struct xnb_grid grid =
	    xnb_grid_lay_out(paper, curves->n_panels, axes->height, is_named(curves),
	                     axes->y_timed ? 6 : 4, &curves->lines);
	size_t names = count_blocks(curves);

	xnb_canvas_begin(program, &grid.canvas, paper);
	xnb_buf_puts(program, "set multiplot\n");
	xnb_curve_put_axes(program, scales, &grid);
	xnb_grid_titles(program, &grid, axes->x_title, paper->word, axes->y_title);
	for (size_t p = 0; p < curves->n_panels; p++) {
		xnb_grid_margins(program, &grid, p);
		xnb_curve_put_tics(program, scales, &grid, p);
		put_panel(program, paper->name, curves, scales, p, names);
		if (p == 0) /* they belong to the page, and were drawn now */
			xnb_buf_puts(program, "unset label\n");
	}
	xnb_grid_put_key(program, &grid, paper->name, &curves->lines, names + 1, true);
	xnb_buf_puts(program, "unset multiplot\n");
	xnb_canvas_end(program);
}

/* Points without a place go, and are counted. */
static void drop_not_positive(struct xnb_curves *curves,
                              const struct xnb_curve_axes *axes)
{
	size_t kept = 0;

	for (size_t i = 0; i < curves->n; i++) {
		const struct xnb_curve_point *point = &curves->entries[i].point;

		if ((axes->x == XNB_AXIS_LOG && point->x <= 0) ||
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
	write_program(&drawing->program, paper, curves, &scales);
}

void xnb_curves_finish(struct xnb_drawing *drawing, const struct xnb_paper *paper,
                       const struct xnb_curve_plot *plot)
{
	if (plot->curves->n == 0) {
		xnb_buf_puts(&drawing->absent, plot->absent);
		return;
	}
	xnb_curves_draw(drawing, paper, plot->curves, plot->axes);
	plot->describe(&drawing->caption, plot->plot);
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
		    caption, " %zu point%s had no room or %s; the table has %s.",
		    curves->n_left_out, curves->n_left_out == 1 ? "" : "s",
		    curves->n_left_out == 1 ? "is no number" : "are no numbers",
		    curves->n_left_out == 1 ? "it" : "them");
}
