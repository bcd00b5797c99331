/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/permutation.h"

#include "stats/moments.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { SEED = 20201 };

static double log_choose(size_t n, size_t k)
{
	return lgamma((double)n + 1) - lgamma((double)k + 1) -
	       lgamma((double)(n - k) + 1);
}

double xnb_count_splits(size_t n_a, size_t n_b)
{
	double logarithm = log_choose(n_a + n_b, n_a);

	return logarithm < 36 ? round(exp(logarithm)) : exp(logarithm);
}

/* P(X >= k) where X of `draws` from n values are among the `ones`. */
static double hypergeometric_tail(size_t k, size_t ones, size_t n, size_t draws)
{
	size_t most = ones < draws ? ones : draws;
	size_t least = draws > n - ones ? draws - (n - ones) : 0;
	double all = log_choose(n, draws), sum = 0;

	for (size_t i = k > least ? k : least; i <= most; i++)
		sum += exp(log_choose(ones, i) + log_choose(n - ones, draws - i) - all);
	return fmin(1, sum);
}

struct xnb_two_sides xnb_fisher(size_t ones_base, size_t n_base, size_t ones_changed,
                                size_t n_changed)
{
	size_t n = n_base + n_changed, ones = ones_base + ones_changed;
	size_t zeros_changed = n_changed - ones_changed;

	return (struct xnb_two_sides){
	    .above = hypergeometric_tail(ones_changed, ones, n, n_changed),
	    .below = hypergeometric_tail(zeros_changed, n - ones, n, n_changed),
	};
}

/* The values less their mean, the smaller group first, and what its sum is. Sums of the
 * same values in another order differ by rounding, which `slack` allows for. */
struct split {
	double *values;
	size_t n, n_chosen;
	double sum, slack;
	bool is_base; /* the smaller group is the base */
	size_t as_high, as_low;
};

static int begin(struct split *split, const double *values, size_t n_base,
                 size_t n_changed, struct xnb_error *err)
{
	struct xnb_moments m = {0};
	size_t n = n_base + n_changed, first;

	*split = (struct split){.n = n, .is_base = n_base < n_changed};
	split->n_chosen = split->is_base ? n_base : n_changed;
	split->values = calloc(n + 1, sizeof(*split->values));
	if (!split->values)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < n; i++)
		xnb_moments_take(&m, values[i]);
	first = split->is_base ? 0 : n_base;
	for (size_t i = 0; i < n; i++) {
		split->values[i] = values[(first + i) % n] - m.mean;
		split->slack += fabs(split->values[i]) * 1e-12;
		split->sum += i < split->n_chosen ? split->values[i] : 0;
	}
	return 0;
}

static void count(struct split *split, double sum)
{
	split->as_high += sum >= split->sum - split->slack;
	split->as_low += sum <= split->sum + split->slack;
}

static struct xnb_two_sides sides(const struct split *split, double more, double all)
{
	double high = ((double)split->as_high + more) / (all + more);
	double low = ((double)split->as_low + more) / (all + more);

	return split->is_base ? (struct xnb_two_sides){low, high}
	                      : (struct xnb_two_sides){high, low};
}

static double sum_of(const struct split *split, const size_t *chosen)
{
	double sum = 0;

	for (size_t i = 0; i < split->n_chosen; i++)
		sum += split->values[chosen[i]];
	return sum;
}

/* The next of all ascending choices; false behind the last. */
static bool next_choice(size_t *chosen, size_t k, size_t n)
{
	size_t i = k;

	while (i > 0 && chosen[i - 1] == n - k + i - 1)
		i--;
	if (i == 0)
		return false;
	chosen[i - 1]++;
	for (; i < k; i++)
		chosen[i] = chosen[i - 1] + 1;
	return true;
}

int xnb_permute_all(struct xnb_two_sides *out, const double *values, size_t n_base,
                    size_t n_changed, struct xnb_error *err)
{
	struct split split;
	size_t *chosen = calloc(n_base + n_changed + 1, sizeof(*chosen));
	double all = 0;

	if (!chosen)
		return xnb_fail_nomem(err);
	if (begin(&split, values, n_base, n_changed, err)) {
		free(chosen);
		return -1;
	}
	for (size_t i = 0; i < split.n_chosen; i++)
		chosen[i] = i;
	do {
		count(&split, sum_of(&split, chosen));
		all++;
	} while (next_choice(chosen, split.n_chosen, split.n));
	*out = sides(&split, 0, all);
	free(split.values);
	free(chosen);
	return 0;
}

/* The sum of as many values at random as the smaller group has. */
static double draw(struct split *split, gsl_rng *random)
{
	double sum = 0;

	for (size_t i = 0; i < split->n_chosen; i++) {
		size_t j = i + gsl_rng_uniform_int(random, split->n - i);
		double value = split->values[j];

		split->values[j] = split->values[i];
		split->values[i] = value;
		sum += value;
	}
	return sum;
}

int xnb_permute_some(struct xnb_two_sides *out, const double *values, size_t n_base,
                     size_t n_changed, size_t n_splits, struct xnb_error *err)
{
	struct split split;
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	if (!random)
		return xnb_fail_nomem(err);
	gsl_rng_set(random, SEED);
	if (begin(&split, values, n_base, n_changed, err)) {
		gsl_rng_free(random);
		return -1;
	}
	for (size_t i = 0; i < n_splits; i++)
		count(&split, draw(&split, random));
	*out = sides(&split, 1, (double)n_splits);
	free(split.values);
	gsl_rng_free(random);
	return 0;
}

struct xnb_two_sides xnb_permute_normal(const double *values, size_t n_base,
                                        size_t n_changed)
{
	struct xnb_moments base = {0}, all = {0};
	double n = (double)(n_base + n_changed);
	double variance, z;

	for (size_t i = 0; i < n_base + n_changed; i++) {
		xnb_moments_take(&all, values[i]);
		if (i < n_base)
			xnb_moments_take(&base, values[i]);
	}
	/* Of the mean of some of a finite number of values. */
	variance = all.squares / (n - 1) / (double)n_base * (double)n_changed / n;
	z = (all.mean - base.mean) / sqrt(variance);
	return (struct xnb_two_sides){0.5 * erfc(z / sqrt(2)), 0.5 * erfc(-z / sqrt(2))};
}
