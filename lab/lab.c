/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/lab.h"

#include "base/io.h"
#include "base/program.h"
#include "lab/box.h"
#include "lab/cache.h"
#include "lab/dom0_program.h"
#include "lab/files.h"
#include "lab/image.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { KEPT_CONSOLES = 16 };

void xnb_lab_request_default(struct xnb_lab_request *request)
{
	*request = (struct xnb_lab_request){
	    .accel = XNB_ACCEL_AUTO, .timeout = 900, .out_fd = STDOUT_FILENO};
	xnb_lab_host_default(&request->host);
}

/* What one run holds open; -1 where it is not. */
struct session {
	struct xnb_lab_cache cache;
	struct xnb_lab_xen xen;
	char dom0[PATH_MAX]; /* the program; "": the box goes without */
	struct xnb_box box;
	char console[PATH_MAX];
	char spool[PATH_MAX];
};

static int find_qemu(struct xnb_error *err)
{
	if (!xnb_program_exists(XNB_QEMU))
		return xnb_fail(
		    err, XNB_EXIT_ENVIRONMENT, ENOENT,
		    XNB_QEMU
		    ": not found; install it with: apt-get install " XNB_QEMU_PACKAGE);
	return 0;
}

/* A run goes on with what it was begun with, whatever the tree has become since. */
static int check_id(const struct session *session, const char *wanted,
                    struct xnb_error *err)
{
	if (!wanted || strcmp(wanted, session->xen.id) == 0)
		return 0;
	return xnb_fail(
	    err, XNB_EXIT_USAGE, EINVAL,
	    "Xen %s: it is another one (%s) than the run was begun with (%s); "
	    "begin a new run",
	    session->xen.name, session->xen.id, wanted);
}

/* `lab exec` does without the measuring program where there is none, and says so. */
static int find_dom0(struct session *session, bool needed, struct xnb_error *err)
{
	if (!xnb_lab_dom0_program(session->dom0, &session->cache, &session->xen, err))
		return 0;
	if (needed)
		return -1;
	session->dom0[0] = '\0';
	fprintf(stderr,
	        "xen-numabench: lab: the box goes without xen-numabench-dom0: %s\n",
	        err->text);
	return 0;
}

/* It stands still at boot, behind "SELFTEST FAILURE". */
static int check_countable(const struct session *session, struct xnb_error *err)
{
	if (!session->xen.debug || session->box.accel != XNB_ACCEL_COUNTED)
		return 0;
	return xnb_fail(
	    err, XNB_EXIT_ENVIRONMENT, 0,
	    "Xen %s: a debug build fails its own tests where instructions are "
	    "counted; for lengths of paths build it with CONFIG_DEBUG=n",
	    session->xen.name);
}

static int find_xen(struct session *session, const struct xnb_lab_request *request,
                    struct xnb_error *err)
{
	return xnb_lab_cache_fill(&session->cache, err) ||
	               xnb_lab_xen_get(&session->xen, &session->cache, &request->xen,
	                               err) ||
	               check_id(session, request->xen_id, err) ||
	               check_countable(session, err) ||
	               find_dom0(session, request->needs_dom0, err)
	           ? -1
	           : 0;
}

static int is_log(const struct dirent *entry)
{
	return strstr(entry->d_name, ".log") != NULL;
}

