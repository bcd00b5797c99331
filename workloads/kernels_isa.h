/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The passes that the objects of the ISAs define, one function per kernel and ISA. */
#ifndef XNB_WORKLOADS_KERNELS_ISA_H
#define XNB_WORKLOADS_KERNELS_ISA_H

#include "workloads/kernels.h"

#define XNB_DECLARE_KERNELS(isa)                                                         \
	xnb_kernel_fn xnb_load_##isa, xnb_store_##isa, xnb_update_##isa, xnb_copy_##isa, \
	    xnb_scale_##isa, xnb_add_##isa, xnb_triad_##isa, xnb_mix_2_1_##isa,          \
	    xnb_mix_3_1_##isa, xnb_compute_##isa

#define XNB_DECLARE_NON_TEMPORAL(isa)                                             \
	xnb_kernel_fn xnb_store_nt_##isa, xnb_update_nt_##isa, xnb_copy_nt_##isa, \
	    xnb_scale_nt_##isa, xnb_add_nt_##isa, xnb_triad_nt_##isa

XNB_DECLARE_KERNELS(portable);
#ifdef __x86_64__
XNB_DECLARE_KERNELS(sse2);
XNB_DECLARE_KERNELS(avx2);
XNB_DECLARE_KERNELS(avx512);
XNB_DECLARE_NON_TEMPORAL(sse2);
XNB_DECLARE_NON_TEMPORAL(avx2);
XNB_DECLARE_NON_TEMPORAL(avx512);
#endif

#endif
