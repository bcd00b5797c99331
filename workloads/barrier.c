/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/barrier.h"

#include "workloads/cpu.h"

/*
 * Before it yields: some 20 to 50 us on hardware, longer than vCPUs on CPUs of their own
 * drift apart, shorter than a scheduler's time slice where they share one.
 */
#define SPINS 1000u

int xnb_stopped(const struct xnb_wait *wait)
{
	return __atomic_load_n(wait->stop, __ATOMIC_ACQUIRE) != wait->go;
}

int xnb_barrier_wait(struct xnb_barrier *barrier, uint32_t n, const struct xnb_wait *wait)
{
	const uint32_t now = __atomic_load_n(&barrier->generation, __ATOMIC_ACQUIRE);

	if (xnb_stopped(wait))
		return -1;
	if (__atomic_add_fetch(&barrier->arrived, 1, __ATOMIC_ACQ_REL) == n) {
		__atomic_store_n(&barrier->arrived, 0, __ATOMIC_RELAXED);
		__atomic_store_n(&barrier->generation, now + 1, __ATOMIC_RELEASE);
		return 0;
	}
	for (uint32_t spins = 0;; spins += spins < SPINS) {
		if (__atomic_load_n(&barrier->generation, __ATOMIC_ACQUIRE) != now)
			return 0;
		if (xnb_stopped(wait))
			return -1;
		xnb_cpu_pause();
		if (spins == SPINS)
			wait->relax();
	}
}
