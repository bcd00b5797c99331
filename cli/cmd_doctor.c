/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints what of the host helps or hurts a measurement. */
#include "bench/doctor/doctor.h"
#include "cli/command.h"

#include <argp.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

struct options {
	bool json;
};

static const struct argp_option option_table[] = {
    {"format", 'f', "FORMAT", 0, "text (the default) or json", 0},
    {0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	if (key != 'f')
		return ARGP_ERR_UNKNOWN;
	if (strcmp(arg, "json") != 0 && strcmp(arg, "text") != 0)
		argp_error(state, "--format %s: no such format; use text or json", arg);
	options->json = strcmp(arg, "json") == 0;
	return 0;
}

static const struct argp parser = {
    .options = option_table,
    .parser = parse_option,
    .doc = "Tells what of this host helps or hurts a measurement, each with its remedy. "
           "Changes nothing. Exit status 0 when a run is possible, 3 when it is not.",
};

static bool wants_remedy(enum xnb_doctor_verdict verdict)
{
	return verdict == XNB_DOCTOR_WARNING || verdict == XNB_DOCTOR_PROBLEM;
}

static void print_row(const struct xnb_doctor_check *check,
                      const struct xnb_finding *finding)
{
	printf("%-12s %-8s %s\n", check->name, xnb_doctor_verdict_names[finding->verdict],
	       finding->text);
	if (wants_remedy(finding->verdict))
		printf("%-12s %-8s -> %s\n", "", "", check->remedy);
}

static int print_text(const struct xnb_doctor_facts *facts)
{
	printf("%-12s %-8s %s\n", "CHECK", "VERDICT", "FINDING");
	for (const struct xnb_doctor_check *c = xnb_doctor_checks; c->name; c++) {
		struct xnb_finding finding;

		xnb_doctor_judge(c, facts, &finding);
		print_row(c, &finding);
	}
	return 0;
}

static json_t *row(const struct xnb_doctor_check *check,
                   const struct xnb_finding *finding)
{
	json_t *remedy =
	    wants_remedy(finding->verdict) ? json_string(check->remedy) : json_null();

	return json_pack("{s:s, s:s, s:s, s:s, s:o}", "name", check->name, "what",
	                 check->what, "verdict",
	                 xnb_doctor_verdict_names[finding->verdict], "finding",
	                 finding->text, "remedy", remedy);
}

static int print_json(const struct xnb_doctor_facts *facts, bool possible)
{
	json_t *checks = json_array();
	json_t *root;
	int rc = 0;

	for (const struct xnb_doctor_check *c = xnb_doctor_checks; c->name; c++) {
		struct xnb_finding finding;

		xnb_doctor_judge(c, facts, &finding);
		rc |= json_array_append_new(checks, row(c, &finding));
	}
	root = json_pack("{s:b, s:o}", "possible", possible, "checks", checks);
	rc |= json_dumpf(root, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(root);
	return rc;
}

int xnb_cmd_doctor(int argc, char **argv)
{
	struct options options = {0};
	struct xnb_doctor_facts facts;
	struct xnb_error err;
	bool possible;
	int rc;

	argp_parse(&parser, argc, argv, 0, NULL, &options);
	xnb_doctor_gather(&facts);
	possible = xnb_doctor_run_is_possible(&facts);
	rc = options.json ? print_json(&facts, possible) : print_text(&facts);
	xnb_doctor_facts_free(&facts);
	if (rc != 0) {
		xnb_fail(&err, XNB_EXIT_FAILED, 0,
		         "doctor: cannot print the result as JSON");
		return xnb_report(&err);
	}
	return xnb_cli_finish(possible ? XNB_EXIT_OK : XNB_EXIT_ENVIRONMENT);
}
