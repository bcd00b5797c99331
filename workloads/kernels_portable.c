/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The compiler lowers vectors of 16 bytes to what the architecture has, registers of a
 * double each if need be. C has no non-temporal store. */
#define XNB_VECTOR_BYTES 16
#define XNB_PASS(name)   xnb_##name##_portable

#include "workloads/kernels_body.h"
