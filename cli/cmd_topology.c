/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/buf.h"
#include "base/io.h"
#include "cli/command.h"
#include "topology/print.h"
#include "topology/target.h"

#include <argp.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

struct options {
	const char *target; /* NULL: not given */
	const char *xml;    /* NULL: not given; "-": standard output */
	const char *format; /* NULL: not given */
};

enum key { KEY_TARGET = 256, KEY_XML, KEY_FORMAT };

static const struct argp_option argp_options[] = {
    {"target", KEY_TARGET, "xen|native", 0,
     "The host as Xen sees it (default), or as the running kernel does", 0},
    {"xml", KEY_XML, "FILE", 0,
     "Also write hwloc XML to FILE; -: write only that, to standard output", 0},
    {"format", KEY_FORMAT, "text|json", 0, "How to print the host (default: text)", 0},
    {0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case KEY_TARGET:
		options->target = arg;
		return 0;
	case KEY_XML:
		options->xml = arg;
		return 0;
	case KEY_FORMAT:
		options->format = arg;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "%s: topology takes no arguments", arg);
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
    .options = argp_options,
    .parser = parse_option,
    .doc = "Prints the host's NUMA nodes, their CPUs and memory, and the distances "
           "between them; writes them as hwloc XML.",
};

static bool wants_json(const struct options *options)
{
	return options->format && strcmp(options->format, "json") == 0;
}

static int check(const struct options *options, struct xnb_error *err)
{
	if (options->format && !wants_json(options) &&
	    strcmp(options->format, "text") != 0)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--format %s: no such format; there are text and json",
		                options->format);
	if (options->xml && strcmp(options->xml, "-") == 0 && options->format)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "--xml -: standard output holds one document; leave out "
		                "--format, or name a file");
	return 0;
}

static bool has_native(void)
{
	for (const struct xnb_host_target *t = xnb_host_targets; t->name; t++)
		if (strcmp(t->name, "native") == 0)
			return t->read != NULL;
	return false;
}

static int read_host(struct xnb_host *host, const struct options *options,
                     struct xnb_error *err)
{
	struct xnb_error first;

	if (options->target)
		return xnb_host_read_target(host, options->target, err);
	if (xnb_host_read_target(host, "xen", &first) == 0)
		return 0;
	if (first.exit != XNB_EXIT_ENVIRONMENT || !has_native()) {
		*err = first;
		return -1;
	}
	return xnb_fail(err, first.exit, first.errnum,
	                "%.700s; or describe this system as its kernel sees it: "
	                "--target native",
	                first.text);
}

static int print_host(const struct xnb_host *host, const struct options *options,
                      struct xnb_buf *out, struct xnb_error *err)
{
	if (wants_json(options))
		return xnb_host_print_json(host, out, err);
	xnb_host_print_table(host, out);
	return out->failed ? xnb_fail_nomem(err) : 0;
}

/* Writes the XML first, so that no result stands on standard output when that fails. */
static int show(const struct xnb_host *host, const struct options *options,
                struct xnb_buf *xml, struct xnb_buf *text, struct xnb_error *err)
{
	if (options->xml && xnb_host_print_xml(host, xml, err) < 0)
		return -1;
	if (options->xml && strcmp(options->xml, "-") == 0)
		return xnb_write_all(STDOUT_FILENO, xnb_buf_text(xml), xml->length,
		                     "standard output", err);
	if (print_host(host, options, text, err) < 0)
		return -1;
	if (options->xml &&
	    xnb_replace_file(options->xml, xnb_buf_text(xml), xml->length, err) < 0)
		return -1;
	return xnb_write_all(STDOUT_FILENO, xnb_buf_text(text), text->length,
	                     "standard output", err);
}

int xnb_cmd_topology(int argc, char **argv)
{
	struct options options = {0};
	struct xnb_buf xml = {0}, text = {0};
	struct xnb_host host = {0};
	struct xnb_error err;
	int rc = XNB_EXIT_OK;

	if (argp_parse(&argp, argc, argv, 0, NULL, &options) != 0)
		return XNB_EXIT_USAGE;
	if (check(&options, &err) < 0 || read_host(&host, &options, &err) < 0 ||
	    show(&host, &options, &xml, &text, &err) < 0)
		rc = xnb_report(&err);
	xnb_buf_free(&xml);
	xnb_buf_free(&text);
	xnb_host_free(&host);
	return xnb_cli_finish(rc);
}
