/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/jobs.h"
#include "workloads/payload/machine.h"

#include <stddef.h>

/* What the stubs of entry.S and the processor leave on the stack. */
struct frame {
	uint64_t vector, error_code;
	uint64_t rip, cs, rflags, rsp, ss;
};

/* Called from entry.S. */
void xnb_payload_main(uint32_t vcpu);
_Noreturn void xnb_payload_trap(const struct frame *frame);

static struct xnb_verdict verdicts[XNB_MAX_VCPUS];

static struct xnb_runner runner = {
    .mailbox = (struct xnb_mailbox *)XNB_GPA_MAILBOX,
    .buffer = (void *)XNB_GPA_BUFFER,
    .ring = (struct xnb_raw_sample *)XNB_GPA_SAMPLES,
    .ring_entries = XNB_RING_ENTRIES,
    .max_vcpus = XNB_MAX_VCPUS,
    .verdicts = verdicts,
    .relax = xnb_machine_yield,
    .hypercall = xnb_machine_hypercall,
    .now_ns = xnb_machine_now_ns,
};

/* The first one counts; the others are most likely its consequences. */
static uint32_t trapped;

void xnb_payload_main(uint32_t vcpu)
{
	xnb_machine_init(vcpu);
	xnb_runner_run(&runner, vcpu);
}

static uint64_t fault_address(void)
{
	uint64_t cr2;

	__asm__ volatile("mov %%cr2, %0" : "=r"(cr2));
	return cr2;
}

void xnb_payload_trap(const struct frame *frame)
{
	struct xnb_trap *trap = &runner.mailbox->trap;

	if (__atomic_exchange_n(&trapped, 1, __ATOMIC_ACQ_REL) == 0) {
		trap->vcpu = xnb_machine_vcpu();
		trap->error_code = frame->error_code;
		trap->address = fault_address();
		trap->rip = frame->rip;
		__atomic_store_n(&trap->vector, (uint32_t)frame->vector,
		                 __ATOMIC_RELEASE);
	}
	xnb_halt();
}
