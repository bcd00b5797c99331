/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prints how often change points (stats/change_points.h) are found and cried out, on
 * simulated series with fixed seeds: a table of what, the wanted share, the seen share,
 * and whether that is so. Ends with 1 where something wanted is not so.
 *
 *   change_points [TRIALS]      default: 10000
 */
#include "stats/change_points.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { LONGEST = 200, NEAR = 3 };

/* Of variance 1. */
static double draw_normal(gsl_rng *rng)
{
	return gsl_ran_gaussian(rng, 1);
}

static double draw_t3(gsl_rng *rng)
{
	return gsl_ran_tdist(rng, 3) / sqrt(3);
}

static double draw_laplace(gsl_rng *rng)
{
	return gsl_ran_laplace(rng, M_SQRT1_2);
}

/* One in ten has five times the deviation. */
static double draw_contaminated(gsl_rng *rng)
{
	double scale = gsl_rng_uniform(rng) < 0.1 ? 5 : 1;

	return gsl_ran_gaussian(rng, scale) / sqrt(0.9 + 0.1 * 25);
}

enum outcome {
	FOUND,   /* confirmed within NEAR of the step; any where there is no step */
	SUSPECT, /* not that, but suspect there */
	N_OUTCOMES,
};

static const struct scene {
	const char *what;
	double (*draw)(gsl_rng *rng);
	double rho; /* of an AR(1) process */
	size_t n;
	double step; /* relative; noise has a deviation of 2 % */
	size_t at;
	double least, most; /* wanted of FOUND; NAN: printed for information */
} scenes[] = {
    {"found: 3 % step in the middle, normal noise", draw_normal, 0, 50, 0.03, 25, 0.70,
     1},
    {"found: the same, noise of Student's t, 3 df", draw_t3, 0, 50, 0.03, 25, 0.70, 1},
    {"found: the same after a third of the series", draw_normal, 0, 50, 0.03, 17, NAN, 1},
    {"found: the same 12 values before the end", draw_normal, 0, 50, 0.03, 38, NAN, 1},
    {"found: 5 % step 12 values before the end", draw_normal, 0, 50, 0.05, 38, NAN, 1},
    {"found: 5 % step 5 values before the end", draw_normal, 0, 50, 0.05, 45, NAN, 1},
    {"found: 3 % step, autocorrelation 0.5", draw_normal, 0.5, 50, 0.03, 25, NAN, 1},
    {"false: normal", draw_normal, 0, 50, 0, 0, 0, 0.01},
    {"false: Student's t, 3 df", draw_t3, 0, 50, 0, 0, 0, 0.01},
    {"false: Laplace", draw_laplace, 0, 50, 0, 0, 0, 0.01},
    {"false: one in ten with five deviations", draw_contaminated, 0, 50, 0, 0, 0, 0.01},
    {"false: normal, 200 values", draw_normal, 0, 200, 0, 0, 0, 0.01},
    {"false: normal, autocorrelation 0.3", draw_normal, 0.3, 50, 0, 0, 0, 0.05},
    {"false: normal, autocorrelation 0.5", draw_normal, 0.5, 50, 0, 0, 0, 0.05},
    {"false: normal, autocorrelation 0.7", draw_normal, 0.7, 50, 0, 0, 0, 0.05},
    {"false: Student's t, 3 df, autocorrelation 0.7", draw_t3, 0.7, 50, 0, 0, 0, 0.05},
    {"false: normal, autocorrelation 0.9", draw_normal, 0.9, 50, 0, 0, NAN, 1},
};

static void simulate(double *values, const struct scene *scene, gsl_rng *rng)
{
	double noise = scene->draw(rng);

	for (size_t i = 0; i < scene->n; i++) {
		bool behind = scene->step != 0 && i >= scene->at;

		values[i] = (behind ? 1 + scene->step : 1) * exp(0.02 * noise);
		noise = scene->rho * noise +
		        sqrt(1 - scene->rho * scene->rho) * scene->draw(rng);
	}
}

static bool is_wanted(const struct scene *scene, const struct xnb_change *change)
{
	if (scene->step == 0)
		return true;
	return change->at + NEAR >= scene->at && change->at <= scene->at + NEAR;
}

static enum outcome judge(const struct scene *scene, const struct xnb_changes *changes)
{
	enum outcome outcome = N_OUTCOMES;

	for (size_t i = 0; i < changes->n; i++) {
		if (!is_wanted(scene, &changes->changes[i]))
			continue;
		if (changes->changes[i].kind == XNB_CHANGE_CONFIRMED)
			return FOUND;
		outcome = SUSPECT;
	}
	return outcome;
}

static int run_scene(const struct scene *scene, unsigned long trials, double *shares)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	unsigned long counts[N_OUTCOMES + 1] = {0};
	double values[LONGEST];
	struct xnb_changes changes;
	struct xnb_error err;

	gsl_rng_set(rng, 1);
	for (unsigned long i = 0; i < trials; i++) {
		simulate(values, scene, rng);
		if (xnb_changes_find(&changes, values, scene->n, true, &err)) {
			fprintf(stderr, "change_points: %s\n", err.text);
			exit((int)err.exit);
		}
		counts[judge(scene, &changes)]++;
		xnb_changes_free(&changes);
	}
	gsl_rng_free(rng);
	for (int i = 0; i < N_OUTCOMES; i++)
		shares[i] = (double)counts[i] / (double)trials;
	if (isnan(scene->least) || isnan(scene->most))
		return -1;
	return shares[FOUND] >= scene->least && shares[FOUND] <= scene->most;
}

static void print_wanted(const struct scene *scene)
{
	if (isnan(scene->least) || isnan(scene->most))
		printf("-");
	else if (scene->least > 0)
		printf(">= %g %%", scene->least * 100);
	else
		printf("<= %g %%", scene->most * 100);
}

int main(int argc, char **argv)
{
	unsigned long trials = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000;
	bool all_ok = trials > 0;

	printf("what\twanted\tseen\tok\tsuspect only\n");
	for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
		double shares[N_OUTCOMES];
		int ok = run_scene(&scenes[i], trials, shares);

		printf("%s\t", scenes[i].what);
		print_wanted(&scenes[i]);
		printf("\t%.2f %%\t%s\t%.1f %%\n", shares[FOUND] * 100,
		       ok < 0 ? "-"
		       : ok   ? "yes"
		              : "NO",
		       shares[SUSPECT] * 100);
		all_ok = all_ok && ok != 0;
	}
	return all_ok ? 0 : 1;
}
