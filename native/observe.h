/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel knows of the disturbances of a repetition: looked at by each thread
 * right before and right after it, outside of the timed region.
 *
 *   involuntary switches   getrusage(RUSAGE_THREAD), and how long they lasted
 *   migration              getcpu(2), against the CPU of the thread
 *   steal time             /proc/stat, of the thread's CPU, in ticks of 10 ms; only in
 *                          virtual machines, where alone there is any
 *   thermal throttling     cpuN/thermal_throttle/{core,package}_throttle_count; Intel
 */
#ifndef XNB_NATIVE_OBSERVE_H
#define XNB_NATIVE_OBSERVE_H

#include "base/error.h"
#include "workloads/jobs.h"

#include <stddef.h>
#include <stdint.h>

/* A repetition is PREEMPTED where the thread was taken off its CPU and waited for more
 * than this part of the time, 0.5 %; for any time, where the kernel does not tell how
 * long. In a domain as much stolen time counts (workloads/steal.h). */
#define XNB_NATIVE_PREEMPTED_PART 200u

struct xnb_native_observer;

/*
 * An observer of n threads, thread i pinned to cpus[i]. Sources that this host does not
 * have are left out, which is no error: see xnb_native_unwatched(). -1 without memory or
 * file descriptors.
 */
int xnb_native_observer_new(struct xnb_native_observer **observer, const uint32_t *cpus,
                            uint32_t n, const char *root, struct xnb_error *err);
void xnb_native_observer_free(struct xnb_native_observer *observer);

/*
 * The `observe` of a struct xnb_runner, with the observer as its argument; thread `vcpu`
 * calls it for itself. Behind a repetition the bits of workloads/noise.h go into
 * sample->noise.
 */
void xnb_native_observe(void *observer, uint32_t vcpu, struct xnb_raw_sample *sample,
                        enum xnb_look look);

/* What is not watched for, in the words of a result, and why; for the `absent` of a run.
 */
struct xnb_native_unwatched {
	const char *what;
	const char *why;
};

/* Writes up to `most` of them, returns how many there are. Owned by the observer. */
size_t xnb_native_unwatched(const struct xnb_native_observer *observer,
                            struct xnb_native_unwatched *out, size_t most);

#endif
