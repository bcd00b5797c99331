/* SPDX-License-Identifier: GPL-2.0-or-later */
#define XNB_VECTOR_BYTES 32
#define XNB_PASS(name)   xnb_##name##_avx2

#include "workloads/kernels_body.h"
