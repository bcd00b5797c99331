/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The processes of a run are killed in every way, on real Xen: run in dom0 of the box,
 * with the program xen-numabench-dom0 as the argument. After each no domain is left and
 * all memory is back; or, when all were killed at once, the next run tells of it and
 * `cleanup' removes it, and nothing else. Prints a line per test; 0 when all passed.
 */
#include "tests/lab/safety.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

static const char *program; /* xen-numabench-dom0 */

static struct xnb_run_request long_plan(void)
{
	static const char *const experiments[] = {"placement"};
	struct xnb_run_request request = fixed_plan(experiments);

	request.rounds = 10000;
	request.memory_bytes = 64u << 20;
	return request;
}

static pid_t worker_of(pid_t supervisor)
{
	char path[64];
	long pid = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%ld/task/%ld/children", (long)supervisor,
	         (long)supervisor);
	file = fopen(path, "r");
	if (file && fscanf(file, "%ld", &pid) != 1)
		pid = 0;
	if (file)
		fclose(file);
	return (pid_t)pid;
}

struct victims {
	pid_t supervisor, worker;
};

/* A run that has a domain at this moment, and is stopped at it. */
static bool catch_run(struct victims *victims)
{
	struct xnb_run_request request = long_plan();

	*victims = (struct victims){.supervisor = start_run(&request)};
	for (int i = 0; i < PATIENCE_MS / NAP_MS; i++) {
		nap();
		victims->worker = worker_of(victims->supervisor);
		if (victims->worker <= 0 || take_account().ours == 0)
			continue;
		kill(victims->worker, SIGSTOP);
		if (take_account().ours > 0)
			return true;
		kill(victims->worker, SIGCONT);
	}
	fail("no run with a domain to kill");
	print_log();
	kill(victims->supervisor, SIGKILL);
	return false;
}

static void go_on(const struct victims *victims)
{
	kill(victims->worker, SIGCONT);
}

static void kill_worker(int signal_number)
{
	struct account before = take_account();
	struct victims victims;
	char what[64];

	snprintf(what, sizeof(what), "worker ended by signal %d", signal_number);
	if (!catch_run(&victims))
		return;
	kill(victims.worker, signal_number);
	go_on(&victims);
	expect_code(what, 128 + signal_number, end_of(victims.supervisor));
	expect_clean(&before, what);
	printf("done: %s\n", what);
}

/* `group`: the whole process group, as Ctrl-C at a terminal does. */
static void stop_run(int signal_number, bool group)
{
	struct account before = take_account();
	struct victims victims;
	char what[64];

	snprintf(what, sizeof(what), "%s stopped by signal %d",
	         group ? "process group" : "supervisor", signal_number);
	if (!catch_run(&victims))
		return;
	kill(group ? -victims.supervisor : victims.supervisor, signal_number);
	go_on(&victims);
	expect_code(what, 128 + signal_number, end_of(victims.supervisor));
	expect_clean(&before, what);
	if (!logged("interrupted"))
		fail("%s: does not say so", what);
	printf("done: %s\n", what);
}

/* The worker is stopped and cannot end by itself: only a second signal ends it. */
static void kill_with_second_signal(void)
{
	struct account before = take_account();
	struct victims victims;

	if (!catch_run(&victims))
		return;
	kill(victims.supervisor, SIGTERM);
	nap();
	kill(victims.supervisor, SIGINT);
	expect_code("second signal", 128 + SIGTERM, end_of(victims.supervisor));
	expect_clean(&before, "second signal");
	printf("done: second signal kills\n");
}

static void kill_supervisor(void)
{
	struct account before = take_account();
	struct victims victims;

	if (!catch_run(&victims))
		return;
	kill(victims.supervisor, SIGKILL);
	go_on(&victims);
	end_of(victims.supervisor);
	end_of(victims.worker); /* now a child of this process */
	expect_clean(&before, "supervisor killed");
	printf("done: supervisor killed\n");
}

/* Leaves a domain behind, as only the death of both does. */
static bool kill_both(void)
{
	struct victims victims;

	if (!catch_run(&victims))
		return false;
	kill(victims.supervisor, SIGSTOP);
	kill(victims.worker, SIGKILL);
	kill(victims.supervisor, SIGKILL);
	end_of(victims.supervisor);
	end_of(victims.worker); /* now a child of this process */
	if (take_account().ours == 1)
		return true;
	fail("both killed: %u domains left instead of 1", take_account().ours);
	return false;
}

/* Somebody else's guest, which must survive all of this. */
static uint32_t make_foreign(void)
{
	struct xen_domctl_createdomain config = {
	    .handle = "xnumabe?foreign",
	    .flags = XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap,
	    .max_vcpus = 1,
	    .max_evtchn_port = 127,
	    .max_grant_frames = 1,
	    .grant_opts = XEN_DOMCTL_GRANT_version(1),
	    .arch = {.emulation_flags = XEN_X86_EMU_LAPIC},
	};
	uint32_t domid = 0;

	if (xc_domain_create(xc, &domid, &config) != 0)
		fail("foreign domain: %s", strerror(errno));
	return domid;
}

static void clean_up_leftovers(void)
{
	static const char *const experiments[] = {"placement"};
	struct xnb_run_request request = fixed_plan(experiments);
	struct account before = take_account();
	uint32_t foreign;

	if (!kill_both())
		return;
	expect_code("run after both were killed", XNB_EXIT_ENVIRONMENT,
	            end_of(start_run(&request)));
	if (!logged("cleanup"))
		fail("run after both were killed: does not name the remedy");
	foreign = make_foreign();
	expect_code("doctor with a leftover", XNB_EXIT_ENVIRONMENT,
	            run_command(program, "doctor"));
	if (!logged("left by a run that was killed"))
		fail("doctor: does not tell of the leftover");
	expect_code("cleanup", 0, run_command(program, "cleanup"));
	if (!logged("destroyed domain"))
		fail("cleanup: does not say what it did");
	if (take_account().ours != 0 || take_account().others != 1)
		fail("cleanup: %u of ours, %u others instead of 0 and 1",
		     take_account().ours, take_account().others);
	expect_code("second cleanup", 0, run_command(program, "cleanup"));
	if (!logged("nothing to clean up"))
		fail("cleanup: does not say that there was nothing to do");
	expect_code("run beside a guest", XNB_EXIT_ENVIRONMENT,
	            end_of(start_run(&request)));
	if (!logged("--shared-host"))
		fail("run beside a guest: does not name the option");
	request.shared_host = true;
	expect_code("run --shared-host", 0, end_of(start_run(&request)));
	if (xc_domain_destroy(xc, foreign) != 0)
		fail("foreign domain: gone: %s", strerror(errno));
	expect_clean(&before, "cleanup");
	printf("done: cleanup removes ours and no other\n");
}

static void clean_up_during_run(void)
{
	struct account before = take_account();
	struct victims victims;
	char pid[32];

	if (!catch_run(&victims))
		return;
	expect_code("cleanup during a run", XNB_EXIT_ENVIRONMENT,
	            run_command(program, "cleanup"));
	snprintf(pid, sizeof(pid), "process %ld)", (long)victims.supervisor);
	if (!logged(pid))
		fail("cleanup during a run: does not name process %ld",
		     (long)victims.supervisor);
	if (take_account().ours == 0)
		fail("cleanup during a run: destroyed its domain");
	kill(victims.supervisor, SIGTERM);
	go_on(&victims);
	end_of(victims.supervisor);
	expect_clean(&before, "cleanup during a run");
	printf("done: cleanup waits for a run\n");
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: killed XEN-NUMABENCH-DOM0\n");
		return 2;
	}
	program = argv[1];
	/* The worker of a killed supervisor becomes a child of this process. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	begin_tests();
	kill_worker(SIGKILL);
	kill_worker(SIGSEGV);
	stop_run(SIGINT, true);
	stop_run(SIGINT, false);
	stop_run(SIGTERM, false);
	stop_run(SIGHUP, false);
	kill_with_second_signal();
	kill_supervisor();
	clean_up_during_run();
	clean_up_leftovers();
	return end_tests();
}
