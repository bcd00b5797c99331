/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Destroys the domains that a killed run left behind. */
#include "bench/domains/reaper.h"
#include "bench/lock.h"
#include "cli/command.h"

#include <argp.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

static const struct argp parser = {
    .doc = "Destroys the domains that a killed run of this tool left behind, and no "
           "others: those whose UUID begins with the tool's prefix. Refuses while a run "
           "is active.",
};

static void print_reaped(const struct xnb_domain_entry *domain, void *arg)
{
	(void)arg;
	printf("destroyed domain %" PRIu32 ", %" PRIu64 " pages, of run %016" PRIx64 "\n",
	       domain->domid, domain->pages, domain->run_tag);
}

static int clean_up(struct xnb_error *err)
{
	unsigned n;
	int fd, rc;

	if (xnb_lock_host(&fd, err) != 0)
		return -1;
	rc = xnb_reap_domains(0, print_reaped, NULL, &n, err);
	if (rc == 0 && n == 0)
		puts("nothing to clean up");
	close(fd);
	return rc;
}

int xnb_cmd_cleanup(int argc, char **argv)
{
	struct xnb_error err;

	argp_parse(&parser, argc, argv, 0, NULL, NULL);
	return xnb_cli_finish(clean_up(&err) == 0 ? XNB_EXIT_OK : xnb_report(&err));
}
