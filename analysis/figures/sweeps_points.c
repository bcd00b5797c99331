/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figures/sweeps.h"

#include "rundir/params.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool get_x(const struct xnb_sweep *about, const struct xnb_series *series,
                  double *x)
{
	char text[32], *end;

	if (!xnb_params_get(series->params, about->key, text, sizeof(text)))
		return false;
	*x = strtod(text, &end);
	return !*end && isfinite(*x);
}

/* NULL where the figure does not show this metric. */
static const struct xnb_sweep_metric *find_metric(const struct xnb_sweep *about,
                                                  const struct xnb_series *series)
{
	for (const struct xnb_sweep_metric *m = about->metrics; m->metric; m++)
		if (strcmp(series->metric, m->metric) == 0)
			return m;
	return NULL;
}

static bool is_wanted(const struct xnb_sweep *about, const struct xnb_summary *s)
{
	double x;

	return strcmp(s->series->experiment, about->experiment) == 0 &&
	       find_metric(about, s->series) && s->n_units && get_x(about, s->series, &x);
}

/* What tells two things apart that are swept. */
static void name_thing(struct xnb_params *out, const struct xnb_sweep *about,
                       const char *params)
{
	struct xnb_params rest;
	const char *const aside[] = {about->key, about->follows, NULL};

	xnb_params_without(&rest, params, aside);
	xnb_params_without(out, rest.text, about->line_keys);
}

static bool is_same_thing(const struct xnb_sweep *about, const struct xnb_series *a,
                          const struct xnb_series *b)
{
	struct xnb_params x[2];

	name_thing(&x[0], about, a->params);
	name_thing(&x[1], about, b->params);
	return strcmp(a->item, b->item) == 0 && strcmp(a->metric, b->metric) == 0 &&
	       strcmp(x[0].text, x[1].text) == 0;
}

/* Whether the run has the same thing at another place of the x axis too. */
static bool is_swept(const struct xnb_sweep *about, const struct xnb_summaries *all,
                     const struct xnb_summary *s)
{
	double x, other;

	get_x(about, s->series, &x);
	for (size_t i = 0; i < all->n; i++)
		if (is_wanted(about, &all->summaries[i]) &&
		    get_x(about, all->summaries[i].series, &other) && other != x &&
		    is_same_thing(about, s->series, all->summaries[i].series))
			return true;
	return false;
}

/* Series that differ in nothing but the nodes lie together. */
static bool differs_in_nodes(const struct xnb_summaries *all, size_t i)
{
	const struct xnb_series *a = all->summaries[i].series;

	for (size_t j = i ? i - 1 : 0; j < all->n && j <= i + 1; j++) {
		const struct xnb_series *b = all->summaries[j].series;

		if (j != i && strcmp(a->experiment, b->experiment) == 0 &&
		    strcmp(a->item, b->item) == 0 && strcmp(a->params, b->params) == 0 &&
		    strcmp(a->metric, b->metric) == 0 &&
		    strcmp(a->scenario, b->scenario) == 0)
			return true;
	}
	return false;
}

/* What tells the panels of one item apart: `wanted` says which series are shown. */
static void label_item(struct xnb_param_labels *labels, const struct xnb_sweep *about,
                       const struct xnb_summaries *all, const bool *wanted,
                       const char *item)
{
	struct xnb_params params;

	*labels = (struct xnb_param_labels){.n_keys = 0};
	for (size_t i = 0; i < all->n; i++) {
		if (!wanted[i] || strcmp(all->summaries[i].series->item, item) != 0)
			continue;
		name_thing(&params, about, all->summaries[i].series->params);
		xnb_param_labels_take(labels, params.text, NULL);
	}
}

static void name_panel(struct xnb_buf *name, const struct xnb_sweep_plot *plot,
                       const struct xnb_summaries *all, const bool *wanted,
                       const struct xnb_series *series)
{
	struct xnb_param_labels labels;
	struct xnb_params params;

	label_item(&labels, plot->about, all, wanted, series->item);
	if (find_metric(plot->about, series)->name)
		xnb_buf_puts(name, find_metric(plot->about, series)->name);
	if (!plot->about->item_is_line)
		xnb_buf_puts(name, series->item);
	name_thing(&params, plot->about, series->params);
	xnb_param_labels_put(name, &labels, params.text, name->length ? " " : "");
}

