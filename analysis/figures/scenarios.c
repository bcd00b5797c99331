/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The scenarios compared: a row each; domains as small dots, their mean with its interval
 * beside them. Locality, bandwidth and latency differ in a line of a table. */
#include "analysis/figure.h"
#include "analysis/figure_canvas.h"
#include "analysis/figure_rows.h"
#include "analysis/figure_variant.h"
#include "analysis/gnuplot.h"
#include "analysis/metadata.h"

#include <math.h>
#include <string.h>

/* Of the greatest value: how far an axis goes on for the sake of intervals. */
#define MOST_STRETCH 1.5

struct comparison {
	const char *experiment, *metric;
	const char *const *preferred; /* items to show, the first that there are */
	double scale;                 /* of a value on the axis */
	const char *axis;
	bool exact; /* domains and the expected value; no mean, no interval */
	const char *what;
};

static const char *const any_item[] = {NULL};

static const struct comparison locality = {
    .experiment = "placement",
    .metric = "locality",
    .preferred = any_item,
    .scale = 1,
    .axis = "locality: part of the pages that lies on node A",
    .exact = true,
};

static const struct comparison bandwidth = {
    .experiment = "bandwidth",
    .metric = "bandwidth",
    .preferred = xnb_preferred_kernels,
    .scale = 1e-9,
    .axis = "bandwidth (GB/s)",
    .what = "Memory bandwidth of a domain",
};

static const struct comparison latency = {
    .experiment = "latency",
    .metric = "latency",
    .preferred = xnb_preferred_chases,
    .scale = 1,
    .axis = "latency of a dependent load (ns)",
    .what = "Latency of a dependent load",
};

/* Different in hue, in lightness and in form. */
static const struct {
	unsigned color;
	int point;
} styles[XNB_MOST_VARIANTS] = {{0x24285c, 7}, {0xd55e00, 4}, {0x009e73, 9}};

struct plot {
	const struct comparison *about;
	struct xnb_variants variants;
	struct xnb_rows rows;
};

/* Where a variant lies within its row, which is one high. */
static double place(const struct plot *plot, size_t row, size_t variant)
{
	double pitch = 1.0 / (double)(plot->variants.n + 1);

	return (double)row - 0.5 + pitch * (double)(variant + 1);
}

/* Down from the mean to the dots of its domains; nothing where there is no mean. */
static double beside(const struct plot *plot)
{
	return plot->about->exact ? 0 : 0.42 / (double)(plot->variants.n + 1);
}

static void put_number(struct xnb_buf *data, double value)
{
	if (isfinite(value))
		xnb_buf_printf(data, "\t%.10g", value);
	else
		xnb_buf_puts(data, "\t-"); /* what gnuplot takes as missing */
}

static void end_block(struct xnb_buf *data)
{
	xnb_buf_puts(data, "\n\n");
}

/* The first line of a block is the name of its variant, for the key. */
static void put_name(struct xnb_buf *data, const struct plot *plot, size_t v)
{
	struct xnb_buf name = {0};

	xnb_variant_name(&name, &plot->variants, v);
	xnb_gnuplot_label(data, xnb_buf_text(&name));
	xnb_buf_free(&name);
	xnb_buf_puts(data, "\n");
}

static void put_means(struct xnb_buf *data, const struct plot *plot, size_t v)
{
	double scale = plot->about->scale;

	put_name(data, plot, v);
	xnb_buf_puts(data, "# where, mean, low and high end of its 95 % interval\n");
	for (size_t i = 0; i < plot->rows.n; i++) {
		const struct xnb_summary *s = plot->rows.rows[i].summaries[v];

		if (!s)
			continue;
		xnb_buf_printf(data, "%.10g", place(plot, i, v));
		put_number(data, s->center * scale);
		put_number(data, s->low * scale);
		put_number(data, s->high * scale);
		xnb_buf_puts(data, "\n");
	}
	end_block(data);
}

static enum xnb_rows_by rows_by(const struct comparison *about)
{
	return about->exact ? XNB_ROWS_BY_SCENARIO : XNB_ROWS_BY_NODES;
}

static bool is_drawn(const struct xnb_summary *s, const struct plot *plot, size_t row,
                     size_t v)
{
	return xnb_summary_is(s, plot->about->experiment, plot->about->metric) &&
	       xnb_summary_has_variant(s, &plot->variants.shown[v]) &&
	       xnb_row_has(&plot->rows.rows[row], s->series, rows_by(plot->about));
}

