/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rundir/path_marks.h"

#include "base/grow.h"

#include <stdbool.h>
#include <stdlib.h>

/* Where reading stands. */
struct walk {
	struct xnb_path_calls *out;
	size_t kept; /* of out->n: those that became samples */
	const struct xnb_mark_record
	    *begin; /* of the call that has not ended; NULL: none */
};

static int bad(const char *what, struct xnb_error *err)
{
	return xnb_fail(err, XNB_EXIT_FAILED, 0, "the emulator's marks: %s", what);
}

/* Calls of a series that was given up are no samples. */
static int begin_series(struct walk *walk, const struct xnb_mark_record *record,
                        struct xnb_error *err)
{
	(void)record;
	(void)err;
	walk->out->n = walk->kept;
	walk->begin = NULL;
	return 0;
}

static int begin_call(struct walk *walk, const struct xnb_mark_record *record,
                      struct xnb_error *err)
{
	if (walk->begin)
		return bad("a call begins within another", err);
	walk->begin = record;
	return 0;
}

static int64_t between(const struct walk *walk, const struct xnb_mark_record *end,
                       enum xnb_space space)
{
	return (int64_t)(end->counts[space] - walk->begin->counts[space]);
}

static int end_call(struct walk *walk, const struct xnb_mark_record *record,
                    struct xnb_error *err)
{
	struct xnb_path_calls *out = walk->out;
	struct xnb_parts *calls;

	if (!walk->begin)
		return bad("a call ends that has not begun", err);
	calls = xnb_grow(out->calls, out->n, sizeof(*calls), err);
	if (!calls)
		return -1;
	out->calls = calls;
	calls[out->n++] = (struct xnb_parts){
	    .user = between(walk, record, XNB_SPACE_USER),
	    .kernel = between(walk, record, XNB_SPACE_KERNEL),
	    .xen = between(walk, record, XNB_SPACE_XEN),
	    .rest = -1,
	};
	walk->begin = NULL;
	return 0;
}

static int keep_series(struct walk *walk, const struct xnb_mark_record *record,
                       struct xnb_error *err)
{
	(void)record;
	if (walk->begin)
		return bad("a series ends within a call", err);
	walk->kept = walk->out->n;
	return 0;
}

static int (*const takers[XNB_N_MARKS])(struct walk *walk,
                                        const struct xnb_mark_record *record,
                                        struct xnb_error *err) = {
    [XNB_MARK_SERIES] = begin_series,
    [XNB_MARK_CALL] = begin_call,
    [XNB_MARK_RETURN] = end_call,
    [XNB_MARK_KEPT] = keep_series,
};

int xnb_path_calls_find(struct xnb_path_calls *out, const struct xnb_mark_record *records,
                        size_t n, struct xnb_error *err)
{
	struct walk walk = {.out = out};

	*out = (struct xnb_path_calls){0};
	for (size_t i = 0; i < n; i++) {
		if (records[i].mark >= XNB_N_MARKS)
			return bad("one that is none", err);
		if (takers[records[i].mark](&walk, &records[i], err) != 0)
			return -1;
	}
	out->n = walk.kept;
	return 0;
}

void xnb_path_calls_free(struct xnb_path_calls *calls)
{
	free(calls->calls);
	*calls = (struct xnb_path_calls){0};
}
