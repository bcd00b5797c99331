/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the lab and dom0's init agree on. They talk over four virtio serial ports, which
 * appear in dom0 as /dev/vport0pN.
 *
 * On the control port, lines. From init:
 *   ready UPTIME       the ports are open; seconds since dom0's kernel started
 *   fail TEXT          dom0 cannot do its job; nothing else follows
 *   exit N             the command ended with status N
 *   signal N           the command was ended by signal N
 *   files BYTES N      as many bytes of tar were sent; tar ended with status N
 *   end OUT ERR        all is said, with as many bytes on the ports for output
 * A write to a port returns before the host has it all, so it is the lab that ends QEMU,
 * when everything that init counted has arrived.
 * From the lab:
 *   signal N           send signal N to the command
 */
#ifndef XNB_LAB_PROTOCOL_H
#define XNB_LAB_PROTOCOL_H

enum xnb_port {
	XNB_PORT_CONTROL = 1,
	XNB_PORT_OUT = 2,   /* the command's standard output */
	XNB_PORT_ERR = 3,   /* the command's standard error */
	XNB_PORT_FILES = 4, /* a tar archive of /out */
	XNB_PORTS = 4,
};

/* Writing to this I/O port (isa-debug-exit) ends QEMU at once: for when init fails before
 * it can say so. */
#define XNB_EXIT_IOPORT 0xf4

/* In the image. The job: strings, each with its NUL: "files" or "no-files", then the
 * command and its arguments. */
enum { XNB_JOB_BYTES = 65536, XNB_JOB_WORDS = 4096 }; /* at most, of the command */
#define XNB_DOM0_JOB     "lab/job"
#define XNB_DOM0_MODULES "lab/modules"           /* loaded in the order of their names */
#define XNB_DOM0_TIMING  "etc/xen-numabench-lab" /* the word for "timing" */
#define XNB_DOM0_NODES   "etc/xen-numabench-lab-nodes" /* how many the box has */
#define XNB_DOM0_PUT     "job" /* --put; the command's directory */
#define XNB_DOM0_OUT     "out" /* what it writes here is brought back */

#endif