static void name_line(struct xnb_buf *name, const struct xnb_sweep_plot *plot,
                      const struct xnb_summaries *all, size_t i)
{
	const struct xnb_series *series = all->summaries[i].series;
	struct xnb_params params;

	xnb_buf_puts(name, plot->about->item_is_line ? series->item : series->scenario);
	xnb_params_only(&params, series->params, plot->about->line_keys);
	xnb_param_labels_put(name, &plot->lines, params.text, name->length ? " " : "");
	if (differs_in_nodes(all, i))
		xnb_buf_printf(name, " %s\u2192%s", series->cpu_node, series->mem_node);
	if (name->length == 0) /* the only path, of which nothing tells it apart */
		xnb_buf_puts(name, "call");
}

static int take_points(struct xnb_sweep_plot *plot, const char *panel, const char *line,
                       struct xnb_curve_point point, double upper, struct xnb_error *err)
{
	double scale = plot->about->scale;

	point.y *= scale;
	point.low *= scale;
	point.high *= scale;
	if (xnb_curves_take(&plot->curves, panel, line, &point, err))
		return -1;
	if (!isfinite(upper))
		return 0;
	plot->has_upper = true;
	point = xnb_curve_point(XNB_CURVE_MARK, point.x, upper * scale);
	return xnb_curves_take(&plot->curves, panel, line, &point, err);
}

static int take_series(struct xnb_sweep_plot *plot, const char *panel, const char *line,
                       const struct xnb_summary *s, struct xnb_error *err)
{
	struct xnb_quantile_row rows[XNB_N_QUANTILES];
	struct xnb_curve_point point = {
	    .kind = XNB_CURVE_MEAN, .y = s->center, .low = s->low, .high = s->high};
	double upper = NAN;

	get_x(plot->about, s->series, &point.x);
	if (plot->about->median) {
		if (xnb_summary_quantiles(rows, s, err))
			return -1;
		point.y = rows[0].value;
		point.low = rows[0].low;
		point.high = rows[0].high;
		upper = rows[2].value;
	}
	if (!isfinite(point.y)) {
		plot->n_too_few++;
		return 0;
	}
	xnb_unit_counts_take(&plot->units, s, s->n_units);
	return take_points(plot, panel, line, point, upper, err);
}

static int take_summary(struct xnb_sweep_plot *plot, const struct xnb_summaries *all,
                        const bool *wanted, size_t i, struct xnb_error *err)
{
	struct xnb_buf panel = {0}, line = {0};
	int result;

	name_panel(&panel, plot, all, wanted, all->summaries[i].series);
	name_line(&line, plot, all, i);
	result = take_series(plot, xnb_buf_text(&panel), xnb_buf_text(&line),
	                     &all->summaries[i], err);
	xnb_buf_free(&panel);
	xnb_buf_free(&line);
	return result;
}

/* The labels first: they say what differs in all that is shown. */
static int collect_wanted(struct xnb_sweep_plot *plot, const struct xnb_summaries *all,
                          bool *wanted, struct xnb_error *err)
{
	struct xnb_params params;

	for (size_t i = 0; i < all->n; i++) {
		const struct xnb_summary *s = &all->summaries[i];

		if (!is_wanted(plot->about, s))
			continue;
		wanted[i] = is_swept(plot->about, all, s);
		plot->n_single += !wanted[i];
		if (!wanted[i])
			continue;
		xnb_params_only(&params, s->series->params, plot->about->line_keys);
		xnb_param_labels_take(&plot->lines, params.text, NULL);
	}
	for (size_t i = 0; i < all->n; i++)
		if (wanted[i] && take_summary(plot, all, wanted, i, err))
			return -1;
	return 0;
}

int xnb_sweep_collect(struct xnb_sweep_plot *plot, const struct xnb_summaries *all,
                      struct xnb_error *err)
{
	bool *wanted = calloc(all->n + 1, sizeof(*wanted));
	int result;

	if (!wanted)
		return xnb_fail_nomem(err);
	result = collect_wanted(plot, all, wanted, err);
	free(wanted);
	return result;
}
