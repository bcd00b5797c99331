/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads the machine's serial console as it comes: keeps the last lines, and recognizes
 * how far the box has come and what ends it for good.
 */
#ifndef XNB_LAB_CONSOLE_H
#define XNB_LAB_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { XNB_CONSOLE_LINES = 16, XNB_CONSOLE_LINE = 240 };

enum xnb_console_cause {
	XNB_CONSOLE_FINE = 0,
	XNB_CONSOLE_XEN_PANIC,  /* "(XEN) Panic on CPU 0:" */
	XNB_CONSOLE_DOM0_PANIC, /* dom0's Linux: "Kernel panic - not syncing: ..." */
	XNB_CONSOLE_DOM0_CRASH, /* Xen: "Domain 0 crashed", "Hardware Dom0 crashed" */
	XNB_CONSOLE_DOM0_DOWN,  /* Xen: "Hardware Dom0 halted", "... shutdown" */
};

/* Who has the machine. */
enum xnb_console_stage {
	XNB_CONSOLE_SILENT = 0, /* no line yet */
	XNB_CONSOLE_XEN,        /* the hypervisor */
	XNB_CONSOLE_DOM0, /* it has started dom0: "(XEN) *** Serial input to DOM0" */
};

struct xnb_console {
	enum xnb_console_stage stage;
	enum xnb_console_cause cause; /* the first one seen */
	char what[XNB_CONSOLE_LINE];  /* its own words: the line with the reason */
	char numa[XNB_CONSOLE_LINE];  /* the hypervisor's line that says that it does
	                               * without NUMA; "": it has not said so */
	char lines[XNB_CONSOLE_LINES]
	          [XNB_CONSOLE_LINE]; /* a ring; n_lines % size is next */
	size_t n_lines;
	char line[XNB_CONSOLE_LINE]; /* so far */
	size_t used;
	bool reason_follows; /* the next line of a panic says why */
};

/* More of the console's text. Characters that are not printable ASCII are dropped. */
void xnb_console_feed(struct xnb_console *console, const char *data, size_t length);

/* "the hypervisor panicked", ...; NULL for XNB_CONSOLE_FINE. */
const char *xnb_console_cause_text(enum xnb_console_cause cause);

/* "the hypervisor hangs", ...: for a box that says no more while it boots. */
const char *xnb_console_hang_text(enum xnb_console_stage stage);

/* Whose turn it was: "the hypervisor", "dom0". */
const char *xnb_console_turn_text(enum xnb_console_stage stage);

/* The last line with words in it, or "". */
const char *xnb_console_last_line(const struct xnb_console *console);

/* What it said of NUMA, and the last lines, each after "  | ". */
void xnb_console_print_last(const struct xnb_console *console, FILE *out);

#endif
