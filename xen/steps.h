/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the time of a domain's creation goes: each moment belongs to one step, also when
 * a call of one step is made within a call of another. What is not in any step is libxl's
 * own work, so that the steps add up to the whole.
 */
#ifndef XNB_XEN_STEPS_H
#define XNB_XEN_STEPS_H

#include <stdint.h>

enum xnb_step {
	XNB_STEP_LIBXL, /* libxl itself, and what it asks of nobody below */
	/* The domain, its vCPUs, limits, p2m pool and TSC; also of one that libxl
	 * destroys at once because its number was in use not long ago. */
	XNB_STEP_CREATE,
	XNB_STEP_PLACEMENT, /* what automatic placement asks of the host */
	XNB_STEP_AFFINITY,  /* of nodes and vCPUs */
	XNB_STEP_POPULATE,  /* memory */
	XNB_STEP_LOAD,      /* the image, the vCPUs' state, the parameters of the guest */
	XNB_STEP_XENSTORE,  /* requests to xenstored */
	XNB_STEP_START,     /* unpause */
	XNB_STEP_WAIT, /* for xenstored's, xenconsoled's and child processes' events */
	XNB_N_STEPS,
};

/* "libxl", "create", ... */
extern const char *const xnb_step_names[XNB_N_STEPS];

struct xnb_steps {
	uint64_t ns[XNB_N_STEPS];
	enum xnb_step now; /* the step that time goes to, */
	uint64_t since;    /* and from when on it was not yet added */
};

/* From `ns`, a monotonic clock, on time goes to `step`. */
void xnb_steps_begin(struct xnb_steps *steps, enum xnb_step step, uint64_t ns);
/* Time goes to `step` from now on. Returns the step that it went to: to be given to
 * another call when this one is over. */
enum xnb_step xnb_steps_enter(struct xnb_steps *steps, enum xnb_step step, uint64_t ns);
/* Adds what is not yet added. */
void xnb_steps_end(struct xnb_steps *steps, uint64_t ns);
/* Adds the time that `more` took, step by step. */
void xnb_steps_add(struct xnb_steps *steps, const struct xnb_steps *more);
uint64_t xnb_steps_total(const struct xnb_steps *steps);

#endif
