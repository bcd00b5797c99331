/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lab/probe.S and lab/accel.c agree on; also read by the assembler. */
#ifndef XNB_LAB_PROBE_H
#define XNB_LAB_PROBE_H

#define XNB_PROBE_SIZE   0x10000
#define XNB_PROBE_IOPORT 0xf4
#define XNB_PROBE_NONE   0x20
#define XNB_PROBE_SVM    0x21
#define XNB_PROBE_VMX    0x22

#ifndef __ASSEMBLER__
extern const unsigned char xnb_probe_firmware[XNB_PROBE_SIZE];
#endif

#endif
