/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What libxl asks libxenstore for from Xen 4.21 (features) and 4.22 (quota) on. A
 * xenstored need not have it, nor has any domain of ours a feature masked or a quota of
 * its own: libxl is told ENOSYS, as by a xenstored that is older, and goes on. The
 * headers of older versions do not declare them, so this does.
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <xenstore.h>

bool xs_get_features_supported(struct xs_handle *h, unsigned *features);
bool xs_set_features_domain(struct xs_handle *h, unsigned domid, unsigned features);
const char **xs_get_quota_names(struct xs_handle *h, unsigned *n);
bool xs_get_global_quota(struct xs_handle *h, const char *quota, unsigned *value);
bool xs_set_global_quota(struct xs_handle *h, const char *quota, unsigned value);
bool xs_get_domain_quota(struct xs_handle *h, unsigned domid, const char *quota,
                         unsigned *value);
bool xs_set_domain_quota(struct xs_handle *h, unsigned domid, const char *quota,
                         unsigned value);

static bool has_not(struct xs_handle *h)
{
	(void)h;
	errno = ENOSYS;
	return false;
}

bool xs_get_features_supported(struct xs_handle *h, unsigned *features)
{
	*features = 0;
	return has_not(h);
}

bool xs_set_features_domain(struct xs_handle *h, unsigned domid, unsigned features)
{
	(void)domid;
	(void)features;
	return has_not(h);
}

const char **xs_get_quota_names(struct xs_handle *h, unsigned *n)
{
	*n = 0;
	has_not(h);
	return NULL;
}

bool xs_get_global_quota(struct xs_handle *h, const char *quota, unsigned *value)
{
	(void)quota;
	*value = 0;
	return has_not(h);
}

bool xs_set_global_quota(struct xs_handle *h, const char *quota, unsigned value)
{
	(void)quota;
	(void)value;
	return has_not(h);
}

bool xs_get_domain_quota(struct xs_handle *h, unsigned domid, const char *quota,
                         unsigned *value)
{
	(void)domid;
	return xs_get_global_quota(h, quota, value);
}

bool xs_set_domain_quota(struct xs_handle *h, unsigned domid, const char *quota,
                         unsigned value)
{
	(void)domid;
	return xs_set_global_quota(h, quota, value);
}
