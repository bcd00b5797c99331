/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For programs without libxl: nothing can be opened, so nothing else is ever called. */
#include "xen/libxl.h"

#include <errno.h>

static int absent(struct xnb_error *err)
{
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOSYS,
	                "libxl: not in this program; xen-numabench-dom0 has it, where "
	                "scripts/install brought its static libraries");
}

int xnb_libxl_open(struct xnb_libxl **out, struct xnb_xen *xen, struct xnb_error *err)
{
	(void)xen;
	*out = NULL;
	return absent(err);
}

void xnb_libxl_close(struct xnb_libxl *libxl)
{
	(void)libxl;
}

int xnb_libxl_create(struct xnb_libxl *libxl, const struct xnb_libxl_request *request,
                     uint32_t *domid, struct xnb_steps *steps, struct xnb_error *err)
{
	(void)libxl;
	(void)request;
	(void)domid;
	(void)steps;
	return absent(err);
}

int xnb_libxl_create_domain(struct xnb_libxl *libxl,
                            const struct xnb_libxl_request *request,
                            struct xnb_domain **domain, struct xnb_error *err)
{
	(void)libxl;
	(void)request;
	(void)domain;
	return absent(err);
}

int xnb_libxl_start(struct xnb_libxl *libxl, uint32_t domid, struct xnb_steps *steps,
                    struct xnb_error *err)
{
	(void)libxl;
	(void)domid;
	(void)steps;
	return absent(err);
}

int xnb_libxl_destroy(struct xnb_libxl *libxl, uint32_t domid, struct xnb_steps *steps,
                      struct xnb_error *err)
{
	return xnb_libxl_start(libxl, domid, steps, err);
}

int xnb_libxl_set_node_affinity(struct xnb_libxl *libxl, uint32_t domid,
                                const struct xnb_set *nodes, struct xnb_error *err)
{
	(void)libxl;
	(void)domid;
	(void)nodes;
	return absent(err);
}

int xnb_libxl_get_node_affinity(struct xnb_libxl *libxl, uint32_t domid,
                                struct xnb_set *nodes, struct xnb_error *err)
{
	return xnb_libxl_set_node_affinity(libxl, domid, nodes, err);
}
