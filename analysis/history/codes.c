/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/codes.h"

#include <math.h>
#include <stdlib.h>

/* Texts are interned: equal ones have one address. */
static bool are_together(const struct xnb_history_series *a,
                         const struct xnb_history_series *b)
{
	return a->key.experiment == b->key.experiment &&
	       a->key.scenario == b->key.scenario && a->host == b->host &&
	       a->topology == b->topology && a->timing == b->timing;
}

/* has_run[i]: the i-th run has some series of the experiment and scenario. Returns how
 * many have. */
static size_t find_runs(bool *has_run, const struct xnb_history *history,
                        const struct xnb_history_series *series)
{
	size_t n = 0;

	for (size_t i = 0; i < history->n_series; i++) {
		const struct xnb_history_series *other = &history->series[i];

		for (size_t j = 0; are_together(series, other) && j < other->n_points;
		     j++) {
			n += !has_run[other->points[j].run];
			has_run[other->points[j].run] = true;
		}
	}
	return n;
}

/* The runs are in order of time, and so are the points. */
static void fill(struct xnb_history_point *points,
                 const struct xnb_history_series *series, const bool *has_run,
                 size_t n_runs)
{
	size_t n = 0, next = 0;

	for (size_t run = 0; run < n_runs; run++) {
		size_t like = next < series->n_points ? next : series->n_points - 1;

		if (!has_run[run])
			continue;
		if (next < series->n_points && series->points[next].run == run)
			points[n++] = series->points[next++];
		else
			points[n++] = (struct xnb_history_point){
			    .run = run,
			    .low = NAN,
			    .high = NAN,
			    .ideal = series->points[like].ideal,
			    .tolerance = series->points[like].tolerance,
			};
	}
}

static int fill_series(struct xnb_history *history, struct xnb_history_series *series,
                       struct xnb_error *err)
{
	bool *has_run = calloc(history->n_runs, sizeof(*has_run));
	size_t n = has_run ? find_runs(has_run, history, series) : 0;
	struct xnb_history_point *points = calloc(n + 1, sizeof(*points));

	if (!has_run || !points) {
		free(has_run);
		free(points);
		return xnb_fail_nomem(err);
	}
	fill(points, series, has_run, history->n_runs);
	free(series->points);
	series->points = points;
	series->n_points = n;
	free(has_run);
	return 0;
}

int xnb_history_fill_codes(struct xnb_history *history, struct xnb_error *err)
{
	for (size_t i = 0; i < history->n_series; i++)
		if (history->series[i].is_code &&
		    fill_series(history, &history->series[i], err))
			return -1;
	return 0;
}
