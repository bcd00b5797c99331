/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers and units for people; exports for programs have %.17g and base units. */
#ifndef XNB_ANALYSIS_TEXT_NUMBER_H
#define XNB_ANALYSIS_TEXT_NUMBER_H

#include "base/buf.h"

/*
 * A number for people, at least three significant digits and no exponent where it has
 * fewer than ten digits; "–" for NAN.
 */
void xnb_text_number(struct xnb_buf *text, double value);

/* The unit in which a value is shown ("GB/s" for "B/s"), and the factor to it. */
const char *xnb_text_unit(const char *unit, double *factor);

#endif
