/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the creation of a domain takes, step by step: a stacked bar for each way. */
#include "analysis/figure.h"
#include "analysis/figure_canvas.h"
#include "analysis/gnuplot.h"
#include "analysis/param_labels.h"
#include "analysis/unit_counts.h"
#include "analysis/utf8.h"
#include "stats/interval.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 24, MOST_BARS = 24 };

#define BAR_INCHES 0.24
#define HALF_BAR   0.36

struct bar {
	const char *params;
	double steps[MOST_STEPS]; /* s; NAN: it has no such step */
	struct xnb_interval total;
	double named; /* sum of the steps */
};

struct plot {
	struct bar bars[MOST_BARS];
	size_t n;
	struct step {
		const char *name;
		int64_t first; /* when it was first seen, for the order */
	} steps[MOST_STEPS];
	size_t n_steps;
	struct xnb_param_labels labels;
	struct xnb_unit_counts units;
	size_t n_left_out;
};

static bool is_wanted(const struct xnb_summary *s)
{
	return strcmp(s->series->experiment, "creation") == 0 &&
	       strcmp(s->series->metric, "duration") == 0 && s->n_units;
}

static bool is_total(const struct xnb_summary *s)
{
	return strcmp(s->series->item, "total") == 0;
}

static struct bar *find_bar(struct plot *plot, const char *params)
{
	struct bar *bar = plot->bars;

	for (; bar < plot->bars + plot->n; bar++)
		if (strcmp(bar->params, params) == 0)
			return bar;
	if (plot->n == MOST_BARS)
		return NULL;
	*bar = (struct bar){.params = params, .total = {NAN, NAN, NAN}};
	for (size_t i = 0; i < MOST_STEPS; i++)
		bar->steps[i] = NAN;
	plot->n++;
	xnb_param_labels_take(&plot->labels, params, NULL);
	return bar;
}

static void take_step(struct plot *plot, const struct xnb_summary *s)
{
	size_t i = 0;

	while (i < plot->n_steps && strcmp(plot->steps[i].name, s->series->item) != 0)
		i++;
	if (i == MOST_STEPS) {
		plot->n_left_out++;
		return;
	}
	if (i == plot->n_steps)
		plot->steps[plot->n_steps++] =
		    (struct step){s->series->item, s->series->samples[0]->seq};
	else if (s->series->samples[0]->seq < plot->steps[i].first)
		plot->steps[i].first = s->series->samples[0]->seq;
}

static int by_time(const void *p, const void *q)
{
	const struct step *a = p, *b = q;

	return (a->first > b->first) - (a->first < b->first);
}

/* Arithmetic, because only such means add up. */
static int mean_of(struct xnb_interval *mean, const struct xnb_summary *s,
                   struct xnb_error *err)
{
	double *values = calloc(s->n_units + 1, sizeof(*values));

	if (!values)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < s->n_units; i++)
		values[i] = s->units[i].mean;
	*mean = xnb_mean_interval(values, s->n_units);
	if (s->n_units < XNB_LEAST_UNITS)
		mean->low = mean->high = NAN;
	free(values);
	return 0;
}

static size_t index_of(const struct plot *plot, const char *step)
{
	size_t i = 0;

	while (i < plot->n_steps && strcmp(plot->steps[i].name, step) != 0)
		i++;
	return i;
}

static int take(struct plot *plot, const struct xnb_summary *s, struct xnb_error *err)
{
	struct bar *bar = find_bar(plot, s->series->params);
	struct xnb_interval mean;
	size_t step = index_of(plot, s->series->item);

	if (!bar || (!is_total(s) && step == plot->n_steps)) {
		plot->n_left_out++;
		return 0;
	}
	if (mean_of(&mean, s, err))
		return -1;
	xnb_unit_counts_take(&plot->units, s, s->n_units);
	if (is_total(s)) {
		bar->total = mean;
	} else {
		bar->steps[step] = mean.center;
		bar->named += mean.center;
	}
	return 0;
}

static int collect(struct plot *plot, const struct xnb_summaries *all,
                   struct xnb_error *err)
{
	for (size_t i = 0; i < all->n; i++)
		if (is_wanted(&all->summaries[i]) && !is_total(&all->summaries[i]))
			take_step(plot, &all->summaries[i]);
	qsort(plot->steps, plot->n_steps, sizeof(plot->steps[0]), by_time);
	for (size_t i = 0; i < all->n; i++)
		if (is_wanted(&all->summaries[i]) && take(plot, &all->summaries[i], err))
			return -1;
	return 0;
}

