/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/power.h"

#include "xen/calls.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The governor moved into a union, where only drivers that have one fill it (4.18), and
 * out of it again (4.22).
 */
static const char *governor(const struct xc_get_cpufreq_para *para)
{
#if XEN_DOMCTL_INTERFACE_VERSION >= 0x16
	if (strncmp(para->scaling_driver, "hwp", 3) == 0)
		return para->scaling_driver;
#endif
#if XEN_DOMCTL_INTERFACE_VERSION >= 0x18
	return para->s.scaling_governor;
#elif XEN_DOMCTL_INTERFACE_VERSION >= 0x16
	return para->u.s.scaling_governor;
#else
	return para->scaling_governor;
#endif
}

static bool is_unmanaged(int errnum)
{
	return errnum == ENODEV || errnum == EINVAL || errnum == ENOSYS ||
	       errnum == EOPNOTSUPP;
}

/* The library wants room for all lists, of which we need none. */
static int alloc_lists(struct xc_get_cpufreq_para *para)
{
	para->affected_cpus = calloc(para->cpu_num, sizeof(*para->affected_cpus));
	para->scaling_available_frequencies =
	    calloc(para->freq_num, sizeof(*para->scaling_available_frequencies));
	para->scaling_available_governors = calloc(para->gov_num, CPUFREQ_NAME_LEN);
	return para->affected_cpus && para->scaling_available_frequencies &&
	               para->scaling_available_governors
	           ? 0
	           : -1;
}

static void free_lists(struct xc_get_cpufreq_para *para)
{
	free(para->affected_cpus);
	free(para->scaling_available_frequencies);
	free(para->scaling_available_governors);
}

/* The first call only tells how long the lists are. */
static int read_para(struct xnb_xen *xen, struct xc_get_cpufreq_para *para)
{
	int rc = xnb_call_get_cpufreq_para(xen, 0, para);

	if (rc == 0 || errno != EAGAIN)
		return rc;
	return alloc_lists(para) == 0 ? xnb_call_get_cpufreq_para(xen, 0, para) : -1;
}

int xnb_xen_read_power(struct xnb_xen *xen, struct xnb_power *out, struct xnb_error *err)
{
	struct xc_get_cpufreq_para para = {0};
	int rc;

	*out = (struct xnb_power){0};
	rc = read_para(xen, &para);
	if (rc == 0) {
		out->known = true;
		out->turbo = para.turbo_enabled > 0;
		snprintf(out->driver, sizeof(out->driver), "%s", para.scaling_driver);
		snprintf(out->governor, sizeof(out->governor), "%s", governor(&para));
	} else if (is_unmanaged(errno)) {
		rc = 0;
	} else {
		xnb_xen_fail(xen, err, "see `xenpm get-cpufreq-para'",
		             "pCPU 0: its frequency cannot be read");
	}
	free_lists(&para);
	return rc == 0 ? 0 : -1;
}

/* Of the states that the pCPU has, C0 among them, those that max_cstate= allows. */
int xnb_xen_read_idle(struct xnb_xen *xen, struct xnb_idle *out, struct xnb_error *err)
{
	uint32_t limit;
	int states;

	*out = (struct xnb_idle){0};
	if (xnb_call_get_max_cx(xen, 0, &states) != 0 ||
	    xnb_call_get_max_cstate(xen, &limit) != 0) {
		if (is_unmanaged(errno))
			return 0;
		return xnb_xen_fail(xen, err, "see `xenpm get-cpuidle-states'",
		                    "pCPU 0: its idle states cannot be read");
	}
	out->known = states > 0;
	out->deepest = states > 0 ? (unsigned)states - 1 : 0;
	if (out->deepest > limit)
		out->deepest = limit;
	return 0;
}
