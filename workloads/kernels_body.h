/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The passes, written once and compiled once per ISA: the file that includes this defines
 * XNB_VECTOR_BYTES, XNB_PASS(name) to give a function its ISA's name, and, where the ISA
 * has one, XNB_STREAM(at, value), its aligned non-temporal store. Every loop moves four
 * vectors, aligned, per iteration.
 */
#include "workloads/kernels_isa.h"

/* may_alias: the memory is prepared and checked as plain doubles. */
typedef double xnb_vector __attribute__((vector_size(XNB_VECTOR_BYTES), may_alias));

#define XNB_LANES        (XNB_VECTOR_BYTES / sizeof(double))
#define XNB_SPLAT(value) ((xnb_vector){} + (value))

_Static_assert(XNB_ELEMENTS_MULTIPLE % (8 * XNB_LANES) == 0, "a share has no remainder");

/* `statement` for k = 0 .. 3, each k a constant: an unrolling no compiler can undo. */
#define XNB_FOUR(statement)             \
	do {                            \
		{                       \
			enum { k = 0 }; \
			statement;      \
		}                       \
		{                       \
			enum { k = 1 }; \
			statement;      \
		}                       \
		{                       \
			enum { k = 2 }; \
			statement;      \
		}                       \
		{                       \
			enum { k = 3 }; \
			statement;      \
		}                       \
	} while (0)

/*
 * A scalar that no compiler reasons about, from an immediate: the code refers to no
 * constant in memory, needs no relocation, and so is the same bytes wherever it is
 * linked.
 */
static inline xnb_vector scalar(double value)
{
	union {
		double value;
		uint64_t bits;
	} hidden = {.value = value};

	__asm__("" : "+r"(hidden.bits));
	return XNB_SPLAT(hidden.value);
}

static double sum_of_lanes(xnb_vector v)
{
	double sum = 0;

	for (unsigned lane = 0; lane < XNB_LANES; lane++)
		sum += v[lane];
	return sum;
}

double XNB_PASS(load)(const struct xnb_streams *s)
{
	const xnb_vector *a = (const xnb_vector *)s->a;
	const uint64_t n = s->elements / XNB_LANES;
	xnb_vector sum[4] = {{0}, {0}, {0}, {0}};

	for (uint64_t i = 0; i < n; i += 4)
		XNB_FOUR(sum[k] += a[i + k]);
	return sum_of_lanes((sum[0] + sum[1]) + (sum[2] + sum[3]));
}

double XNB_PASS(mix_2_1)(const struct xnb_streams *s)
{
	xnb_vector *restrict a = (xnb_vector *)s->a;
	const xnb_vector *restrict b = (const xnb_vector *)s->b;
	const uint64_t n = s->elements / XNB_LANES;

	for (uint64_t i = 0; i < n; i += 4)
		XNB_FOUR(a[i + k] += b[i + k]);
	return 0;
}

double XNB_PASS(mix_3_1)(const struct xnb_streams *s)
{
	xnb_vector *restrict a = (xnb_vector *)s->a;
	const xnb_vector *restrict b = (const xnb_vector *)s->b;
	const xnb_vector *restrict c = (const xnb_vector *)s->c;
	const uint64_t n = s->elements / XNB_LANES;

	for (uint64_t i = 0; i < n; i += 4)
		XNB_FOUR(a[i + k] += b[i + k] + c[i + k]);
	return 0;
}

/* Eight chains of dependent steps at a time, to hide the latency of one. */
double XNB_PASS(compute)(const struct xnb_streams *s)
{
	xnb_vector *a = (xnb_vector *)s->a;
	const uint64_t n = s->elements / XNB_LANES;
	const xnb_vector one = scalar(1), value = scalar(XNB_SCALAR);

	for (uint64_t i = 0; i < n; i += 8) {
		xnb_vector x[8];

		XNB_FOUR(x[k] = a[i + k]; x[k + 4] = a[i + k + 4]);
		for (unsigned step = 0; step < XNB_COMPUTE_STEPS; step++) {
			XNB_FOUR(x[k] = x[k] * one + value);
			XNB_FOUR(x[k + 4] = x[k + 4] * one + value);
		}
		XNB_FOUR(a[i + k] = x[k]; a[i + k + 4] = x[k + 4]);
	}
	return 0;
}

#define XNB_STORING(name)  XNB_PASS(name)
#define XNB_PUT(at, value) (*(at) = (value))
#define XNB_FENCE()        ((void)0)
#include "workloads/kernels_stores.h"

#ifdef XNB_STREAM
#undef XNB_STORING
#undef XNB_PUT
#undef XNB_FENCE
#define XNB_STORING(name)  XNB_PASS(name##_nt)
#define XNB_PUT(at, value) XNB_STREAM(at, value)
/* The pass is over when they have left the write-combining buffers. */
#define XNB_FENCE() _mm_sfence()
#include "workloads/kernels_stores.h"
#endif
