/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figures/ecdf.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct xnb_ecdf_panel *find_panel(struct xnb_ecdf_plot *plot, const char *name)
{
	char cut[sizeof(plot->panels[0].name)];

	snprintf(cut, sizeof(cut), "%s", name);
	for (size_t i = 0; i < plot->n; i++)
		if (strcmp(plot->panels[i].name, cut) == 0)
			return &plot->panels[i];
	if (plot->n == XNB_ECDF_MOST_PANELS)
		return NULL;
	strcpy(plot->panels[plot->n].name, cut);
	return &plot->panels[plot->n++];
}

static void widen(struct xnb_ecdf_plot *plot, const struct xnb_series *series)
{
	for (size_t i = 0; i < series->n_values; i++) {
		double value = series->values[i];

		if (value <= 0) {
			plot->n_not_positive++;
			continue;
		}
		plot->least = fmin(plot->least, value);
		plot->greatest = fmax(plot->greatest, value);
	}
}

static void add_series(struct xnb_ecdf_plot *plot, const struct xnb_summary *summary)
{
	struct xnb_buf name = {0}, line = {0};
	struct xnb_ecdf_panel *panel;
	size_t style;

	xnb_timed_name_panel(&name, &plot->labels, summary->series);
	xnb_timed_name_line(&line, plot->about, summary->series);
	panel = find_panel(plot, xnb_buf_text(&name));
	style = xnb_line_find(&plot->lines, xnb_buf_text(&line));
	xnb_buf_free(&name);
	xnb_buf_free(&line);
	if (!panel || style == XNB_MOST_LINES || panel->n == XNB_MOST_LINES) {
		plot->n_left_out++;
		return;
	}
	panel->lines[panel->n++] =
	    (struct xnb_ecdf_line){.summary = summary, .style = style};
	widen(plot, summary->series);
}

struct numbers {
	size_t least, most; /* calls of a line */
	struct xnb_unit_counts units;
};

static struct numbers count(const struct xnb_ecdf_plot *plot)
{
	struct numbers numbers = {.least = SIZE_MAX};

	for (size_t p = 0; p < plot->n; p++)
		for (size_t l = 0; l < plot->panels[p].n; l++) {
			const struct xnb_summary *s = plot->panels[p].lines[l].summary;
			size_t n = s->series->n_values;

			numbers.least = n < numbers.least ? n : numbers.least;
			numbers.most = n > numbers.most ? n : numbers.most;
			xnb_unit_counts_take(&numbers.units, s, s->n_units);
		}
	return numbers;
}

static void write_caption(struct xnb_buf *caption, const struct xnb_ecdf_plot *plot,
                          const struct xnb_subject *subject)
{
	struct numbers numbers = count(plot);

	xnb_buf_printf(caption,
	               "%s as the part of the %s that took at most so long (ECDF), by ",
	               plot->about->what, plot->about->of);
	xnb_timed_put_by(caption, plot->about, subject);
	xnb_buf_puts(caption, " (n = ");
	if (numbers.least < numbers.most)
		xnb_buf_printf(caption, "%zu to ", numbers.least);
	xnb_buf_printf(caption, "%zu %s a line, pooled over ", numbers.most,
	               plot->about->of);
	xnb_unit_counts_describe(caption, &numbers.units);
	xnb_buf_printf(caption,
	               "). %s There is no interval: iterations within a unit "
	               "are not independent.",
	               plot->about->more);
	if (numbers.most > XNB_ECDF_MOST_POINTS)
		xnb_buf_printf(caption, " Lines are drawn with %d steps or fewer.",
		               XNB_ECDF_MOST_POINTS);
	xnb_unit_counts_describe_left_out(caption, &numbers.units);
	if (plot->n_not_positive)
		xnb_buf_printf(caption, " %zu of 0 ns or less %s no place on the axis.",
		               plot->n_not_positive,
		               plot->n_not_positive == 1 ? "has" : "have");
	if (plot->n_swept)
		xnb_buf_printf(caption,
		               " %zu series of sweeps are in figures of their own.",
		               plot->n_swept);
	if (plot->n_left_out)
		xnb_buf_printf(caption, " %zu series had no room; the table has them.",
		               plot->n_left_out);
}

static void collect(struct xnb_ecdf_plot *plot, const struct xnb_report_data *data)
{
	xnb_timed_find_labels(&plot->labels, plot->about, data);
	for (size_t i = 0; i < data->summaries.n; i++) {
		const struct xnb_summary *s = &data->summaries.summaries[i];
		enum xnb_timed_place place =
		    xnb_timed_place(plot->about, data, s->series);

		plot->n_swept += place == XNB_TIMED_SWEPT;
		if (place == XNB_TIMED_HERE)
			add_series(plot, s);
	}
}

static int draw(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                const struct xnb_report_data *data, struct xnb_error *err)
{
	const struct xnb_paper paper = xnb_figure_paper(figure, data);
	struct xnb_ecdf_plot plot = {.about = figure->about, .least = INFINITY};

	collect(&plot, data);
	if (plot.n && plot.greatest > 0) {
		xnb_ecdf_write_program(&drawing->program, &paper, &plot);
		write_caption(&drawing->caption, &plot, data->subject);
		return xnb_ecdf_write_data(&drawing->data, &plot, err);
	}
	xnb_buf_printf(
	    &drawing->absent,
	    "the run has no samples above 0 of experiment %s, metric latency in "
	    "ns",
	    plot.about->experiment);
	return 0;
}

const struct xnb_figure xnb_figure_hypercalls = {
    .name = "hypercalls",
    .title = "How long hypercalls take",
    .experiment = "hypercall",
    .timing = true,
    .draw = draw,
    .about = &xnb_timed_calls,
};

const struct xnb_figure xnb_figure_latency_ecdf = {
    .name = "latency-ecdf",
    .title = "How memory latency is distributed",
    .experiment = "latency",
    .timing = true,
    .draw = draw,
    .about = &xnb_timed_loads,
};
