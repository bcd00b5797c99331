/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/kernel.h"

#include "base/io.h"
#include "base/program.h"

#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Offsets in the image, boot protocol 2.08 and later. */
enum {
	SETUP_SECTORS = 0x1f1,
	MAGIC = 0x202,
	VERSION = 0x206,
	PAYLOAD_OFFSET = 0x248,
	PAYLOAD_LENGTH = 0x24c,
	HEADER_END = 0x250,
	OLDEST = 0x208,
	SECTOR = 512,
};

static const struct {
	char magic[6];
	size_t magic_length;
	size_t trailer; /* bytes after it that are not part of the format */
	const char *argv[4];
	const char *package;
} formats[] = {
    {"\x1f\x8b", 2, 0, {"gzip", "-dc"}, "gzip"},
    {"\xfd"
     "7zXZ",
     5,
     4,
     {"xz", "-dc"},
     "xz-utils"},
    {"\x28\xb5\x2f\xfd", 4, 4, {"zstd", "-dc"}, "zstd"},
    {"\x02\x21", 2, 4, {"lz4", "-dc"}, "lz4"},
};

static uint32_t read32(const struct xnb_buf *text, size_t at)
{
	uint32_t value;

	memcpy(&value, text->text + at, sizeof(value));
	return le32toh(value);
}

static int choose_format(struct xnb_bzimage *image, const struct xnb_buf *text,
                         struct xnb_error *err)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (image->length < formats[i].magic_length + formats[i].trailer ||
		    memcmp(text->text + image->offset, formats[i].magic,
		           formats[i].magic_length) != 0)
			continue;
		image->length -= formats[i].trailer;
		image->argv = formats[i].argv;
		image->package = formats[i].package;
		return 0;
	}
	return xnb_fail(err, XNB_EXIT_FAILED, 0,
	                "the kernel is compressed in a way that is not known here");
}

int xnb_bzimage_read(struct xnb_bzimage *image, const struct xnb_buf *text,
                     struct xnb_error *err)
{
	uint64_t start, end;

	if (text->length < HEADER_END || memcmp(text->text + MAGIC, "HdrS", 4) != 0 ||
	    (read32(text, VERSION) & 0xffff) < OLDEST)
		return xnb_fail(err, XNB_EXIT_FAILED, 0, "not a bzImage");
	start = ((uint64_t)(unsigned char)text->text[SETUP_SECTORS] + 1) * SECTOR +
	        read32(text, PAYLOAD_OFFSET);
	end = start + read32(text, PAYLOAD_LENGTH);
	if (end > text->length)
		return xnb_fail(err, XNB_EXIT_FAILED, 0,
		                "a bzImage that was cut off after %zu bytes",
		                text->length);
	image->offset = (size_t)start;
	image->length = (size_t)(end - start);
	return choose_format(image, text, err);
}

static int unpack(const struct xnb_bzimage *image, const struct xnb_buf *text, int packed,
                  struct xnb_buf *kernel, struct xnb_error *err)
{
	const struct xnb_program program = {
	    .argv = image->argv, .package = image->package, .stdin_fd = packed};

	if (xnb_write_all(packed, text->text + image->offset, image->length, "the kernel",
	                  err))
		return -1;
	if (lseek(packed, 0, SEEK_SET))
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "lseek: %s",
		                strerror(errno));
	if (xnb_program_run(&program, kernel, err))
		return -1;
	if (kernel->length < 4 || memcmp(kernel->text,
	                                 "\x7f"
	                                 "ELF",
	                                 4) != 0)
		return xnb_fail(err, XNB_EXIT_FAILED, 0, "holds no ELF file");
	return 0;
}

int xnb_unpack_kernel(const char *from, const char *to, struct xnb_error *err)
{
	struct xnb_buf text = {0}, kernel = {0};
	struct xnb_bzimage image;
	int packed = memfd_create("kernel", MFD_CLOEXEC);
	int result = -1;

	if (packed < 0)
		xnb_fail(err, XNB_EXIT_FAILED, errno, "memfd: %s", strerror(errno));
	else if (xnb_read_file(from, &text, 0, err) ||
	         xnb_bzimage_read(&image, &text, err) ||
	         unpack(&image, &text, packed, &kernel, err))
		xnb_fail_prefix(err, "%s", from);
	else
		result = xnb_replace_file(to, kernel.text, kernel.length, err);
	if (packed >= 0)
		close(packed);
	xnb_buf_free(&text);
	xnb_buf_free(&kernel);
	return result;
}
