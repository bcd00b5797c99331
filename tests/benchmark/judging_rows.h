/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of the table that judging prints. */
#ifndef XNB_TESTS_BENCHMARK_JUDGING_ROWS_H
#define XNB_TESTS_BENCHMARK_JUDGING_ROWS_H

#include <gsl/gsl_rng.h>

enum { TRIALS = 10000 };

/* Prints "what, wanted, seen, ok" and counts what was missed; shares of 0 to 1. */
void row_at_most(const char *what, double wanted, double seen);
void row_at_least(const char *what, double wanted, double seen);
void row_between(const char *what, double low, double high, double seen);

/* Each prints its rows; the generator has a seed of its own for each. */
void judge_same_arms(gsl_rng *random);   /* A/A: intervals, verdicts, gates */
void judge_slower_arms(gsl_rng *random); /* power, alone and in a gate */
void judge_exact_arms(gsl_rng *random);
void cover_means(gsl_rng *random);
void stop_adaptively(gsl_rng *random);
void flag_shapes(gsl_rng *random); /* two modes, drift, autocorrelation */

#endif
