/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Archives of Xen that were compiled with glibc 2.38 or newer, as Debian's from 4.19 on,
 * call the functions below by the names that C23's forms of them have there. They differ
 * in that they also take binary numbers ("0b1"), of which libxl reads none.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#if !__GLIBC_PREREQ(2, 38)

__typeof__(strtol) __isoc23_strtol;
__typeof__(strtoul) __isoc23_strtoul;
__typeof__(strtoll) __isoc23_strtoll;
__typeof__(strtoull) __isoc23_strtoull;
__typeof__(sscanf) __isoc23_sscanf;
__typeof__(fscanf) __isoc23_fscanf;

long __isoc23_strtol(const char *text, char **end, int base)
{
	return strtol(text, end, base);
}

unsigned long __isoc23_strtoul(const char *text, char **end, int base)
{
	return strtoul(text, end, base);
}

long long __isoc23_strtoll(const char *text, char **end, int base)
{
	return strtoll(text, end, base);
}

unsigned long long __isoc23_strtoull(const char *text, char **end, int base)
{
	return strtoull(text, end, base);
}

int __isoc23_sscanf(const char *text, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsscanf(text, format, args);
	va_end(args);
	return n;
}

int __isoc23_fscanf(FILE *file, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vfscanf(file, format, args);
	va_end(args);
	return n;
}

#endif
