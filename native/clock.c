/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/clock.h"

#include "base/buf.h"
#include "base/io.h"
#include "workloads/tsc.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { MEASURED_MS = 50, TRIES = 16 };

uint64_t xnb_native_now_ns(uint32_t vcpu)
{
	struct timespec now;

	(void)vcpu;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* The counter and the clock at one moment, which is somewhere within `width` ticks. */
struct moment {
	uint64_t ticks, ns, width;
};

/* The narrowest of some tries: an interrupt between two readings would be an error. */
static struct moment look(void)
{
	struct moment best = {.width = UINT64_MAX};

	for (int i = 0; i < TRIES; i++) {
		uint64_t before = xnb_tsc(), ns = xnb_native_now_ns(0), after = xnb_tsc();

		if (after - before < best.width)
			best = (struct moment){before + (after - before) / 2, ns,
			                       after - before};
	}
	return best;
}

static void sleep_ms(long ms)
{
	struct timespec left = {.tv_nsec = ms * 1000000};

	while (nanosleep(&left, &left) < 0)
		continue;
}

/* Whether the word is one of the first CPU's flags. */
static bool has_flag(const char *cpuinfo, const char *flag)
{
	const char *line = strstr(cpuinfo, "\nflags"), *at = line;
	size_t length = strlen(flag);

	while (at && (at = strstr(at, flag))) {
		if (memchr(line + 1, '\n', (size_t)(at - line - 1)))
			return false;
		if (at[-1] == ' ' && (at[length] == ' ' || at[length] == '\n'))
			return true;
		at += length;
	}
	return false;
}

/* From the kernel and not from CPUID: it knows more, as of models that lie. */
static void judge_invariance(struct xnb_native_tsc *tsc, const char *root)
{
#if defined(__x86_64__)
	struct xnb_buf text = {0};
	char path[256];

	snprintf(path, sizeof(path), "%s/proc/cpuinfo", root);
	if (xnb_read_file(path, &text, 0, NULL) < 0)
		snprintf(tsc->doubt, sizeof(tsc->doubt),
		         "/proc/cpuinfo, which tells whether the time stamp counter is "
		         "invariant, cannot be read");
	else if (!has_flag(xnb_buf_text(&text), "constant_tsc"))
		snprintf(tsc->doubt, sizeof(tsc->doubt),
		         "the rate of the time stamp counter follows the clock frequency "
		         "(no constant_tsc in /proc/cpuinfo)");
	else if (!has_flag(xnb_buf_text(&text), "nonstop_tsc"))
		snprintf(
		    tsc->doubt, sizeof(tsc->doubt),
		    "the time stamp counter may stop in idle states (no nonstop_tsc in "
		    "/proc/cpuinfo)");
	xnb_buf_free(&text);
#else
	(void)root;
	(void)has_flag;
#endif
	tsc->invariant = !tsc->doubt[0];
}

int xnb_native_tsc_measure(struct xnb_native_tsc *tsc, const char *root,
                           struct xnb_error *err)
{
	struct moment from = look(), to;

	*tsc = (struct xnb_native_tsc){0};
	sleep_ms(MEASURED_MS);
	to = look();
	if (to.ticks <= from.ticks || to.ns <= from.ns)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "time stamp counter: it does not advance with the clock; "
		                "measure on another machine");
	tsc->hz = (double)(to.ticks - from.ticks) * 1e9 / (double)(to.ns - from.ns);
	tsc->error =
	    (double)(from.width + to.width) / 2 / (double)(to.ticks - from.ticks);
	judge_invariance(tsc, root);
	return 0;
}
