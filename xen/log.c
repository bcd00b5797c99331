/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/log.h"

#include <stdio.h>

static void keep(struct xentoollog_logger *logger, xentoollog_level level, int errnum,
                 const char *context, const char *format, va_list args)
{
	/* Not a hidden cast between strangers: `base` is the first member. */
	struct xnb_xen_log *log = (struct xnb_xen_log *)logger;

	(void)errnum;
	(void)context;
	if (level >= XTL_WARN)
		vsnprintf(log->text, sizeof(log->text), format, args);
}

static void nothing_to_free(struct xentoollog_logger *logger)
{
	(void)logger;
}

void xnb_xen_log_init(struct xnb_xen_log *log)
{
	*log = (struct xnb_xen_log){
	    .base = {.vmessage = keep, .destroy = nothing_to_free},
	};
}
