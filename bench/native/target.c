/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The target `native`: threads of this system. */
#include "bench/target.h"

#include <stddef.h>

const struct xnb_target xnb_target_native = {
    .name = "native",
    .doctor = &xnb_doctor_native,
    .missing = "is not in this version; measure Xen domains (--target xen), or the lab's "
               "(xen-numabench lab run)",
};
