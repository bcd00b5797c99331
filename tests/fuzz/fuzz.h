/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What fuzz targets share. A target is one file NAME.c that defines
 * LLVMFuzzerTestOneInput() (https://llvm.org/docs/LibFuzzer.html), a folder corpus/NAME
 * of text files to start from, and one line in CMakeLists.txt. It is built twice:
 *
 *   preset fuzz    with libFuzzer and the sanitizers (clang): fuzz-NAME looks for inputs,
 *                  a few seconds in `ctest --preset fuzz`, or for long by hand; what it
 *                  ends with becomes a file of the corpus
 *   other presets  with replay.c: the unit test fuzz.NAME runs each file of the corpus,
 *                  as it is and spoilt in some places
 *
 * A target ends the process where what must always hold does not (XNB_FUZZ_MUST); an
 * error that is told is fine.
 */
#ifndef XNB_TESTS_FUZZ_FUZZ_H
#define XNB_TESTS_FUZZ_FUZZ_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define XNB_FUZZ_MUST(what)                                                        \
	do {                                                                       \
		if (!(what)) {                                                     \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, \
			        #what);                                            \
			abort();                                                   \
		}                                                                  \
	} while (0)

/* The path of a file in memory that holds these bytes, until the next call. */
const char *xnb_fuzz_file(const uint8_t *data, size_t size);

/*
 * The path of a run directory whose file `name` is that of xnb_fuzz_file(), and whose
 * others are those of tests/data/runs/small; it is removed at the end of the process.
 */
const char *xnb_fuzz_run(const char *name);

/* Writes the run, or samples.csv, in all formats of a report that are one text. */
void xnb_fuzz_write_reports(const char *path);

/* That an error is one: an exit code that is none of success, and one line of text. */
void xnb_fuzz_check_error(const struct xnb_error *err);

#endif
