/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/flags.h"

#include <string.h>

bool xnb_has_flag(const char *flags, const char *flag)
{
	size_t n, length = strlen(flag);

	for (; (n = strcspn(flags, ";")) > 0; flags += n + (flags[n] == ';'))
		if (n == length && !strncmp(flags, flag, n))
			return true;
	return false;
}

bool xnb_is_no_measurement(const char *flags)
{
	static const char *const words[] = {"implausible", "wrong-result", "hung",
	                                    "crashed",     "unsupported",  "refused",
	                                    "not-run",     "failed"};

	if (!flags[0])
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (xnb_has_flag(flags, words[i]))
			return true;
	return false;
}
