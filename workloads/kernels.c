/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/kernels.h"

#include "workloads/kernels_isa.h"

#include <stddef.h>

enum { A, B, C, NONE };

const char *const xnb_isa_names[XNB_N_ISAS] = {
    [XNB_ISA_PORTABLE] = "portable",
    [XNB_ISA_SSE2] = "sse2",
    [XNB_ISA_AVX2] = "avx2",
    [XNB_ISA_AVX512] = "avx512",
};

#ifdef __x86_64__
#define OF_X86(kernel)                                                              \
	[XNB_ISA_SSE2] = xnb_##kernel##_sse2, [XNB_ISA_AVX2] = xnb_##kernel##_avx2, \
	[XNB_ISA_AVX512] = xnb_##kernel##_avx512,
#else
#define OF_X86(kernel)
#endif
#define STORED(kernel)                                                     \
	{                                                                  \
		OF_X86(kernel)[XNB_ISA_PORTABLE] = xnb_##kernel##_portable \
	}
#define STREAMED(kernel)                                \
	{                                               \
		OF_X86(kernel)[XNB_ISA_PORTABLE] = NULL \
	}

#define S     XNB_SCALAR
#define STEPS XNB_COMPUTE_STEPS

/* clang-format off */
const struct xnb_kernel xnb_kernels[] = {
	/* streams, read, written, allocated, flops, non-temporal, compute-bound, likwid,
	 * output, once and per pass: a, b, c, 1 */
	{"load", "sum = sum + a[i]", 1, 8, 0, 0, 1, 0, 0, "load",
	 NONE, {0}, {0}, STORED(load)},
	{"store", "a[i] = s", 1, 0, 8, 8, 0, 0, 0, "store",
	 A, {0, 0, 0, S}, {0}, STORED(store)},
	{"store-nt", "a[i] = s", 1, 0, 8, 0, 0, 1, 0, "store_mem",
	 A, {0, 0, 0, S}, {0}, STREAMED(store_nt)},
	{"update", "a[i] = a[i] + s", 1, 8, 8, 0, 1, 0, 0, "update",
	 A, {1, 0, 0, 0}, {0, 0, 0, S}, STORED(update)},
	{"update-nt", "a[i] = a[i] + s", 1, 8, 8, 0, 1, 1, 0, NULL,
	 A, {1, 0, 0, 0}, {0, 0, 0, S}, STREAMED(update_nt)},
	{"copy", "b[i] = a[i]", 2, 8, 8, 8, 0, 0, 0, "copy",
	 B, {1, 0, 0, 0}, {0}, STORED(copy)},
	{"copy-nt", "b[i] = a[i]", 2, 8, 8, 0, 0, 1, 0, "copy_mem",
	 B, {1, 0, 0, 0}, {0}, STREAMED(copy_nt)},
	{"scale", "b[i] = s*a[i]", 2, 8, 8, 8, 1, 0, 0, NULL,
	 B, {S, 0, 0, 0}, {0}, STORED(scale)},
	{"scale-nt", "b[i] = s*a[i]", 2, 8, 8, 0, 1, 1, 0, NULL,
	 B, {S, 0, 0, 0}, {0}, STREAMED(scale_nt)},
	{"add", "c[i] = a[i] + b[i]", 3, 16, 8, 8, 1, 0, 0, NULL,
	 C, {1, 1, 0, 0}, {0}, STORED(add)},
	{"add-nt", "c[i] = a[i] + b[i]", 3, 16, 8, 0, 1, 1, 0, NULL,
	 C, {1, 1, 0, 0}, {0}, STREAMED(add_nt)},
	{"triad", "a[i] = b[i] + s*c[i]", 3, 16, 8, 8, 2, 0, 0, "stream",
	 A, {0, 1, S, 0}, {0}, STORED(triad)},
	{"triad-nt", "a[i] = b[i] + s*c[i]", 3, 16, 8, 0, 2, 1, 0, "stream_mem",
	 A, {0, 1, S, 0}, {0}, STREAMED(triad_nt)},
	{"mix-3-1", "a[i] = a[i] + b[i] + c[i]", 3, 24, 8, 0, 2, 0, 0, NULL,
	 A, {1, 0, 0, 0}, {0, 1, 1, 0}, STORED(mix_3_1)},
	{"mix-2-1", "a[i] = a[i] + b[i]", 2, 16, 8, 0, 1, 0, 0, NULL,
	 A, {1, 0, 0, 0}, {0, 1, 0, 0}, STORED(mix_2_1)},
	{"mix-1-1", "a[i] = a[i] + s", 1, 8, 8, 0, 1, 0, 0, "update",
	 A, {1, 0, 0, 0}, {0, 0, 0, S}, STORED(update)},
	{"compute", "a[i] = a[i]*1 + s, 32 times", 1, 8, 8, 0, 2 * STEPS, 0, 1, NULL,
	 A, {1, 0, 0, 0}, {0, 0, 0, STEPS * S}, STORED(compute)},
};
/* clang-format on */
const uint32_t xnb_n_kernels = sizeof(xnb_kernels) / sizeof(xnb_kernels[0]);

/* There is no libc in a domain. */
static int same(const char *x, const char *y)
{
	while (*x && *x == *y)
		x++, y++;
	return *x == *y;
}

const struct xnb_kernel *xnb_kernel_find(const char *name)
{
	for (uint32_t i = 0; i < xnb_n_kernels; i++)
		if (same(xnb_kernels[i].name, name))
			return &xnb_kernels[i];
	return NULL;
}

uint32_t xnb_kernel_index(const struct xnb_kernel *kernel)
{
	return (uint32_t)(kernel - xnb_kernels);
}

int xnb_kernel_best_isa(const struct xnb_kernel *kernel, uint32_t isas, uint32_t *isa)
{
	for (uint32_t i = XNB_N_ISAS; i-- > 0;) {
		if (!(isas >> i & 1) || !kernel->run[i])
			continue;
		*isa = i;
		return 0;
	}
	return -1;
}

uint64_t xnb_kernel_useful_bytes(const struct xnb_kernel *kernel, uint64_t elements)
{
	return elements * (kernel->bytes_read + kernel->bytes_written);
}

uint64_t xnb_kernel_bus_bytes(const struct xnb_kernel *kernel, uint64_t elements)
{
	return xnb_kernel_useful_bytes(kernel, elements) +
	       elements * kernel->bytes_allocated;
}

int xnb_streams_split(const struct xnb_kernel *kernel, void *base, uint64_t bytes,
                      uint32_t parts, uint32_t part, struct xnb_streams *out)
{
	uint64_t stream_bytes;
	char *at = base;

	if (part >= parts || (uintptr_t)base % XNB_STREAM_ALIGN)
		return -1;
	stream_bytes = bytes / parts / kernel->streams;
	stream_bytes -= stream_bytes % XNB_STREAM_ALIGN;
	if (stream_bytes == 0)
		return -1;
	at += (uint64_t)part * kernel->streams * stream_bytes;
	out->elements = stream_bytes / sizeof(double);
	out->a = (double *)at;
	out->b = kernel->streams > B ? (double *)(at + stream_bytes) : NULL;
	out->c = kernel->streams > C ? (double *)(at + 2 * stream_bytes) : NULL;
	return 0;
}
