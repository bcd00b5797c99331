/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/number.h"

#include <float.h>
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

/* All of them are exact, as integers and, up to 10^22, as doubles. */
static const uint64_t powers_of_ten[] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
    10000000000000000,
    100000000000000000,
    1000000000000000000,
    10000000000000000000U,
};

enum { MOST_DIGITS = 19 }; /* any such number fits 64 bits */

/* digits / 10^places, rounded to nearest once: the quotient has 63 bits or more, the last
 * of which is set where there is a remainder, and the conversion rounds those to 53. */
static double divide(uint64_t digits, unsigned places)
{
	const uint64_t power = powers_of_ten[places];
	int up = __builtin_clzll(digits), down = __builtin_clzll(power);
	unsigned __int128 dividend = (unsigned __int128)(digits << up) << 63;
	uint64_t quotient = (uint64_t)(dividend / (power << down));

	quotient |= dividend % (power << down) != 0;
	return ldexp((double)quotient, down - up - 63);
}

/* Plain numbers of few digits, which nearly all are: "-20460.557055017165". False for all
 * else, whether or not it is a number. */
static bool parse_plain(double *value, const char *text)
{
	const bool negative = *text == '-';
	const char *at = text + negative, *point = NULL;
	unsigned n = 0, places;
	uint64_t digits = 0;

	for (;; at++) {
		if (*at >= '0' && *at <= '9' && n < MOST_DIGITS) {
			digits = 10 * digits + (uint64_t)(*at - '0');
			n++;
		} else if (*at == '.' && !point) {
			point = at;
		} else {
			break;
		}
	}
	if (*at != '\0' || n == 0)
		return false;
	places = point ? (unsigned)(at - point - 1) : 0;
	if (places == 0 || digits <= UINT64_C(1) << DBL_MANT_DIG)
		*value = (double)digits / (double)powers_of_ten[places];
	else
		*value = divide(digits, places);
	if (negative)
		*value = -*value;
	return true;
}

bool xnb_number_parse(double *value, const char *text)
{
	char *end;

	if (parse_plain(value, text))
		return true;
	/* strtod() would take spaces, "nan(1)", "inf" and "0x1p3" as well. */
	if (*text == '\0' || text[strspn(text, "+-.0123456789eE")] != '\0')
		return false;
	*value = strtod(text, &end);
	return *end == '\0' && isfinite(*value);
}

bool xnb_fraction_parse(double *value, const char *text)
{
	size_t length = strlen(text);
	bool percent = length > 0 && text[length - 1] == '%';
	char digits[XNB_NUMBER_SIZE];

	if (length >= sizeof(digits))
		return false;
	memcpy(digits, text, length + 1);
	if (percent)
		digits[length - 1] = '\0';
	if (!xnb_number_parse(value, digits))
		return false;
	*value = percent ? *value / 100 : *value;
	return true;
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
