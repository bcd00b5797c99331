/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The passes that exist with ordinary and with non-temporal stores. kernels_body.h
 * includes this once for each, having defined XNB_STORING(name) to name a function,
 * XNB_PUT(at, value) to store a vector, and XNB_FENCE() for the end of a pass. So there
 * is no guard.
 */
double XNB_STORING(store)(const struct xnb_streams *s)
{
	xnb_vector *a = (xnb_vector *)s->a;
	const uint64_t n = s->elements / XNB_LANES;
	const xnb_vector value = scalar(XNB_SCALAR);

	for (uint64_t i = 0; i < n; i += 4)
		XNB_FOUR(XNB_PUT(&a[i + k], value));
	XNB_FENCE();
	return 0;
}

double XNB_STORING(update)(const struct xnb_streams *s)
{
	xnb_vector *a = (xnb_vector *)s->a;
	const uint64_t n = s->elements / XNB_LANES;
	const xnb_vector value = scalar(XNB_SCALAR);

	for (uint64_t i = 0; i < n; i += 4)
		XNB_FOUR(XNB_PUT(&a[i + k], a[i + k] + value));
	XNB_FENCE();
	return 0;
}

double XNB_STORING(copy)(const struct xnb_streams *s)
{
	const xnb_vector *restrict a = (const xnb_vector *)s->a;
	xnb_vector *restrict b = (xnb_vector *)s->b;
	const uint64_t n = s->elements / XNB_LANES;

	for (uint64_t i = 0; i < n; i += 4)
		XNB_FOUR(XNB_PUT(&b[i + k], a[i + k]));
	XNB_FENCE();
	return 0;
}

double XNB_STORING(scale)(const struct xnb_streams *s)
{
	const xnb_vector *restrict a = (const xnb_vector *)s->a;
	xnb_vector *restrict b = (xnb_vector *)s->b;
	const uint64_t n = s->elements / XNB_LANES;
	const xnb_vector value = scalar(XNB_SCALAR);

	for (uint64_t i = 0; i < n; i += 4)
		XNB_FOUR(XNB_PUT(&b[i + k], value * a[i + k]));
	XNB_FENCE();
	return 0;
}

double XNB_STORING(add)(const struct xnb_streams *s)
{
	const xnb_vector *restrict a = (const xnb_vector *)s->a;
	const xnb_vector *restrict b = (const xnb_vector *)s->b;
	xnb_vector *restrict c = (xnb_vector *)s->c;
	const uint64_t n = s->elements / XNB_LANES;

	for (uint64_t i = 0; i < n; i += 4)
		XNB_FOUR(XNB_PUT(&c[i + k], a[i + k] + b[i + k]));
	XNB_FENCE();
	return 0;
}

double XNB_STORING(triad)(const struct xnb_streams *s)
{
	xnb_vector *restrict a = (xnb_vector *)s->a;
	const xnb_vector *restrict b = (const xnb_vector *)s->b;
	const xnb_vector *restrict c = (const xnb_vector *)s->c;
	const uint64_t n = s->elements / XNB_LANES;
	const xnb_vector value = scalar(XNB_SCALAR);

	for (uint64_t i = 0; i < n; i += 4)
		XNB_FOUR(XNB_PUT(&a[i + k], b[i + k] + value * c[i + k]));
	XNB_FENCE();
	return 0;
}