static void put_units_of(struct xnb_buf *data, const struct plot *plot, size_t row,
                         size_t v, const struct xnb_summary *s)
{
	for (size_t u = 0; u < s->n_units; u++) {
		xnb_buf_printf(data, "%.10g", place(plot, row, v) + beside(plot));
		put_number(data, s->units[u].mean * plot->about->scale);
		xnb_buf_puts(data, "\n");
	}
}

static void put_units(struct xnb_buf *data, const struct plot *plot, size_t v,
                      const struct xnb_summaries *all)
{
	if (plot->about->exact)
		put_name(data, plot, v);
	xnb_buf_puts(data, "# where, value of one unit of analysis\n");
	for (size_t row = 0; row < plot->rows.n; row++)
		for (size_t i = 0; i < all->n; i++)
			if (is_drawn(&all->summaries[i], plot, row, v))
				put_units_of(data, plot, row, v, &all->summaries[i]);
	end_block(data);
}

static void put_labels(struct xnb_buf *data, const struct plot *plot,
                       const struct xnb_run *run)
{
	struct xnb_buf label = {0};

	xnb_buf_puts(data, "# row, expected value, scenario\n");
	for (size_t i = 0; i < plot->rows.n; i++) {
		const struct xnb_row *row = &plot->rows.rows[i];

		xnb_buf_printf(data, "%zu", i);
		put_number(data, plot->about->exact
		                     ? xnb_metadata_expected_locality(run, row->scenario)
		                     : NAN);
		xnb_buf_puts(data, "\t");
		xnb_buf_clear(&label);
		xnb_row_label(&label, row);
		xnb_gnuplot_label(data, xnb_buf_text(&label));
		xnb_buf_puts(data, "\n");
	}
	xnb_buf_free(&label);
}

struct extremes {
	double value, end; /* the greatest value, the greatest end of an interval */
};

static struct extremes greatest(const struct plot *plot)
{
	struct extremes most = {0, 0};

	for (size_t i = 0; i < plot->rows.n; i++)
		for (size_t v = 0; v < plot->variants.n; v++) {
			const struct xnb_summary *s = plot->rows.rows[i].summaries[v];

			if (!s)
				continue;
			most.value = fmax(most.value, s->max * plot->about->scale);
			if (isfinite(s->high))
				most.end = fmax(most.end, s->high * plot->about->scale);
		}
	return most;
}

/*
 * Where the axis ends. Few units that differ much have intervals many times as long as
 * the values are far apart; such ends are left beyond the edge, and the caption says so.
 */
static double axis_end(const struct plot *plot, bool *cut)
{
	struct extremes most = greatest(plot);
	double end = fmax(most.value, fmin(most.end, MOST_STRETCH * most.value));

	*cut = most.end > end;
	return end > 0 ? end * 1.04 : 1;
}

/* A round step, so that at most five numbers stand on the axis. */
static double tic_step(double end)
{
	static const double round[] = {1, 2, 2.5, 5, 10};
	double power = pow(10, floor(log10(end / 5)));
	size_t i = 0;

	while (round[i] * power * 5 < end)
		i++;
	return round[i] * power;
}

static void put_frame(struct xnb_buf *program, const struct plot *plot)
{
	bool cut;
	double end = axis_end(plot, &cut);

	if (plot->about->exact)
		xnb_buf_puts(program, "set xrange [-0.02:1.02]\nset xtics 0.25\n");
	else
		xnb_buf_printf(program, "set xrange [0:%.10g]\nset xtics %.10g\n", end,
		               tic_step(end));
	xnb_buf_printf(program,
	               "set border 1\n"
	               "set yrange [%zu.5:-0.5]\n"
	               "unset ytics\n"
	               "set grid xtics linecolor rgb \"#d8d8d8\" linewidth 0.5\n",
	               plot->rows.n - 1);
	for (size_t i = 1; i < plot->rows.n; i++)
		xnb_buf_printf(
		    program,
		    "set arrow %zu from graph 0, first %zu.5 to graph 1, first "
		    "%zu.5 nohead back linecolor rgb \"#d8d8d8\" linewidth 0.5\n",
		    i, i - 1, i - 1);
}

