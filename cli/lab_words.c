/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/lab_words.h"

#include "cli/lab_options.h"
#include "cli/run_options.h"

#include <argp.h>
#include <errno.h>
#include <string.h>

/* How many options of the table the word may mean, as argp sees it; *found is one. */
static unsigned count_matches(const struct argp_option *table, const char *word,
                              const struct argp_option **found)
{
	size_t length = strcspn(word + 2, "=");
	unsigned n = 0;

	for (const struct argp_option *o = table; o->name; o++) {
		if (strncmp(o->name, word + 2, length) != 0)
			continue;
		*found = o;
		if (!o->name[length])
			return 1;
		n++;
	}
	return n;
}

static bool is_name(const struct argp_option *option, const char *word)
{
	return strlen(option->name) == strcspn(word + 2, "=");
}

bool xnb_lab_asks_for_help(const char *word)
{
	return !strcmp(word, "--help") || !strcmp(word, "--usage") || !strcmp(word, "-?");
}

/* The lab's own option that the word is; NULL: it is the run's, or none. */
static int find_option(const char *word, const struct argp_option **option,
                       struct xnb_error *err)
{
	const struct argp_option *of_run = NULL;
	unsigned n, n_run;

	*option = NULL;
	if (strncmp(word, "--", 2) != 0)
		return 0;
	n = count_matches(xnb_lab_run_option_table, word, option);
	n_run = count_matches(xnb_run_option_table, word, &of_run);
	if (!n || !n_run || is_name(*option, word))
		return 0;
	if (is_name(of_run, word)) {
		*option = NULL;
		return 0;
	}
	if (n == 1 && n_run == 1 && strcmp((*option)->name, of_run->name) == 0)
		return 0;
	return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
	                "%s: may be --%s or --%s; write it out", word, (*option)->name,
	                of_run->name);
}

/* The lab's options up to "--" go to `lab`, everything else, in its order, to `run`. */
int xnb_lab_split(int argc, char **argv, struct xnb_args *lab, struct xnb_args *run,
                  struct xnb_error *err)
{
	int i = 1;

	xnb_args_add(lab, "%s", argv[0]);
	xnb_args_add(run, "%s", argv[0]);
	for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
		const struct argp_option *option;

		if (find_option(argv[i], &option, err))
			return -1;
		xnb_args_add(option || xnb_lab_asks_for_help(argv[i]) ? lab : run, "%s",
		             argv[i]);
		if (option && option->arg && !strchr(argv[i], '=') && i + 1 < argc)
			xnb_args_add(lab, "%s", argv[++i]);
	}
	while (++i < argc)
		xnb_args_add(run, "%s", argv[i]);
	return lab->failed || run->failed ? xnb_fail_nomem(err) : 0;
}
