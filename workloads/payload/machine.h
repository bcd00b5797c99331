/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the payload needs of the processor and of Xen. */
#ifndef XNB_WORKLOADS_PAYLOAD_MACHINE_H
#define XNB_WORKLOADS_PAYLOAD_MACHINE_H

#include <stdint.h>

/* Descriptor tables, exception stack, and floating point state of one vCPU. */
void xnb_machine_init(uint32_t vcpu);

/* The vCPU that calls, from its task register; only behind xnb_machine_init(). */
uint32_t xnb_machine_vcpu(void);

/* Offers the physical CPU to whoever waits for it (SCHEDOP_yield). */
void xnb_machine_yield(void);

/* Interrupts off, halted for ever. When the last vCPU is, Xen powers the domain off. */
_Noreturn void xnb_halt(void);

#endif
