/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/plot/curves_axes.h"

#include <math.h>

static bool has_interval(const struct xnb_curves *curves, size_t first)
{
	for (size_t i = first; i < xnb_curve_block_end(curves, first); i++)
		if (isfinite(curves->entries[i].point.low))
			return true;
	return false;
}

static bool has_x_interval(const struct xnb_curves *curves, size_t first)
{
	for (size_t i = first; i < xnb_curve_block_end(curves, first); i++)
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
	for (size_t i = 0; i < curves->n; i = xnb_curve_block_end(curves, i), block++)
		if (curves->entries[i].panel == panel)
			put_entry_block(program, name, curves, scales, i, block);
	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu every ::%zu::%zu using (%.10g):(%.10g):"
	               "2+tex with labels left offset 0,0.55 font \",7\" notitle\n",
	               name, names, panel, panel, x, y);
}

/* Named at the upper end, where xnb_curve_scale() leaves room. */
static void put_marks(struct xnb_buf *program, const struct xnb_curves *curves)
{
	for (size_t i = 0; i < curves->n_marks; i++)
		xnb_buf_printf(program,
		               "set arrow %zu from %.10g,graph 0 to %.10g,graph 1 nohead "
		               "linewidth 0.8 dashtype \".\" linecolor rgb \"#606060\"\n"
		               "set label %zu \"%s\" at %.10g,graph 0.94 right offset "
		               "-0.3,0 font \",7\" textcolor rgb \"#606060\"\n",
		               i + 1, curves->marks[i].x, curves->marks[i].x, i + 20,
		               curves->marks[i].name, curves->marks[i].x);
}

static size_t count_blocks(const struct xnb_curves *curves)
{
	size_t n = 0;

	for (size_t i = 0; i < curves->n; i = xnb_curve_block_end(curves, i))
		n++;
	return n;
}

static bool is_named(const struct xnb_curves *curves)
{
	return curves->n_panels > 1 || curves->panels[0][0];
}

/* Of the numbers at the y axis. */
static size_t number_letters(const struct xnb_curve_scales *scales)
{
	if (scales->axes->y_timed ||
	    (scales->axes->y == XNB_AXIS_LOG && scales->y_low < 1))
		return 6; /* "100 m" */
	return scales->y_high >= 1e3 ? (size_t)log10(scales->y_high) + 2 : 4;
}

void xnb_curve_write_program(struct xnb_buf *program, const struct xnb_paper *paper,
                             const struct xnb_curves *curves,
                             const struct xnb_curve_scales *scales)
{
	const struct xnb_curve_axes *axes = scales->axes;
	struct xnb_grid grid =
	    xnb_grid_lay_out(paper, curves->n_panels, axes->height, is_named(curves),
	                     number_letters(scales), &curves->lines);
	size_t names = count_blocks(curves);

	xnb_canvas_begin(program, &grid.canvas, paper);
	xnb_buf_puts(program, "set multiplot\n");
	xnb_curve_put_axes(program, scales, &grid);
	put_marks(program, curves);
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
