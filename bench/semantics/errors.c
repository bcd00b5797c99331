/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls that Xen refuses. */
#include "bench/semantics/checks.h"
#include "bench/semantics/steps.h"

#include <errno.h>
#include <string.h>

static const char *answer(int errnum)
{
	return errnum ? strerror(errnum) : "no error";
}

static void expect_refusal(struct xnb_checking *c, const char *what, int got, int wanted)
{
	xnb_check_expect(c, got == wanted, "%s: %s", what, answer(got));
}

/* A call that fails on purpose; one that fails otherwise is an answer as well. */
static void set_refused(struct xnb_checking *c, const char *what,
                        const struct xnb_set *nodes)
{
	struct xnb_error failure = {.errnum = 0};
	int failed = xnb_domain_set_node_affinity(c->made.domain, nodes, &failure);

	expect_refusal(c, what, failed ? failure.errnum : 0, EINVAL);
}

int xnb_judge_no_online_node(struct xnb_checking *c, struct xnb_error *err)
{
	const struct xnb_set set = xnb_only(c->b), none = {0};
	struct xnb_set offline_only;
	uint32_t offline;

	if (xnb_step_create(c, err) || xnb_step_set(c, &set, err))
		return -1;
	set_refused(c, "a map without any node", &none);
	if (xnb_offline_node(c, &offline)) {
		offline_only = xnb_only(offline);
		set_refused(c, "a map of an offline node only", &offline_only);
	}
	return xnb_step_read(c, &set, err);
}

static int judge_wrong(struct xnb_checking *c, enum xnb_wrong wrong, const char *what,
                       int wanted, struct xnb_error *err)
{
	const struct xnb_set set = xnb_only(c->b);
	int errnum;

	if (xnb_step_create(c, err) || xnb_step_set(c, &set, err) ||
	    xnb_domain_set_wrongly(c->made.domain, wrong, &errnum, err))
		return -1;
	expect_refusal(c, what, errnum, wanted);
	return xnb_step_read(c, &set, err);
}

int xnb_judge_unknown_domain(struct xnb_checking *c, struct xnb_error *err)
{
	return judge_wrong(c, XNB_WRONG_DOMID, "a number that no domain has", ESRCH, err);
}

int xnb_judge_unmapped_map(struct xnb_checking *c, struct xnb_error *err)
{
	return judge_wrong(c, XNB_WRONG_POINTER, "a map at address 0", EFAULT, err);
}

int xnb_judge_other_interface(struct xnb_checking *c, struct xnb_error *err)
{
	return judge_wrong(c, XNB_WRONG_VERSION, "another version of the interface",
	                   EACCES, err);
}
