/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a run measured between nodes, in the topology.xml of its directory. */
#ifndef XNB_BENCH_ATTRIBUTES_H
#define XNB_BENCH_ATTRIBUTES_H

struct xnb_run_parts;

/*
 * At the end of a run, complete or not, all its boots and sessions included: writes
 * topology.xml anew with what samples.csv holds (bench/attribute_values.h). Emulated
 * timings say nothing of memory and never get in: then, and where the run has no sample
 * to go by, that is `absent`, and topology.xml stays the plain one. What goes wrong is a
 * warning of the run, whose samples are all there.
 */
void xnb_attributes_write(struct xnb_run_parts *run);

#endif
