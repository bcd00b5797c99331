/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/target.h"

#include <string.h>

int xnb_target_find(const struct xnb_target **out, const char *name,
                    struct xnb_error *err)
{
	for (size_t i = 0; xnb_targets[i]; i++) {
		if (strcmp(xnb_targets[i]->name, name) != 0)
			continue;
		*out = xnb_targets[i];
		if ((*out)->missing)
			return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0, "--target %s: %s",
			                name, (*out)->missing);
		return 0;
	}
	return xnb_fail(err, XNB_EXIT_USAGE, 0,
	                "--target %s: no such target; there are xen and native", name);
}
