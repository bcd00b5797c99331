/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the creation of a domain takes, step by step: a stacked bar for each way. */
#include "analysis/figures/creation.h"

#include "rundir/params.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_wanted(const struct xnb_summary *s)
{
	char way[16]; /* without one it is how long the round took */

	return strcmp(s->series->experiment, "creation") == 0 &&
	       strcmp(s->series->metric, "duration") == 0 && s->n_units &&
	       xnb_params_get(s->series->params, "way", way, sizeof(way));
}

static bool is_total(const struct xnb_summary *s)
{
	return strcmp(s->series->item, "total") == 0;
}

/* What comes after the creation, as its end does, is not part of the whole. */
static bool is_part(const struct xnb_summaries *all, const struct xnb_summary *s)
{
	for (size_t i = 0; i < all->n; i++)
		if (is_wanted(&all->summaries[i]) && is_total(&all->summaries[i]) &&
		    strcmp(all->summaries[i].series->params, s->series->params) == 0)
			return s->series->samples[0]->seq <=
			       all->summaries[i].series->samples[0]->seq;
	return true;
}

static struct xnb_creation_bar *find_bar(struct xnb_creation *plot, const char *params)
{
	struct xnb_creation_bar *bar = plot->bars;

	for (; bar < plot->bars + plot->n; bar++)
		if (strcmp(bar->params, params) == 0)
			return bar;
	if (plot->n == XNB_MOST_CREATIONS)
		return NULL;
	*bar = (struct xnb_creation_bar){.params = params, .total = {NAN, NAN, NAN}};
	for (size_t i = 0; i < XNB_MOST_STEPS_OF_CREATION; i++)
		bar->steps[i] = NAN;
	plot->n++;
	xnb_param_labels_take(&plot->labels, params, NULL);
	return bar;
}

static void take_step(struct xnb_creation *plot, const struct xnb_summary *s)
{
	size_t i = 0;

	while (i < plot->n_steps && strcmp(plot->steps[i].name, s->series->item) != 0)
		i++;
	if (i == XNB_MOST_STEPS_OF_CREATION) {
		plot->n_left_out++;
		return;
	}
	if (i == plot->n_steps)
		plot->steps[plot->n_steps++] = (struct xnb_creation_step){
		    s->series->item, s->series->samples[0]->seq};
	else if (s->series->samples[0]->seq < plot->steps[i].first)
		plot->steps[i].first = s->series->samples[0]->seq;
}

static int by_time(const void *p, const void *q)
{
	const struct xnb_creation_step *a = p, *b = q;

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

static size_t index_of(const struct xnb_creation *plot, const char *step)
{
	size_t i = 0;

	while (i < plot->n_steps && strcmp(plot->steps[i].name, step) != 0)
		i++;
	return i;
}

static int take(struct xnb_creation *plot, const struct xnb_summary *s,
                struct xnb_error *err)
{
	struct xnb_creation_bar *bar = find_bar(plot, s->series->params);
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

static int collect(struct xnb_creation *plot, const struct xnb_summaries *all,
                   struct xnb_error *err)
{
	for (size_t i = 0; i < all->n; i++)
		if (is_wanted(&all->summaries[i]) && !is_total(&all->summaries[i]) &&
		    is_part(all, &all->summaries[i]))
			take_step(plot, &all->summaries[i]);
	qsort(plot->steps, plot->n_steps, sizeof(plot->steps[0]), by_time);
	for (size_t i = 0; i < all->n; i++)
		if (is_wanted(&all->summaries[i]) && is_part(all, &all->summaries[i]) &&
		    take(plot, &all->summaries[i], err))
			return -1;
	return 0;
}

double xnb_creation_rest(const struct xnb_creation_bar *bar)
{
	double rest = bar->total.center - bar->named;

	return isfinite(rest) && rest > 0 ? rest : 0;
}

bool xnb_creation_has_rest(const struct xnb_creation *plot)
{
	for (size_t i = 0; i < plot->n; i++)
		if (xnb_creation_rest(&plot->bars[i]) > 0)
			return true;
	return false;
}

static void write_caption(struct xnb_buf *caption, const struct xnb_creation *plot)
{
	xnb_buf_puts(caption,
	             "What the creation of a domain takes, by step, in the order of the "
	             "key, and by who builds it. "
	             "Each part is the arithmetic mean of its step over n = ");
	xnb_unit_counts_describe(caption, &plot->units);
	xnb_buf_puts(caption,
	             ", because only such means add up; the number is the whole");
	if (xnb_creation_has_rest(plot))
		xnb_buf_puts(caption,
		             ", and the hatched rest what the measured whole has "
		             "beyond its steps");
	xnb_buf_printf(caption,
	               "; what comes after it (destroy) is in the table. The black bar "
	               "is the 95 %% interval of the whole (Student's "
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
	struct xnb_creation plot = {0};

	if (collect(&plot, &data->summaries, err))
		return -1;
	if (plot.n_steps) {
		xnb_creation_write_data(&drawing->data, &plot);
		xnb_creation_write_program(&drawing->program, figure, &plot, data);
		write_caption(&drawing->caption, &plot);
	} else {
		xnb_buf_puts(&drawing->absent,
		             "the run has no steps of experiment creation, metric "
		             "duration");
	}
	return 0;
}

const struct xnb_figure xnb_figure_creation = {
    .name = "creation",
    .title = "What the creation of a domain takes",
    .experiment = "creation",
    .timing = true,
    .draw = draw,
};
