/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a run is known by in the history, where it ran, and when. */
#ifndef XNB_ANALYSIS_HISTORY_IDENTITY_H
#define XNB_ANALYSIS_HISTORY_IDENTITY_H

#include "analysis/history/add.h"
#include "base/buf.h"
#include "rundir/reader.h"

struct xnb_history_identity {
	char identity[XNB_SHA256_SIZE];
	char content[XNB_SHA256_SIZE]; /* of run.json and samples.csv */
	struct xnb_buf host, topology; /* "2 nodes: 2+2 CPUs"; "" where not known */
	struct xnb_buf time;
};

/* XNB_EXIT_USAGE where the run is not complete, or neither it nor the request says where
 * or when. Free it in any case. */
int xnb_history_identify(struct xnb_history_identity *out, const struct xnb_run *run,
                         const struct xnb_history_add_request *request,
                         struct xnb_error *err);
void xnb_history_identity_free(struct xnb_history_identity *identity);

#endif
