/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <immintrin.h>

#define XNB_VECTOR_BYTES      64
#define XNB_PASS(name)        xnb_##name##_avx512
#define XNB_STREAM(at, value) _mm512_stream_pd((double *)(at), (__m512d)(value))

#include "workloads/kernels_body.h"