/* What the total has beyond the steps; 0 where there is no total. */
static double rest_of(const struct bar *bar)
{
	double rest = bar->total.center - bar->named;

	return isfinite(rest) && rest > 0 ? rest : 0;
}

static double end_of(const struct bar *bar)
{
	return bar->named + rest_of(bar);
}

static void put_boxes(struct xnb_buf *data, const struct plot *plot, size_t step)
{
	xnb_gnuplot_label(data, plot->steps[step].name);
	xnb_buf_puts(data, "\n# from and to in s, bar\n");
	for (size_t i = 0; i < plot->n; i++) {
		const struct bar *bar = &plot->bars[i];
		double from = 0;

		if (!isfinite(bar->steps[step]))
			continue;
		for (size_t j = 0; j < step; j++)
			from += isfinite(bar->steps[j]) ? bar->steps[j] : 0;
		xnb_buf_printf(data, "%.10g\t%.10g\t%zu\n", from, from + bar->steps[step],
		               i);
	}
	xnb_buf_puts(data, "\n\n");
}

static void put_rest(struct xnb_buf *data, const struct plot *plot)
{
	xnb_buf_puts(data, "rest\n# from and to in s, bar\n");
	for (size_t i = 0; i < plot->n; i++)
		if (rest_of(&plot->bars[i]) > 0)
			xnb_buf_printf(data, "%.10g\t%.10g\t%zu\n", plot->bars[i].named,
			               end_of(&plot->bars[i]), i);
	xnb_buf_puts(data, "\n\n");
}

static void put_bars(struct xnb_buf *data, const struct plot *plot)
{
	struct xnb_buf name = {0};

	xnb_buf_puts(data, "# bar, its end, total, low and high end of the total's 95 % "
	                   "interval, end as text, name\n");
	for (size_t i = 0; i < plot->n; i++) {
		const struct bar *bar = &plot->bars[i];

		xnb_buf_printf(data, "%zu\t%.10g", i, end_of(bar));
		if (isfinite(bar->total.low))
			xnb_buf_printf(data, "\t%.10g\t%.10g\t%.10g", bar->total.center,
			               fmax(bar->total.low, 0), bar->total.high);
		else
			xnb_buf_puts(data, "\t-\t-\t-");
		xnb_buf_printf(data, "\t%.3g ms\t", end_of(bar) * 1000);
		xnb_buf_clear(&name);
		xnb_param_labels_put(&name, &plot->labels, bar->params, "");
		xnb_gnuplot_label(data, name.length ? xnb_buf_text(&name) : "creation");
		xnb_buf_puts(data, "\n");
	}
	xnb_buf_free(&name);
}

static size_t longest_name(const struct plot *plot)
{
	size_t longest = strlen("creation");
	struct xnb_buf name = {0};

	for (size_t i = 0; i < plot->n; i++) {
		size_t length;

		xnb_buf_clear(&name);
		xnb_param_labels_put(&name, &plot->labels, plot->bars[i].params, "");
		length = xnb_utf8_length(xnb_buf_text(&name));
		longest = length > longest ? length : longest;
	}
	xnb_buf_free(&name);
	return longest;
}

/* The end of the axis: behind the longest bar or interval. */
static double axis_end(const struct plot *plot)
{
	double end = 0;

	for (size_t i = 0; i < plot->n; i++) {
		end = fmax(end, end_of(&plot->bars[i]));
		if (isfinite(plot->bars[i].total.high))
			end = fmax(end, fmin(plot->bars[i].total.high,
			                     1.5 * end_of(&plot->bars[i])));
	}
	return end > 0 ? end * 1.02 : 1;
}

static bool has_rest(const struct plot *plot)
{
	for (size_t i = 0; i < plot->n; i++)
		if (rest_of(&plot->bars[i]) > 0)
			return true;
	return false;
}

