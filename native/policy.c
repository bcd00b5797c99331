/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/memory_internal.h"

#include "native/cpus.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/mempolicy.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { WORD_BITS = sizeof(unsigned long) * CHAR_BIT };

static const int modes[] = {
    [XNB_NATIVE_BIND] = MPOL_BIND,
    [XNB_NATIVE_INTERLEAVE] = MPOL_INTERLEAVE,
};

/* The kernel takes the bits below maxnode - 1. */
static long call_mbind(void *address, uint64_t bytes, int mode, const uint32_t *nodes,
                       size_t n)
{
	unsigned long mask[XNB_NATIVE_MOST_NODES / WORD_BITS] = {0};

	for (size_t i = 0; i < n; i++) {
		if (nodes[i] >= XNB_NATIVE_MOST_NODES) {
			errno = EINVAL;
			return -1;
		}
		mask[nodes[i] / WORD_BITS] |= 1ul << nodes[i] % WORD_BITS;
	}
	return syscall(SYS_mbind, address, bytes, mode, mask, XNB_NATIVE_MOST_NODES + 1,
	               MPOL_MF_STRICT);
}

static const char *why(int errnum)
{
	static const struct {
		int errnum;
		const char *text;
	} whys[] = {
	    {EPERM, "a container's filter forbids mbind(2): allow it (docker: --cap-add "
	            "SYS_NICE), or leave placement to the kernel"},
	    {ENOSYS, "this kernel has no memory policies (CONFIG_NUMA), or a container's "
	             "filter hides them: leave placement to the kernel"},
	    {EINVAL,
	     "the node has no memory, or the cpuset allows none of it (Mems_allowed "
	     "in /proc/self/status): use another node"},
	};

	for (size_t i = 0; i < sizeof(whys) / sizeof(whys[0]); i++)
		if (whys[i].errnum == errnum)
			return whys[i].text;
	return "see mbind(2)";
}

int xnb_native_set_policy(struct xnb_native_memory *memory,
                          const struct xnb_native_want *want, struct xnb_error *err)
{
	if (want->policy == XNB_NATIVE_KERNELS ||
	    call_mbind(memory->address, memory->mapped_bytes, modes[want->policy],
	               want->nodes, want->n_nodes) == 0)
		return 0;
	return xnb_native_lacking(memory, XNB_NATIVE_NO_BINDING, err, errno,
	                          "memory binding (node %" PRIu32 "%s): %s; %s",
	                          want->nodes[0], want->n_nodes > 1 ? " and others" : "",
	                          strerror(errno), why(errno));
}

int xnb_native_memory_can_bind(uint32_t node, struct xnb_error *err)
{
	const struct xnb_native_want want = {
	    .policy = XNB_NATIVE_BIND, .nodes = &node, .n_nodes = 1};
	struct xnb_native_memory page = {.mapped_bytes = (uint64_t)sysconf(_SC_PAGESIZE)};
	int rc;

	page.address = mmap(NULL, page.mapped_bytes, PROT_READ | PROT_WRITE,
	                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page.address == MAP_FAILED)
		return xnb_fail_nomem(err);
	rc = xnb_native_set_policy(&page, &want, err);
	munmap(page.address, page.mapped_bytes);
	return rc;
}
