/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/summary.h"
#include "stats/describe.h"
#include "stats/quantile.h"

#include <stdlib.h>

static const struct {
	double p;
	const char *name;
} wanted[XNB_N_QUANTILES] = {
    {0.5, "p50"}, {0.9, "p90"}, {0.99, "p99"}, {0.999, "p99.9"}, {0.9999, "p99.99"},
};

int xnb_series_quantiles(struct xnb_quantile_row rows[XNB_N_QUANTILES],
                         const struct xnb_series *series, struct xnb_error *err)
{
	double *values = calloc(series->n_samples + 1, sizeof(*values));

	if (!values)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < series->n_samples; i++)
		values[i] = series->samples[i]->value;
	xnb_sort(values, series->n_samples);
	for (size_t i = 0; i < XNB_N_QUANTILES; i++) {
		struct xnb_interval got =
		    xnb_quantile_interval_sorted(values, series->n_samples, wanted[i].p);

		rows[i] = (struct xnb_quantile_row){
		    wanted[i].p, wanted[i].name, xnb_quantile_least_n(wanted[i].p),
		    got.center,  got.low,        got.high};
	}
	free(values);
	return 0;
}
