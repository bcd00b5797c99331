/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <immintrin.h>

#define XNB_VECTOR_BYTES      16
#define XNB_PASS(name)        xnb_##name##_sse2
#define XNB_STREAM(at, value) _mm_stream_pd((double *)(at), (__m128d)(value))

#include "workloads/kernels_body.h"
