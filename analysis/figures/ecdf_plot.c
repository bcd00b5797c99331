/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figures/ecdf.h"

#include "analysis/plot/gnuplot.h"
#include "stats/describe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A step up at each value, from 0. */
static void put_steps(struct xnb_buf *data, const double *sorted, size_t n)
{
	struct xnb_ecdf_point points[XNB_ECDF_MOST_POINTS];
	size_t n_points = xnb_ecdf_sorted(points, XNB_ECDF_MOST_POINTS, sorted, n);

	xnb_buf_printf(data, "%.10g\t0\n", sorted[0]);
	for (size_t i = 0; i < n_points; i++)
		xnb_buf_printf(data, "%.10g\t%.10g\n", points[i].x, points[i].fraction);
}

static int put_line(struct xnb_buf *data, const struct xnb_ecdf_line *line,
                    struct xnb_error *err)
{
	const struct xnb_series *series = line->summary->series;
	size_t n = series->n_values;
	double *sorted = calloc(n, sizeof(*sorted));

	if (!sorted)
		return xnb_fail_nomem(err);
	memcpy(sorted, series->values, n * sizeof(*sorted));
	xnb_sort(sorted, n);
	xnb_buf_printf(
	    data, "# %zu samples: ns, part of the samples that are at most that\n", n);
	put_steps(data, sorted, n);
	xnb_buf_puts(data, "\n\n");
	free(sorted);
	return 0;
}

int xnb_ecdf_write_data(struct xnb_buf *data, const struct xnb_ecdf_plot *plot,
                        struct xnb_error *err)
{
	for (size_t p = 0; p < plot->n; p++)
		for (size_t l = 0; l < plot->panels[p].n; l++)
			if (put_line(data, &plot->panels[p].lines[l], err))
				return -1;
	xnb_buf_puts(data, "# panel, operation\n");
	for (size_t p = 0; p < plot->n; p++) {
		xnb_buf_printf(data, "%zu\t", p);
		xnb_gnuplot_cut(data, plot->panels[p].name, XNB_PANEL_LETTERS(plot->n));
		xnb_buf_puts(data, "\n");
	}
	xnb_grid_put_key_data(data, &plot->lines, "line");
	return 0;
}

/* Greatest over least, from which on an axis is logarithmic. */
#define LOG_FROM 8

/* Where the panels' time goes from and to. Values that lie near each other would all
 * stand in one place between two decades. */
struct time_axis {
	bool is_log;
	struct xnb_log_axis log;      /* in s */
	double low, high, step, unit; /* linear; in units of so many ns */
	const char *unit_name;
};

static struct time_axis measure(const struct xnb_ecdf_plot *plot,
                                const struct xnb_grid *grid)
{
	/* With room for "100 ms" from one number to the next. */
	double each = xnb_canvas_text_inches(6) + 0.07;
	double span = plot->greatest - plot->least;
	struct time_axis axis = {
	    .is_log = plot->greatest / plot->least > LOG_FROM,
	    .unit = plot->greatest >= 1e9   ? 1e9
	            : plot->greatest >= 1e6 ? 1e6
	            : plot->greatest >= 1e4 ? 1e3
	                                    : 1,
	};

	axis.unit_name = axis.unit >= 1e9   ? "s"
	                 : axis.unit >= 1e6 ? "ms"
	                 : axis.unit >= 1e3 ? "\".micro.\"s"
	                                    : "ns";
	span = span > 0 ? span : plot->least / 10;
	axis.low = fmax(plot->least - span * 0.06, 0) / axis.unit;
	axis.high = (plot->greatest + span * 0.06) / axis.unit;
	axis.step =
	    xnb_canvas_tic_step(axis.high - axis.low, fmax(floor(grid->width / 0.25), 3));
	axis.log = xnb_canvas_log_axis(plot->least * 1e-9, plot->greatest * 1e-9,
	                               grid->width, each);
	return axis;
}

