/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hardware virtualization or emulation. KVM is taken only where a machine really runs
 * with it and has SVM or VMX for Xen's own guests; a /dev/kvm that exists proves neither.
 */
#ifndef XNB_LAB_ACCEL_H
#define XNB_LAB_ACCEL_H

#include "base/error.h"

#include <stdbool.h>

#define XNB_QEMU         "qemu-system-x86_64"
#define XNB_QEMU_PACKAGE "qemu-system-x86"

/*
 * XNB_ACCEL_COUNTED is TCG with one thread for all CPUs and a clock that each instruction
 * moves on by 1 ns (QEMU's -icount): the TSC counts instructions, those of all CPUs.
 */
enum xnb_accel { XNB_ACCEL_AUTO, XNB_ACCEL_TCG, XNB_ACCEL_KVM, XNB_ACCEL_COUNTED };

/* The value of --accel; XNB_ACCEL_COUNTED is no value of it. */
int xnb_accel_parse(const char *text, enum xnb_accel *accel, struct xnb_error *err);

/* The option that asks for it. */
const char *xnb_accel_option(enum xnb_accel accel);

/* What QEMU's -accel takes, and its -cpu. Not for XNB_ACCEL_AUTO. */
const char *xnb_accel_qemu(enum xnb_accel accel);
const char *xnb_accel_cpu(enum xnb_accel accel);

/* "emulated", "virtualized" or "counted", for run.json. */
const char *xnb_accel_timing(enum xnb_accel accel);

/*
 * Runs the lab's CPU under `accel` for a moment, with a firmware of a few instructions
 * (lab/probe.S) that reports what CPUID offers. 0 when it ran and offers SVM or VMX; else
 * XNB_EXIT_ENVIRONMENT with the reason. `plugin` is what QEMU's -plugin takes, to be
 * loaded meanwhile; NULL: none.
 */
int xnb_accel_probe(enum xnb_accel accel, const char *plugin, struct xnb_error *err);

/*
 * Replaces XNB_ACCEL_AUTO by what works here, and says on standard error why it is not
 * KVM. Fails when KVM was asked for and does not work.
 */
int xnb_accel_choose(enum xnb_accel *accel, struct xnb_error *err);

#endif
