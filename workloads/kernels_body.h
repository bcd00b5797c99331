/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The passes, written once and compiled once per ISA: the file that includes this defines
 * XNB_VECTOR_BYTES, and XNB_PASS(name) to give a function its ISA's name. Every loop
 * moves four vectors, aligned, per iteration. Stores are ordinary ones: they read
 * the line first (bytes_allocated in kernels.h).
 */
#include "workloads/kernels_isa.h"

/* may_alias: the memory is prepared and checked as plain doubles. */
typedef double xnb_vector __attribute__((vector_size(XNB_VECTOR_BYTES), may_alias));

#define XNB_LANES        (XNB_VECTOR_BYTES / sizeof(double))
#define XNB_SPLAT(value) ((xnb_vector){} + (value))

_Static_assert(XNB_ELEMENTS_MULTIPLE % (4 * XNB_LANES) == 0, "a share has no remainder");

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

double XNB_PASS(store)(const struct xnb_streams *s)
{
	xnb_vector *a = (xnb_vector *)s->a;
	const uint64_t n = s->elements / XNB_LANES;
	const xnb_vector value = XNB_SPLAT(XNB_SCALAR);

	for (uint64_t i = 0; i < n; i += 4)
		XNB_FOUR(a[i + k] = value);
	return 0;
}

double XNB_PASS(copy)(const struct xnb_streams *s)
{
	const xnb_vector *restrict a = (const xnb_vector *)s->a;
	xnb_vector *restrict b = (xnb_vector *)s->b;
	const uint64_t n = s->elements / XNB_LANES;

	for (uint64_t i = 0; i < n; i += 4)
		XNB_FOUR(b[i + k] = a[i + k]);
	return 0;
}

double XNB_PASS(scale)(const struct xnb_streams *s)
{
	const xnb_vector *restrict a = (const xnb_vector *)s->a;
	xnb_vector *restrict b = (xnb_vector *)s->b;
	const uint64_t n = s->elements / XNB_LANES;
	const xnb_vector scalar = XNB_SPLAT(XNB_SCALAR);

	for (uint64_t i = 0; i < n; i += 4)
		XNB_FOUR(b[i + k] = scalar * a[i + k]);
	return 0;
}

double XNB_PASS(add)(const struct xnb_streams *s)
{
	const xnb_vector *restrict a = (const xnb_vector *)s->a;
	const xnb_vector *restrict b = (const xnb_vector *)s->b;
	xnb_vector *restrict c = (xnb_vector *)s->c;
	const uint64_t n = s->elements / XNB_LANES;

	for (uint64_t i = 0; i < n; i += 4)
		XNB_FOUR(c[i + k] = a[i + k] + b[i + k]);
	return 0;
}

double XNB_PASS(triad)(const struct xnb_streams *s)
{
	xnb_vector *restrict a = (xnb_vector *)s->a;
	const xnb_vector *restrict b = (const xnb_vector *)s->b;
	const xnb_vector *restrict c = (const xnb_vector *)s->c;
	const uint64_t n = s->elements / XNB_LANES;
	const xnb_vector scalar = XNB_SPLAT(XNB_SCALAR);

	for (uint64_t i = 0; i < n; i += 4)
		XNB_FOUR(a[i + k] = b[i + k] + scalar * c[i + k]);
	return 0;
}