static bool has_interval(const struct plot *plot, size_t v)
{
	for (size_t i = 0; i < plot->rows.n; i++)
		if (plot->rows.rows[i].summaries[v] &&
		    isfinite(plot->rows.rows[i].summaries[v]->low))
			return true;
	return false;
}

/* Blocks of the data: a pair for each variant (means, units), then the labels. */
static void put_variant(struct xnb_buf *program, const struct xnb_figure *figure,
                        const struct plot *plot, size_t v)
{
	const char *name = figure->name;
	unsigned color = styles[v].color;

	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu using 2:1 with points pointtype 7 "
	               "pointsize %g linecolor rgb \"#%06x\" %s, \\\n",
	               name, 2 * v + 1, plot->about->exact ? 0.35 : 0.28, color,
	               plot->about->exact ? "title columnheader(1)" : "notitle");
	if (plot->about->exact)
		return;
	if (has_interval(plot, v))
		xnb_buf_printf(program,
		               "\t\"%s.dat\" index %zu using 2:1:3:4 with xerrorbars "
		               "pointsize 0 linewidth 1.5 linecolor rgb \"#%06x\" "
		               "notitle, \\\n",
		               name, 2 * v, color);
	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu using 2:1 with points pointtype %d "
	               "pointsize 0.45 linecolor rgb \"#%06x\" title columnheader(1), "
	               "\\\n",
	               name, 2 * v, styles[v].point, color);
}

static void put_plot(struct xnb_buf *program, const struct xnb_figure *figure,
                     const struct plot *plot)
{
	size_t labels = 2 * plot->variants.n;

	xnb_buf_puts(program, "plot \\\n");
	if (plot->about->exact)
		xnb_buf_printf(program,
		               "\t\"%s.dat\" index %zu using 2:1 with points pointtype "
		               "12 pointsize 0.9 linecolor rgb \"#d55e00\" title "
		               "\"expected\", \\\n",
		               figure->name, labels);
	for (size_t v = 0; v < plot->variants.n; v++)
		put_variant(program, figure, plot, v);
	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu using (%s):1:3 with labels right offset "
	               "-0.5,0 notitle\n",
	               figure->name, labels, plot->about->exact ? "-0.02" : "0");
}

static struct xnb_canvas_key make_key(const struct plot *plot)
{
	struct xnb_canvas_key key = {.entries = 0};
	struct xnb_buf name = {0};

	if (plot->about->exact)
		xnb_canvas_key_take(&key, "expected");
	for (size_t v = 0; v < plot->variants.n; v++) {
		xnb_buf_clear(&name);
		xnb_variant_name(&name, &plot->variants, v);
		xnb_canvas_key_take(&key, xnb_buf_text(&name));
	}
	xnb_buf_free(&name);
	return key;
}

static void write_program(struct xnb_buf *program, const struct xnb_figure *figure,
                          const struct plot *plot, const struct xnb_report_data *data)
{
	struct xnb_canvas canvas = {
	    .width = XNB_COLUMN_INCHES,
	    .left = xnb_canvas_text_inches(xnb_rows_longest_label(&plot->rows)) + 0.12,
	    .right = 0.12,
	    .bottom = 0.4,
	};
	struct xnb_canvas_key key = make_key(plot);
	double row = 0.06 + 0.115 * (double)plot->variants.n;

	canvas.top =
	    xnb_canvas_key_place(&key, &canvas, xnb_canvas_mark_inches(figure, data));
	canvas.height = canvas.top + canvas.bottom + row * (double)plot->rows.n;
	xnb_canvas_begin(program, &canvas, figure, data);
	put_frame(program, plot);
	xnb_canvas_x_title(program, &canvas, plot->about->axis,
	                   figure->timing ? data->timing_word : NULL);
	xnb_canvas_key(program, &canvas, &key);
	put_plot(program, figure, plot);
	xnb_canvas_end(program);
}

/* The two ways in which the placement of a domain is told; see docs/design.md. */
static void describe_ways(struct xnb_buf *caption, const struct plot *plot)
{
	if (plot->variants.n > 1)
		xnb_buf_puts(caption,
		             " Populated: told extent by extent while the domain was "
		             "built; returned: told from the memory that came back "
		             "at its end. Each only where it is exact.");
}

static bool only_domains(const struct xnb_unit_counts *counts)
{
	return counts->levels[XNB_LEVEL_BOOT].n_series == 0 &&
	       counts->levels[XNB_LEVEL_BLOCK].n_series == 0;
}

