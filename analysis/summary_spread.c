/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/summary_parts.h"
#include "stats/select.h"

#include <math.h>
#include <string.h>

void xnb_summary_spread(struct xnb_summary *s, double *scratch)
{
	static const double quarters[] = {0.25, 0.5, 0.75}, half[] = {0.5};
	size_t n = s->series->n_values;
	double quartiles[3];

	s->median = s->iqr = s->mad = NAN;
	if (n == 0)
		return;
	memcpy(scratch, s->series->values, n * sizeof(*scratch));
	xnb_select_quantiles(quartiles, quarters, 3, scratch, n);
	s->median = quartiles[1];
	s->iqr = quartiles[2] - quartiles[0];
	for (size_t i = 0; i < n; i++)
		scratch[i] = fabs(scratch[i] - s->median);
	xnb_select_quantiles(&s->mad, half, 1, scratch, n);
}
