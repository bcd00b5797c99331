/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/group.h"

#include "stats/multiple.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int adjust(struct xnb_compare *compare, struct xnb_error *err)
{
	size_t n = compare->n_series;
	double *p = calloc(2 * n + 1, sizeof(*p));
	int result;

	if (!p)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < n; i++) {
		p[i] = compare->series[i].p_worse;
		p[n + i] = compare->series[i].p_better;
	}
	result = xnb_holm(p, p, n, err) || xnb_holm(p + n, p + n, n, err) ? -1 : 0;
	for (size_t i = 0; i < n && !result; i++) {
		compare->series[i].adjusted_worse = p[i];
		compare->series[i].adjusted_better = p[n + i];
	}
	free(p);
	return result;
}

static bool survives(enum xnb_verdict verdict, double worse, double better)
{
	if (verdict == XNB_VERDICT_REGRESSION)
		return !(worse >= XNB_GATE_LEVEL);
	if (verdict == XNB_VERDICT_IMPROVEMENT)
		return !(better >= XNB_GATE_LEVEL);
	return true;
}

static size_t count_tests(const struct xnb_compare *compare)
{
	size_t n = 0;

	for (size_t i = 0; i < compare->n_series; i++)
		n += isnan(compare->series[i].p_worse) ? 0 : 1;
	return n;
}

/* With so many units it would be shown among all the series, were it the first of them.
 */
static void foresee(struct xnb_compare_series *series, const struct xnb_compare *compare)
{
	const struct xnb_compare_arm *arms = series->arms;
	struct xnb_further further;

	if (series->exact)
		return;
	further = xnb_judge_further(
	    (struct xnb_arm){arms[XNB_BASE].units, arms[XNB_BASE].n_units},
	    (struct xnb_arm){arms[XNB_NEW].units, arms[XNB_NEW].n_units}, series->paired,
	    compare->margin, XNB_GATE_LEVEL / (double)count_tests(compare));
	xnb_compare_set_further(series, &further);
}

/* A change that one series alone would show may be chance among many. */
static int correct(struct xnb_compare_series *series, struct xnb_pool *pool,
                   struct xnb_error *err)
{
	struct xnb_buf note = {0};

	series->verdict = series->alone;
	if (survives(series->alone, series->adjusted_worse, series->adjusted_better))
		return 0;
	series->verdict = XNB_VERDICT_INCONCLUSIVE;
	foresee(series, pool->out);
	xnb_buf_printf(&note,
	               "%s%salone it would be %s, which is not enough among %zu series",
	               series->note, series->note[0] ? "; " : "",
	               xnb_verdict_word(series->alone), pool->out->n_series);
	series->note = xnb_compare_keep_buf(pool->out, &note, err);
	return series->note ? 0 : -1;
}

/* The worst first. */
static const int severity[XNB_N_VERDICTS] = {
    [XNB_VERDICT_REGRESSION] = 0,
    [XNB_VERDICT_INCONCLUSIVE] = 1,
    [XNB_VERDICT_IMPROVEMENT] = 2,
    [XNB_VERDICT_EQUIVALENT] = 3,
};

static int compare_series(const void *p, const void *q)
{
	const struct xnb_compare_series *a = p, *b = q;
	const struct xnb_compare_key *x = &a->key, *y = &b->key;
	int order = strverscmp(x->experiment, y->experiment);

	if (order || (order = severity[a->verdict] - severity[b->verdict]) ||
	    (order = strverscmp(x->metric, y->metric)) ||
	    (order = strverscmp(x->item, y->item)) ||
	    (order = strverscmp(x->params, y->params)) ||
	    (order = strverscmp(x->scenario, y->scenario)) ||
	    (order = strverscmp(x->cpu_node, y->cpu_node)) ||
	    (order = strverscmp(x->mem_node, y->mem_node)))
		return order;
	return strverscmp(x->unit, y->unit);
}

struct outcome {
	enum xnb_verdict verdict;
	enum xnb_exit exit;
	const char *why;
};

static struct outcome decide(const struct xnb_compare *compare)
{
	const size_t *counts = compare->counts;

	if (counts[XNB_VERDICT_REGRESSION])
		return (struct outcome){XNB_VERDICT_REGRESSION, XNB_EXIT_REGRESSION,
		                        "something is worse"};
	if (compare->n_series == 0)
		return (struct outcome){XNB_VERDICT_INCONCLUSIVE, XNB_EXIT_INCONCLUSIVE,
		                        "there is nothing that could be judged"};
	if (compare->n_lost)
		return (struct outcome){
		    XNB_VERDICT_INCONCLUSIVE, XNB_EXIT_INCONCLUSIVE,
		    "nothing is known to be worse, but NEW lacks what "
		    "BASE has measured"};
	if (counts[XNB_VERDICT_INCONCLUSIVE])
		return (struct outcome){XNB_VERDICT_INCONCLUSIVE, XNB_EXIT_INCONCLUSIVE,
		                        "nothing is known to be worse, but not all could "
		                        "be told"};
	if (counts[XNB_VERDICT_IMPROVEMENT])
		return (struct outcome){XNB_VERDICT_IMPROVEMENT, XNB_EXIT_OK,
		                        "something is better, and nothing is worse"};
	return (struct outcome){XNB_VERDICT_EQUIVALENT, XNB_EXIT_OK,
	                        "all is the same, within the margin"};
}

int xnb_compare_gate(struct xnb_pool *pool, struct xnb_error *err)
{
	struct xnb_compare *compare = pool->out;
	struct outcome outcome;

	if (adjust(compare, err))
		return -1;
	for (size_t i = 0; i < compare->n_series; i++) {
		if (correct(&compare->series[i], pool, err))
			return -1;
		compare->counts[compare->series[i].verdict]++;
	}
	if (compare->n_series)
		qsort(compare->series, compare->n_series, sizeof(*compare->series),
		      compare_series);
	outcome = decide(compare);
	compare->verdict = outcome.verdict;
	compare->exit = (int)outcome.exit;
	compare->why = outcome.why;
	return 0;
}
