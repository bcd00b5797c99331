/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state in which the vCPUs of a bare domain begin, as Xen's HVM context: a sequence
 * of records, each behind a descriptor of 8 bytes, all of them a multiple of 8 bytes long
 * (public/hvm/save.h, public/arch-x86/hvm/save.h).
 */
#ifndef XNB_XEN_CONTEXT_H
#define XNB_XEN_CONTEXT_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of the context of so many vCPUs: header, CPU, XSAVE and MTRR records, end. */
size_t xnb_context_bytes(unsigned vcpus);

/*
 * Writes it. Every vCPU is up, in 64-bit mode at ring 0, interrupts off, SSE on, at
 * `rip`, with page tables at `cr3` and its number in rdi. Memory is write-back: a fresh
 * domain's MTRRs would make it uncached on some hardware. Xen leaves down what has no CPU
 * record. Where this domain has AVX enabled, the vCPUs get it too: then Xen knows, also
 * in QEMU's emulation, where a guest's XSETBV passes it by.
 */
void xnb_context_write(void *buffer, unsigned vcpus, uint64_t rip, uint64_t cr3);

#endif
