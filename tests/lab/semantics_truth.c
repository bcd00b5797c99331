/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * semantics_truth [-c N] SCRIPT CHECK...: judges each check and, while its domain is
 * still there in the state that the check left it in, runs `sh SCRIPT CHECK DOMID`, which
 * can ask the toolstack. Prints a line before and after:
 *
 *   CHECK <name> <verdict>
 *   END <name> <verdict after the accounts of its pages were compared>: <evidence>
 *
 * -c: beside N other domains, and with debug key u.
 */
#include "bench/domains/quiet.h"
#include "bench/domains/tables.h"
#include "bench/semantics/check.h"
#include "topology/from_xen.h"
#include "xen/bare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct xnb_error err;

static void die(const char *what)
{
	printf("FAILED %s: %s\n", what, err.text);
	exit(1);
}

static const struct xnb_check *find(const char *name)
{
	for (const struct xnb_check *check = xnb_checks; check->name; check++)
		if (!strcmp(check->name, name))
			return check;
	printf("FAILED no check is called %s\n", name);
	exit(1);
}

static void run_script(const char *script, const char *name, uint32_t domid)
{
	char command[256];

	snprintf(command, sizeof(command), "sh %s %s %u", script, name, domid);
	if (system(command))
		printf("FAILED %s\n", command);
}

static void test(struct xnb_session *session, const struct xnb_unit *unit,
                 const struct xnb_check *check, bool settled, const char *script)
{
	struct xnb_checking c;

	xnb_check_judge(check, session, unit, settled, &c);
	printf("CHECK %s %s\n", check->name, xnb_verdict_names[c.verdict]);
	if (c.made.domain)
		run_script(script, check->name, xnb_domain_id(c.made.domain));
	if (xnb_check_end(&c, &err))
		die(check->name);
	printf("END %s %s: %s\n", check->name, xnb_verdict_names[c.verdict],
	       xnb_buf_text(&c.evidence));
	xnb_buf_free(&c.evidence);
}

/* They fill the console ring when debug key u lists them. */
static void make_crowd(struct xnb_session *session, unsigned n)
{
	const struct xnb_domain_config config = {
	    .vcpus = 1, .memory_bytes = XNB_MIN_DOMAIN_BYTES, .run_tag = 2};
	struct xnb_domain *domain;

	session->debug_keys = true;
	for (unsigned i = 0; i < n; i++)
		if (xnb_domain_create_bare(session->xen, &config, &domain, &err))
			die("a domain of the crowd");
}

static void take_options(struct xnb_session *session, int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "c:")) != -1)
		if (option == 'c')
			make_crowd(session, (unsigned)strtoul(optarg, NULL, 10));
		else
			exit(2);
}

int main(int argc, char **argv)
{
	struct xnb_host host;
	struct xnb_session session = {.host = &host, .run_tag = 1};
	struct xnb_unit unit = {.experiment = &xnb_experiment_semantics};
	bool settled;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (xnb_xen_open(&session.xen, NULL, &err) ||
	    xnb_host_from_xen(&host, session.xen, &err))
		die("open");
	take_options(&session, argc, argv);
	if (xnb_wait_quiet(session.xen, &session.quiet, &err) ||
	    xnb_host_choose_nodes(&host, XNB_ABSENT, XNB_ABSENT, &unit.cpu_node,
	                          &unit.mem_node, &err))
		die("begin");
	xnb_settled_forget(&session.settled);
	if (xnb_checks_settle(&session, &unit, &settled, &err))
		die("settle");
	for (int i = optind + 1; i < argc; i++)
		test(&session, &unit, find(argv[i]), settled, argv[optind]);
	xnb_host_free(&host);
	xnb_xen_close(session.xen);
	return 0;
}
