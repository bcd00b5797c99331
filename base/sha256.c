/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
    0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
    0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
    0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
    0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
    0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
    0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2};

static uint32_t rotate(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

static void schedule(uint32_t words[64], const uint8_t block[64])
{
	for (int i = 0; i < 16; i++)
		words[i] = (uint32_t)block[4 * i] << 24 |
		           (uint32_t)block[4 * i + 1] << 16 |
		           (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
	for (int i = 16; i < 64; i++) {
		uint32_t a = words[i - 15], b = words[i - 2];

		words[i] = words[i - 16] + words[i - 7] +
		           (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
		           (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
	}
}

static void compress(struct xnb_sha256 *hash)
{
	uint32_t words[64], s[8];

	schedule(words, hash->block);
	memcpy(s, hash->state, sizeof(s));
	for (int i = 0; i < 64; i++) {
		uint32_t a = s[0], e = s[4];
		uint32_t t = s[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
		             ((e & s[5]) ^ (~e & s[6])) + constants[i] + words[i];
		uint32_t u = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
		             ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));

		memmove(&s[1], &s[0], 7 * sizeof(s[0]));
		s[4] += t;
		s[0] = t + u;
	}
	for (int i = 0; i < 8; i++)
		hash->state[i] += s[i];
}

void xnb_sha256_begin(struct xnb_sha256 *hash)
{
	*hash = (struct xnb_sha256){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372,
	                                      0xa54ff53a, 0x510e527f, 0x9b05688c,
	                                      0x1f83d9ab, 0x5be0cd19}};
}

void xnb_sha256_add(struct xnb_sha256 *hash, const void *data, size_t length)
{
	const uint8_t *bytes = data;

	while (length > 0) {
		size_t at = hash->length % sizeof(hash->block);
		size_t room = sizeof(hash->block) - at;
		size_t part = length < room ? length : room;

		memcpy(hash->block + at, bytes, part);
		hash->length += part;
		bytes += part;
		length -= part;
		if (part == room)
			compress(hash);
	}
}

void xnb_sha256_end(struct xnb_sha256 *hash, char text[XNB_SHA256_SIZE])
{
	static const uint8_t padding[64] = {0x80};
	uint64_t bits = hash->length * 8;
	size_t at = hash->length % 64;
	uint8_t size[8];

	for (int i = 0; i < 8; i++)
		size[i] = (uint8_t)(bits >> (56 - 8 * i));
	xnb_sha256_add(hash, padding, at < 56 ? 56 - at : 120 - at);
	xnb_sha256_add(hash, size, sizeof(size));
	for (int i = 0; i < 8; i++)
		snprintf(text + 8 * i, 9, "%08x", hash->state[i]);
}

static int add_all(struct xnb_sha256 *hash, int fd, const char *path,
                   struct xnb_error *err)
{
	char chunk[65536];
	ssize_t n;

	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n > 0)
			xnb_sha256_add(hash, chunk, (size_t)n);
		else if (errno != EINTR)
			return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
			                "%s: cannot read: %s", path, strerror(errno));
	}
	return 0;
}

int xnb_sha256_add_file(struct xnb_sha256 *hash, const char *path, struct xnb_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), result;

	if (fd < 0)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: cannot open: %s",
		                path, strerror(errno));
	result = add_all(hash, fd, path, err);
	close(fd);
	return result;
}
