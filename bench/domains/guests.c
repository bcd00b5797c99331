/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/guests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The numbers of the domains that are `ours`, or that are not: "3, 5". */
static unsigned list_domains(const struct xnb_domain_entry *domains, size_t n, bool ours,
                             char *text, size_t size)
{
	unsigned found = 0;
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		if (domains[i].ours != ours)
			continue;
		if (used < size)
			used += (size_t)snprintf(text + used, size - used, "%s%u",
			                         found ? ", " : "", domains[i].domid);
		found++;
	}
	return found;
}

int xnb_judge_guests(const struct xnb_domain_entry *domains, size_t n, bool shared_host,
                     struct xnb_error *err)
{
	char numbers[256];
	unsigned found = list_domains(domains, n, true, numbers, sizeof(numbers));

	if (found)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "domain%s %s: left behind by a run that was killed; "
		                "`xen-numabench cleanup' removes %s",
		                found > 1 ? "s" : "", numbers, found > 1 ? "them" : "it");
	found = list_domains(domains, n, false, numbers, sizeof(numbers));
	if (found && !shared_host)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "guest%s %s: a run would disturb %s and be disturbed; "
		                "shut %s down or use --shared-host",
		                found > 1 ? "s" : "", numbers, found > 1 ? "them" : "it",
		                found > 1 ? "them" : "it");
	return 0;
}

int xnb_check_guests(struct xnb_xen *xen, bool shared_host, struct xnb_error *err)
{
	struct xnb_domain_entry *domains;
	size_t n;
	int result;

	if (xnb_xen_list_domains(xen, &domains, &n, err))
		return -1;
	result = xnb_judge_guests(domains, n, shared_host, err);
	free(domains);
	return result;
}
