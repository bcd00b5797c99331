/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/summary_parts.h"
#include "stats/components.h"

#include <math.h>
#include <stdlib.h>

/* Which levels of a series nest, outermost first, and why another is not among them. */
struct nesting {
	enum xnb_nest levels[XNB_N_NESTS];
	size_t n;
	const char *why_no_domain, *why_no_block;
};

static const enum xnb_nest nests[XNB_N_REPEATED] = {
    [XNB_LEVEL_BOOT] = XNB_NEST_BOOT,
    [XNB_LEVEL_DOMAIN] = XNB_NEST_DOMAIN,
    [XNB_LEVEL_BLOCK] = XNB_NEST_BLOCK,
    [XNB_LEVEL_SAMPLE] = XNB_NEST_SAMPLE,
};

static int compare_spans(const void *p, const void *q)
{
	const struct xnb_span *a = p, *b = q;

	if (a->boot != b->boot)
		return a->boot < b->boot ? -1 : 1;
	if (a->domain != b->domain)
		return a->domain < b->domain ? -1 : 1;
	return (a->block > b->block) - (a->block < b->block);
}

/* How many pairs of a domain and a round have samples. */
static int count_pairs(size_t *n, const struct xnb_series *series, struct xnb_error *err)
{
	struct xnb_span *spans = calloc(series->n_spans + 1, sizeof(*spans));

	if (!spans)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < series->n_spans; i++)
		spans[i] = series->spans[i];
	qsort(spans, series->n_spans, sizeof(*spans), compare_spans);
	*n = 0;
	for (size_t i = 0; i < series->n_spans; i++)
		*n += i == 0 || compare_spans(&spans[i - 1], &spans[i]) != 0;
	free(spans);
	return 0;
}

static void add(struct nesting *nesting, enum xnb_nest level)
{
	nesting->levels[nesting->n++] = level;
}

static void add_unit_level(struct nesting *nesting, enum xnb_unit_level level,
                           const char *why_not_the_other)
{
	add(nesting, nests[level]);
	if (level == XNB_LEVEL_DOMAIN)
		nesting->why_no_block = why_not_the_other;
	else
		nesting->why_no_domain = why_not_the_other;
}

static struct nesting nest(const struct xnb_summary *s, size_t n_pairs)
{
	size_t domains = s->n_at[XNB_LEVEL_DOMAIN], blocks = s->n_at[XNB_LEVEL_BLOCK];
	struct nesting nesting = {.levels = {XNB_NEST_BOOT}, .n = 1};

	if (domains == 0) {
		add_unit_level(&nesting, XNB_LEVEL_BLOCK, s->subject->no_domain);
	} else if (domains == blocks && n_pairs == domains) {
		add_unit_level(&nesting, s->within_boot, s->subject->same);
	} else if (n_pairs == domains) {
		add(&nesting, XNB_NEST_BLOCK);
		add(&nesting, XNB_NEST_DOMAIN);
	} else if (n_pairs == blocks) {
		add(&nesting, XNB_NEST_DOMAIN);
		add(&nesting, XNB_NEST_BLOCK);
	} else {
		add_unit_level(&nesting, s->within_boot, s->subject->cross);
	}
	return nesting;
}

static const char *why_not(const struct xnb_summary *s, const struct nesting *nesting,
                           unsigned level)
{
	if (s->n_at[XNB_LEVEL_SAMPLE] == 0)
		return "no sample is a measurement";
	if (level == XNB_LEVEL_DOMAIN && nesting->why_no_domain)
		return nesting->why_no_domain;
	if (level == XNB_LEVEL_BLOCK && nesting->why_no_block)
		return nesting->why_no_block;
	return s->n_at[level] <= 1 ? s->subject->levels[level].alone
	                           : s->subject->levels[level].inner;
}

static void set(struct xnb_summary *s, const struct xnb_components *components,
                const struct nesting *nesting)
{
	double whole = 0;

	for (unsigned i = 0; i < XNB_N_NESTS; i++)
		if (!isnan(components->variance[i]))
			whole += components->variance[i];
	for (unsigned i = 0; i < XNB_N_REPEATED; i++) {
		double variance = components->variance[nests[i]];

		s->variance[i] = (struct xnb_variance){
		    .sd = sqrt(variance),
		    .share = whole > 0 ? variance / whole : NAN,
		    .why_not = isnan(variance) ? why_not(s, nesting, i) : NULL,
		};
	}
}

int xnb_summary_variance(struct xnb_summary *s, struct xnb_error *err)
{
	const struct xnb_series *series = s->series;
	struct xnb_components components;
	struct nesting nesting;
	size_t n_pairs = 0;

	if (count_pairs(&n_pairs, series, err))
		return -1;
	nesting = nest(s, n_pairs);
	if (xnb_components_of(&components, series->values, s->kind == XNB_SUMMARY_LOG,
	                      series->spans, series->n_spans, nesting.levels, nesting.n,
	                      err))
		return -1;
	set(s, &components, &nesting);
	return 0;
}
