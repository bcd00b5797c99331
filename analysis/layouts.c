/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/layouts.h"

#include "rundir/params.h"

#include <stdlib.h>
#include <string.h>

static bool is_wanted(const struct xnb_summary *s)
{
	return strcmp(s->series->experiment, "contention") == 0 && s->n_units &&
	       (strncmp(s->series->metric, "aggregate-", 10) == 0 ||
	        strncmp(s->series->metric, "worst-", 6) == 0);
}

static unsigned long number_of(const struct xnb_series *series, const char *key)
{
	char text[24];

	return xnb_params_get(series->params, key, text, sizeof(text))
	           ? strtoul(text, NULL, 10)
	           : 0;
}

static bool is_at(const struct xnb_layout_point *point, const struct xnb_summary *s)
{
	return is_wanted(s) && strcmp(point->item, s->series->item) == 0 &&
	       strcmp(point->metric, s->series->metric) == 0 &&
	       strcmp(point->params, s->series->params) == 0;
}

static int by_place(const void *p, const void *q)
{
	const struct xnb_layout_point *a = p, *b = q;
	int order = strcmp(a->metric, b->metric);

	if (!order)
		order = strcmp(a->item, b->item);
	if (!order)
		order = (a->vcpus > b->vcpus) - (a->vcpus < b->vcpus);
	if (!order)
		order = (a->domains > b->domains) - (a->domains < b->domains);
	return order ? order : strcmp(a->params, b->params);
}

/* A scenario whose domains came to lie on several nodes has a series for each: the one
 * with the most units stands for it. */
static bool stands_for_its_layout(const struct xnb_summaries *all,
                                  const struct xnb_layout_point *point, size_t i)
{
	const struct xnb_summary *s = &all->summaries[i];

	for (size_t j = 0; j < all->n; j++) {
		const struct xnb_summary *t = &all->summaries[j];

		if (j != i && is_at(point, t) &&
		    strcmp(s->series->scenario, t->series->scenario) == 0 &&
		    (t->n_units > s->n_units || (t->n_units == s->n_units && j < i)))
			return false;
	}
	return true;
}

static bool is_local(const struct xnb_summary *s)
{
	return strcmp(s->series->scenario, "local") == 0;
}

static bool is_more(const struct xnb_summary *s, const struct xnb_summary *than)
{
	return !than || s->center > than->center;
}

static void find_layouts(struct xnb_layout_point *point, const struct xnb_summaries *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct xnb_summary *s = &all->summaries[i];

		if (!is_at(point, s) || !stands_for_its_layout(all, point, i))
			continue;
		point->n++;
		if (is_local(s))
			point->local = s;
		else if (is_more(s, point->other))
			point->other = s;
		if (is_more(s, point->best)) {
			point->next = point->best;
			point->best = s;
		} else if (is_more(s, point->next)) {
			point->next = s;
		}
	}
}

static int is_above(bool *above, const struct xnb_summary *a, const struct xnb_summary *b,
                    struct xnb_error *err)
{
	struct xnb_arms arms;

	if (xnb_arms_compare(&arms, a, b, err))
		return -1;
	*above = !arms.why_not && arms.ratio.low > 1 + XNB_LAYOUT_MARGIN; /* NAN: not */
	return 0;
}

static int judge(struct xnb_layout_point *point, const struct xnb_summaries *all,
                 struct xnb_error *err)
{
	find_layouts(point, all);
	if (!point->next)
		return 0;
	if (xnb_arms_compare(&point->over_next, point->best, point->next, err) ||
	    (point->local &&
	     xnb_arms_compare(&point->local_over_other, point->local, point->other, err)))
		return -1;
	point->wins = true;
	for (size_t i = 0; i < all->n && point->wins; i++) {
		const struct xnb_summary *s = &all->summaries[i];

		if (s != point->best && is_at(point, s) &&
		    stands_for_its_layout(all, point, i) &&
		    is_above(&point->wins, point->best, s, err))
			return -1;
	}
	return 0;
}

static bool is_new(const struct xnb_layout_point *points, size_t n,
                   const struct xnb_summary *s)
{
	for (size_t i = 0; i < n; i++)
		if (is_at(&points[i], s))
			return false;
	return true;
}

int xnb_layouts_compare(struct xnb_layout_point **points, size_t *n,
                        const struct xnb_summaries *all, struct xnb_error *err)
{
	struct xnb_layout_point *found = calloc(all->n + 1, sizeof(*found));
	int result = 0;

	*n = 0;
	if (!found)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < all->n; i++) {
		const struct xnb_summary *s = &all->summaries[i];

		if (is_wanted(s) && is_new(found, *n, s))
			found[(*n)++] = (struct xnb_layout_point){
			    .item = s->series->item,
			    .metric = s->series->metric,
			    .params = s->series->params,
			    .domains = number_of(s->series, "domains"),
			    .vcpus = number_of(s->series, "vcpus"),
			};
	}
	for (size_t i = 0; i < *n && !result; i++)
		result = judge(&found[i], all, err);
	if (result) {
		free(found);
		return -1;
	}
	qsort(found, *n, sizeof(*found), by_place);
	*points = found;
	return 0;
}
