/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/hypervisor.h"

#include "base/io.h"
#include "base/program.h"
#include "lab/elf.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Xen's are 1 MiB compressed and 2 to 5 MiB unpacked. */
#define MOST_BYTES ((size_t)256 << 20)

/* Deflate is the only method that gzip has. */
static const char gzip_magic[] = {'\x1f', '\x8b', '\x08'};

/* As `gzip -d` ends when something else follows the stream: the rest of the image. */
enum { GZIP_WARNING = 2 };

static int gunzip(const char *data, size_t length, struct xnb_buf *out,
                  struct xnb_program_end *end, struct xnb_error *err)
{
	static const char *const argv[] = {"gzip", "-dc", NULL};
	struct xnb_program gzip = {.argv = argv, .package = "gzip"};
	int result;

	gzip.stdin_fd = memfd_create("gzip", MFD_CLOEXEC);
	if (gzip.stdin_fd < 0)
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "memfd: %s",
		                strerror(errno));
	result = xnb_write_all(gzip.stdin_fd, data, length, "memfd", err);
	if (!result && lseek(gzip.stdin_fd, 0, SEEK_SET))
		result =
		    xnb_fail(err, XNB_EXIT_FAILED, errno, "lseek: %s", strerror(errno));
	if (!result)
		result = xnb_program_end(&gzip, out, end, err);
	close(gzip.stdin_fd);
	return result;
}

static bool is_gzip(const struct xnb_buf *data)
{
	return data->length > sizeof(gzip_magic) &&
	       memcmp(data->text, gzip_magic, sizeof(gzip_magic)) == 0;
}

/* Puts what it holds in its place. */
static int unpack(struct xnb_buf *data, struct xnb_error *err)
{
	struct xnb_program_end end;
	struct xnb_buf plain = {0};

	if (gunzip(data->text, data->length, &plain, &end, err)) {
		xnb_buf_free(&plain);
		return -1;
	}
	xnb_buf_free(data);
	*data = plain;
	if (end.status == 0)
		return 0;
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, EIO, "damaged (%s); build it again",
	                end.last_line[0] ? end.last_line : "gzip cannot unpack it");
}

size_t xnb_word_length(const char *text)
{
	size_t length = 0;

	while (text[length] > ' ' && text[length] < 0x7f)
		length++;
	return length;
}

bool xnb_config_version(const char *text, char version[XNB_XEN_VERSION_SIZE])
{
	static const char before[] = "\n# Xen/", after[] = " Configuration";
	const char *line = strstr(text, before);
	const char *at = line ? strchr(line, ' ') : NULL;
	size_t length;

	at = at ? strchr(at + 1, ' ') : NULL;
	if (!at)
		return false;
	at++;
	length = xnb_word_length(at);
	if (!length || length >= XNB_XEN_VERSION_SIZE ||
	    strncmp(at + length, after, strlen(after)) != 0)
		return false;
	memcpy(version, at, length);
	version[length] = '\0';
	return true;
}

/* Its configuration is one of the gzip streams in it: the initial ones of others, such as
 * a built-in dom0's, may come before. */
static int find_version(struct xnb_hypervisor *hypervisor, struct xnb_error *err)
{
	const char *at = hypervisor->image.text, *end = at + hypervisor->image.length;

	while ((at = memmem(at, (size_t)(end - at), gzip_magic, sizeof(gzip_magic)))) {
		struct xnb_program_end gzip;
		struct xnb_buf text = {0};
		int result = gunzip(at, (size_t)(end - at), &text, &gzip, err);
		bool found = !result &&
		             (gzip.status == 0 || gzip.status == GZIP_WARNING) &&
		             xnb_config_version(xnb_buf_text(&text), hypervisor->version);

		xnb_buf_free(&text);
		if (result || found)
			return result;
		at++;
	}
	return 0;
}

static bool holds(const struct xnb_buf *image, const char *text)
{
	/* With the NUL of whatever is before it. */
	return memmem(image->text, image->length, text, strlen(text + 1) + 1) != NULL;
}

int xnb_hypervisor_look(struct xnb_hypervisor *hypervisor, struct xnb_error *err)
{
	const struct xnb_buf *image = &hypervisor->image;
	char unknown[32];
	const char *machine = xnb_elf_machine(image->text, image->length, unknown);

	if (!machine)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOEXEC,
		                "not an ELF file, as Xen for x86 is: it is built for "
		                "another architecture, or damaged");
	if (strcmp(machine, "x86") != 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOEXEC,
		                "a hypervisor for %s; the lab boots Xen for x86",
		                machine);
	hypervisor->debug = holds(image, "\0debug=y");
	return find_version(hypervisor, err);
}

int xnb_hypervisor_read(struct xnb_hypervisor *hypervisor, const char *path,
                        struct xnb_error *err)
{
	*hypervisor = (struct xnb_hypervisor){0};
	if (xnb_read_regular(path, &hypervisor->image, MOST_BYTES, err))
		goto failed;
	if ((is_gzip(&hypervisor->image) && unpack(&hypervisor->image, err)) ||
	    xnb_hypervisor_look(hypervisor, err)) {
		xnb_fail_prefix(err, "%s", path);
		goto failed;
	}
	return 0;
failed:
	xnb_hypervisor_free(hypervisor);
	return -1;
}

void xnb_hypervisor_free(struct xnb_hypervisor *hypervisor)
{
	xnb_buf_free(&hypervisor->image);
}
