/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/cpus.h"

#include <errno.h>
#include <string.h>

/* Room for every CPU that is understood: the kernel refuses a smaller set than its own.
 */
struct set {
	cpu_set_t *cpus;
	size_t size;
};

static bool new_set(struct set *set)
{
	set->cpus = CPU_ALLOC(XNB_NATIVE_MOST_CPUS);
	set->size = CPU_ALLOC_SIZE(XNB_NATIVE_MOST_CPUS);
	if (set->cpus)
		CPU_ZERO_S(set->size, set->cpus);
	return set->cpus;
}

static int refuse(uint32_t cpu, int errnum, struct xnb_error *err)
{
	if (errnum == EINVAL)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENODEV,
		                "CPU %u: a thread cannot be pinned to it: it went "
		                "offline or left the cpuset; use another",
		                cpu);
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errnum,
	                "CPU %u: a thread cannot be pinned to it: %s; see "
	                "sched_setaffinity(2)",
	                cpu, strerror(errnum));
}

int xnb_native_pin(pid_t thread, uint32_t cpu, struct xnb_error *err)
{
	struct set set;
	int rc = 0;

	if (!new_set(&set))
		return xnb_fail_nomem(err);
	CPU_SET_S(cpu, set.size, set.cpus);
	if (sched_setaffinity(thread, set.size, set.cpus) < 0)
		rc = refuse(cpu, errno, err);
	CPU_FREE(set.cpus);
	return rc;
}

bool xnb_native_is_pinned(pid_t thread, uint32_t cpu)
{
	struct set set;
	bool is;

	if (!new_set(&set))
		return false;
	is = sched_getaffinity(thread, set.size, set.cpus) == 0 &&
	     CPU_COUNT_S(set.size, set.cpus) == 1 && CPU_ISSET_S(cpu, set.size, set.cpus);
	CPU_FREE(set.cpus);
	return is;
}
