/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a reader of the run should know: said once on standard error, and kept for the
 * "warnings" and "absent" of run.json. */
#ifndef XNB_BENCH_WARNINGS_H
#define XNB_BENCH_WARNINGS_H

#include <jansson.h>

struct xnb_warnings {
	json_t *texts;  /* an array; NULL until the first */
	json_t *absent; /* an array of {"what", "why"}; NULL until the first */
};

/* Texts that were said before are not said again. */
void xnb_warn(struct xnb_warnings *warnings, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/*
 * Something that a run could have recorded and that this host, Xen or build does not
 * offer: `what` in the words of a result ("memory bandwidth monitoring"), and why. Once
 * per `what`; the first reason stays.
 */
void xnb_absent(struct xnb_warnings *warnings, const char *what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same for what no host or Xen of today offers: it is kept, but not printed. */
void xnb_absent_everywhere(struct xnb_warnings *warnings, const char *what,
                           const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A text that is not UTF-8 cannot stand in JSON: its odd bytes become '?'. */
json_t *xnb_json_text(const char *text);

void xnb_warnings_free(struct xnb_warnings *warnings);

#endif