static void write_exact_caption(struct xnb_buf *caption, const struct plot *plot,
                                const struct xnb_report_data *data)
{
	struct xnb_unit_counts counts;

	xnb_rows_count_units(&counts, &plot->rows);
	xnb_buf_puts(caption,
	             "Locality of each domain: the part of its pages that lies on "
	             "node A");
	if (data->node_a[0])
		xnb_buf_printf(caption, " (node %s)", data->node_a);
	xnb_buf_printf(caption, ". One dot is one %s, equal ones coincide (n = ",
	               only_domains(&counts) ? "domain" : "unit of analysis");
	xnb_unit_counts_describe(caption, &counts);
	xnb_buf_puts(
	    caption,
	    " a scenario, those of the experiment placement); the diamond is what the "
	    "scenario should give.");
	describe_ways(caption, plot);
	xnb_buf_puts(caption, " Pages are counted, so there is no interval.");
}

static void write_mean_caption(struct xnb_buf *caption, const struct plot *plot)
{
	struct xnb_unit_counts counts;
	bool cut;

	xnb_rows_count_units(&counts, &plot->rows);
	xnb_buf_printf(caption,
	               "%s by scenario, with the nodes of vCPUs \u2192 pages as "
	               "measured: ",
	               plot->about->what);
	xnb_variants_describe(caption, &plot->variants);
	xnb_buf_puts(caption, ". Each small mark is one unit of analysis (n = ");
	xnb_unit_counts_describe(caption, &counts);
	xnb_buf_printf(
	    caption,
	    " a scenario), the mean of its samples; the large mark beside them "
	    "is their geometric mean with its 95 %% interval (Student's t), "
	    "which takes at least %d units.",
	    XNB_LEAST_UNITS);
	xnb_unit_counts_describe_left_out(caption, &counts);
	axis_end(plot, &cut);
	if (cut)
		xnb_buf_puts(caption,
		             " Intervals that reach the right edge go on beyond it; "
		             "the tables have their ends.");
}

static void draw_plot(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                      const struct plot *plot, const struct xnb_report_data *data)
{
	for (size_t v = 0; v < plot->variants.n; v++) {
		put_means(&drawing->data, plot, v);
		put_units(&drawing->data, plot, v, &data->summaries);
	}
	put_labels(&drawing->data, plot, data->run);
	write_program(&drawing->program, figure, plot, data);
	if (plot->about->exact)
		write_exact_caption(&drawing->caption, plot, data);
	else
		write_mean_caption(&drawing->caption, plot);
}

static int draw(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                const struct comparison *about, const struct xnb_report_data *data,
                struct xnb_error *err)
{
	struct plot plot = {.about = about};

	if (xnb_variants_choose(&plot.variants, data, about->experiment, about->metric,
	                        about->preferred, XNB_MOST_VARIANTS, err) ||
	    xnb_rows_collect(&plot.rows, data, about->experiment, about->metric,
	                     &plot.variants, rows_by(about), err))
		return -1;
	if (plot.rows.n)
		draw_plot(drawing, figure, &plot, data);
	else
		xnb_buf_printf(&drawing->absent,
		               "the run has no samples of experiment %s, metric %s",
		               about->experiment, about->metric);
	xnb_rows_free(&plot.rows);
	return 0;
}

static int draw_locality(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                         const struct xnb_report_data *data, struct xnb_error *err)
{
	return draw(drawing, figure, &locality, data, err);
}

static int draw_bandwidth(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                          const struct xnb_report_data *data, struct xnb_error *err)
{
	return draw(drawing, figure, &bandwidth, data, err);
}

static int draw_latency(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                        const struct xnb_report_data *data, struct xnb_error *err)
{
	return draw(drawing, figure, &latency, data, err);
}

const struct xnb_figure xnb_figure_locality = {
    .name = "locality",
    .title = "Locality by scenario",
    .experiment = "placement",
    .timing = false,
    .draw = draw_locality,
};

const struct xnb_figure xnb_figure_bandwidth = {
    .name = "bandwidth",
    .title = "Memory bandwidth by scenario",
    .experiment = "bandwidth",
    .timing = true,
    .draw = draw_bandwidth,
};

const struct xnb_figure xnb_figure_latency = {
    .name = "latency",
    .title = "Memory latency by scenario",
    .experiment = "latency",
    .timing = true,
    .draw = draw_latency,
};
