/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How often the judgements, intervals, and stops are right, on simulated data with fixed
 * seeds: the functions of stats/ that the program uses, 10000 trials each. Prints what is
 * wanted and what is seen; with 10000 trials a share of 5 % is known to 0.4 %.
 */
#include "tests/benchmark/judging_rows.h"

#include <stdio.h>
#include <stdlib.h>

static unsigned n_missed;

static void print_row(const char *what, const char *wanted, double seen, int is_ok)
{
	printf("%s\t%s\t%.2f %%\t%s\n", what, wanted, 100 * seen,
	       is_ok ? "ok" : "MISSED");
	fflush(stdout);
	n_missed += !is_ok;
}

void row_at_most(const char *what, double wanted, double seen)
{
	char text[32];

	snprintf(text, sizeof(text), "<= %g %%", 100 * wanted);
	print_row(what, text, seen, seen <= wanted);
}

void row_at_least(const char *what, double wanted, double seen)
{
	char text[32];

	snprintf(text, sizeof(text), ">= %g %%", 100 * wanted);
	print_row(what, text, seen, seen >= wanted);
}

void row_between(const char *what, double low, double high, double seen)
{
	char text[32];

	snprintf(text, sizeof(text), "%g to %g %%", 100 * low, 100 * high);
	print_row(what, text, seen, seen >= low && seen <= high);
}

int main(void)
{
	static void (*const parts[])(gsl_rng *) = {
	    judge_same_arms, judge_slower_arms, judge_exact_arms,
	    cover_means,     stop_adaptively,   flag_shapes,
	};
	gsl_rng *random = gsl_rng_alloc(gsl_rng_taus2);

	if (!random)
		return EXIT_FAILURE;
	printf("what\twanted\tseen\n");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		gsl_rng_set(random, 1000 + i);
		parts[i](random);
	}
	gsl_rng_free(random);
	printf("missed\t0\t%u\n", n_missed);
	return EXIT_SUCCESS;
}
