/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/doctor/facts_xen.h"

#include "base/io.h"
#include "bench/doctor/doctor.h"
#include "bench/lock.h"
#include "bench/timing.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What cannot be read stays zero, and its check says so. */
static void gather_from_xen(struct xnb_xen *xen, struct xnb_xen_facts *facts,
                            struct xnb_error *err)
{
	facts->connected =
	    xnb_xen_read_version(xen, &facts->version, err) == 0 &&
	    xnb_xen_read_sysctls(xen, &facts->sysctls, err) == 0 &&
	    xnb_xen_list_domains(xen, &facts->domains, &facts->n_domains, err) == 0 &&
	    xnb_xen_read_dom0(xen, &facts->dom0, err) == 0 &&
	    xnb_xen_read_power(xen, &facts->power, err) == 0;
	/* Its own check says so; the others do not need it. */
	if (facts->connected && xnb_xen_read_idle(xen, &facts->idle, err) != 0)
		facts->idle.known = false;
}

void *xnb_xen_facts_gather(void)
{
	struct xnb_xen_facts *facts = calloc(1, sizeof(*facts));
	struct xnb_error err;
	struct xnb_xen *xen;

	if (!facts)
		return NULL;
	facts->on_xen = xnb_runs_on_xen("");
	facts->privileged = geteuid() == 0;
	xnb_read_line("/proc/xen/capabilities", facts->capabilities,
	              sizeof(facts->capabilities));
	if (xnb_read_timing("", facts->timing, sizeof(facts->timing), NULL))
		facts->timing[0] = '\0';
	facts->run_active = xnb_lock_is_held(XNB_LOCK_FILE);
	err.text[0] = '\0';
	if (xnb_xen_open(&xen, NULL, &err) == 0) {
		gather_from_xen(xen, facts, &err);
		xnb_xen_close(xen);
	}
	memcpy(facts->why_not, err.text, sizeof(facts->why_not));
	return facts;
}

void xnb_xen_facts_free(void *of_host)
{
	struct xnb_xen_facts *facts = of_host;

	xnb_xen_sysctls_free(&facts->sysctls);
	free(facts->domains);
	free(facts);
}
