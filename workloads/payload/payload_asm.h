/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers that the payload's C and assembly share. */
#ifndef XNB_WORKLOADS_PAYLOAD_ASM_H
#define XNB_WORKLOADS_PAYLOAD_ASM_H

#include "workloads/layout.h"

/* 4 KiB of stack a vCPU; exceptions have their own. */
#define XNB_STACK_SHIFT 12

#define XNB_CODE_SELECTOR 0x08
#define XNB_DATA_SELECTOR 0x10
#define XNB_TASK_SELECTOR 0x18 /* of vCPU 0; the others follow, 16 bytes each */

/* The vectors that the processor reserves for exceptions, and which of them push an error
 * code: 8, 10 to 14, 17, 21, 29, 30 (Intel SDM 3, table 6-1; AMD APM 2, table 8-1). */
#define XNB_N_TRAPS         32
#define XNB_TRAPS_WITH_CODE 0x60227d00
#define XNB_STUB_BYTES      16

#endif