static void put_axes(struct xnb_buf *program, const struct time_axis *axis)
{
	if (axis->is_log)
		xnb_canvas_put_log_axis(program, 'x', &axis->log);
	else
		xnb_buf_printf(program, "set xrange [%.10g:%.10g]\nset xtics %.10g\n",
		               axis->low, axis->high, axis->step);
	xnb_buf_puts(program,
	             "set yrange [0:1]\nset ytics 0.5\n"
	             "set grid xtics ytics linecolor rgb \"#d8d8d8\" linewidth 0.5\n"
	             "unset key\n");
}

static void put_tics(struct xnb_buf *program, const struct xnb_grid *grid, size_t panel,
                     const struct time_axis *axis)
{
	bool numbers = xnb_grid_has_x_numbers(grid, panel);

	if (axis->is_log)
		xnb_canvas_put_log_tics(program, 'x', &axis->log, numbers ? "s" : NULL);
	else
		xnb_buf_printf(program, "set format x \"%s\"\n", numbers ? "%g" : "");
	xnb_buf_printf(program, "set format y \"%s\"\n",
	               xnb_grid_has_y_numbers(grid, panel) ? "%g" : "");
}

/* Where a panel has its name: right inside the left end of the axis. */
static double edge_of(const struct time_axis *axis)
{
	return axis->is_log ? xnb_canvas_log_edge(&axis->log) : axis->low;
}

static void put_panel(struct xnb_buf *program, const char *name,
                      const struct xnb_ecdf_plot *plot, size_t p, size_t first,
                      size_t names, const struct time_axis *axis)
{
	const struct xnb_ecdf_panel *panel = &plot->panels[p];

	xnb_buf_puts(program, "plot \\\n");
	for (size_t l = 0; l < panel->n; l++)
		xnb_buf_printf(
		    program,
		    "\t\"%s.dat\" index %zu using ($1*%g):2 with steps linewidth 1.5 "
		    "linecolor rgb \"#%06x\" dashtype %s notitle, \\\n",
		    name, first + l, axis->is_log ? 1e-9 : 1 / axis->unit,
		    xnb_line_styles[panel->lines[l].style].color,
		    xnb_line_styles[panel->lines[l].style].dash);
	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu every ::%zu::%zu using (%.10g):(1):2+tex "
	               "with labels left offset 0,0.55 font \",7\" notitle\n",
	               name, names, p, p, edge_of(axis));
}

static void put_titles(struct xnb_buf *program, const struct xnb_grid *grid,
                       const struct xnb_paper *paper, const struct xnb_timed *about,
                       const struct time_axis *axis)
{
	struct xnb_buf title = {0};

	xnb_buf_puts(&title, about->title);
	if (!axis->is_log)
		xnb_buf_printf(&title, " (%s)", axis->unit_name);
	xnb_grid_titles(program, grid, xnb_buf_text(&title), paper->word,
	                about->part_title);
	program->failed = program->failed || title.failed;
	xnb_buf_free(&title);
}

void xnb_ecdf_write_program(struct xnb_buf *program, const struct xnb_paper *paper,
                            const struct xnb_ecdf_plot *plot)
{
	struct xnb_grid grid =
	    xnb_grid_lay_out(paper, plot->n, 0.5, true, 3, &plot->lines);
	struct time_axis axis = measure(plot, &grid);
	size_t names = 0, first = 0;

	for (size_t p = 0; p < plot->n; p++)
		names += plot->panels[p].n;
	xnb_canvas_begin(program, &grid.canvas, paper);
	xnb_buf_puts(program, "set multiplot\n");
	put_axes(program, &axis);
	put_titles(program, &grid, paper, plot->about, &axis);
	for (size_t p = 0; p < plot->n; p++) {
		xnb_grid_margins(program, &grid, p);
		put_tics(program, &grid, p, &axis);
		put_panel(program, paper->name, plot, p, first, names, &axis);
		first += plot->panels[p].n;
		if (p == 0) /* they belong to the page, and were drawn now */
			xnb_buf_puts(program, "unset label\n");
	}
	xnb_grid_put_key(program, &grid, paper->name, &plot->lines, names + 1, false);
	xnb_buf_puts(program, "unset multiplot\n");
	xnb_canvas_end(program);
}
