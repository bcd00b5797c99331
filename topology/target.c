/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology/target.h"

#include "base/nearest.h"

#include <string.h>

static const char *target_name(const void *table, size_t i)
{
	return ((const struct xnb_host_target *)table)[i].name;
}

static int unknown_target(const char *name, struct xnb_error *err)
{
	const char *nearest = xnb_nearest(name, target_name, xnb_host_targets);

	return xnb_fail(err, XNB_EXIT_USAGE, 0, "--target %s: no such target; %s%s%s",
	                name, nearest ? "did you mean " : "there are xen and native",
	                nearest ? nearest : "", nearest ? "?" : "");
}

int xnb_host_read_target(struct xnb_host *host, const char *name, struct xnb_error *err)
{
	for (const struct xnb_host_target *t = xnb_host_targets; t->name; t++) {
		if (strcmp(t->name, name) != 0)
			continue;
		if (!t->read)
			return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0, "--target %s: %s",
			                name, t->missing);
		return t->read(host, err);
	}
	return unknown_target(name, err);
}