/* Names begin with the time, so the first ones are the oldest. */
static void drop_old_consoles(const char *dir)
{
	struct dirent **names;
	int n = scandir(dir, &names, is_log, alphasort);

	for (int i = 0; i < n; i++) {
		char path[PATH_MAX];

		if (i <= n - KEPT_CONSOLES && /* one more comes */
		    xnb_path(path, NULL, "%s/%s", dir, names[i]->d_name) == 0)
			unlink(path);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

static int name_console(struct session *session, const struct xnb_lab_request *request,
                        struct xnb_error *err)
{
	char dir[PATH_MAX], when[32];
	time_t t = time(NULL);
	struct tm utc;

	if (request->console)
		return xnb_path(session->console, err, "%s", request->console);
	if (request->get)
		return xnb_path(session->console, err, "%s/" XNB_LAB_CONSOLE,
		                request->get);
	if (xnb_path(dir, err, "%s/console", session->cache.dir) ||
	    xnb_make_dirs(dir, err))
		return -1;
	drop_old_consoles(dir);
	strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", gmtime_r(&t, &utc));
	return xnb_path(session->console, err, "%s/%s-%d.log", dir, when, (int)getpid());
}

static int open_file(const char *path, int flags, struct xnb_error *err)
{
	int fd = open(path, flags, 0666);

	if (fd < 0)
		xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: cannot open: %s", path,
		         strerror(errno));
	return fd;
}

/* The archive waits in the target directory, nameless, until it is whole. */
static int open_spool(struct session *session, const char *dir, struct xnb_error *err)
{
	if (xnb_path(session->spool, err, "%s/.files-XXXXXX", dir))
		return -1;
	session->box.files = mkostemp(session->spool, O_CLOEXEC);
	if (session->box.files < 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot create a file there: %s; choose another "
		                "directory",
		                dir, strerror(errno));
	unlink(session->spool);
	return 0;
}

static int open_target(struct session *session, const struct xnb_lab_request *request,
                       struct xnb_error *err)
{
	char record[PATH_MAX];

	if (xnb_make_dirs(request->get, err) || open_spool(session, request->get, err))
		return -1;
	if (!request->record)
		return 0;
	if (xnb_path(record, err, "%s/" XNB_LAB_RECORD, request->get))
		return -1;
	return xnb_replace_file(record, request->record, strlen(request->record), err);
}

static int open_outputs(struct session *session, const struct xnb_lab_request *request,
                        struct xnb_error *err)
{
	const int flags = request->goes_on ? O_APPEND : O_TRUNC;

	if (request->get && open_target(session, request, err))
		return -1;
	if (name_console(session, request, err))
		return -1;
	session->box.console_log =
	    open_file(session->console, O_WRONLY | O_CREAT | O_CLOEXEC | flags, err);
	return session->box.console_log < 0 ? -1 : 0;
}

static int open_inputs(struct session *session, const struct xnb_lab_request *request,
                       struct xnb_error *err)
{
	const struct xnb_lab_job job = {
	    .toolstack = request->toolstack,
	    .files = request->get != NULL,
	    .dom0 = session->dom0[0] ? session->dom0 : NULL,
	    .timing = xnb_accel_timing(session->box.accel),
	    .nodes = request->host.nodes,
	    .argv = request->argv,
	    .put = request->put,
	    .n_put = request->n_put,
	};
	char path[PATH_MAX];

	session->box.initrd = xnb_lab_image(&session->cache, &session->xen, &job, err);
	if (session->box.initrd < 0)
		return -1;
	session->box.xen = open_file(session->xen.hypervisor, O_RDONLY, err);
	if (session->box.xen < 0 ||
	    xnb_path(path, err, "%s/kernel", session->cache.files))
		return -1;
	session->box.kernel = open_file(path, O_RDONLY, err);
	return session->box.kernel < 0 ? -1 : 0;
}

static int prepare(struct session *session, const struct xnb_lab_request *request,
                   struct xnb_error *err)
{
	if (xnb_lab_host_check(&request->host, err) ||
	    xnb_lab_xen_check(&request->xen, err) || find_qemu(err) ||
	    xnb_lab_cache_open(&session->cache, request->cache, err) ||
	    find_xen(session, request, err) || xnb_accel_choose(&session->box.accel, err))
		return -1;
	/* Until here a signal simply ends this process: there may be a lock to wait for.
	 */
	if (open_inputs(session, request, err) || open_outputs(session, request, err))
		return -1;
	session->box.signals = xnb_box_watch_signals(err);
	return session->box.signals < 0 ? -1 : 0;
}

static int unpack(const struct session *session, const char *dir, struct xnb_error *err)
{
	const char *argv[] = {"tar", "-x", "--no-overwrite-dir", "-f", "-", "-C",
	                      dir,   NULL};
	const struct xnb_program tar = {
	    .argv = argv, .package = "tar", .stdin_fd = session->box.files};

	if (lseek(session->box.files, 0, SEEK_SET))
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "%s: %s", dir,
		                strerror(errno));
	if (xnb_program_run(&tar, NULL, err))
		return xnb_fail_prefix(err, "%s: the files from dom0", dir);
	return 0;
}

/* What the run has already must not be lost where the disk is full or tar fails: it stays
 * until all that replaces it is there. */
static int unpack_over(const struct session *session, const char *dir, const char *last,
                       struct xnb_error *err)
{
	char path[PATH_MAX];
	int result;

	if (xnb_path(path, err, "%s/.unpack-XXXXXX", dir))
		return -1;
	if (!mkdtemp(path))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                "%s: cannot make a directory there: %s", dir,
		                strerror(errno));
	result =
	    unpack(session, path, err) || xnb_move_files(path, dir, last, err) ? -1 : 0;
	xnb_remove_tree(path, NULL);
	return result;
}

static int bring_back(const struct session *session,
                      const struct xnb_lab_request *request, struct xnb_error *err)
{
	if (!request->get)
		return 0;
	return request->goes_on ? unpack_over(session, request->get, request->last, err)
	                        : unpack(session, request->get, err);
}

static int run_box(struct session *session, const struct xnb_lab_request *request,
                   int *status, struct xnb_error *err)
{
	struct xnb_box_result result;
	int failed = xnb_box_run(&session->box, &result, err);

	*status = result.interrupted ? 128 + result.interrupted : 0;
	if (failed && !result.interrupted)
		xnb_fail_prefix(err, "%s", session->console);
	if (failed || bring_back(session, request, err))
		return -1;
	if (result.interrupted)
		return 0;
	if (result.timed_out)
		return xnb_fail(err, XNB_EXIT_FAILED, ETIMEDOUT,
		                "the time limit of %u s ended the command; give a longer "
		                "--timeout",
		                request->timeout);
	if (result.unread)
		return xnb_fail(err, XNB_EXIT_FAILED, ETIMEDOUT,
		                "%s: nobody read it for %u s; its rest is dropped",
		                result.unread, request->timeout);
	*status = result.status;
	return 0;
}

static void close_all(const struct session *session)
{
	const int fds[] = {session->box.xen,         session->box.kernel,
	                   session->box.initrd,      session->box.files,
	                   session->box.console_log, session->box.signals};

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

int xnb_lab_run(const struct xnb_lab_request *request, int *status, struct xnb_error *err)
{
	struct session session = {.box = {.host = &request->host,
	                                  .accel = request->accel,
	                                  .timeout = request->timeout,
	                                  .verbose = request->verbose,
	                                  .own_command = request->needs_dom0,
	                                  .plugin = request->plugin,
	                                  .xen = -1,
	                                  .kernel = -1,
	                                  .initrd = -1,
	                                  .console_log = -1,
	                                  .files = -1,
	                                  .signals = -1,
	                                  .out = request->out_fd,
	                                  .err = STDERR_FILENO}};
	int result = prepare(&session, request, err);

	if (!result)
		result = run_box(&session, request, status, err);
	xnb_box_end_signals();
	close_all(&session);
	return result;
}
