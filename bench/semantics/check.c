/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/semantics/check.h"

#include <stdarg.h>
#include <stdio.h>

const char *const xnb_verdict_names[] = {
    [XNB_HOLDS] = "holds",
    [XNB_DOES_NOT_HOLD] = "does not hold",
    [XNB_CANNOT_BE_TOLD] = "cannot be told",
};

static void add(struct xnb_checking *c, const char *format, va_list args)
{
	char text[sizeof(((struct xnb_error *)NULL)->text)];

	vsnprintf(text, sizeof(text), format, args);
	xnb_buf_printf(&c->evidence, "%s%s", c->evidence.length ? "; " : "", text);
}

void xnb_check_note(struct xnb_checking *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(c, format, args);
	va_end(args);
}

bool xnb_check_expect(struct xnb_checking *c, bool as_claimed, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(c, format, args);
	va_end(args);
	if (as_claimed)
		return true;
	xnb_buf_puts(&c->evidence, " (not as claimed)");
	c->verdict = XNB_DOES_NOT_HOLD;
	return false;
}

int xnb_check_unknown(struct xnb_checking *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(c, format, args);
	va_end(args);
	if (c->verdict == XNB_HOLDS)
		c->verdict = XNB_CANNOT_BE_TOLD;
	return 0;
}

static void judge(const struct xnb_check *check, struct xnb_checking *c)
{
	struct xnb_error failure;

	if (check->two_nodes && c->a == c->b) {
		xnb_check_unknown(c, "needs two nodes with memory, and there is one");
		return;
	}
	if (check->judge(c, &failure))
		xnb_check_unknown(c, "%s", failure.text);
	else if (!c->evidence.length)
		xnb_check_unknown(c, "the check saw nothing");
}

int xnb_check_judge(const struct xnb_check *check, struct xnb_session *session,
                    const struct xnb_unit *unit, struct xnb_checking *c,
                    struct xnb_error *err)
{
	*c = (struct xnb_checking){
	    .session = session,
	    .unit = unit,
	    .a = unit->cpu_node,
	    .b = unit->mem_node,
	    .made = {.order = 9, .least_order = 9},
	};
	judge(check, c);
	return xnb_built_destroy(&c->made, err);
}
