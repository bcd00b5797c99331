/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figures/scenarios.h"

#include "analysis/metadata.h"
#include "analysis/plot/gnuplot.h"
#include "stats/describe.h"

#include <math.h>
#include <stdlib.h>

/* Where a variant lies within its row, which is one high. */
static double place(const struct xnb_comparison_plot *plot, size_t row, size_t variant)
{
	double pitch = 1.0 / (double)(plot->variants.n + 1);

	return (double)row - 0.5 + pitch * (double)(variant + 1);
}

/* Down from the mean to the dots of its domains; nothing where there is no mean. */
static double beside(const struct xnb_comparison_plot *plot)
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
static void put_name(struct xnb_buf *data, const struct xnb_comparison_plot *plot,
                     size_t v)
{
	struct xnb_buf name = {0};

	xnb_variant_name(&name, &plot->variants, v);
	xnb_gnuplot_label(data, xnb_buf_text(&name));
	xnb_buf_free(&name);
	xnb_buf_puts(data, "\n");
}

static void put_means(struct xnb_buf *data, const struct xnb_comparison_plot *plot,
                      size_t v)
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

enum xnb_rows_by xnb_comparison_rows_by(const struct xnb_comparison *about)
{
	return about->exact ? XNB_ROWS_BY_SCENARIO : XNB_ROWS_BY_NODES;
}

static bool is_drawn(const struct xnb_summary *s, const struct xnb_comparison_plot *plot,
                     size_t row, size_t v)
{
	return xnb_summary_is(s, plot->about->experiment, plot->about->metric) &&
	       xnb_summary_has_variant(s, &plot->variants.shown[v]) &&
	       xnb_row_has(&plot->rows.rows[row], s->series,
	                   xnb_comparison_rows_by(plot->about));
}

static void put_unit(struct xnb_buf *data, const struct xnb_comparison_plot *plot,
                     size_t row, size_t v, double value)
{
	xnb_buf_printf(data, "%.10g", place(plot, row, v) + beside(plot));
	put_number(data, value * plot->about->scale);
	xnb_buf_puts(data, "\n");
}

/* Of the sorted values so many that print can show, evenly, with both ends. */
static void put_some(struct xnb_buf *data, const struct xnb_comparison_plot *plot,
                     size_t row, size_t v, const double *sorted, size_t n)
{
	for (size_t i = 0; i < XNB_COMPARISON_MOST_DOTS; i++) {
		size_t at = i * (n - 1) / (XNB_COMPARISON_MOST_DOTS - 1);

		put_unit(data, plot, row, v, sorted[at]);
	}
}

static int put_units_of(struct xnb_buf *data, const struct xnb_comparison_plot *plot,
                        size_t row, size_t v, const struct xnb_summary *s,
                        struct xnb_error *err)
{
	double *values;

	if (s->n_units <= XNB_COMPARISON_MOST_DOTS) {
		for (size_t u = 0; u < s->n_units; u++)
			put_unit(data, plot, row, v, s->units[u].mean);
		return 0;
	}
	values = calloc(s->n_units, sizeof(*values));
	if (!values)
		return xnb_fail_nomem(err);
	for (size_t u = 0; u < s->n_units; u++)
		values[u] = s->units[u].mean;
	xnb_sort(values, s->n_units);
	put_some(data, plot, row, v, values, s->n_units);
	free(values);
	return 0;
}

static int put_units(struct xnb_buf *data, const struct xnb_comparison_plot *plot,
                     size_t v, const struct xnb_summaries *all, struct xnb_error *err)
{
	if (plot->about->exact)
		put_name(data, plot, v);
	xnb_buf_puts(data, "# where, value of one unit of analysis\n");
	for (size_t row = 0; row < plot->rows.n; row++)
		for (size_t i = 0; i < all->n; i++)
			if (is_drawn(&all->summaries[i], plot, row, v) &&
			    put_units_of(data, plot, row, v, &all->summaries[i], err))
				return -1;
	end_block(data);
	return 0;
}

static void put_labels(struct xnb_buf *data, const struct xnb_comparison_plot *plot,
                       const struct xnb_run *run)
{
	struct xnb_buf label = {0};

	xnb_buf_puts(data, "# row, expected value, scenario\n");
	for (size_t i = 0; i < plot->rows.n; i++) {
		const struct xnb_row *row = &plot->rows.rows[i];

		xnb_buf_printf(data, "%zu", i);
		put_number(data, plot->about->of_node_a
		                     ? xnb_metadata_expected_locality(run, row->scenario)
		                     : NAN);
		xnb_buf_puts(data, "\t");
		xnb_buf_clear(&label);
		xnb_row_label(&label, &plot->rows, i);
		xnb_gnuplot_label(data, xnb_buf_text(&label));
		xnb_buf_puts(data, "\n");
	}
	xnb_buf_free(&label);
}

int xnb_comparison_write_data(struct xnb_buf *data,
                              const struct xnb_comparison_plot *plot,
                              const struct xnb_report_data *report, struct xnb_error *err)
{
	for (size_t v = 0; v < plot->variants.n; v++) {
		put_means(data, plot, v);
		if (put_units(data, plot, v, &report->summaries, err))
			return -1;
	}
	put_labels(data, plot, report->run);
	return 0;
}
