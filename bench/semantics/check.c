/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/semantics/check.h"

#include "bench/semantics/steps.h"

#include <stdarg.h>
#include <stdio.h>

#define SETTLE_SECONDS 30u

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

static int ask(const struct xnb_check *check, struct xnb_checking *c,
               struct xnb_error *err)
{
	if (check->two_nodes && c->a == c->b)
		return xnb_check_unknown(c,
		                         "needs two nodes with memory, and A and B are "
		                         "both node %u",
		                         c->a);
	if (check->judge(c, err))
		return -1;
	if (c->evidence.length)
		return 0;
	return xnb_check_unknown(c, "the check saw nothing");
}

void xnb_check_judge(const struct xnb_check *check, struct xnb_session *session,
                     const struct xnb_unit *unit, bool settled, struct xnb_checking *c)
{
	struct xnb_error failure;

	*c = (struct xnb_checking){
	    .session = session,
	    .unit = unit,
	    .a = unit->cpu_node,
	    .b = unit->mem_node,
	    .settled = settled,
	    .made = {.order = XNB_CHECK_ORDER, .least_order = XNB_CHECK_ORDER},
	};
	if (ask(check, c, &failure))
		xnb_check_unknown(c, "%s", failure.text);
}

int xnb_check_end(struct xnb_checking *c, struct xnb_error *err)
{
	struct xnb_error failure;

	if (xnb_step_account(c, &failure)) {
		xnb_check_unknown(c, "%s", failure.text);
		xnb_settled_forget(&c->session->settled);
	}
	return xnb_built_destroy(&c->made, err);
}

int xnb_checks_settle(struct xnb_session *session, const struct xnb_unit *unit,
                      bool *settled, struct xnb_error *err)
{
	struct xnb_settle_request request = {
	    .extent_order = XNB_CHECK_ORDER,
	    .run_tag = session->run_tag,
	    .quiet = &session->quiet,
	    .timeout_seconds = SETTLE_SECONDS,
	    .block = unit->block,
	    .always = session->shared_host,
	};

	if (unit->cpu_node >= XNB_MAX_NODES || unit->mem_node >= XNB_MAX_NODES)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "nodes %u and %u: beyond the %d that this version tells "
		                "apart",
		                unit->cpu_node, unit->mem_node, XNB_MAX_NODES);
	request.pages.node[unit->cpu_node] = XNB_CHECK_BYTES / 4096u;
	request.pages.node[unit->mem_node] = XNB_CHECK_BYTES / 4096u;
	return xnb_settle(session->xen, &request, &session->settled, settled, err);
}
