/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long hypercalls take: a small panel for each operation, a line for each path. */
#include "analysis/figure.h"
#include "analysis/figure_grid.h"
#include "analysis/gnuplot.h"
#include "analysis/param_labels.h"
#include "analysis/unit_counts.h"
#include "rundir/params.h"
#include "stats/describe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	MOST_POINTS = 400, /* of a line; more cannot be told apart in print */
	MOST_PANELS = 48,
};

struct line {
	const struct xnb_summary *summary;
	size_t style; /* its place among the paths */
};

struct panel {
	char name[160]; /* the operation and its parameters without the path */
	struct line lines[XNB_MOST_LINES];
	size_t n;
};

struct plot {
	struct panel panels[MOST_PANELS];
	size_t n;
	size_t n_left_out; /* series for which there was no room */
	size_t n_swept;    /* series that other figures show */
	struct xnb_line_names paths;
	double least, greatest; /* of all values above 0 */
	size_t n_not_positive;  /* which a logarithmic axis does not show */
};

/* What a sweep varies has figures of its own (sweeps.c); of the vCPUs, 1 is shown here.
 */
static bool is_of_a_sweep(const char *params)
{
	static const char *const keys[] = {"caller", "callers", "domains"};
	char value[32];

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (xnb_params_get(params, keys[i], value, sizeof(value)))
			return true;
	return xnb_params_get(params, "vcpus", value, sizeof(value)) &&
	       strcmp(value, "1") != 0;
}

/* The operation and its parameters without the path, as a label. */
static void name_panel(char *name, size_t size, const struct xnb_series *series)
{
	static const char *const without[] = {"path", "vcpus", NULL};
	/* All parameters differ from none. */
	struct xnb_param_labels labels = {.n_texts = 1};
	struct xnb_buf text = {0};

	xnb_param_labels_take(&labels, series->params, without);
	xnb_buf_puts(&text, series->item);
	xnb_param_labels_put(&text, &labels, series->params, " ");
	snprintf(name, size, "%s", xnb_buf_text(&text));
	xnb_buf_free(&text);
}

static struct panel *find_panel(struct plot *plot, const char *name)
{
	for (size_t i = 0; i < plot->n; i++)
		if (strcmp(plot->panels[i].name, name) == 0)
			return &plot->panels[i];
	if (plot->n == MOST_PANELS)
		return NULL;
	strcpy(plot->panels[plot->n].name, name);
	return &plot->panels[plot->n++];
}

static void widen(struct plot *plot, const struct xnb_series *series)
{
	for (size_t i = 0; i < series->n_samples; i++) {
		double value = series->samples[i]->value;

		if (value <= 0) {
			plot->n_not_positive++;
			continue;
		}
		plot->least = fmin(plot->least, value);
		plot->greatest = fmax(plot->greatest, value);
	}
}

static void add_series(struct plot *plot, const struct xnb_summary *summary)
{
	const struct xnb_series *series = summary->series;
	char name[sizeof(plot->panels[0].name)], path[32] = "call";
	struct panel *panel;
	size_t style;

	name_panel(name, sizeof(name), series);
	xnb_params_get(series->params, "path", path, sizeof(path));
	panel = find_panel(plot, name);
	style = xnb_line_find(&plot->paths, path);
	if (!panel || style == XNB_MOST_LINES || panel->n == XNB_MOST_LINES) {
		plot->n_left_out++;
		return;
	}
	panel->lines[panel->n++] = (struct line){.summary = summary, .style = style};
	widen(plot, series);
}

static bool is_wanted(const struct xnb_series *series)
{
	return strcmp(series->experiment, "hypercall") == 0 &&
	       strcmp(series->metric, "latency") == 0 &&
	       strcmp(series->unit, "ns") == 0 && series->n_samples > 0;
}

static void take_series(struct plot *plot, const struct xnb_summary *summary)
{
	if (!is_wanted(summary->series))
		return;
	if (is_of_a_sweep(summary->series->params))
		plot->n_swept++;
	else
		add_series(plot, summary);
}

