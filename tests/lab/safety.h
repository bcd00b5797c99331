/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of safety share: whole runs, each in a process of its own, and an
 * account of what is left after them, taken through libxenctrl and not by the code under
 * test.
 */
#ifndef XNB_TESTS_LAB_SAFETY_H
#define XNB_TESTS_LAB_SAFETY_H

#include "bench/run.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <xenctrl.h>

enum {
	NAP_MS = 5,
	PATIENCE_MS = 20000, /* for what must happen */
};

#define OUT "/tmp/safety"
#define LOG OUT ".log"

extern xc_interface *xc;

/* Call it first; exits where there is no Xen. */
void begin_tests(void);
/* Prints the count of failures; returns the exit code. */
int end_tests(void);
void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
void nap(void);

struct account {
	unsigned ours, others; /* domains */
	uint64_t free_pages;
};
struct account take_account(void);
/* None of ours, the same others. */
void expect_no_domain(const struct account *before, const char *what);
/* None of ours, the same others, and no less free memory than before. */
void expect_clean(const struct account *before, const char *what);
void expect_code(const char *what, int wanted, int got);

/* One domain of 16 MiB, 8 extents; one sample of each operation; one round. */
struct xnb_run_request fixed_plan(const char *const *experiment);

/* Runs in a process of its own, the leader of its group; its output goes to LOG. */
pid_t start_run(const struct xnb_run_request *request);
/*
 * end_of(start_run()). Done again, at most twice and with a note, where a domain stopped
 * without an exception: QEMU's emulation of SVM now and then shuts down a vCPU so. A
 * payload that does something wrong leaves an exception, or does it each time.
 */
int run_to_end(const struct xnb_run_request *request);
/* Runs a program with one argument, likewise; returns its exit code. */
int run_command(const char *program, const char *command);
/* Waits. The exit code; 1000 + N after death by signal N. */
int end_of(pid_t pid);

/* Whether the last output has this text. */
bool logged(const char *text);
void print_log(void);

#endif
