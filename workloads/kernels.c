/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "workloads/kernels.h"

#include "workloads/kernels_isa.h"

#include <stddef.h>

enum { A, B, C, NONE };

const char *const xnb_isa_names[XNB_N_ISAS] = {
    [XNB_ISA_SSE2] = "sse2",
    [XNB_ISA_AVX2] = "avx2",
    [XNB_ISA_AVX512] = "avx512",
};

static double scalar_of(double a, double b, double c)
{
	(void)a, (void)b, (void)c;
	return XNB_SCALAR;
}

static double copy_of(double a, double b, double c)
{
	(void)b, (void)c;
	return a;
}

static double scale_of(double a, double b, double c)
{
	(void)b, (void)c;
	return XNB_SCALAR * a;
}

static double add_of(double a, double b, double c)
{
	(void)c;
	return a + b;
}

static double triad_of(double a, double b, double c)
{
	(void)a;
	return b + XNB_SCALAR * c;
}

#define EVERY_ISA(kernel)                                                       \
	{                                                                       \
		xnb_##kernel##_sse2, xnb_##kernel##_avx2, xnb_##kernel##_avx512 \
	}

/* clang-format off */
const struct xnb_kernel xnb_kernels[] = {
	/*                    streams, read, written, allocated, flops, output */
	{"load",  "sum = sum + a[i]",     1,  8, 0, 0, 1, NONE, NULL,  EVERY_ISA(load)},
	{"store", "a[i] = s",             1,  0, 8, 8, 0, A, scalar_of, EVERY_ISA(store)},
	{"copy",  "b[i] = a[i]",          2,  8, 8, 8, 0, B, copy_of,  EVERY_ISA(copy)},
	{"scale", "b[i] = s*a[i]",        2,  8, 8, 8, 1, B, scale_of, EVERY_ISA(scale)},
	{"add",   "c[i] = a[i] + b[i]",   3, 16, 8, 8, 1, C, add_of,   EVERY_ISA(add)},
	{"triad", "a[i] = b[i] + s*c[i]", 3, 16, 8, 8, 2, A, triad_of, EVERY_ISA(triad)},
};
/* clang-format on */
const uint32_t xnb_n_kernels = sizeof(xnb_kernels) / sizeof(xnb_kernels[0]);

/*
 * What element i of a stream is prepared with: 16 bits scattered by multiplying with
 * 2^64 / golden ratio (Knuth, TAOCP 3, 6.4), plus a residue modulo 4 that tells the
 * streams apart. From 4 up, so that it never equals the scalar. The results are 0 (copy,
 * scale), 1 (add) and 3 (triad) modulo 4: never what their stream was prepared with.
 * Below 2^19, so that sums over 2^34 elements are exact.
 */
static double prepared(uint32_t stream, uint64_t i)
{
	const uint64_t scattered = (i * 0x9e3779b97f4a7c15u) >> 48;

	return (double)(4 + 4 * scattered + stream);
}

static double *stream_of(const struct xnb_streams *streams, uint32_t stream)
{
	return stream == A ? streams->a : stream == B ? streams->b : streams->c;
}

void xnb_kernel_prepare(const struct xnb_streams *streams, struct xnb_beat *beat)
{
	for (uint32_t stream = A; stream <= C; stream++) {
		double *values = stream_of(streams, stream);

		for (uint64_t i = 0; values && i < streams->elements; i++) {
			values[i] = prepared(stream, i);
			xnb_beat(beat);
		}
	}
}

static double expected(const struct xnb_kernel *kernel, uint32_t stream, uint64_t i,
                       uint64_t passes)
{
	if (stream != kernel->output || passes == 0)
		return prepared(stream, i);
	return kernel->element(prepared(A, i), prepared(B, i), prepared(C, i));
}

/* The sum that a pass returns; only a kernel without an output has one. */
static double expected_sum(const struct xnb_kernel *kernel, uint64_t elements,
                           uint64_t passes, struct xnb_beat *beat)
{
	double sum = 0;

	if (kernel->output != NONE || passes == 0)
		return 0;
	for (uint64_t i = 0; i < elements; i++) {
		sum += prepared(A, i);
		xnb_beat(beat);
	}
	return sum;
}

int xnb_kernel_check(const struct xnb_kernel *kernel, const struct xnb_streams *streams,
                     uint64_t passes, double sum, uint64_t *wrong_at,
                     struct xnb_beat *beat)
{
	for (uint32_t stream = A; stream < kernel->streams; stream++) {
		const double *values = stream_of(streams, stream);

		for (uint64_t i = 0; i < streams->elements; i++) {
			xnb_beat(beat);
			if (values[i] == expected(kernel, stream, i, passes))
				continue;
			*wrong_at = (stream * streams->elements + i) * sizeof(double);
			return 0;
		}
	}
	*wrong_at = UINT64_MAX;
	return sum == expected_sum(kernel, streams->elements, passes, beat);
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
