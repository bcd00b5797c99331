/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <immintrin.h>

#define XNB_VECTOR_BYTES      32
#define XNB_PASS(name)        xnb_##name##_avx2
#define XNB_STREAM(at, value) _mm256_stream_pd((double *)(at), (__m256d)(value))

#include "workloads/kernels_body.h"
