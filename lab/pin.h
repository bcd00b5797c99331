/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pins QEMU's vCPU threads to this machine's CPUs. Left to the scheduler, two vCPUs that
 * spin on one another make no steady progress where CPUs are few.
 */
#ifndef XNB_LAB_PIN_H
#define XNB_LAB_PIN_H

#include <sys/types.h>

/*
 * Pins the thread "CPU n/..." of process `qemu` to the n-th of the CPUs that this process
 * may use, modulo their number. Returns how many such threads there are so far.
 */
unsigned xnb_pin_vcpus(pid_t qemu);

#endif
