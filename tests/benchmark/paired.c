/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The last step of a comparison in pairs, for scripts/benchmark:
 *
 *   paired < PAIRS
 *
 * Reads lines "OURS HUGE THEIRS HUGE": a time on either side, and the part of the memory
 * that lay in huge pages. Prints one line, its fields apart by tabs: the geometric means
 * of both times, that of the ratios of the pairs with its two-sided 95 % interval
 * (Student's t on the logarithms, for as many pairs as there are), and the mean parts.
 * Ends with 5 where a line is none of these, or where there are fewer than two.
 */
#include "stats/interval.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST = 10000, WRONG_INPUT = 5 };

struct pairs {
	double ours[MOST], theirs[MOST], ratios[MOST];
	double huge[2]; /* sums */
	size_t n;
};

static int read_pairs(struct pairs *pairs)
{
	double ours, theirs, huge[2];
	int fields;

	while ((fields = scanf("%lf %lf %lf %lf", &ours, &huge[0], &theirs, &huge[1])) ==
	       4) {
		if (pairs->n == MOST || !(ours > 0) || !(theirs > 0))
			return -1;
		pairs->ours[pairs->n] = ours;
		pairs->theirs[pairs->n] = theirs;
		pairs->ratios[pairs->n++] = ours / theirs;
		for (int i = 0; i < 2; i++)
			pairs->huge[i] += huge[i];
	}
	return fields == EOF && !ferror(stdin) && pairs->n >= 2 ? 0 : -1;
}

int main(void)
{
	static struct pairs pairs;
	struct xnb_interval ratio;

	if (read_pairs(&pairs)) {
		fprintf(stderr,
		        "paired: no lines \"OURS HUGE THEIRS HUGE\", two or more, "
		        "on standard input\n");
		return WRONG_INPUT;
	}
	ratio = xnb_log_interval(pairs.ratios, pairs.n);
	printf("%.1f\t%.1f\t%.4f\t%.4f\t%.4f\t%.2f, %.2f\n",
	       xnb_log_interval(pairs.ours, pairs.n).center,
	       xnb_log_interval(pairs.theirs, pairs.n).center, ratio.center, ratio.low,
	       ratio.high, pairs.huge[0] / (double)pairs.n,
	       pairs.huge[1] / (double)pairs.n);
	return 0;
}
