/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/lab/safety.h"

#include "bench/experiment.h"
#include "bench/target.h"
#include "topology/host.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_DOMAINS = 16 };

xc_interface *xc;
static unsigned failures;

void begin_tests(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	xc = xc_interface_open(NULL, NULL, 0);
	if (xc)
		return;
	printf("FAIL no libxenctrl\n");
	exit(1);
}

int end_tests(void)
{
	xc_interface_close(xc);
	printf("%u failures\n", failures);
	return failures != 0;
}

void fail(const char *format, ...)
{
	va_list args;

	failures++;
	printf("FAIL ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

void nap(void)
{
	const struct timespec time = {.tv_nsec = NAP_MS * 1000000};

	nanosleep(&time, NULL);
}

struct account take_account(void)
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

void expect_no_domain(const struct account *before, const char *what)
{
	struct account now = take_account();

	if (now.ours != 0)
		fail("%s: %u domains left", what, now.ours);
	if (now.others != before->others)
		fail("%s: %u other domains became %u", what, before->others, now.others);
}

/* The last pages of a domain come back a little after it is gone. */
void expect_clean(const struct account *before, const char *what)
{
	struct account now = take_account();

	expect_no_domain(before, what);
	for (int i = 0; i < 200 && now.free_pages < before->free_pages; i++) {
		nap();
		now = take_account();
	}
	if (now.free_pages < before->free_pages)
		fail("%s: %" PRIu64 " pages did not come back", what,
		     before->free_pages - now.free_pages);
}

static void remove_out(void)
{
	static const char *const files[] = {"run.json",   "samples.csv",  "extents.csv",
	                                    "checks.csv", "topology.xml", "run.json.new"};
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

pid_t start_run(const struct xnb_run_request *request)
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

int end_of(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

bool logged(const char *text)
{
	char all[8192];
	FILE *file = fopen(LOG, "r");
	size_t n = file ? fread(all, 1, sizeof(all) - 1, file) : 0;

	if (file)
		fclose(file);
	all[n] = '\0';
	return strstr(all, text) != NULL;
}

int run_to_end(const struct xnb_run_request *request)
{
	int code = end_of(start_run(request));

	for (int more = 2; more > 0 && logged("without a word"); more--) {
		printf("note: a vCPU was lost to the emulation; once more\n");
		code = end_of(start_run(request));
	}
	return code;
}

void print_log(void)
{
	char line[1024];
	FILE *file = fopen(LOG, "r");

	while (file && fgets(line, sizeof(line), file))
		printf("     | %s", line);
	if (file)
		fclose(file);
}

int run_command(const char *program, const char *command)
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

void expect_code(const char *what, int wanted, int got)
{
	if (got == wanted)
		return;
	fail("%s: exit code %d instead of %d", what, got, wanted);
	print_log();
}

struct xnb_run_request fixed_plan(const char *const *experiment)
{
	static const char *const scenarios[] = {"local"};
	const struct xnb_experiment *found =
	    xnb_target_experiment(&xnb_target_xen, *experiment);

	return (struct xnb_run_request){
	    .target = "xen",
	    .experiments = experiment,
	    .n_experiments = 1,
	    .scenarios = scenarios,
	    .n_scenarios = found && found->by_scenario ? 1 : 0,
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
