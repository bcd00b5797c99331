/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What disturbed a repetition, as bits of the `noise` of struct xnb_raw_sample: set by
 * the `observe` of a native run (native/observe.h), in a domain from the vCPU's runstate.
 * What cannot be seen is not set: who sets the bits says which ones can be had.
 */
#ifndef XNB_WORKLOADS_NOISE_H
#define XNB_WORKLOADS_NOISE_H

enum xnb_noise {
	XNB_NOISE_PREEMPTED = 1, /* the thread was taken off its CPU against its will */
	XNB_NOISE_MIGRATED = 2,  /* it ended on another CPU than it began on */
	XNB_NOISE_STOLEN = 4,    /* a hypervisor ran somebody else in its place */
	XNB_NOISE_THROTTLED = 8, /* the CPU was slowed down for heat or power */
	XNB_NOISE_ALL = 15,
};

#endif
