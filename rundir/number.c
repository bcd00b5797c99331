/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool xnb_number_format(char text[XNB_NUMBER_SIZE], double value)
{
	if (!isfinite(value))
		return false;
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, XNB_NUMBER_SIZE, "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	return true;
}

bool xnb_number_parse(double *value, const char *text)
{
	char *end;

	/* strtod() would take spaces, "nan(1)", "inf" and "0x1p3" as well. */
	if (*text == '\0' || text[strspn(text, "+-.0123456789eE")] != '\0')
		return false;
	*value = strtod(text, &end);
	return *end == '\0' && isfinite(*value);
}

bool xnb_count_parse(uint64_t *value, const char *text, uint64_t most)
{
	uint64_t sum = 0;

	if (*text == '\0')
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9' || __builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, (uint64_t)(*text - '0'), &sum))
			return false;
	}
	*value = sum;
	return sum <= most;
}
