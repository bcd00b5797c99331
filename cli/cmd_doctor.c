/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints what of the host helps or hurts a measurement. */
#include "bench/doctor/doctor.h"
#include "bench/target.h"
#include "cli/command.h"

#include <argp.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

struct options {
	const char *target; /* NULL: what this kernel runs on */
	bool json;
};

enum key { KEY_TARGET = 256 };

static const struct argp_option option_table[] = {
    {"target", KEY_TARGET, "xen|native", 0,
     "What is to be measured (default: xen on Xen, else native)", 0},
    {"format", 'f', "FORMAT", 0, "text (the default) or json", 0},
    {0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	if (key == KEY_TARGET)
		options->target = arg;
	if (key != 'f')
		return key == KEY_TARGET ? 0 : ARGP_ERR_UNKNOWN;
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
	printf("%-14s %-8s %s\n", check->name, xnb_doctor_verdict_names[finding->verdict],
	       finding->text);
	if (wants_remedy(finding->verdict))
		printf("%-14s %-8s -> %s\n", "", "", check->remedy);
}

static int print_text(const struct xnb_doctor *doctor, const void *facts)
{
	printf("%-14s %-8s %s\n", "CHECK", "VERDICT", "FINDING");
	for (const struct xnb_doctor_check *c = doctor->checks; c->name; c++) {
		struct xnb_finding finding;

		xnb_doctor_judge(doctor, c, facts, &finding);
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

static int print_json(const struct xnb_target *target, const void *facts, bool possible)
{
	json_t *checks = json_array();
	json_t *root;
	int rc = 0;

	for (const struct xnb_doctor_check *c = target->doctor->checks; c->name; c++) {
		struct xnb_finding finding;

		xnb_doctor_judge(target->doctor, c, facts, &finding);
		rc |= json_array_append_new(checks, row(c, &finding));
	}
	root = json_pack("{s:s, s:b, s:o}", "target", target->name, "possible", possible,
	                 "checks", checks);
	rc |= json_dumpf(root, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(root);
	return rc;
}

/* ---- whose doctor ---- */

static const struct xnb_target *find_target(const char *name)
{
	for (size_t i = 0; xnb_targets[i]; i++)
		if (strcmp(xnb_targets[i]->name, name) == 0)
			return xnb_targets[i];
	return NULL;
}

/* Where this program lacks the one that fits, the other. */
static const struct xnb_target *default_target(void)
{
	const bool on_xen = xnb_runs_on_xen("");
	const struct xnb_target *fits = find_target(on_xen ? "xen" : "native");

	return fits && fits->doctor ? fits : find_target(on_xen ? "native" : "xen");
}

static int choose(const struct xnb_target **target, const char *name,
                  struct xnb_error *err)
{
	*target = name ? find_target(name) : default_target();
	if (!*target)
		return xnb_target_find(target, name, err); /* says which there are */
	if ((*target)->doctor)
		return 0;
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0, "--target %s: %s", (*target)->name,
	                (*target)->missing);
}

static int examine(const struct xnb_target *target, bool json, bool *possible,
                   struct xnb_error *err)
{
	const struct xnb_doctor *doctor = target->doctor;
	void *facts = doctor->gather();
	int rc;

	if (!facts)
		return xnb_fail_nomem(err);
	*possible = xnb_doctor_run_is_possible(doctor, facts);
	rc = json ? print_json(target, facts, *possible) : print_text(doctor, facts);
	doctor->free(facts);
	if (rc != 0)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "doctor: cannot print the result as JSON");
	return 0;
}

int xnb_cmd_doctor(int argc, char **argv)
{
	const struct xnb_target *target;
	struct options options = {0};
	struct xnb_error err;
	bool possible = false;

	argp_parse(&parser, argc, argv, 0, NULL, &options);
	if (choose(&target, options.target, &err) < 0 ||
	    examine(target, options.json, &possible, &err) < 0)
		return xnb_report(&err);
	return xnb_cli_finish(possible ? XNB_EXIT_OK : XNB_EXIT_ENVIRONMENT);
}
