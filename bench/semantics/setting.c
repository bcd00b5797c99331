/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Setting a node affinity and reading it back. */
#include "bench/semantics/checks.h"

int xnb_judge_set_and_read_back(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_domain_config config = {
	    .vcpus = 1,
	    .memory_bytes = XNB_MIN_DOMAIN_BYTES,
	    .run_tag = c->session->run_tag,
	};
	struct xnb_set only = {0}, got;

	if (xnb_built_create(&c->made, c->session->xen, &config, NULL, err))
		return -1;
	xnb_set_add(&only, c->b);
	if (xnb_domain_set_node_affinity(c->made.domain, &only, err) ||
	    xnb_domain_get_node_affinity(c->made.domain, &got, err))
		return -1;
	xnb_check_expect(c, xnb_set_has(&got, c->b) && xnb_set_count(&got) == 1,
	                 "{%u} was set and reads back as %u node(s)", c->b,
	                 xnb_set_count(&got));
	return 0;
}
