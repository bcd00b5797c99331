/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flat image that a bare PVH domain executes, linked for XNB_GPA_PAYLOAD and embedded
 * in the program that builds domains. Its entry point is its first byte, for every vCPU:
 * 64-bit mode, flat 64-bit code segment, paging on as layout.h says, interrupts off,
 * rdi = vCPU number. It brings its own stacks and descriptor tables. dom0 enables AVX by
 * giving the vCPUs an XSAVE state with it (XCR0 7); without one the payload keeps to
 * SSE2. AVX-512 it adds itself where CPUID offers it.
 *
 * An exception on any vCPU goes into the mailbox's `trap`, and then all of them halt.
 */
#ifndef XNB_WORKLOADS_PAYLOAD_H
#define XNB_WORKLOADS_PAYLOAD_H

#include <stdint.h>

extern const uint8_t xnb_payload[];
extern const uint8_t xnb_payload_end[];

/* Bytes of the image in memory, with what the loader must leave zero behind it (.bss). */
extern const uint64_t xnb_payload_memory_bytes;

#endif
