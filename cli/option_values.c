/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/option_values.h"

#include "rundir/number.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

uint64_t xnb_option_number(struct argp_state *state, const char *name, const char *text,
                           uint64_t least, uint64_t most)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno || end == text || *end || text[0] == '-' || value < least ||
	    value > most)
		argp_error(state, "--%s %s: not a number from %lu to %lu", name, text,
		           least, most);
	return value;
}

uint64_t xnb_option_size(struct argp_state *state, const char *name, const char *text)
{
	static const char units[] = "KMGT";
	unsigned long long value, bytes;
	const char *unit;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	unit = *end ? strchr(units, *end) : NULL;
	bytes = unit ? value << (10 * (unit - units + 1)) : value;
	if (errno || end == text || text[0] == '-' || value == 0 || (*end && !unit) ||
	    (unit && (end[1] || bytes >> (10 * (unit - units + 1)) != value)))
		argp_error(state, "--%s %s: not a size such as 64M or 1G", name, text);
	return bytes;
}

/* No interval is as wide as a whole mean that is known. */
double xnb_option_fraction(struct argp_state *state, const char *name, const char *text)
{
	double value;

	if (!xnb_fraction_parse(&value, text) || !(value > 0) || value >= 1)
		argp_error(state,
		           "--%s %s: not a part between 0 and 1; write it as 2%% or 0.02",
		           name, text);
	return value;
}

unsigned xnb_option_seconds(struct argp_state *state, const char *name, const char *text)
{
	static const struct {
		const char *suffix;
		unsigned factor;
	} units[] = {{"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}};
	const unsigned long long most = 1000000;
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(end, units[i].suffix) == 0 && end != text && !errno &&
		    text[0] >= '0' && text[0] <= '9' && value > 0 &&
		    value <= most / units[i].factor)
			return (unsigned)value * units[i].factor;
	argp_error(state, "--%s %s: not a time of at most %llu s, such as 90s, 10m or 2h",
	           name, text, most);
	return 0;
}
