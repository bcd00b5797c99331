/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/fields.h"

#include "base/io.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool to_number(const char *text, uint64_t *value, const char **end)
{
	char *stopped;

	text += strspn(text, " \t");
	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*value = strtoull(text, &stopped, 10);
	*end = stopped;
	return errno == 0;
}

bool xnb_native_field(const char *text, const char *field, uint64_t *value)
{
	const char *end;

	for (const char *at = text; (at = strstr(at, field)); at++)
		if (at == text || isspace((unsigned char)at[-1]))
			return to_number(at + strlen(field), value, &end);
	return false;
}

bool xnb_native_read_number(const char *root, const char *path, uint64_t *value)
{
	char file[1024], line[64];
	const char *end;

	snprintf(file, sizeof(file), "%s%s", root, path);
	return xnb_read_line(file, line, sizeof(line)) && to_number(line, value, &end) &&
	       !*end;
}
