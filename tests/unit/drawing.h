/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of figures and findings share: a made-up run, and a figure of it. */
#ifndef XNB_TESTS_UNIT_DRAWING_H
#define XNB_TESTS_UNIT_DRAWING_H

#include "analysis/plot/figure.h"
#include "analysis/report_data.h"
#include "base/buf.h"

/* The run tests/data/runs/NAME. To be freed by xnb_report_data_free(). */
struct xnb_report_data *load_run(const char *name);

/* A teardown for cmocka, where *state is such a run. */
int drop_run(void **state);

/* Draws, and fails the test where that fails. */
void draw(struct xnb_drawing *drawing, const struct xnb_figure *figure,
          const struct xnb_report_data *data);

/* The same, and fails where the run lacks the figure. */
void draw_present(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                  const struct xnb_report_data *data);

/* That `part` stands in `text`. */
void expect(const struct xnb_buf *text, const char *part);

#endif
