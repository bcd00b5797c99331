/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/plot/variant.h"

#include "rundir/params.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const xnb_preferred_kernels[] = {"triad", "copy", "load", NULL};
const char *const xnb_preferred_chases[] = {"chase", NULL};

bool xnb_summary_is(const struct xnb_summary *summary, const char *experiment,
                    const char *metric)
{
	return strcmp(summary->series->experiment, experiment) == 0 &&
	       strcmp(summary->series->metric, metric) == 0;
}

bool xnb_summary_has_variant(const struct xnb_summary *summary,
                             const struct xnb_variant *variant)
{
	return strcmp(summary->series->item, variant->item) == 0 &&
	       (!variant->params ||
	        strcmp(summary->series->params, variant->params) == 0);
}

/* All variants, in the order of the series: those of an item lie together. */
static size_t list(struct xnb_variant *all, const struct xnb_report_data *data,
                   const char *experiment, const char *metric)
{
	size_t n = 0;

	for (size_t i = 0; i < data->summaries.n; i++) {
		const struct xnb_summary *s = &data->summaries.summaries[i];

		if (!xnb_summary_is(s, experiment, metric))
			continue;
		if (n == 0 || !xnb_summary_has_variant(s, &all[n - 1]))
			all[n++] = (struct xnb_variant){
			    .item = s->series->item,
			    .params = s->series->params,
			    .greatest = s->center,
			};
		all[n - 1].n_series++;
		all[n - 1].greatest = fmax(all[n - 1].greatest, s->center);
	}
	return n;
}

/* Those of a sweep are in figures of their own, and stand here where there are no
 * others. */
static bool is_swept(const struct xnb_variant *variant)
{
	static const char *const keys[] = {"delay", "domains", "threads"};
	char value[32];

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (xnb_params_get(variant->params, keys[i], value, sizeof(value)))
			return true;
	return false;
}

static bool is_better(const struct xnb_variant *a, const struct xnb_variant *b)
{
	if (is_swept(a) != is_swept(b))
		return !is_swept(a);
	if (a->n_series != b->n_series)
		return a->n_series > b->n_series;
	return a->greatest > b->greatest;
}

/* Keeps the best variant of each item; returns how many items there are. */
static size_t keep_best(struct xnb_variant *all, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || strcmp(all[kept - 1].item, all[i].item) != 0)
			all[kept++] = all[i];
		else if (is_better(&all[i], &all[kept - 1]))
			all[kept - 1] = all[i];
	}
	return kept;
}

static bool is_preferred(const char *item, const char *const *preferred)
{
	for (; *preferred; preferred++)
		if (strcmp(item, *preferred) == 0)
			return true;
	return false;
}

static void take(struct xnb_variants *out, const struct xnb_variant *variant, size_t most)
{
	if (out->n < most)
		out->shown[out->n++] = *variant;
}

static void pick(struct xnb_variants *out, const struct xnb_variant *items, size_t n,
                 const char *const *preferred, size_t most)
{
	for (const char *const *p = preferred; *p; p++)
		for (size_t i = 0; i < n; i++)
			if (strcmp(items[i].item, *p) == 0)
				take(out, &items[i], most);
	for (size_t i = 0; i < n; i++)
		if (!is_preferred(items[i].item, preferred))
			take(out, &items[i], most);
}

int xnb_variants_choose(struct xnb_variants *out, const struct xnb_report_data *data,
                        const char *experiment, const char *metric,
                        const char *const *preferred, size_t most, struct xnb_error *err)
{
	struct xnb_variant *all = calloc(data->summaries.n + 1, sizeof(*all));
	size_t n;

	*out = (struct xnb_variants){.n = 0};
	if (!all)
		return xnb_fail_nomem(err);
	n = list(all, data, experiment, metric);
	pick(out, all, keep_best(all, n), preferred,
	     most < XNB_MOST_VARIANTS ? most : XNB_MOST_VARIANTS);
	out->n_left_out = n - out->n;
	free(all);
	return 0;
}

int xnb_variants_choose_items(struct xnb_variants *out,
                              const struct xnb_report_data *data, const char *experiment,
                              const char *metric, const char *const *preferred,
                              size_t most, struct xnb_error *err)
{
	if (xnb_variants_choose(out, data, experiment, metric, preferred, most, err))
		return -1;
	for (size_t i = 0; i < out->n; i++)
		out->shown[i].params = NULL;
	return 0;
}

static void get_isa(char isa[32], const struct xnb_variant *variant)
{
	if (!variant->params || !xnb_params_get(variant->params, "isa", isa, 32))
		isa[0] = '\0';
}

static bool differ_in_isa(const struct xnb_variants *variants)
{
	char first[32], other[32];

	for (size_t i = 1; i < variants->n; i++) {
		get_isa(first, &variants->shown[0]);
		get_isa(other, &variants->shown[i]);
		if (strcmp(first, other) != 0)
			return true;
	}
	return false;
}

void xnb_variant_name(struct xnb_buf *name, const struct xnb_variants *variants, size_t i)
{
	char isa[32];

	xnb_buf_puts(name, variants->shown[i].item);
	get_isa(isa, &variants->shown[i]);
	if (isa[0] && differ_in_isa(variants))
		xnb_buf_printf(name, " %s", isa);
}

void xnb_variant_describe(struct xnb_buf *caption, const struct xnb_variant *variant)
{
	xnb_buf_puts(caption, variant->item);
	if (variant->params && variant->params[0])
		xnb_buf_printf(caption, " (%s)", variant->params);
}

void xnb_variants_describe(struct xnb_buf *caption, const struct xnb_variants *variants)
{
	for (size_t i = 0; i < variants->n; i++) {
		if (i)
			xnb_buf_puts(caption, i + 1 == variants->n ? " and " : ", ");
		xnb_variant_describe(caption, &variants->shown[i]);
	}
	if (variants->n_left_out)
		xnb_buf_printf(caption, "; the tables have %zu more variant%s",
		               variants->n_left_out,
		               variants->n_left_out == 1 ? "" : "s");
}
