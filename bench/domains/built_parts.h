/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of bench/domains/builder.h share. */
#ifndef XNB_BENCH_BUILT_PARTS_H
#define XNB_BENCH_BUILT_PARTS_H

#include "base/error.h"
#include "bench/domains/builder.h"

#include <stdbool.h>

/* Sets those affinities of the scenario that are due at `when`. */
int xnb_built_set_affinities(struct xnb_built *built,
                             const struct xnb_build_request *request, enum xnb_when when,
                             struct xnb_error *err);

/* Whether the nodes of its extents are told by their machine frames. */
bool xnb_built_frames_tell(const struct xnb_built *built);

#endif
