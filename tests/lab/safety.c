/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nothing is ever leaked, on real Xen: run in dom0 of the box, with the program
 * xen-numabench-dom0 as first argument. Makes every call through xen/ fail, one run each,
 * and kills the processes of a run in every way. What is left is told by libxenctrl in
 * this process, not by the code under test. Prints a line per test; 0 when all passed.
 */
#include "bench/run.h"
#include "topology/host.h"
#include "xen/domain.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <xenctrl.h>

enum {
	MOST_CALLS = 5000,   /* of one plan */
	PATIENCE_MS = 20000, /* for what must happen */
	NAP_MS = 5,
	MOST_DOMAINS = 16,
};

#define OUT "/tmp/safety"
#define LOG OUT ".log"

static unsigned failures;
static xc_interface *xc;
static const char *program; /* xen-numabench-dom0 */

static void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void fail(const char *format, ...)
{
	va_list args;

	failures++;
	printf("FAIL ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

static void nap(void)
{
	const struct timespec time = {.tv_nsec = NAP_MS * 1000000};

	nanosleep(&time, NULL);
}

/* ---- the independent account ---- */

struct account {
	unsigned ours, others; /* domains */
	uint64_t free_pages;
};

static struct account take_account(void)
{
	xc_domaininfo_t infos[MOST_DOMAINS];
	xc_physinfo_t physinfo = {0};
	struct account account = {0};
	int n = xc_domain_getinfolist(xc, 1, MOST_DOMAINS, infos);

	if (n < 0 || xc_physinfo(xc, &physinfo) != 0) {
		fail("libxenctrl: %s", strerror(errno));
		return account;
	}
	for (int i = 0; i < n; i++)
		if (memcmp(infos[i].handle, "xnumaben", 8) == 0)
			account.ours++;
		else
			account.others++;
	account.free_pages = physinfo.free_pages;
	return account;
}

/* The last pages of a domain come back a little after it is gone. */
static void expect_clean(const struct account *before, const char *what)
{
	struct account now = take_account();

	for (int i = 0; i < 200 && now.free_pages < before->free_pages; i++) {
		nap();
		now = take_account();
	}
	if (now.ours != 0)
		fail("%s: %u domains left", what, now.ours);
	if (now.others != before->others)
		fail("%s: %u other domains became %u", what, before->others, now.others);
	if (now.free_pages < before->free_pages)
		fail("%s: %" PRIu64 " pages did not come back", what,
		     before->free_pages - now.free_pages);
}

/* ---- runs, each in a process of its own ---- */

static void remove_out(void)
{
	static const char *const files[] = {"run.json", "samples.csv", "extents.csv",
	                                    "topology.xml", "run.json.new"};
	char path[64];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(path, sizeof(path), OUT "/%s", files[i]);
		unlink(path);
	}
	rmdir(OUT);
}

static void log_output(void)
{
	int fd = open(LOG, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
		_exit(99);
	close(fd);
}

static pid_t start_run(const struct xnb_run_request *request)
{
	pid_t pid;

	remove_out();
	fflush(stdout);
	pid = fork();
	if (pid != 0)
		return pid;
	setpgid(0, 0);
	log_output();
	_exit(xnb_run(request));
}

/* The exit code; 1000 + N after death by signal N. */
static int end_of(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static bool logged(const char *text)
{
	char all[8192];
	FILE *file = fopen(LOG, "r");
	size_t n = file ? fread(all, 1, sizeof(all) - 1, file) : 0;

	if (file)
		fclose(file);
	all[n] = '\0';
	return strstr(all, text) != NULL;
}

static void print_log(void)
{
	char line[1024];
	FILE *file = fopen(LOG, "r");

	while (file && fgets(line, sizeof(line), file))
		printf("     | %s", line);
	if (file)
		fclose(file);
}

/* Runs xen-numabench-dom0 with one command. */
static int run_command(const char *command)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		log_output();
		execl(program, program, command, (char *)NULL);
		_exit(98);
	}
	return end_of(pid);
}

/* ---- every call fails once ---- */

static struct xnb_run_request fixed_plan(const char *const *experiment)
{
	static const char *const scenarios[] = {"local"};

	return (struct xnb_run_request){
	    .experiments = experiment,
	    .n_experiments = 1,
	    .scenarios = scenarios,
	    .n_scenarios = 1,
	    .cpu_node = XNB_ABSENT,
	    .mem_node = XNB_ABSENT,
	    .preset = "quick",
	    .out = OUT,
	    .seed = 1,
	    .memory_bytes = 16u << 20,
	    .vcpus = 1,
	    .rounds = 1,
	    .samples = 1,
	};
}

/* What may come of a run of which one call failed: a measurement error, or, while it
 * still asks for access to Xen, a lack in the environment. */
static bool is_failure(int code)
{
	return code == XNB_EXIT_FAILED || code == XNB_EXIT_ENVIRONMENT;
}

static void fail_every_call(const char *experiment)
{
	struct xnb_run_request request = fixed_plan(&experiment);
	struct account before;
	char what[64];
	int code;

	/* The first run makes Xen allocate what it then keeps. */
	code = end_of(start_run(&request));
	if (code != 0) {
		fail("%s without a failure: exit code %d", experiment, code);
		print_log();
		return;
	}
	before = take_account();
	for (request.fail_call = 1; request.fail_call < MOST_CALLS; request.fail_call++) {
		snprintf(what, sizeof(what), "%s, call %" PRIu64, experiment,
		         request.fail_call);
		code = end_of(start_run(&request));
		expect_clean(&before, what);
		if (code == 0)
			break;
		if (!is_failure(code)) {
			fail("%s: exit code %d", what, code);
			print_log();
		}
	}
	if (request.fail_call == MOST_CALLS)
		fail("%s: no run succeeded", experiment);
	printf("ok?  %s: %" PRIu64 " calls made to fail\n", experiment,
	       request.fail_call - 1);
}

/* ---- every process is killed once ---- */

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

static void expect_code(const char *what, int wanted, int got)
{
	if (got == wanted)
		return;
	fail("%s: exit code %d instead of %d", what, got, wanted);
	print_log();
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
	printf("ok?  %s\n", what);
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
	printf("ok?  %s\n", what);
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
	printf("ok?  second signal kills\n");
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
	printf("ok?  supervisor killed\n");
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
	            run_command("doctor"));
	if (!logged("left by a run that was killed"))
		fail("doctor: does not tell of the leftover");
	expect_code("cleanup", 0, run_command("cleanup"));
	if (!logged("destroyed domain"))
		fail("cleanup: does not say what it did");
	if (take_account().ours != 0 || take_account().others != 1)
		fail("cleanup: %u of ours, %u others instead of 0 and 1",
		     take_account().ours, take_account().others);
	expect_code("second cleanup", 0, run_command("cleanup"));
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
	printf("ok?  cleanup removes ours and no other\n");
}

static void clean_up_during_run(void)
{
	struct account before = take_account();
	struct victims victims;
	char pid[32];

	if (!catch_run(&victims))
		return;
	expect_code("cleanup during a run", XNB_EXIT_ENVIRONMENT, run_command("cleanup"));
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
	printf("ok?  cleanup waits for a run\n");
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: safety XEN-NUMABENCH-DOM0\n");
		return 2;
	}
	program = argv[1];
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	setvbuf(stdout, NULL, _IOLBF, 0);
	xc = xc_interface_open(NULL, NULL, 0);
	if (!xc) {
		printf("FAIL no libxenctrl\n");
		return 1;
	}
	fail_every_call("placement");
	fail_every_call("bandwidth");
	fail_every_call("hypercall");
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
	xc_interface_close(xc);
	printf("%u failures\n", failures);
	return failures != 0;
}
