/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/e_divisive.h"

#include <math.h>
#include <string.h>

/* A first look with less power would end a search too early, before a second change has
 * told the levels apart. */
static const double relaxed = 10;

struct search {
	struct xnb_segments *found;
	double level;
	/* Sums of distances within [first, i), and within [i, end). */
	double left[XNB_E_DIVISIVE_WINDOW + 1], right[XNB_E_DIVISIVE_WINDOW + 1];
};

struct candidate {
	size_t at;
	double q;
};

/* Mean of the distances of all pairs among n; a single value has none. */
static double mean_within(double sum, size_t n)
{
	return n < 2 ? 0 : sum / ((double)n * (double)(n - 1) / 2);
}

/* Matteson and James' Q of [first, at) and [at, end), from the sums of distances. */
static double divergence(const struct search *search, size_t n_a, size_t n_b,
                         size_t place)
{
	double a = (double)n_a, b = (double)n_b;
	double all = search->left[n_a + n_b], left = search->left[place];
	double right = search->right[place];
	double between = (all - left - right) / (a * b);

	return a * b / (a + b) *
	       (2 * between - mean_within(left, n_a) - mean_within(right, n_b));
}

/* The value behind [first, first + count) joins: what that adds to the sums. */
static void take_next(struct search *search, const double *values, size_t count)
{
	double sum = 0;

	for (size_t i = count; i-- > 0;) {
		sum += fabs(values[i] - values[count]);
		search->right[i] += sum;
	}
	search->right[count] = 0;
	search->left[count + 1] = search->left[count] + sum;
}

static struct candidate best_in(struct search *search, size_t first, size_t end)
{
	struct candidate best = {first, -INFINITY};

	search->left[0] = search->left[1] = search->right[0] = 0;
	for (size_t count = 1; first + count < end; count++) {
		take_next(search, search->found->values + first, count);
		for (size_t place = 1; place <= count; place++) {
			double q = divergence(search, place, count + 1 - place, place);

			if (q > best.q)
				best = (struct candidate){first + place, q};
		}
	}
	return best;
}

/* Keeps them ascending; windows overlap, and may find one twice. */
static void insert(struct xnb_segments *found, size_t at)
{
	size_t i = found->n_at;

	for (; i > 0 && found->at[i - 1] >= at; i--)
		if (found->at[i - 1] == at)
			return;
	memmove(&found->at[i + 1], &found->at[i], (found->n_at - i) * sizeof(*found->at));
	found->at[i] = at;
	found->n_at++;
}

/* Of all stretches between the cuts of a window, the best candidate, and its stretch. */
static struct candidate next_candidate(struct search *search, const size_t *cuts,
                                       size_t n_cuts, size_t *stretch)
{
	struct candidate best = {0, -INFINITY};

	for (size_t i = 0; i + 1 < n_cuts; i++) {
		struct candidate here = best_in(search, cuts[i], cuts[i + 1]);

		if (here.q > best.q) {
			best = here;
			*stretch = i;
		}
	}
	return best;
}

/* Returns the last change in the window, or `start`. */
static size_t search_window(struct search *search, size_t start, size_t end)
{
	size_t cuts[XNB_E_DIVISIVE_WINDOW + 2] = {start, end};
	size_t n_cuts = 2, stretch = 0;

	while (n_cuts < XNB_E_DIVISIVE_WINDOW + 1) {
		struct candidate next = next_candidate(search, cuts, n_cuts, &stretch);

		if (next.q == -INFINITY ||
		    xnb_t_test_p(search->found->values, cuts[stretch], next.at,
		                 cuts[stretch + 1], 1) > search->level * relaxed)
			break;
		memmove(&cuts[stretch + 2], &cuts[stretch + 1],
		        (n_cuts - stretch - 1) * sizeof(cuts[0]));
		cuts[stretch + 1] = next.at;
		n_cuts++;
	}
	for (size_t i = 1; i + 1 < n_cuts; i++)
		insert(search->found, cuts[i]);
	return n_cuts > 2 ? cuts[n_cuts - 2] : start;
}

static void split(struct search *search)
{
	size_t n = search->found->n;

	for (size_t start = 0; start < n;) {
		size_t step = start + XNB_E_DIVISIVE_WINDOW / 2;
		size_t end = start + XNB_E_DIVISIVE_WINDOW, last;

		last = search_window(search, start, end < n ? end : n);
		start = last > step ? last : step;
	}
}

void xnb_e_divisive(struct xnb_segments *found, double level,
                    double (*magnitude)(double before, double after), double least)
{
	struct search search = {.found = found, .level = level};

	found->n_at = 0;
	split(&search);
	xnb_segments_merge(found, level, 1, magnitude, least);
}
