/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/reaper.h"

#include "xen/remains.h"

#include <stdbool.h>
#include <stdlib.h>

static bool is_wanted(const struct xnb_domain_entry *domain, uint64_t run_tag)
{
	return domain->ours && (run_tag == 0 || domain->run_tag == run_tag);
}

static int reap_listed(struct xnb_xen *xen, uint64_t run_tag, xnb_reaped_fn *reaped,
                       void *arg, unsigned *n, struct xnb_error *err)
{
	struct xnb_domain_entry *domains;
	size_t count;
	int rc = 0;

	if (xnb_xen_list_domains(xen, &domains, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (!is_wanted(&domains[i], run_tag))
			continue;
		if (xnb_xen_remove_remains(xen, &domains[i], rc == 0 ? err : NULL) != 0)
			rc = -1;
		if (xnb_xen_reap(xen, domains[i].domid, rc == 0 ? err : NULL) != 0) {
			rc = -1;
			continue;
		}
		*n += 1;
		if (reaped)
			reaped(&domains[i], arg);
	}
	free(domains);
	return rc;
}

int xnb_reap_domains(uint64_t run_tag, xnb_reaped_fn *reaped, void *arg, unsigned *n,
                     struct xnb_error *err)
{
	struct xnb_xen *xen;
	int rc;

	*n = 0;
	if (xnb_xen_open(&xen, NULL, err) != 0)
		return -1;
	rc = reap_listed(xen, run_tag, reaped, arg, n, err);
	xnb_xen_close(xen);
	return rc;
}
