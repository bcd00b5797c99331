/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The distances between the nodes of a run, to see whether two runs have the same. */
#ifndef XNB_ANALYSIS_COMPARE_DISTANCES_H
#define XNB_ANALYSIS_COMPARE_DISTANCES_H

#include "base/buf.h"

/*
 * Appends the numbers of the matrix that topology.xml in the run directory `path` calls
 * NUMALatency, as hwloc wrote them ("10 21 21 10"), row by row; nothing where there is no
 * such file or matrix. Only the text is looked at: no XML is needed to see a difference.
 */
void xnb_compare_distances(struct xnb_buf *text, const char *path);

#endif
