/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/mailbox.h"

_Static_assert(sizeof(struct xnb_mailbox) % 8 == 0, "no padding at the end");
_Static_assert(XNB_RING_ENTRIES >= 10000, "room for the samples of a long list of jobs");
_Static_assert(XNB_GPA_MAILBOX + XNB_MAILBOX_BYTES <= XNB_GPA_BUFFER, "in front of it");

void xnb_mailbox_init(struct xnb_mailbox *mailbox, uint32_t vcpus, uint64_t memory_bytes)
{
	volatile uint64_t *words = (volatile uint64_t *)mailbox;

	for (uint64_t i = 0; i < sizeof(*mailbox) / sizeof(*words); i++)
		words[i] = 0;
	mailbox->magic = XNB_MAILBOX_MAGIC;
	mailbox->version = XNB_MAILBOX_VERSION;
	mailbox->vcpus = vcpus;
	mailbox->max_samples = XNB_RING_ENTRIES;
	mailbox->memory_bytes = memory_bytes;
	mailbox->trap.vector = XNB_NO_TRAP;
}

struct xnb_raw_sample *xnb_mailbox_ring(struct xnb_mailbox *mailbox)
{
	return (struct xnb_raw_sample *)((char *)mailbox + XNB_RING_OFFSET);
}
