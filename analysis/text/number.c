/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/text/number.h"

#include <math.h>
#include <string.h>

void xnb_text_number(struct xnb_buf *text, double value)
{
	double size = fabs(value);

	if (!isfinite(value))
		xnb_buf_puts(text, "\u2013");
	else if (value == floor(value) && size < 1e9)
		xnb_buf_printf(text, "%.0f", value);
	else if (size >= 1e9 || size < 1e-3)
		xnb_buf_printf(text, "%.3e", value);
	else
		xnb_buf_printf(text, "%.*f",
		               size >= 100  ? 0
		               : size >= 10 ? 1
		               : size >= 1  ? 2
		                            : 2 - (int)floor(log10(size)),
		               value);
}

const char *xnb_text_unit(const char *unit, double *factor)
{
	static const struct {
		const char *unit, *shown;
		double factor;
	} units[] = {{"B/s", "GB/s", 1e-9}, {"1", "", 1}};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(unit, units[i].unit) == 0) {
			*factor = units[i].factor;
			return units[i].shown;
		}
	*factor = 1;
	return unit;
}
