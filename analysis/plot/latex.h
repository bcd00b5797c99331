/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text that LaTeX prints letter by letter, and never runs. */
#ifndef XNB_ANALYSIS_PLOT_LATEX_H
#define XNB_ANALYSIS_PLOT_LATEX_H

#include "base/buf.h"

#include <stddef.h>

/*
 * Appends at most `most` letters of UTF-8 text, escaped for pdflatex with nothing but
 * its standard encoding: no package, no font beyond Computer Modern is needed. What LaTeX
 * takes for a command is escaped, pairs of signs that it would join stay apart, control
 * characters become "?", and a letter that its standard fonts lack is named: "[U+4E2D]".
 */
void xnb_latex_text(struct xnb_buf *out, const char *text, size_t most);

#endif
