/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the payload needs of the processor and of Xen. */
#ifndef XNB_WORKLOADS_PAYLOAD_MACHINE_H
#define XNB_WORKLOADS_PAYLOAD_MACHINE_H

#include <stdint.h>

/* Descriptor tables, exception stack, and floating point state of one vCPU. */
void xnb_machine_init(uint32_t vcpu);

/* The vCPU that calls, from its task register; only behind xnb_machine_init(). */
uint32_t xnb_machine_vcpu(void);

/* Which of the two instructions it is; by xnb_machine_init(). */
void xnb_machine_choose_hypercall(void);

/* What Xen answered; a negative errno where it refused. */
int64_t xnb_machine_hypercall(uint64_t number, uint64_t first, uint64_t second,
                              uint64_t third);

/*
 * Xen's system time, in ns, from the time page that Xen keeps for this vCPU from the
 * first call on. 0 where Xen offers none.
 */
uint64_t xnb_machine_now_ns(uint32_t vcpu);

/* Offers the physical CPU to whoever waits for it (SCHEDOP_yield). */
void xnb_machine_yield(void);

/* Interrupts off, halted for ever. When the last vCPU is, Xen powers the domain off. */
_Noreturn void xnb_halt(void);

#endif
