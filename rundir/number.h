/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers as text and back. Strict: the whole cell is the number, without spaces, in
 * decimal; a locale does not matter as the program never sets one.
 */
#ifndef XNB_RUNDIR_NUMBER_H
#define XNB_RUNDIR_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Enough for any double, sign, exponent and NUL included. */
enum { XNB_NUMBER_SIZE = 32 };

/* The fewest digits, at least 15 with trailing zeros cut, that read back as the same
 * double. False for NAN and infinities. */
bool xnb_number_format(char text[XNB_NUMBER_SIZE], double value);

/* False unless all of `text` is a finite decimal number ("-1.5e-3"); no "nan", "inf",
 * hexadecimal, or a magnitude beyond that of a double. */
bool xnb_number_parse(double *value, const char *text);

/* The same, or with a '%' behind it that divides by 100: "2%" is 0.02. */
bool xnb_fraction_parse(double *value, const char *text);

/* False unless all of `text` is digits, of at most `most`. */
bool xnb_count_parse(uint64_t *value, const char *text, uint64_t most);

#endif
