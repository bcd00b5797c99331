/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/lab/hypercall_effects.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <xen/hvm/save.h>

/* What xen/hypercalls/ chose. */
enum { MAX_PAGES = 64 << 8, CLAIM_PAGES = 1024, POOL_STEP = 16 << 12 };

/* In a box of 2 nodes a domain's automatic affinity is both; calls name node 1. */
enum { AUTOMATIC = 3, EXPLICIT = 2 };

/* One look at what a call did. */
struct sight {
	const struct effects *e;
	xc_interface *xc;
	const struct xnb_operation_state *state;
	char *what;
	size_t size;
};

static int wrong(const struct sight *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int wrong(const struct sight *s, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(s->what, s->size, format, args);
	va_end(args);
	return -1;
}

static bool is_raw(const struct sight *s)
{
	return s->state->request.path == XNB_PATH_RAW;
}

/* What the call answered, along the path that it took. */
static const union xnb_operation_data *answer(const struct sight *s)
{
	return is_raw(s) ? &s->state->raw->data : &s->state->data;
}

static const struct xnb_operation_maps *maps(const struct sight *s)
{
	return is_raw(s) ? &s->state->raw->maps : &s->state->maps;
}

static int value(const struct sight *s, enum xnb_axis axis)
{
	return s->state->request.variant.value[axis];
}

static int nothing(const struct sight *s)
{
	(void)s;
	return 0;
}

/* ---- the host ---- */

static int physinfo(const struct sight *s)
{
	xc_physinfo_t wanted = {0};
	const xc_physinfo_t *found =
	    is_raw(s) ? &s->state->raw->call.sysctl.u.physinfo : &s->state->data.physinfo;

	if (xc_physinfo(s->xc, &wanted) != 0)
		return wrong(s, "the test cannot ask");
	if (found->nr_cpus != wanted.nr_cpus || found->cpu_khz != wanted.cpu_khz ||
	    found->total_pages != wanted.total_pages)
		return wrong(s, "%u CPUs and %lu pages", found->nr_cpus,
		             (unsigned long)found->total_pages);
	return 0;
}

static int numainfo(const struct sight *s)
{
	xc_meminfo_t nodes[XNB_OPERATION_NODES];
	uint32_t distances[XNB_OPERATION_NODES * XNB_OPERATION_NODES];
	unsigned n = XNB_OPERATION_NODES;

	if (xc_numainfo(s->xc, &n, nodes, distances) != 0 || n < 2)
		return wrong(s, "the test cannot read the nodes");
	for (unsigned i = 0; i < n; i++)
		if (answer(s)->numa.memory[i].memsize != nodes[i].memsize)
			return wrong(s, "node %u has another size", i);
	if (memcmp(answer(s)->numa.distances, distances, n * n * sizeof(distances[0])) !=
	    0)
		return wrong(s, "other distances");
	return 0;
}

static int cputopoinfo(const struct sight *s)
{
	xc_cputopo_t cpus[64];
	unsigned n = 64;

	if (xc_cputopoinfo(s->xc, &n, cpus) != 0 || n < 2)
		return wrong(s, "the test cannot read the CPUs");
	return memcmp(answer(s)->cpus, cpus, n * sizeof(cpus[0])) == 0
	           ? 0
	           : wrong(s, "other CPUs");
}

/* dom0 alone: this operation has no scratch domain. */
static int getinfolist(const struct sight *s)
{
	const xc_domaininfo_t *found = answer(s)->domains;
	size_t n = is_raw(s) ? s->state->raw->call.sysctl.u.getdomaininfolist.num_domains
	                     : s->state->count;
	xc_domaininfo_t dom0;

	if (xc_domain_getinfolist(s->xc, 0, 1, &dom0) != 1)
		return wrong(s, "the test cannot ask");
	if (n != 1 || found->domain != 0 || found->tot_pages != dom0.tot_pages)
		return wrong(s, "%zu domains", n);
	return 0;
}

/* ---- affinities ---- */

static int read_nodes(const struct sight *s, uint64_t *found)
{
	xc_nodemap_t map = xc_nodemap_alloc(s->xc);
	int rc = map ? xc_domain_node_getaffinity(s->xc, s->state->domid, map) : -1;

	*found = 0;
	if (rc == 0)
		memcpy(found, map, sizeof(*found));
	free(map);
	return rc == 0 ? 0 : wrong(s, "the test cannot read the node affinity");
}

/* What nobody has set: all nodes, and where there is a vCPU, of those online. */
static uint64_t automatic(const struct sight *s)
{
	return value(s, XNB_AXIS_VCPUS) == 0 ? UINT64_MAX : AUTOMATIC;
}

/* Xen works the automatic affinity out from the vCPUs: without any, a reset leaves the
 * nodes as they were. What was refused changed nothing. */
static int set_node_affinity(const struct sight *s)
{
	int map = value(s, XNB_AXIS_AFFINITY);
	bool has_vcpus = value(s, XNB_AXIS_VCPUS) > 0;
	uint64_t wanted = map == XNB_MAP_NONE || (map == XNB_MAP_ALL && has_vcpus)
	                      ? automatic(s)
	                      : EXPLICIT;
	uint64_t found;

	if (read_nodes(s, &found) != 0)
		return -1;
	return found == wanted ? 0 : wrong(s, "affinity %#lx", (unsigned long)found);
}

static int get_node_affinity(const struct sight *s)
{
	bool is_explicit = value(s, XNB_AXIS_AFFINITY) == XNB_MAP_EXPLICIT;
	uint64_t wanted, found = 0;

	if (read_nodes(s, &wanted) != 0)
		return -1;
	if (wanted != (is_explicit ? EXPLICIT : automatic(s)))
		return wrong(s, "the domain has %#lx", (unsigned long)wanted);
	memcpy(&found, maps(s)->nodes, sizeof(found));
	return found == wanted ? 0 : wrong(s, "answered %#lx", (unsigned long)found);
}

static int no_such_domain(const struct sight *s)
{
	xc_domaininfo_t info;
	int n = xc_domain_getinfolist(s->xc, DOMID_FIRST_RESERVED - 1, 1, &info);

	return n == 0 ? 0 : wrong(s, "there is such a domain");
}

/* CPUs 0 and 2 of the box' 4, in what was set; all, in what was not. */
static int vcpu_affinity(const struct sight *s, bool hard, bool soft)
{
	uint8_t hard_map[512] = {0}, soft_map[512] = {0};

	if (xc_vcpu_getaffinity(s->xc, s->state->domid, 0, hard_map, soft_map,
	                        XEN_VCPUAFFINITY_HARD | XEN_VCPUAFFINITY_SOFT) != 0)
		return wrong(s, "the test cannot read the affinity");
	if ((hard_map[0] & 0xf) != (hard ? 0x5 : 0xf))
		return wrong(s, "hard affinity %#x", hard_map[0]);
	if ((soft_map[0] & 0xf) != (soft ? 0x5 : 0xf))
		return wrong(s, "soft affinity %#x", soft_map[0]);
	return 0;
}

static int hard_affinity(const struct sight *s)
{
	return vcpu_affinity(s, true, false);
}

static int soft_affinity(const struct sight *s)
{
	return vcpu_affinity(s, false, true);
}

static int both_affinities(const struct sight *s)
{
	return vcpu_affinity(s, true, true);
}

/* ---- what a domain has ---- */

static int read_domain(const struct sight *s, uint32_t domid, xc_domaininfo_t *info)
{
	if (xc_domain_getinfolist(s->xc, domid, 1, info) != 1 || info->domain != domid)
		return wrong(s, "domain %u is not there", domid);
	return 0;
}

static int expect(const struct sight *s, const char *name, uint64_t found,
                  uint64_t wanted)
{
	return found == wanted ? 0
	                       : wrong(s, "%s %lu instead of %lu", name,
	                               (unsigned long)found, (unsigned long)wanted);
}

static int setmaxmem(const struct sight *s)
{
	xc_domaininfo_t info;

	if (read_domain(s, s->state->domid, &info) != 0)
		return -1;
	return expect(s, "most pages", info.max_pages, MAX_PAGES);
}

static int max_vcpus(const struct sight *s)
{
	unsigned last = (unsigned)value(s, XNB_AXIS_VCPUS) - 1;
	xc_vcpuinfo_t vcpu;

	if (xc_vcpu_getinfo(s->xc, s->state->domid, last, &vcpu) != 0)
		return wrong(s, "vCPU %u is not there", last);
	return xc_vcpu_getinfo(s->xc, s->state->domid, last + 1, &vcpu) != 0
	           ? 0
	           : wrong(s, "there are more vCPUs");
}

static int claimed(const struct sight *s, uint64_t pages)
{
	xc_domaininfo_t info;

	if (read_domain(s, s->state->domid, &info) != 0)
		return -1;
	return expect(s, "pages claimed", info.outstanding_pages, pages);
}

static int claim(const struct sight *s)
{
	return claimed(s, CLAIM_PAGES);
}

static int unclaim(const struct sight *s)
{
	return claimed(s, 0);
}

/* No function of libxenctrl reads it back. */
static int setvnuma(const struct sight *s)
{
	struct buffer {
		struct xen_vnuma_topology_info info;
		unsigned distance, vcpu_to_vnode;
		xen_vmemrange_t range;
	} *b = xencall_alloc_buffer(s->e->call, sizeof(*b));
	uint64_t end;
	long rc;

	if (!b)
		return wrong(s, "no memory for the test");
	memset(b, 0, sizeof(*b));
	b->info.domid = (domid_t)s->state->domid;
	b->info.nr_vnodes = b->info.nr_vcpus = b->info.nr_vmemranges = 1;
	set_xen_guest_handle_raw(b->info.vdistance.h, &b->distance);
	set_xen_guest_handle_raw(b->info.vcpu_to_vnode.h, &b->vcpu_to_vnode);
	set_xen_guest_handle_raw(b->info.vmemrange.h, &b->range);
	rc = xencall2L(s->e->call, __HYPERVISOR_memory_op, XENMEM_get_vnumainfo,
	               (uintptr_t)&b->info);
	end = b->range.end;
	xencall_free_buffer(s->e->call, b);
	if (rc != 0)
		return wrong(s, "the domain has no virtual nodes: %s", strerror(errno));
	return expect(s, "end of the range", end, UINT64_C(4) << 20);
}

static int get_pool(const struct sight *s)
{
	return expect(s, "bytes",
	              is_raw(s) ? s->state->raw->call.domctl.u.paging_mempool.size
	                        : s->state->bytes,
	              s->e->pool);
}

static int set_pool(const struct sight *s)
{
	uint64_t bytes = 0;

	if (xc_get_paging_mempool_size(s->xc, s->state->domid, &bytes) != 0)
		return wrong(s, "the test cannot ask");
	return expect(s, "bytes", bytes, s->e->pool + POOL_STEP);
}

/* ---- memory ---- */

static uint64_t free_on_node_1(xc_interface *xc)
{
	xc_meminfo_t nodes[XNB_OPERATION_NODES];
	unsigned n = XNB_OPERATION_NODES;

	return xc_numainfo(xc, &n, nodes, NULL) == 0 && n > 1 ? nodes[1].memfree >> 12
	                                                      : 0;
}

/* Half of an extent is more than what earlier domains still give back. */
static int populate(const struct sight *s)
{
	uint64_t pages = UINT64_C(1) << value(s, XNB_AXIS_ORDER);
	xc_domaininfo_t info;

	if (read_domain(s, s->state->domid, &info) != 0 ||
	    expect(s, "pages", info.tot_pages, pages) != 0)
		return -1;
	if (value(s, XNB_AXIS_POLICY) == XNB_POLICY_ANY || pages < 512)
		return 0;
	return free_on_node_1(s->xc) + pages / 2 < s->e->free_1
	           ? 0
	           : wrong(s, "it is not on node 1");
}

static int decrease(const struct sight *s)
{
	xc_domaininfo_t info;

	if (read_domain(s, s->state->domid, &info) != 0)
		return -1;
	return expect(s, "pages", info.tot_pages, 0);
}

static unsigned privcmd_mappings(void)
{
	FILE *file = fopen("/proc/self/maps", "r");
	char line[512];
	unsigned n = 0;

	while (file && fgets(line, sizeof(line), file))
		n += strstr(line, "privcmd") != NULL;
	if (file)
		fclose(file);
	return n;
}

/* The page is the domain's first one: what is written here is read there. */
static int foreign_map(const struct sight *s)
{
	static volatile unsigned mark = 0x6d61726b;
	xen_pfn_t first = 0;
	volatile unsigned *ours = s->state->mapping, *other;
	bool same;

	if (privcmd_mappings() != 1)
		return wrong(s, "%u pages are mapped", privcmd_mappings());
	*ours = ++mark;
	other = xenforeignmemory_map(s->e->foreign, s->state->domid, PROT_READ, 1, &first,
	                             NULL);
	if (!other)
		return wrong(s, "the test cannot map the page");
	same = *other == mark;
	xenforeignmemory_unmap(s->e->foreign, (void *)(uintptr_t)other, 1);
	return same ? 0 : wrong(s, "another page is mapped");
}

static int foreign_unmap(const struct sight *s)
{
	return expect(s, "pages mapped", privcmd_mappings(), 0);
}

/* ---- context ---- */

/* How many records of a type a context has; -1: it is none. */
static int count_records(const uint8_t *context, size_t bytes, unsigned type)
{
	struct hvm_save_descriptor record;
	int n = 0;

	for (size_t at = 0; at + sizeof(record) <= bytes;) {
		memcpy(&record, context + at, sizeof(record));
		n += record.typecode == type;
		if (record.typecode == 0)
			return n;
		at += sizeof(record) + record.length;
	}
	return -1;
}

static size_t context_bytes(const struct sight *s)
{
	return is_raw(s) ? s->state->raw->call.domctl.u.hvmcontext.size : s->state->bytes;
}

static int context_size(const struct sight *s)
{
	int wanted = xc_domain_hvm_getcontext(s->xc, s->state->domid, NULL, 0);

	return expect(s, "bytes", context_bytes(s), (uint64_t)wanted);
}

/* A local APIC for each vCPU, and no CPU record while they are down. */
static int get_context(const struct sight *s)
{
	const uint8_t *context = answer(s)->context;
	size_t bytes = context_bytes(s);
	int vcpus = value(s, XNB_AXIS_VCPUS);

	if (count_records(context, bytes, HVM_SAVE_CODE(HEADER)) != 1 ||
	    count_records(context, bytes, HVM_SAVE_CODE(LAPIC)) != vcpus ||
	    count_records(context, bytes, HVM_SAVE_CODE(CPU)) != 0)
		return wrong(s, "another context, of %zu bytes", bytes);
	return 0;
}

static int set_context(const struct sight *s)
{
	static uint8_t context[XNB_OPERATION_CONTEXT_BYTES];
	int bytes =
	    xc_domain_hvm_getcontext(s->xc, s->state->domid, context, sizeof(context));

	if (bytes < 0)
		return wrong(s, "the test cannot read the context");
	return expect(s, "vCPUs up",
	              (uint64_t)count_records(context, (size_t)bytes, HVM_SAVE_CODE(CPU)),
	              (uint64_t)value(s, XNB_AXIS_VCPUS));
}

/* ---- life ---- */

static int create(const struct sight *s)
{
	xc_domaininfo_t info;

	if (read_domain(s, s->state->stray, &info) != 0)
		return -1;
	return memcmp(info.handle, "xnumaben", 8) == 0 ? 0 : wrong(s, "not one of ours");
}

static int destroy(const struct sight *s)
{
	xc_domaininfo_t info;
	int n = xc_domain_getinfolist(s->xc, 1, 1, &info);

	return n == 0 || (n == 1 && info.flags & XEN_DOMINF_dying)
	           ? 0
	           : wrong(s, "a domain is there");
}

static int is_paused(const struct sight *s, bool wanted)
{
	xc_domaininfo_t info;

	if (read_domain(s, s->state->domid, &info) != 0)
		return -1;
	return expect(s, "paused", (info.flags & XEN_DOMINF_paused) != 0, wanted);
}

static int pause_it(const struct sight *s)
{
	return is_paused(s, true);
}

static int unpause_it(const struct sight *s)
{
	return is_paused(s, false);
}

/* ---- the table ---- */

static const struct {
	const char *operation;
	int (*look)(const struct sight *s);
} looks[] = {
    {"empty", nothing},
    {"version", nothing},
    {"physinfo", physinfo},
    {"numainfo", numainfo},
    {"cputopoinfo", cputopoinfo},
    {"getinfolist", getinfolist},
    {"set-node-affinity", set_node_affinity},
    {"get-node-affinity", get_node_affinity},
    {"set-node-affinity-unknown", no_such_domain},
    {"set-vcpu-affinity-hard", hard_affinity},
    {"set-vcpu-affinity-soft", soft_affinity},
    {"set-vcpu-affinity-both", both_affinities},
    {"setmaxmem", setmaxmem},
    {"max-vcpus", max_vcpus},
    {"claim", claim},
    {"unclaim", unclaim},
    {"setvnuma", setvnuma},
    {"get-paging-pool", get_pool},
    {"set-paging-pool", set_pool},
    {"populate", populate},
    {"decrease", decrease},
    {"get-context-size", context_size},
    {"get-context", get_context},
    {"set-context", set_context},
    {"foreign-map", foreign_map},
    {"foreign-unmap", foreign_unmap},
    {"create", create},
    {"destroy", destroy},
    {"pause", pause_it},
    {"unpause", unpause_it},
};

void effects_begin(struct effects *effects, const struct xnb_operation_state *state)
{
	effects->free_1 = free_on_node_1(effects->xc);
	if (state->domid != XNB_NO_DOMID)
		xc_get_paging_mempool_size(effects->xc, state->domid, &effects->pool);
}

int effects_look(struct effects *effects, const struct xnb_operation_state *state,
                 char *what, size_t size)
{
	const struct sight s = {effects, effects->xc, state, what, size};

	effects->seen++;
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
		if (strcmp(looks[i].operation, state->request.operation->name) == 0)
			return looks[i].look(&s);
	return wrong(&s, "nobody knows what this call should do");
}
