/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/history/environment.h"

#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

/* Xen measures the rate of the TSC anew at each boot. */
static bool is_noise(const char *name)
{
	return strcmp(name, "environment.tsc_khz") == 0;
}

static int add(struct xnb_history_difference **out, size_t *n, const char *name,
               const char *before, const char *after, struct xnb_error *err)
{
	struct xnb_history_difference *grown;

	if (is_noise(name) || strcmp(before, after) == 0)
		return 0;
	grown = xnb_grow(*out, *n, sizeof(*grown), err);
	if (!grown)
		return -1;
	*out = grown;
	grown[(*n)++] = (struct xnb_history_difference){name, before, after};
	return 0;
}

/* Both lists are in order of name. */
static int merge(struct xnb_history_difference **out, size_t *n,
                 const struct xnb_history_run *a, const struct xnb_history_run *b,
                 struct xnb_error *err)
{
	size_t i = 0, j = 0;

	while (i < a->n_facts || j < b->n_facts) {
		int order = i == a->n_facts ? 1
		            : j == b->n_facts
		                ? -1
		                : strcmp(a->facts[i].name, b->facts[j].name);
		const char *name = order <= 0 ? a->facts[i].name : b->facts[j].name;
		const char *before = order <= 0 ? a->facts[i++].value : "";
		const char *after = order >= 0 ? b->facts[j++].value : "";

		if (add(out, n, name, before, after, err))
			return -1;
	}
	return 0;
}

int xnb_history_differ(struct xnb_history_difference **out, size_t *n,
                       const struct xnb_history_run *before,
                       const struct xnb_history_run *after, struct xnb_error *err)
{
	*out = NULL;
	*n = 0;
	if (merge(out, n, before, after, err) == 0)
		return 0;
	free(*out);
	*out = NULL;
	*n = 0;
	return -1;
}

static int differ_at(const struct xnb_history *history,
                     const struct xnb_history_series *series,
                     struct xnb_history_change *change, size_t at, struct xnb_error *err)
{
	change->environment_at = at;
	return xnb_history_differ(&change->differences, &change->n_differences,
	                          &history->runs[series->points[at - 1].run],
	                          &history->runs[series->points[at].run], err);
}

/* Where a change is cannot be told to the run in noise, but what changed near it can. */
static int annotate(const struct xnb_history *history,
                    const struct xnb_history_series *series,
                    struct xnb_history_change *change, struct xnb_error *err)
{
	size_t most = change->p == change->p ? XNB_CHANGE_APART : 0;

	for (size_t apart = 0; apart <= most; apart++) {
		if (change->at > apart &&
		    differ_at(history, series, change, change->at - apart, err))
			return -1;
		if (change->n_differences)
			return 0;
		if (apart && change->at + apart < series->n_points &&
		    differ_at(history, series, change, change->at + apart, err))
			return -1;
		if (change->n_differences)
			return 0;
	}
	change->environment_at = change->at;
	return 0;
}

int xnb_history_annotate(const struct xnb_history *history,
                         struct xnb_history_series *series, struct xnb_error *err)
{
	for (size_t i = 0; i < series->n_changes; i++)
		if (annotate(history, series, &series->changes[i], err))
			return -1;
	return 0;
}
