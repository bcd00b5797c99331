/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pieces of a JUnit document, as Jenkins and GitLab read it: suites of cases, one of
 * which has failed, was skipped, or ended in an error. All texts are foreign: what is
 * markup in them shows letter by letter, and what XML does not allow becomes U+FFFD.
 */
#ifndef XNB_ANALYSIS_TEXT_JUNIT_H
#define XNB_ANALYSIS_TEXT_JUNIT_H

#include "base/buf.h"

#include <stddef.h>

struct xnb_junit_counts {
	size_t tests, failures, errors, skipped;
};

void xnb_junit_begin(struct xnb_buf *xml, const char *name,
                     const struct xnb_junit_counts *counts);
void xnb_junit_end(struct xnb_buf *xml);

/* A suite has its properties between these two, and its cases behind them. */
void xnb_junit_open_suite(struct xnb_buf *xml, const char *name,
                          const struct xnb_junit_counts *counts);
void xnb_junit_open_cases(struct xnb_buf *xml);
void xnb_junit_close_suite(struct xnb_buf *xml);

void xnb_junit_property(struct xnb_buf *xml, const char *name, const char *value);

void xnb_junit_open_case(struct xnb_buf *xml, const char *classname, const char *name);
/* What came of the case; a case without any has passed. `type` is a word for it, and only
 * the details may have several lines. */
void xnb_junit_failure(struct xnb_buf *xml, const char *type, const char *message);
void xnb_junit_error(struct xnb_buf *xml, const char *type, const char *message,
                     const char *details);
void xnb_junit_skipped(struct xnb_buf *xml, const char *message);
void xnb_junit_output(struct xnb_buf *xml, const char *text);
void xnb_junit_close_case(struct xnb_buf *xml);

#endif
