/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One value that was measured, before the trial that it belongs to makes a sample of it.
 */
#ifndef XNB_BENCH_VALUE_H
#define XNB_BENCH_VALUE_H

#include <stdbool.h>
#include <stdint.h>

/* Words of the cell `flags`, joined with ';', each once. */
struct xnb_flags {
	char text[256]; /* room for every word that one sample can have */
};
/* Adds the words of `words`, which may be joined, too; "" or NULL: none. */
void xnb_flags_add(struct xnb_flags *flags, const char *words);

struct xnb_value {
	const char *item;
	const char *params;
	const char *metric, *unit;
	double value;
	const char *cpu_node; /* "" where it does not apply */
	int64_t iteration;
	int64_t vcpu;     /* -1: the whole trial's */
	const char *flag; /* beside the trial's own; "" or NULL: none */
	const char *more_flag;
	bool warmup; /* flag `warmup` */
};

#endif