/* A step up at each value, from 0. */
static void put_steps(struct xnb_buf *data, const double *sorted, size_t n)
{
	struct xnb_ecdf_point points[MOST_POINTS];
	size_t n_points = xnb_ecdf_sorted(points, MOST_POINTS, sorted, n);

	xnb_buf_printf(data, "%.10g\t0\n", sorted[0]);
	for (size_t i = 0; i < n_points; i++)
		xnb_buf_printf(data, "%.10g\t%.10g\n", points[i].x, points[i].fraction);
}

static int put_line(struct xnb_buf *data, const struct line *line, struct xnb_error *err)
{
	const struct xnb_series *series = line->summary->series;
	size_t n = series->n_samples;
	double *sorted = calloc(n, sizeof(*sorted));

	if (!sorted)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < n; i++)
		sorted[i] = series->samples[i]->value;
	xnb_sort(sorted, n);
	xnb_buf_printf(
	    data, "# %zu samples: ns, part of the samples that are at most that\n", n);
	put_steps(data, sorted, n);
	xnb_buf_puts(data, "\n\n");
	free(sorted);
	return 0;
}

static int write_data(struct xnb_buf *data, const struct plot *plot,
                      struct xnb_error *err)
{
	for (size_t p = 0; p < plot->n; p++)
		for (size_t l = 0; l < plot->panels[p].n; l++)
			if (put_line(data, &plot->panels[p].lines[l], err))
				return -1;
	xnb_buf_puts(data, "# panel, operation\n");
	for (size_t p = 0; p < plot->n; p++) {
		xnb_buf_printf(data, "%zu\t", p);
		xnb_gnuplot_label(data, plot->panels[p].name);
		xnb_buf_puts(data, "\n");
	}
	xnb_grid_put_key_data(data, &plot->paths, "path");
	return 0;
}

static void put_tics(struct xnb_buf *program, const struct xnb_grid *grid, size_t panel,
                     const struct xnb_log_axis *axis)
{
	xnb_canvas_put_log_tics(program, 'x', axis,
	                        xnb_grid_has_x_numbers(grid, panel) ? "s" : NULL);
	xnb_buf_printf(program, "set format y \"%s\"\n",
	               xnb_grid_has_y_numbers(grid, panel) ? "%g" : "");
}

/* In s, with room for "100 ms" from one number to the next. */
static struct xnb_log_axis seconds(const struct plot *plot, const struct xnb_grid *grid)
{
	return xnb_canvas_log_axis(plot->least * 1e-9, plot->greatest * 1e-9, grid->width,
	                           xnb_canvas_text_inches(6) + 0.07);
}

static void put_axes(struct xnb_buf *program, const struct xnb_log_axis *axis)
{
	xnb_canvas_put_log_axis(program, 'x', axis);
	xnb_buf_puts(program,
	             "set yrange [0:1]\nset ytics 0.5\n"
	             "set grid xtics ytics linecolor rgb \"#d8d8d8\" linewidth 0.5\n"
	             "unset key\n");
}

static void put_panel(struct xnb_buf *program, const struct xnb_figure *figure,
                      const struct plot *plot, size_t p, size_t first, size_t names,
                      double edge)
{
	const struct panel *panel = &plot->panels[p];

	xnb_buf_puts(program, "plot \\\n");
	for (size_t l = 0; l < panel->n; l++)
		xnb_buf_printf(
		    program,
		    "\t\"%s.dat\" index %zu using ($1*1e-9):2 with steps linewidth 1.5 "
		    "linecolor rgb \"#%06x\" dashtype %s notitle, \\\n",
		    figure->name, first + l, xnb_line_styles[panel->lines[l].style].color,
		    xnb_line_styles[panel->lines[l].style].dash);
	xnb_buf_printf(
	    program,
	    "\t\"%s.dat\" index %zu every ::%zu::%zu using (%.10g):(1):2+tex with "
	    "labels left offset 0,0.55 font \",7\" notitle\n",
	    figure->name, names, p, p, edge);
}

