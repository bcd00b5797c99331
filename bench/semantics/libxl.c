/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The same call through libxl, on a domain that libxl did not make. */
#include "xen/libxl.h"

#include "bench/semantics/checks.h"
#include "bench/semantics/steps.h"

/* Set by the one, read by the other, both ways. */
static int both_ways(struct xnb_checking *c, struct xnb_libxl *libxl,
                     struct xnb_error *err)
{
	const struct xnb_set first = xnb_only(c->b), second = xnb_online_nodes(c);
	uint32_t domid = xnb_domain_id(c->made.domain);
	struct xnb_set got;

	if (xnb_libxl_set_node_affinity(libxl, domid, &first, err))
		return -1;
	xnb_check_note(c, "libxl sets it to node %u", c->b);
	if (xnb_libxl_get_node_affinity(libxl, domid, &got, err))
		return -1;
	xnb_step_compare(c, "with libxl it", &got, &first);
	if (xnb_step_read(c, &first, err) || xnb_step_set(c, &second, err) ||
	    xnb_libxl_get_node_affinity(libxl, domid, &got, err))
		return -1;
	xnb_step_compare(c, "with libxl it", &got, &second);
	return 0;
}

int xnb_judge_libxl(struct xnb_checking *c, struct xnb_error *err)
{
	struct xnb_libxl *libxl;
	int result;

	if (xnb_libxl_open(&libxl, c->session->xen, err))
		return -1;
	result = xnb_step_create(c, err);
	if (!result)
		result = both_ways(c, libxl, err);
	xnb_libxl_close(libxl);
	return result;
}
