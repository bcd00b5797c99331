/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/plot/grid.h"

#include "analysis/plot/gnuplot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_IN_COLUMN = 14 };

const struct xnb_line_style xnb_line_styles[XNB_MOST_LINES] = {
    {0x24285c, "solid", 7},   {0xd55e00, "\"-\"", 4},   {0x009e73, "\".\"", 9},
    {0x808080, "\"_.\"", 13}, {0x56b4e9, "\"-..\"", 6}, {0xcc79a7, "\"_\"", 8},
};

size_t xnb_line_find(struct xnb_line_names *lines, const char *name)
{
	char cut[XNB_LINE_NAME];

	snprintf(cut, sizeof(cut), "%s", name);
	for (size_t i = 0; i < lines->n; i++)
		if (strcmp(lines->names[i], cut) == 0)
			return i;
	if (lines->n == XNB_MOST_LINES)
		return XNB_MOST_LINES;
	strcpy(lines->names[lines->n], cut);
	return lines->n++;
}

/* What is higher than a page cannot be printed. */
#define MOST_INCHES  8.8
#define LEAST_INCHES 0.28

static void shrink(struct xnb_grid *grid)
{
	double room = MOST_INCHES - grid->canvas.top - grid->canvas.bottom;
	double fits = room / (double)grid->rows - grid->gap_y;

	if (fits < grid->height)
		grid->height = fmax(fits, LEAST_INCHES);
}

struct xnb_grid xnb_grid_lay_out(const struct xnb_paper *paper, size_t n, double height,
                                 bool named, size_t letters,
                                 const struct xnb_line_names *lines)
{
	double needed = n > MOST_IN_COLUMN ? XNB_PAGE_INCHES : XNB_COLUMN_INCHES;
	double width = xnb_paper_width(paper, needed);
	size_t most = width < 5 ? 2 : 4;
	struct xnb_grid grid = {
	    .n = n,
	    .columns = n < most ? n : most,
	    .height = n == 1 ? 2 * height : height,
	    .gap_x = 0.4,
	    .gap_y = 0.2,
	    .canvas = {.width = width,
	               .left = 0.27 + xnb_canvas_letters_inches(letters),
	               .right = 0.18,
	               .bottom = 0.4},
	};

	grid.rows = (n + grid.columns - 1) / grid.columns;
	for (size_t i = 0; i < lines->n; i++)
		xnb_canvas_key_take(&grid.key, lines->names[i]);
	grid.canvas.top =
	    xnb_canvas_key_place(&grid.key, &grid.canvas, xnb_paper_mark_inches(paper)) +
	    (named ? 0.13 : 0);
	shrink(&grid);
	grid.canvas.height = grid.canvas.top + grid.canvas.bottom +
	                     grid.height * (double)grid.rows +
	                     grid.gap_y * (double)(grid.rows - 1);
	grid.width = (grid.canvas.width - grid.canvas.left - grid.canvas.right -
	              grid.gap_x * (double)(grid.columns - 1)) /
	             (double)grid.columns;
	return grid;
}

void xnb_grid_margins(struct xnb_buf *program, const struct xnb_grid *grid, size_t panel)
{
	const struct xnb_canvas *canvas = &grid->canvas;
	double x =
	    canvas->left + (double)(panel % grid->columns) * (grid->width + grid->gap_x);
	double y =
	    canvas->top + (double)(panel / grid->columns) * (grid->height + grid->gap_y);

	xnb_buf_printf(program,
	               "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
	               "set tmargin at screen %.4f\nset bmargin at screen %.4f\n",
	               x / canvas->width, (x + grid->width) / canvas->width,
	               1 - y / canvas->height, 1 - (y + grid->height) / canvas->height);
}

bool xnb_grid_has_x_numbers(const struct xnb_grid *grid, size_t panel)
{
	return panel + grid->columns >= grid->n;
}

bool xnb_grid_has_y_numbers(const struct xnb_grid *grid, size_t panel)
{
	return panel % grid->columns == 0;
}

void xnb_grid_titles(struct xnb_buf *program, const struct xnb_grid *grid, const char *x,
                     const char *word, const char *y)
{
	xnb_buf_printf(
	    program,
	    "set label 1 \"%s%s%s\" at screen 0.5,%.4f center\n"
	    "set label 2 \"%s\" at screen %.4f,%.4f center rotate by 90\n",
	    x, word ? ", " : "", word ? word : "", 0.08 / grid->canvas.height, y,
	    0.09 / grid->canvas.width,
	    (1 + (grid->canvas.bottom - grid->canvas.top) / grid->canvas.height) / 2);
}

void xnb_grid_put_key_data(struct xnb_buf *data, const struct xnb_line_names *lines,
                           const char *what)
{
	for (size_t i = 0; i < lines->n; i++) {
		xnb_buf_puts(data, "\n\n");
		xnb_gnuplot_label(data, lines->names[i]);
		xnb_buf_printf(data, "\t%s, for the key: a point out of sight\n2\t2\n",
		               what);
	}
}

void xnb_grid_put_key(struct xnb_buf *program, const struct xnb_grid *grid,
                      const char *name, const struct xnb_line_names *lines, size_t first,
                      bool points)
{
	xnb_buf_puts(program,
	             "unset logscale\nunset arrow\nunset border\nunset tics\nunset grid\n"
	             "unset label\nset xrange [0:1]\nset yrange [0:1]\n");
	xnb_canvas_margins(program, &grid->canvas);
	xnb_canvas_key(program, &grid->canvas, &grid->key);
	xnb_buf_puts(program, "plot \\\n");
	for (size_t i = 0; i < lines->n; i++) {
		const struct xnb_line_style *style = &xnb_line_styles[i];

		xnb_buf_printf(program,
		               "\t\"%s.dat\" index %zu using 1:2 with %s linewidth 1.5 "
		               "linecolor rgb \"#%06x\" dashtype %s",
		               name, first + i, points ? "linespoints" : "lines",
		               style->color, style->dash);
		if (points)
			xnb_buf_printf(program, " pointtype %d pointsize 0.45",
			               style->point);
		xnb_buf_printf(program, " title columnheader(1+tex)%s\n",
		               i + 1 < lines->n ? ", \\" : "");
	}
}