static void write_program(struct xnb_buf *program, const struct xnb_figure *figure,
                          const struct plot *plot, const struct xnb_report_data *data)
{
	const struct xnb_paper paper = xnb_figure_paper(figure, data);
	struct xnb_grid grid =
	    xnb_grid_lay_out(&paper, plot->n, 0.5, true, 3, &plot->paths);
	struct xnb_log_axis axis = seconds(plot, &grid);
	size_t names = 0, first = 0;

	for (size_t p = 0; p < plot->n; p++)
		names += plot->panels[p].n;
	xnb_canvas_begin(program, &grid.canvas, &paper);
	xnb_buf_puts(program, "set multiplot\n");
	put_axes(program, &axis);
	xnb_grid_titles(program, &grid, "time of a call", paper.word,
	                "part of the calls");
	for (size_t p = 0; p < plot->n; p++) {
		xnb_grid_margins(program, &grid, p);
		put_tics(program, &grid, p, &axis);
		put_panel(program, figure, plot, p, first, names,
		          xnb_canvas_log_edge(&axis));
		first += plot->panels[p].n;
		if (p == 0) /* they belong to the page, and were drawn now */
			xnb_buf_puts(program, "unset label\n");
	}
	xnb_grid_put_key(program, &grid, figure->name, &plot->paths, names + 1, false);
	xnb_buf_puts(program, "unset multiplot\n");
	xnb_canvas_end(program);
}

struct numbers {
	size_t least, most; /* calls of a line */
	struct xnb_unit_counts units;
};

static struct numbers count(const struct plot *plot)
{
	struct numbers numbers = {.least = SIZE_MAX};

	for (size_t p = 0; p < plot->n; p++)
		for (size_t l = 0; l < plot->panels[p].n; l++) {
			const struct xnb_summary *s = plot->panels[p].lines[l].summary;
			size_t n = s->series->n_samples;

			numbers.least = n < numbers.least ? n : numbers.least;
			numbers.most = n > numbers.most ? n : numbers.most;
			xnb_unit_counts_take(&numbers.units, s, s->n_units);
		}
	return numbers;
}

static void write_caption(struct xnb_buf *caption, const struct plot *plot)
{
	struct numbers numbers = count(plot);

	xnb_buf_puts(caption, "Time of a hypercall as the part of the calls that took at "
	                      "most so long (ECDF), by operation and path (n = ");
	if (numbers.least < numbers.most)
		xnb_buf_printf(caption, "%zu to ", numbers.least);
	xnb_buf_printf(caption, "%zu calls a line, pooled over ", numbers.most);
	xnb_unit_counts_describe(caption, &numbers.units);
	xnb_buf_puts(caption,
	             "). Each call is timed by itself, one after the other: service time "
	             "in a closed loop, with the cost of reading the clock in it.");
	if (numbers.most > MOST_POINTS)
		xnb_buf_printf(caption, " Lines are drawn with %d steps or fewer.",
		               MOST_POINTS);
	xnb_unit_counts_describe_left_out(caption, &numbers.units);
	if (plot->n_not_positive)
		xnb_buf_printf(
		    caption, " %zu call%s of 0 ns or less %s on the logarithmic axis.",
		    plot->n_not_positive, plot->n_not_positive == 1 ? "" : "s",
		    plot->n_not_positive == 1 ? "has no place" : "have no place");
	if (plot->n_swept)
		xnb_buf_printf(
		    caption,
		    " %zu series that vary vCPUs, domains or callers are in "
		    "figures of their own; here operations on vCPUs are on one.",
		    plot->n_swept);
	if (plot->n_left_out)
		xnb_buf_printf(caption, " %zu series had no room; the table has them.",
		               plot->n_left_out);
}

static int draw(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                const struct xnb_report_data *data, struct xnb_error *err)
{
	struct plot *plot = calloc(1, sizeof(*plot));
	int result = 0;

	if (!plot)
		return xnb_fail_nomem(err);
	plot->least = INFINITY;
	for (size_t i = 0; i < data->summaries.n; i++)
		take_series(plot, &data->summaries.summaries[i]);
	if (plot->n && plot->greatest > 0) {
		write_program(&drawing->program, figure, plot, data);
		write_caption(&drawing->caption, plot);
		result = write_data(&drawing->data, plot, err);
	} else {
		xnb_buf_puts(&drawing->absent,
		             "the run has no samples above 0 of "
		             "experiment hypercall, metric latency in ns");
	}
	free(plot);
	return result;
}

const struct xnb_figure xnb_figure_hypercalls = {
    .name = "hypercalls",
    .title = "How long hypercalls take",
    .experiment = "hypercall",
    .timing = true,
    .draw = draw,
};