static void put_plot(struct xnb_buf *program, const char *name, const struct plot *plot,
                     double end)
{
	const char *box = "using 1:3:1:2:($3-" /* see HALF_BAR */;
	size_t bars = plot->n_steps + has_rest(plot);

	xnb_buf_puts(program, "plot \\\n");
	for (size_t i = 0; i < plot->n_steps; i++)
		xnb_buf_printf(program,
		               "\t\"%s.dat\" index %zu %s%g):($3+%g) with boxxyerror "
		               "fillstyle solid 1 border rgb \"#ffffff\" linewidth 0.4 "
		               "linecolor rgb \"#%06x\" title columnheader(1), \\\n",
		               name, i, box, HALF_BAR, HALF_BAR,
		               xnb_canvas_color(i, plot->n_steps));
	if (has_rest(plot))
		xnb_buf_printf(program,
		               "\t\"%s.dat\" index %zu %s%g):($3+%g) with boxxyerror "
		               "fillstyle pattern 4 border linewidth 0.4 linecolor rgb "
		               "\"#808080\" title columnheader(1), \\\n",
		               name, plot->n_steps, box, HALF_BAR, HALF_BAR);
	xnb_buf_printf(program,
	               "\t\"%s.dat\" index %zu using 3:1:4:5 with xerrorbars pointsize 0 "
	               "linewidth 1 linecolor rgb \"#000000\" notitle, \\\n"
	               "\t\"%s.dat\" index %zu using (%.10g):1:6 with labels left offset "
	               "0.5,0 notitle, \\\n"
	               "\t\"%s.dat\" index %zu using (0):1:7 with labels right offset "
	               "-0.5,0 notitle\n",
	               name, bars, name, bars, end, name, bars);
}

static void write_program(struct xnb_buf *program, const struct xnb_figure *figure,
                          const struct plot *plot, const struct xnb_report_data *data)
{
	struct xnb_canvas_key key = {.entries = 0};
	double end = axis_end(plot);
	struct xnb_canvas canvas = {
	    .width = XNB_COLUMN_INCHES,
	    .left = xnb_canvas_text_inches(longest_name(plot)) + 0.12,
	    .right = 0.62,
	    .bottom = 0.4,
	};

	for (size_t i = 0; i < plot->n_steps; i++)
		xnb_canvas_key_take(&key, plot->steps[i].name);
	if (has_rest(plot))
		xnb_canvas_key_take(&key, "rest");
	canvas.top =
	    xnb_canvas_key_place(&key, &canvas, xnb_canvas_mark_inches(figure, data));
	canvas.height = canvas.top + canvas.bottom + BAR_INCHES * (double)plot->n;
	xnb_canvas_begin(program, &canvas, figure, data);
	xnb_buf_printf(program,
	               "set border 1\nset xrange [0:%.10g]\nset xtics %.10g\n"
	               "set format x \"%%.0s%%cs\"\nset yrange [%zu.5:-0.5]\n"
	               "unset ytics\n",
	               end, xnb_canvas_tic_step(end, 3), plot->n - 1);
	xnb_canvas_x_title(program, &canvas, "time of a creation", data->timing_word);
	xnb_canvas_key(program, &canvas, &key);
	put_plot(program, figure->name, plot, end);
	xnb_canvas_end(program);
}

static void write_caption(struct xnb_buf *caption, const struct plot *plot)
{
	xnb_buf_puts(caption,
	             "What the creation of a domain takes, by step and by who builds it. "
	             "Each part is the arithmetic mean of its step over n = ");
	xnb_unit_counts_describe(caption, &plot->units);
	xnb_buf_puts(caption,
	             ", because only such means add up; the number is the whole");
	if (has_rest(plot))
		xnb_buf_puts(caption,
		             ", and the hatched rest what the measured whole has "
		             "beyond its steps");
	xnb_buf_printf(caption,
	               ". The black bar is the 95 %% interval of the whole (Student's "
	               "t) where there are %d or more.",
	               XNB_LEAST_UNITS);
	if (plot->n_left_out)
		xnb_buf_printf(caption, " %zu series had no room; the table has them.",
		               plot->n_left_out);
	xnb_unit_counts_describe_left_out(caption, &plot->units);
}

static int draw(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                const struct xnb_report_data *data, struct xnb_error *err)
{
	struct plot *plot = calloc(1, sizeof(*plot));
	int result;

	if (!plot)
		return xnb_fail_nomem(err);
	result = collect(plot, &data->summaries, err);
	if (!result && plot->n_steps) {
		for (size_t i = 0; i < plot->n_steps; i++)
			put_boxes(&drawing->data, plot, i);
		if (has_rest(plot))
			put_rest(&drawing->data, plot);
		put_bars(&drawing->data, plot);
		write_program(&drawing->program, figure, plot, data);
		write_caption(&drawing->caption, plot);
	} else if (!result) {
		xnb_buf_puts(&drawing->absent,
		             "the run has no steps of experiment creation, metric "
		             "duration");
	}
	free(plot);
	return result;
}

const struct xnb_figure xnb_figure_creation = {
    .name = "creation",
    .title = "What the creation of a domain takes",
    .experiment = "creation",
    .timing = true,
    .draw = draw,
};
