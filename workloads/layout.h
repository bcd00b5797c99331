/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where things lie in the memory of a bare PVH domain. Numbers only: the linker script
 * and the entry code of the payload include this too.
 *
 * dom0's page tables (2 MiB pages) map virtual page i to the guest frame of the domain's
 * i-th page of memory, xnb_domain_gfn(i): the payload sees `memory_bytes` contiguous
 * bytes from virtual address 0, whatever holes the guest-physical space has below 4 GiB.
 * Below the hole, and so for everything here, that is the identity. All of it lies in the
 * first 2 MiB extent; the buffers of the workloads begin behind it.
 */
#ifndef XNB_WORKLOADS_LAYOUT_H
#define XNB_WORKLOADS_LAYOUT_H

#ifdef XNB_NO_C
#define XNB_GPA(number) number
#else
#define XNB_GPA(number) number##ull
#endif

#define XNB_GPA_PAGE_TABLES XNB_GPA(0x00010000) /* PML4, PDPT, then PDs; dom0's */
#define XNB_GPA_PAYLOAD     XNB_GPA(0x00100000) /* the flat image, entry at its start */
#define XNB_GPA_MAILBOX     XNB_GPA(0x00170000) /* struct xnb_mailbox, then the ring */
#define XNB_GPA_BUFFER      XNB_GPA(0x00200000) /* first byte that a workload may use */

/* Bytes of mailbox and ring together; dom0 maps exactly these. */
#define XNB_MAILBOX_BYTES XNB_GPA(0x00090000)

/* vCPUs that the payload has stacks for. */
#define XNB_MAX_VCPUS 64

#endif
