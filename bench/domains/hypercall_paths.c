/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/hypercall_paths.h"

#include "base/marks.h"
#include "bench/domains/mode.h"
#include "bench/warnings.h"

#include <stdio.h>
#include <stdlib.h>

static int add(const struct xnb_session *session, struct xnb_sample *sample,
               const char *metric, const char *unit, double value, const char *flags,
               struct xnb_error *err)
{
	sample->metric = metric;
	sample->unit = unit;
	sample->value = value;
	sample->flags = flags;
	return xnb_run_add_sample(session->out, sample, err);
}

static int add_calls(const struct xnb_session *session, struct xnb_sample *sample,
                     const struct xnb_hypercall_paths *paths, const bool *apart,
                     struct xnb_error *err)
{
	char flags[64];

	for (size_t i = 0; i < paths->n; i++) {
		const char *early = i == 0               ? "cold;warmup"
		                    : i < paths->warmups ? "warmup"
		                                         : "";

		snprintf(flags, sizeof(flags), "%s%s%s", early,
		         *early && apart[i] ? ";" : "", apart[i] ? "interrupted" : "");
		sample->iteration = (int64_t)i;
		if (add(session, sample, "path", "instructions", (double)paths->counts[i],
		        flags, err) != 0)
			return -1;
	}
	return 0;
}

static int add_mode(const struct xnb_session *session, struct xnb_sample *sample,
                    const struct xnb_mode *mode, struct xnb_error *err)
{
	char what[512];

	if (mode->n == 0) {
		snprintf(what, sizeof(what), "hypercall %s, %s: path-mode", sample->item,
		         sample->params);
		xnb_absent(session->warnings, what,
		           "dom0's timer ticked in each of the calls: the path is longer "
		           "than its period");
		return 0;
	}
	sample->iteration = 0;
	if (add(session, sample, "path-mode", "instructions", (double)mode->value, "",
	        err) != 0)
		return -1;
	return add(session, sample, "path-share", "1", xnb_mode_share(mode), "", err);
}

int xnb_hypercall_paths_add(const struct xnb_session *session, struct xnb_sample *sample,
                            const struct xnb_hypercall_paths *paths,
                            struct xnb_error *err)
{
	const size_t w = paths->warmups < paths->n ? paths->warmups : paths->n;
	bool *apart = calloc(paths->n ? paths->n : 1, sizeof(*apart));
	struct xnb_mode mode;
	int rc;

	if (!apart)
		return xnb_fail_nomem(err);
	rc = xnb_mode_tell_apart(&mode, paths->counts + w, paths->ticked + w, apart + w,
	                         paths->n - w, err);
	for (size_t i = 0; i < w && rc == 0; i++)
		apart[i] = paths->ticked[i] && paths->counts[i] != mode.value;
	XNB_MARK(XNB_MARK_KEPT);
	if (rc == 0)
		rc = add_calls(session, sample, paths, apart, err);
	if (rc == 0)
		rc = add_mode(session, sample, &mode, err);
	free(apart);
	return rc;
}
