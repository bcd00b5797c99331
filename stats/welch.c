/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/welch.h"

#include "stats/student.h"

#include <math.h>

struct xnb_difference xnb_welch(const struct xnb_moments *base,
                                const struct xnb_moments *changed)
{
	double error_base = xnb_moments_square_error(base);
	double error_changed = xnb_moments_square_error(changed);
	double sum = error_base + error_changed;
	double share = error_base / sum; /* the squares of the errors might underflow */

	return (struct xnb_difference){
	    .mean = changed->mean - base->mean,
	    .error = sqrt(sum),
	    .df = 1 / (share * share / (double)(base->n - 1) +
	               (1 - share) * (1 - share) / (double)(changed->n - 1)),
	};
}

struct xnb_difference xnb_paired(const struct xnb_moments *differences)
{
	return (struct xnb_difference){
	    .mean = differences->mean,
	    .error = sqrt(xnb_moments_square_error(differences)),
	    .df = (double)(differences->n - 1),
	};
}

double xnb_difference_half_width(const struct xnb_difference *difference, double level)
{
	if (difference->error == 0)
		return 0;
	return xnb_t_quantile(0.5 + level / 2, difference->df) * difference->error;
}

double xnb_difference_tail(const struct xnb_difference *difference, double at)
{
	double distance = difference->mean - at;

	if (difference->error == 0)
		return distance > 0 ? 0 : distance < 0 ? 1 : 0.5;
	return xnb_t_tail(distance / difference->error, difference->df);
}
