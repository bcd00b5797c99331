/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/repeats.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

static int compare_texts(const char *a, const char *b)
{
	return ((uintptr_t)a > (uintptr_t)b) - ((uintptr_t)a < (uintptr_t)b);
}

static int compare_integers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_series(const struct xnb_sample *a, const struct xnb_sample *b)
{
	int order;

	if ((order = compare_texts(a->experiment, b->experiment)) ||
	    (order = compare_texts(a->scenario, b->scenario)) ||
	    (order = compare_texts(a->item, b->item)) ||
	    (order = compare_texts(a->params, b->params)) ||
	    (order = compare_texts(a->cpu_node, b->cpu_node)) ||
	    (order = compare_texts(a->mem_node, b->mem_node)) ||
	    (order = compare_texts(a->metric, b->metric)))
		return order;
	return compare_texts(a->unit, b->unit);
}

static int compare_numbers(const struct xnb_sample *a, const struct xnb_sample *b)
{
	int order = compare_integers(a->seq, b->seq);

	return order ? order : compare_series(a, b);
}

static int compare_identities(const struct xnb_sample *a, const struct xnb_sample *b)
{
	int order;

	if ((order = compare_numbers(a, b)) ||
	    (order = compare_integers(a->boot, b->boot)) ||
	    (order = compare_integers(a->domain, b->domain)) ||
	    (order = compare_integers(a->iteration, b->iteration)) ||
	    (order = compare_integers(a->block, b->block)))
		return order;
	return compare_integers(a->vcpu, b->vcpu);
}

static int compare_pointers(const void *p, const void *q)
{
	const struct xnb_sample *const *a = p, *const *b = q;
	int order = compare_identities(*a, *b);

	return order ? order : (*a > *b) - (*a < *b);
}

static bool is_repeat(const struct xnb_sample *a, const struct xnb_sample *b)
{
	return a->value == b->value && a->flags == b->flags &&
	       (a->locality == b->locality || (isnan(a->locality) && isnan(b->locality)));
}

static bool is_in_time(const struct xnb_sample *samples, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (samples[i].seq <= samples[i - 1].seq)
			return false;
	return true;
}

struct search {
	const struct xnb_sample *samples;
	const struct xnb_sample **sorted;
	bool *is_repeated; /* by place in the samples */
	size_t n_unclear; /* rows that show that their numbers do not tell samples apart */
	struct xnb_repeats found;
};

static void note(struct search *search, const struct xnb_sample *earlier,
                 const struct xnb_sample *later)
{
	struct xnb_repeats *found = &search->found;
	size_t place = (size_t)(later - search->samples);

	search->is_repeated[place] = true;
	search->n_unclear += !is_repeat(earlier, later);
	if (found->n_alike++ && found->first < place)
		return;
	found->first = place;
	found->earlier = (size_t)(earlier - search->samples);
}

/* Rows that cannot be told apart lie together, in order of the file. */
static void look_through(struct search *search, size_t n)
{
	const struct xnb_sample **sorted = search->sorted;
	size_t first = 0;

	for (size_t i = 0; i < n; i++)
		sorted[i] = &search->samples[i];
	qsort(sorted, n, sizeof(struct xnb_sample *), compare_pointers);
	search->n_unclear = sorted[0]->seq == sorted[n - 1]->seq;
	for (size_t i = 1; i < n; i++) {
		if (compare_identities(sorted[first], sorted[i]) == 0) {
			note(search, sorted[first], sorted[i]);
			continue;
		}
		search->n_unclear += compare_numbers(sorted[first], sorted[i]) == 0;
		first = i;
	}
}

static size_t squeeze(struct xnb_sample *samples, size_t n, const bool *is_repeated)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!is_repeated[i])
			samples[kept++] = samples[i];
	return kept;
}

int xnb_repeats_take_out(struct xnb_repeats *out, struct xnb_sample *samples, size_t *n,
                         struct xnb_error *err)
{
	struct search search = {.samples = samples};
	int result = 0;

	*out = (struct xnb_repeats){0};
	if (is_in_time(samples, *n))
		return 0;
	search.sorted = calloc(*n, sizeof(struct xnb_sample *));
	search.is_repeated = calloc(*n, sizeof(bool));
	if (search.sorted && search.is_repeated) {
		look_through(&search, *n);
		if (search.n_unclear == 0) {
			*n = squeeze(samples, *n, search.is_repeated);
			search.found.n_repeats = search.found.n_alike;
			search.found.n_alike = 0;
		}
		*out = search.found;
	} else {
		result = xnb_fail_nomem(err);
	}
	free(search.sorted);
	free(search.is_repeated);
	return result;
}
