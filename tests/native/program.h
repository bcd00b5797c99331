/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs of the real program in a test. */
#ifndef XNB_TESTS_NATIVE_PROGRAM_H
#define XNB_TESTS_NATIVE_PROGRAM_H

#include "base/buf.h"
#include "rundir/reader.h"

#include <sys/resource.h>
#include <sys/types.h>

/* "xen-numabench run --target native --shared-host" and these words, split at blanks, its
 * output and errors in one file "said". Other tests may run at the same time. */
pid_t program_start(const char *words);

/* The same after `before`, in the new process; it ends there where that is not 0. */
pid_t program_start_after(const char *words, int (*before)(void));

/* Waits for its end. Returns the exit code, 128 + N after signal N; `said` gets what it
 * printed (and may be NULL), `usage` what the process that measured took (or NULL). */
int program_end(pid_t pid, struct xnb_buf *said, struct rusage *usage);

int program_run(const char *words, struct xnb_buf *said);

/* The process that measures, below the one that was started; waits until it is there. */
pid_t program_worker(pid_t pid);

/* Waits until the run directory has so many rows that are no warm-up. Fails the test
 * after 60 s. */
void program_wait_for_rows(const char *dir, size_t rows);

struct xnb_run *program_load(const char *dir);

#endif
