/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int xnb_fail(struct xnb_error *err, enum xnb_exit exit, int errnum, const char *format,
             ...)
{
	va_list args;

	if (err) {
		err->exit = exit;
		err->errnum = errnum;
		va_start(args, format);
		vsnprintf(err->text, sizeof(err->text), format, args);
		va_end(args);
	}
	if (errnum)
		errno = errnum;
	return -1;
}

int xnb_fail_prefix(struct xnb_error *err, const char *format, ...)
{
	char text[sizeof(err->text)];
	int saved = errno;
	va_list args;
	size_t used;

	if (!err)
		return -1;
	memcpy(text, err->text, sizeof(text));
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, ": %s", text);
	errno = saved;
	return -1;
}

int xnb_fail_nomem(struct xnb_error *err)
{
	return xnb_fail(err, XNB_EXIT_FAILED, ENOMEM,
	                "out of memory: close other programs or give dom0 more memory");
}
