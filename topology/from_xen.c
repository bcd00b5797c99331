/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology/from_xen.h"

int xnb_host_from_xen(struct xnb_host *host, struct xnb_xen *xen, struct xnb_error *err)
{
	struct xnb_xen_sysctls sysctls;
	struct xnb_xen_version version;
	int rc;

	if (xnb_xen_read_version(xen, &version, err) < 0 ||
	    xnb_xen_read_sysctls(xen, &sysctls, err) < 0)
		return -1;
	rc = xnb_host_from_sysctls(host, &sysctls, &version, err);
	xnb_xen_sysctls_free(&sysctls);
	return rc;
}

int xnb_host_open_xen(struct xnb_host *host, struct xnb_error *err)
{
	struct xnb_xen *xen;
	int rc;

	if (xnb_xen_open(&xen, NULL, err) < 0)
		return -1;
	rc = xnb_host_from_xen(host, xen, err);
	xnb_xen_close(xen);
	return rc;
}
