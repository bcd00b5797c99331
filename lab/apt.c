/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/apt.h"

#include "base/io.h"
#include "lab/files.h"
#include "lab/signals.h"
#include "lab/sources.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/*
 * Read behind this machine's own configuration. Its hooks would go on with this machine's
 * packages (Docker's images remove all downloaded ones), and its release is not here.
 * Suites that are not Debian's stay out even if they got into the sources.
 */
static const char configuration[] = "#clear APT::Update;\n"
                                    "#clear DPkg;\n"
                                    "#clear APT::Default-Release;\n"
                                    "#clear APT::Architectures;\n"
                                    "APT::Architecture \"amd64\";\n"
                                    "APT::Architectures { \"amd64\"; };\n"
                                    "Acquire::Languages \"none\";\n";
static const char preferences[] = "Package: *\n"
                                  "Pin: release o=Debian\n"
                                  "Pin-Priority: 500\n"
                                  "\n"
                                  "Package: *\n"
                                  "Pin: release *\n"
                                  "Pin-Priority: -1\n";

/* Where apt keeps and looks for what, below the directory. */
static const char *const options[] = {
    "Dir::State=%s/state/",
    "Dir::State::lists=%s/state/lists/",
    "Dir::State::status=%s/installed",
    "Dir::Cache=%s/cache/",
    "Dir::Cache::archives=%s/cache/archives/",
    "Dir::Cache::pkgcache=%s/cache/pkgcache.bin",
    "Dir::Cache::srcpkgcache=%s/cache/srcpkgcache.bin",
    "Dir::Etc::sourcelist=%s/debian.sources",
    "Dir::Etc::preferences=%s/preferences",
};

/* The beginning of a command line of apt's `program`. */
static void begin(struct xnb_args *argv, const struct xnb_lab_apt *apt,
                  const char *program)
{
	xnb_args_add(argv, "%s", program);
	if (!apt->dir[0])
		return;
	xnb_args_add(argv, "-c");
	xnb_args_add(argv, "%s/apt.conf", apt->dir);
	/* Options, not lines of the file: no letter of a path is special in them. */
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		const char *place = strstr(options[i], "%s");

		xnb_args_add(argv, "-o%.*s%s%s", (int)(place - options[i]), options[i],
		             apt->dir, place + 2);
	}
	xnb_args_add(argv, "-oDir::Etc::sourceparts=/dev/null");
	xnb_args_add(argv, "-oDir::Etc::preferencesparts=/dev/null");
}

/* Longer than any download that gets anywhere; it may wait for a helper that is gone. */
enum { LIMIT_SECONDS = 1800 };

static int run(struct xnb_args *argv, const char *dir, struct xnb_buf *out,
               struct xnb_error *err)
{
	const struct xnb_program apt = {.argv = (const char *const *)argv->v,
	                                .dir = dir,
	                                .package = "apt",
	                                .stdin_fd = -1,
	                                .seconds = LIMIT_SECONDS,
	                                .stopped = xnb_lab_interrupted};
	int result = argv->failed ? xnb_fail_nomem(err) : xnb_program_run(&apt, out, err);

	xnb_args_free(argv);
	return result;
}

/* apt says by the same status that a network, a disk or a package is missing. */
static int cannot(const struct xnb_lab_apt *apt, const char *what, struct xnb_error *err)
{
	char said[512];

	if (err->exit != XNB_EXIT_FAILED)
		return -1;
	snprintf(said, sizeof(said), "%.500s", err->text);
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
	                "cannot download %s (%s); when there is a network, run: %s", what,
	                said, apt->remedy);
}

static int make_folders(const struct xnb_lab_apt *apt, struct xnb_error *err)
{
	static const char *const folders[] = {"state/lists/partial",
	                                      "cache/archives/partial"};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (xnb_path(path, err, "%s/%s", apt->dir, folders[i]) ||
		    xnb_make_dirs(path, err))
			return -1;
	return 0;
}

static int put_file(const struct xnb_lab_apt *apt, const char *name, const char *text,
                    struct xnb_error *err)
{
	char path[PATH_MAX];

	return xnb_path(path, err, "%s/%s", apt->dir, name) ||
	               xnb_replace_file(path, text, strlen(text), err)
	           ? -1
	           : 0;
}

static int put_sources(const struct xnb_lab_apt *apt, struct xnb_error *err)
{
	struct xnb_buf sources = {0};
	int result = xnb_lab_sources_read(&sources, "/etc", apt->suite, err);

	if (!result)
		result = put_file(apt, "debian.sources", xnb_buf_text(&sources), err);
	xnb_buf_free(&sources);
	return result;
}

int xnb_lab_apt_open(const struct xnb_lab_apt *apt, struct xnb_error *err)
{
	struct xnb_args argv = {0};
	char what[160];

	if (make_folders(apt, err) || put_file(apt, "apt.conf", configuration, err) ||
	    put_file(apt, "preferences", preferences, err) ||
	    put_file(apt, "installed", "", err) || put_sources(apt, err))
		return -1;
	fprintf(stderr,
	        "xen-numabench: lab: downloading the package lists of Debian's %s\n",
	        apt->suite);
	begin(&argv, apt, "apt-get");
	xnb_args_add(&argv, "-q");
	xnb_args_add(&argv, "-oAcquire::Retries=3");
	/* Else a list that did not come is a warning. */
	xnb_args_add(&argv, "--error-on=any");
	xnb_args_add(&argv, "update");
	snprintf(what, sizeof(what), "the package lists of Debian's %s", apt->suite);
	return run(&argv, NULL, NULL, err) ? cannot(apt, what, err) : 0;
}

static int not_offered(const struct xnb_lab_apt *apt, const char *what,
                       struct xnb_error *err)
{
	if (err->exit != XNB_EXIT_FAILED)
		return -1;
	if (apt->suite)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
		                "%s: Debian's %s has no such package, as this machine's "
		                "mirror has it; is that mirror complete?",
		                what, apt->suite);
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
	                "%s: apt knows no such package; update its lists with: apt-get "
	                "update (the lab needs the packages of Debian 12 on amd64)",
	                what);
}

int xnb_lab_apt_show(const struct xnb_lab_apt *apt, const struct xnb_args *names,
                     size_t first, struct xnb_buf *out, struct xnb_error *err)
{
	struct xnb_args argv = {0};

	begin(&argv, apt, "apt-cache");
	xnb_args_add(&argv, "--no-all-versions");
	xnb_args_add(&argv, "show");
	for (size_t i = first; i < names->n; i++)
		xnb_args_add(&argv, "%s", names->v[i]);
	if (names->failed) {
		xnb_args_free(&argv);
		return xnb_fail_nomem(err);
	}
	return run(&argv, NULL, out, err) ? not_offered(apt, names->v[first], err) : 0;
}

int xnb_lab_apt_download(const struct xnb_lab_apt *apt, const struct xnb_args *names,
                         const char *into, struct xnb_error *err)
{
	struct xnb_args argv = {0};
	char what[160];

	fprintf(stderr,
	        "xen-numabench: lab: downloading %zu packages (not installing them): %s "
	        "and others\n",
	        names->n, names->v[0]);
	begin(&argv, apt, "apt-get");
	xnb_args_add(&argv, "-q");
	xnb_args_add(&argv, "-oAcquire::Retries=3");
	xnb_args_add(&argv, "download");
	for (size_t i = 0; i < names->n; i++)
		xnb_args_add(&argv, "%s", names->v[i]);
	snprintf(what, sizeof(what), "%s and others", names->v[0]);
	return run(&argv, into, NULL, err) ? cannot(apt, what, err) : 0;
}
