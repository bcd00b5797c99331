/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A team: team.c makes its threads and is what they do, team_run.c sends them to work. */
#ifndef XNB_NATIVE_TEAM_INTERNAL_H
#define XNB_NATIVE_TEAM_INTERNAL_H

#include "native/team.h"

#include <pthread.h>
#include <sys/types.h>

struct xnb_native_member {
	struct xnb_native_team *team;
	pthread_t thread;
	pid_t id; /* 0: it has not yet begun */
	uint32_t index;
	int rc; /* of its last xnb_runner_run() */
};

struct xnb_native_team {
	pthread_mutex_t lock;
	pthread_cond_t go;   /* a round begins, or they are to leave */
	pthread_cond_t here; /* a thread has begun */
	struct xnb_runner *runner;
	uint64_t round;
	uint32_t taking_part; /* threads of this round */
	uint32_t at_work;     /* of them, those that are not through */
	bool leaving;
	int through; /* an eventfd: the round is over */
	uint32_t n, made;
	uint32_t *cpus;
	struct xnb_native_member *members;
};

#endif
