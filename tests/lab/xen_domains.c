/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life cycle of domains, on real Xen: run in dom0 of the box with at least two nodes.
 * One argument names a test; without one, all run. Prints a line per test; 0 when all
 * passed. The truth that it checks against is the hypervisor's: its free pages per node,
 * its list of domains, its error codes.
 */
#include "base/error.h"
#include "workloads/layout.h"
#include "xen/domain.h"
#include "xen/sysctl.h"
#include "xen/xen.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MIB           (1ull << 20)
#define TEST_TAG      0x7465737474616721ull
#define TEST_BYTES    (64 * MIB)
#define EXTENT_ORDER  9u
#define EXTENT_PAGES  512u
#define MOST_ATTEMPTS 400u

static unsigned failures;

#define CHECK(condition, ...)                                                       \
	do {                                                                        \
		if (!(condition)) {                                                 \
			failures++;                                                 \
			printf("FAIL %s:%d: %s: ", __func__, __LINE__, #condition); \
			printf(__VA_ARGS__);                                        \
			putchar('\n');                                              \
		}                                                                   \
	} while (0)

static struct xnb_xen *open_xen(uint64_t fail_call)
{
	struct xnb_xen_options options = {.fail_call = fail_call};
	struct xnb_error err = {0};
	struct xnb_xen *xen = NULL;

	if (xnb_xen_open(&xen, &options, &err) && !fail_call) {
		fprintf(stderr, "%s\n", err.text);
		exit(XNB_EXIT_ENVIRONMENT);
	}
	return xen;
}

static size_t count_ours(struct xnb_xen *xen, uint32_t *one_of_them)
{
	struct xnb_domain_entry *list;
	struct xnb_error err = {0};
	size_t n, ours = 0;

	if (xnb_xen_list_domains(xen, &list, &n, &err)) {
		CHECK(false, "%s", err.text);
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		if (!list[i].ours || list[i].run_tag != TEST_TAG)
			continue;
		*one_of_them = list[i].domid;
		ours++;
	}
	free(list);
	return ours;
}

static uint64_t total_free(struct xnb_xen *xen)
{
	struct xnb_free_pages pages;
	struct xnb_error err = {0};
	uint64_t sum = 0;

	if (xnb_xen_read_free_pages(xen, &pages, &err)) {
		CHECK(false, "%s", err.text);
		return 0;
	}
	for (size_t i = 0; i < pages.n_nodes; i++)
		sum += pages.pages[i];
	return sum;
}

/*
 * Xen frees a vCPU's structures a moment later than the domain's memory. So a balance
 * begins when free memory stands still, and ends when it is back, or never comes.
 */
static uint64_t settled_free(struct xnb_xen *xen)
{
	struct timespec nap = {.tv_nsec = 50000000};
	uint64_t now = total_free(xen), last;

	do {
		last = now;
		nanosleep(&nap, NULL);
		now = total_free(xen);
	} while (now != last);
	return now;
}

static uint64_t missing(struct xnb_xen *xen, uint64_t before)
{
	struct timespec nap = {.tv_nsec = 10000000};
	uint64_t now = total_free(xen);

	for (unsigned i = 0; i < MOST_ATTEMPTS && now < before; i++) {
		nanosleep(&nap, NULL);
		now = total_free(xen);
	}
	return now < before ? before - now : 0;
}

static int populate_all(struct xnb_domain *domain, uint64_t bytes, struct xnb_error *err)
{
	for (uint64_t page = 0; page < bytes / 4096; page += EXTENT_PAGES)
		if (xnb_domain_populate(domain, xnb_domain_gfn(page), EXTENT_ORDER,
		                        XNB_NODE_ANY, 0, err))
			return -1;
	return 0;
}

static struct xnb_domain *new_domain(struct xnb_xen *xen, unsigned vcpus, uint64_t bytes)
{
	struct xnb_domain_config config = {
	    .vcpus = vcpus, .memory_bytes = bytes, .run_tag = TEST_TAG};
	struct xnb_error err = {0};
	struct xnb_domain *domain = NULL;

	CHECK(!xnb_domain_create(xen, &config, &domain, &err), "%s", err.text);
	return domain;
}

static void destroy(struct xnb_domain *domain)
{
	struct xnb_error err = {0};

	CHECK(!xnb_domain_destroy(domain, &err), "%s", err.text);
}

static struct xnb_set node_set(unsigned node)
{
	struct xnb_set set = {0};

	xnb_set_add(&set, node);
	return set;
}

static enum xnb_domain_state wait_for_end(struct xnb_domain *domain)
{
	struct timespec nap = {.tv_nsec = 5000000};
	struct xnb_domain_info info = {0};
	struct xnb_error err = {0};

	for (unsigned i = 0; i < MOST_ATTEMPTS; i++) {
		if (xnb_domain_read_info(domain, &info, &err)) {
			CHECK(false, "%s", err.text);
			break;
		}
		if (info.state != XNB_DOMAIN_RUNNING)
			break;
		nanosleep(&nap, NULL);
	}
	return info.state;
}

/* The only byte of its address that is not 0. */
#define MAILBOX_MIDDLE (XNB_GPA_MAILBOX >> 16 & 0xff)
_Static_assert(XNB_GPA_MAILBOX == (uint64_t)MAILBOX_MIDDLE << 16, "as it is encoded");

/*
 * Every vCPU writes 0x100 + its number, from rdi, into the mailbox at 8 x its number, and
 * halts:  lea rax,[rdi+0x100]; mov [XNB_GPA_MAILBOX+rdi*8],rax; cli; hlt
 */
static const uint8_t writes_its_number[] = {
    0x48, 0x8d, 0x87, 0x00, 0x01,           0x00, 0x00, 0x48, 0x89,
    0x04, 0xfd, 0x00, 0x00, MAILBOX_MIDDLE, 0x00, 0xfa, 0xf4,
};
/*
 * Reaches what lies behind the hole at its virtual address of 3 GiB:
 * mov eax,0xc0000000; mov [rax+8],rax; mov rcx,[rax+8]; mov [XNB_GPA_MAILBOX],rcx;
 * cli; hlt
 */
static const uint8_t writes_at_3_gib[] = {
    0xb8, 0x00, 0x00, 0x00, 0xc0, 0x48, 0x89, 0x40,           0x08, 0x48, 0x8b, 0x48,
    0x08, 0x48, 0x89, 0x0c, 0x25, 0x00, 0x00, MAILBOX_MIDDLE, 0x00, 0xfa, 0xf4,
};
/* ud2 without an IDT: a triple fault. */
static const uint8_t faults[] = {0x0f, 0x0b};

static void run_image(struct xnb_xen *xen, unsigned vcpus, const uint8_t *image,
                      size_t bytes, enum xnb_domain_state expected)
{
	struct xnb_domain *domain = new_domain(xen, vcpus, TEST_BYTES);
	struct xnb_error err = {0};
	const uint64_t *mailbox;
	enum xnb_domain_state state;
	unsigned wrong = 0;

	if (!domain)
		return;
	if (populate_all(domain, TEST_BYTES, &err) ||
	    xnb_domain_load(domain, image, bytes, bytes, &err) ||
	    xnb_domain_start(domain, &err)) {
		CHECK(false, "%s", err.text);
		destroy(domain);
		return;
	}
	state = wait_for_end(domain);
	CHECK(state == expected, "state %d, expected %d", state, expected);
	mailbox = (const void *)xnb_domain_mailbox(domain);
	for (unsigned i = 0; i < vcpus && expected == XNB_DOMAIN_OFF; i++)
		wrong += mailbox[i] != 0x100 + i;
	CHECK(wrong == 0, "%u of %u vCPUs did not write their number", wrong, vcpus);
	destroy(domain);
}

static void test_run(struct xnb_xen *xen)
{
	run_image(xen, 1, writes_its_number, sizeof(writes_its_number), XNB_DOMAIN_OFF);
	run_image(xen, 5, writes_its_number, sizeof(writes_its_number), XNB_DOMAIN_OFF);
	run_image(xen, XNB_MAX_VCPUS, writes_its_number, sizeof(writes_its_number),
	          XNB_DOMAIN_OFF);
	run_image(xen, 1, faults, sizeof(faults), XNB_DOMAIN_CRASHED);
}

/* Of 4 GiB only two extents are populated, one of them at guest-physical 4 GiB. */
static void test_hole(struct xnb_xen *xen)
{
	struct xnb_domain *domain = new_domain(xen, 1, 4096 * MIB);
	struct xnb_error err = {0};
	enum xnb_domain_state state;
	const uint64_t *mailbox;

	if (!domain)
		return;
	if (xnb_domain_populate(domain, 0, EXTENT_ORDER, XNB_NODE_ANY, 0, &err) ||
	    xnb_domain_populate(domain, 1u << 20, EXTENT_ORDER, XNB_NODE_ANY, 0, &err) ||
	    xnb_domain_load(domain, writes_at_3_gib, sizeof(writes_at_3_gib), 4096,
	                    &err) ||
	    xnb_domain_start(domain, &err)) {
		CHECK(false, "%s", err.text);
		destroy(domain);
		return;
	}
	state = wait_for_end(domain);
	mailbox = (const void *)xnb_domain_mailbox(domain);
	CHECK(state == XNB_DOMAIN_OFF, "state %d", state);
	CHECK(*mailbox == 3 * 1024 * MIB, "read 0x%" PRIx64, *mailbox);
	destroy(domain);
}

static void test_memory_comes_back(struct xnb_xen *xen)
{
	uint64_t before = settled_free(xen);
	uint32_t domid = 0;

	for (unsigned i = 0; i < 3; i++)
		run_image(xen, 2, writes_its_number, sizeof(writes_its_number),
		          XNB_DOMAIN_OFF);
	CHECK(missing(xen, before) == 0, "%" PRIu64 " pages are missing",
	      missing(xen, before));
	CHECK(count_ours(xen, &domid) == 0, "domain %u is left", domid);
}

/* Counts only around each populate; pages of other sources are not mixed in. */
static void test_placement(struct xnb_xen *xen, unsigned node)
{
	struct xnb_domain *domain = new_domain(xen, 1, TEST_BYTES);
	struct xnb_set nodes = node_set(node), back = {0};
	struct xnb_free_pages before, after;
	struct xnb_domain_info info = {0};
	struct xnb_error err = {0};
	uint64_t local = 0, all = 0;

	if (!domain)
		return;
	CHECK(!xnb_domain_set_node_affinity(domain, &nodes, &err), "%s", err.text);
	CHECK(!xnb_domain_get_node_affinity(domain, &back, &err), "%s", err.text);
	CHECK(!memcmp(&nodes, &back, sizeof(back)), "%u nodes came back",
	      xnb_set_count(&back));
	for (uint64_t page = 0; page < TEST_BYTES / 4096; page += EXTENT_PAGES) {
		CHECK(!xnb_xen_read_free_pages(xen, &before, &err), "%s", err.text);
		CHECK(!xnb_domain_populate(domain, xnb_domain_gfn(page), EXTENT_ORDER,
		                           XNB_NODE_ANY, 0, &err),
		      "%s", err.text);
		CHECK(!xnb_xen_read_free_pages(xen, &after, &err), "%s", err.text);
		for (size_t i = 0; i < before.n_nodes; i++) {
			all += before.pages[i] - after.pages[i];
			local += i == node ? before.pages[i] - after.pages[i] : 0;
		}
	}
	CHECK(all == TEST_BYTES / 4096, "%" PRIu64 " pages gone", all);
	CHECK(local == all, "%" PRIu64 " of %" PRIu64 " on node %u", local, all, node);
	CHECK(!xnb_domain_read_info(domain, &info, &err), "%s", err.text);
	CHECK(info.pages >= all && info.pages <= all + 8, "Xen accounts %" PRIu64,
	      info.pages);
	destroy(domain);
}

static void settle(void)
{
	struct timespec nap = {.tv_sec = 8};

	nanosleep(&nap, NULL);
}

static void test_affinity(struct xnb_xen *xen)
{
	/* Freed memory is not yet clean, and clean memory elsewhere would win. */
	settle();
	test_placement(xen, 1);
	settle();
	test_placement(xen, 0);
}

static uint32_t node_of_cpu(struct xnb_xen *xen, size_t cpu)
{
	struct xnb_xen_sysctls host;
	struct xnb_error err = {0};
	uint32_t node = XNB_XEN_ABSENT;

	CHECK(!xnb_xen_read_sysctls(xen, &host, &err), "%s", err.text);
	if (cpu < host.n_cpus)
		node = host.cpus[cpu].node;
	xnb_xen_sysctls_free(&host);
	return node;
}

static void test_vcpu_affinity(struct xnb_xen *xen)
{
	struct xnb_domain *domain = new_domain(xen, 2, TEST_BYTES);
	struct xnb_set cpus = node_set(1), nodes = {0}, beyond = {0};
	struct xnb_error err = {0};
	struct xnb_vcpu_info vcpu = {0};

	if (!domain)
		return;
	CHECK(!xnb_domain_set_vcpu_affinity(domain, &cpus, XNB_AFFINITY_HARD, &err), "%s",
	      err.text);
	CHECK(!xnb_domain_read_vcpu(domain, 1, &vcpu, &err), "%s", err.text);
	CHECK(vcpu.pcpu == 1, "vCPU 1 is on CPU %u", vcpu.pcpu);
	CHECK(!xnb_domain_get_node_affinity(domain, &nodes, &err), "%s", err.text);
	CHECK(xnb_set_count(&nodes) == 1 && xnb_set_has(&nodes, node_of_cpu(xen, 1)),
	      "automatic affinity did not follow to the node of CPU 1");
	CHECK(!xnb_domain_set_vcpu_affinity(domain, &cpus,
	                                    XNB_AFFINITY_HARD | XNB_AFFINITY_SOFT, &err),
	      "%s", err.text);
	xnb_set_add(&beyond, 4000);
	CHECK(xnb_domain_set_vcpu_affinity(domain, &beyond, XNB_AFFINITY_HARD, &err) &&
	          errno == EINVAL && strstr(err.text, "CPU 4000"),
	      "%s", err.text);
	CHECK(xnb_domain_read_vcpu(domain, 2, &vcpu, &err), "there is no vCPU 2");
	destroy(domain);
}

static void test_orders(struct xnb_xen *xen)
{
	struct xnb_domain *domain = new_domain(xen, 1, TEST_BYTES);
	struct xnb_domain_info before = {0}, after = {0};
	struct xnb_error err = {0};

	if (!domain)
		return;
	xnb_domain_read_info(domain, &before, &err);
	for (uint64_t page = 0; page < EXTENT_PAGES; page++)
		CHECK(!xnb_domain_populate(domain, page, 0, XNB_NODE_EXACT, 0, &err),
		      "%s", err.text);
	CHECK(!xnb_domain_populate(domain, EXTENT_PAGES, EXTENT_ORDER, XNB_NODE_PREFER, 1,
	                           &err),
	      "%s", err.text);
	xnb_domain_read_info(domain, &after, &err);
	CHECK(after.pages - before.pages == 2 * EXTENT_PAGES, "%" PRIu64 " pages",
	      after.pages - before.pages);
	CHECK(!xnb_domain_load(domain, writes_its_number, sizeof(writes_its_number), 4096,
	                       &err),
	      "%s", err.text);
	CHECK(!xnb_domain_unmap(domain, &err), "%s", err.text);
	CHECK(!xnb_domain_depopulate(domain, EXTENT_PAGES, EXTENT_ORDER, &err), "%s",
	      err.text);
	xnb_domain_read_info(domain, &after, &err);
	CHECK(after.pages - before.pages == EXTENT_PAGES, "%" PRIu64 " pages",
	      after.pages - before.pages);
	CHECK(xnb_domain_depopulate(domain, EXTENT_PAGES, EXTENT_ORDER, &err),
	      "it was given back already");
	CHECK(xnb_domain_populate(domain, 1, EXTENT_ORDER, XNB_NODE_ANY, 0, &err) &&
	          errno == EINVAL,
	      "an extent that is not aligned");
	destroy(domain);
}

static void test_errors(struct xnb_xen *xen)
{
	struct xnb_domain *domain = new_domain(xen, 1, TEST_BYTES);
	struct xnb_set none = {0}, offline = node_set(63), beyond = node_set(64);
	struct xnb_set both = node_set(0), back;
	struct xnb_error err = {0};
	struct xnb_domain_info info;

	if (!domain)
		return;
	CHECK(xnb_domain_set_node_affinity(domain, &none, &err) && errno == EINVAL,
	      "no node at all");
	CHECK(xnb_domain_set_node_affinity(domain, &offline, &err) && errno == EINVAL,
	      "an offline node alone");
	printf("     said: %s\n", err.text);
	CHECK(xnb_domain_set_node_affinity(domain, &beyond, &err) &&
	          strstr(err.text, "node 64"),
	      "%s", err.text);
	printf("     said: %s\n", err.text);
	xnb_set_add(&both, 63);
	CHECK(!xnb_domain_set_node_affinity(domain, &both, &err), "%s", err.text);
	CHECK(!xnb_domain_get_node_affinity(domain, &back, &err) &&
	          xnb_set_count(&back) == 2,
	      "offline bits beside an online one are kept");
	CHECK(xnb_domain_load(domain, faults, sizeof(faults), 4096, &err),
	      "loaded what is not populated");
	printf("     said: %s\n", err.text);
	CHECK(xnb_domain_populate(domain, 1u << 18, 18, XNB_NODE_EXACT, 1, &err) &&
	          errno == EBUSY,
	      "more than its maximum: %s", err.text);
	printf("     said: %s\n", err.text);
	/* Somebody else destroys it. */
	CHECK(!xnb_xen_reap(xen, xnb_domain_id(domain), &err), "%s", err.text);
	CHECK(xnb_domain_get_node_affinity(domain, &back, &err) && errno == ESRCH,
	      "errno %d", errno);
	CHECK(xnb_domain_set_node_affinity(domain, &both, &err) && errno == ESRCH,
	      "errno %d", errno);
	CHECK(xnb_domain_read_info(domain, &info, &err) && errno == ESRCH, "errno %d",
	      errno);
	printf("     said: %s\n", err.text);
	destroy(domain);
}

/* More domains than one call lists, and nobody else's among them. */
static void test_list(struct xnb_xen *xen)
{
	enum { MANY = 70 };
	struct xnb_domain *domains[MANY];
	uint32_t domid = 0;
	size_t n;

	for (unsigned i = 0; i < MANY; i++)
		domains[i] = new_domain(xen, 1, XNB_MIN_DOMAIN_BYTES);
	n = count_ours(xen, &domid);
	CHECK(n == MANY, "%zu listed", n);
	for (unsigned i = 0; i < MANY; i++)
		destroy(domains[i]);
	CHECK(count_ours(xen, &domid) == 0, "domain %u is left", domid);
}

static void test_host(struct xnb_xen *xen)
{
	struct xnb_xen_version version;
	struct xnb_xen_sysctls host;
	struct xnb_error err = {0};

	CHECK(!xnb_xen_read_version(xen, &version, &err), "%s", err.text);
	CHECK(version.major == 4 && version.minor >= 17, "Xen %u.%u", version.major,
	      version.minor);
	CHECK(version.cpu_khz > 0 && version.compile_date[0] && version.compiler[0],
	      "empty");
	CHECK(strstr(version.command_line, "dom0_mem="), "%s", version.command_line);
	CHECK(!strcmp(version.scheduler, "credit2"), "%s", version.scheduler);
	printf("     Xen %u.%u%s, %s, %s, %s, %" PRIu64 " kHz\n", version.major,
	       version.minor, version.extra, version.changeset, version.compile_date,
	       version.scheduler, version.cpu_khz);
	CHECK(!xnb_xen_read_sysctls(xen, &host, &err), "%s", err.text);
	CHECK(host.n_nodes == host.nr_nodes && host.n_cpus == host.nr_cpus, "gaps");
	CHECK(host.hvm == 1 && host.hap == 1, "hvm %u hap %u", host.hvm, host.hap);
	CHECK(host.distances[0] == 10 && host.distances[1] == 21 &&
	          host.distances[host.n_nodes] == 21,
	      "distances %u %u", host.distances[0], host.distances[1]);
	for (size_t i = 0; i < host.n_nodes; i++)
		CHECK(host.nodes[i].present &&
		          host.nodes[i].spanned_bytes >= host.nodes[i].free_bytes,
		      "node %zu", i);
	CHECK(host.cpus[0].node == 0 &&
	          host.cpus[host.n_cpus - 1].node == host.n_nodes - 1,
	      "nodes of the CPUs");
	xnb_xen_sysctls_free(&host);
}

static void check_open(uint64_t fail_call, int fail_errno, const char *says)
{
	struct xnb_xen_options options = {fail_call, fail_errno};
	struct xnb_error err = {0};
	struct xnb_xen *xen = NULL;
	int result = xnb_xen_open(&xen, &options, &err);

	CHECK(result && !xen, "it was opened");
	CHECK(err.exit == XNB_EXIT_ENVIRONMENT && strstr(err.text, says), "%s", err.text);
	printf("     said: %s\n", err.text);
	xnb_xen_close(xen);
}

static void test_open(struct xnb_xen *xen)
{
	int status = 0;
	pid_t child;

	(void)xen;
	/* Three handles, then the first sysctl. This hypervisor is of the library's own
	   release, so it is its policy that refuses; another release's answer, with both
	   versions, is in test_xen_diagnose. */
	check_open(4, EACCES, "security policy (XSM)");
	fflush(stdout);
	child = fork();
	if (child == 0) {
		failures = 0;
		CHECK(!setuid(65534), "%s", strerror(errno));
		check_open(0, 0, "run as root");
		fflush(stdout);
		_exit(failures ? 1 : 0);
	}
	CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0,
	      "status 0x%x", (unsigned)status);
}

/* One domain, 8 extents: every kind of call that a run makes. */
static int fixed_plan(struct xnb_xen *xen, struct xnb_error *err)
{
	struct xnb_domain_config config = {
	    .vcpus = 1, .memory_bytes = 16 * MIB, .run_tag = TEST_TAG};
	struct xnb_set node = node_set(1), cpus = node_set(0);
	struct xnb_domain *domain;
	struct xnb_free_pages pages;
	struct xnb_domain_info info;
	int result = -1;

	if (xnb_domain_create(xen, &config, &domain, err))
		return -1;
	if (xnb_domain_set_vcpu_affinity(domain, &cpus, XNB_AFFINITY_HARD, err) ||
	    xnb_domain_set_node_affinity(domain, &node, err) ||
	    xnb_domain_get_node_affinity(domain, &node, err) ||
	    xnb_xen_read_free_pages(xen, &pages, err) ||
	    populate_all(domain, config.memory_bytes, err) ||
	    xnb_domain_load(domain, writes_its_number, sizeof(writes_its_number), 4096,
	                    err) ||
	    xnb_domain_start(domain, err) || xnb_domain_read_info(domain, &info, err) ||
	    xnb_domain_pause(domain, err) ||
	    xnb_domain_depopulate(domain, 7 * EXTENT_PAGES, EXTENT_ORDER, err) ||
	    xnb_domain_unmap(domain, err))
		goto out;
	result = 0;
out:
	if (xnb_domain_destroy(domain, result ? NULL : err))
		return -1;
	return result;
}

/*
 * Fails the n-th call for n = 1, 2, 3 ... until the plan succeeds. What a failing destroy
 * leaves is reaped as the supervisor does it: by another connection, from the list.
 */
static void test_fail(struct xnb_xen *sane)
{
	uint64_t before = settled_free(sane), n, reaped = 0, calls = 0;
	struct xnb_error err = {0};
	struct xnb_xen *xen;
	uint32_t domid = 0;
	int result = -1;

	for (n = 1; n < MOST_ATTEMPTS && result; n++) {
		xen = open_xen(n);
		if (!xen)
			continue;
		err = (struct xnb_error){0};
		result = fixed_plan(xen, &err);
		calls = xnb_xen_calls(xen);
		CHECK(!result || strstr(err.text, "which a test made fail"),
		      "call %" PRIu64 ": %s", n, err.text);
		xnb_xen_close(xen);
		while (count_ours(sane, &domid) > 0 && reaped < MOST_ATTEMPTS) {
			CHECK(!xnb_xen_reap(sane, domid, &err), "%s", err.text);
			reaped++;
		}
	}
	CHECK(!result, "no plan succeeded: %s", err.text);
	CHECK(calls + 2 == n, "%" PRIu64 " calls, but n is %" PRIu64, calls, n);
	CHECK(reaped > 0, "a failing destroy left nothing to reap");
	CHECK(missing(sane, before) == 0, "%" PRIu64 " pages are missing",
	      missing(sane, before));
	printf("     %" PRIu64 " calls made to fail, %" PRIu64 " domains reaped\n", n - 2,
	       reaped);
}

/* A builder is killed while it has the mailbox mapped and vCPUs run. */
static void test_killed(struct xnb_xen *xen)
{
	static const uint8_t spins[] = {0xeb, 0xfe}; /* jmp to itself */
	uint64_t before = settled_free(xen);
	struct xnb_error err = {0};
	uint32_t domid = 0;
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		struct xnb_xen *own = open_xen(0);
		struct xnb_domain *domain = new_domain(own, 2, TEST_BYTES);

		if (domain && !populate_all(domain, TEST_BYTES, &err) &&
		    !xnb_domain_load(domain, spins, sizeof(spins), 4096, &err) &&
		    !xnb_domain_start(domain, &err))
			raise(SIGKILL);
		_exit(1);
	}
	CHECK(child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status),
	      "status 0x%x", (unsigned)status);
	CHECK(count_ours(xen, &domid) == 1, "it was not left behind");
	CHECK(!xnb_xen_reap(xen, domid, &err), "%s", err.text);
	CHECK(!xnb_xen_reap(xen, domid, &err), "gone already is fine: %s", err.text);
	CHECK(count_ours(xen, &domid) == 0, "domain %u is left", domid);
	CHECK(missing(xen, before) == 0, "%" PRIu64 " pages are missing",
	      missing(xen, before));
}

static const struct {
	const char *name;
	void (*run)(struct xnb_xen *xen);
} tests[] = {
    {"open", test_open},
    {"host", test_host},
    {"run", test_run},
    {"hole", test_hole},
    {"memory-comes-back", test_memory_comes_back},
    {"orders", test_orders},
    {"vcpu-affinity", test_vcpu_affinity},
    {"errors", test_errors},
    {"list", test_list},
    {"killed", test_killed},
    {"fail", test_fail},
    {"affinity", test_affinity},
};

int main(int argc, char **argv)
{
	struct xnb_xen *xen = open_xen(0);
	unsigned ran = 0;

	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		unsigned before = failures;

		if (argc > 1 && strcmp(argv[1], tests[i].name))
			continue;
		tests[i].run(xen);
		printf("%s %s\n", failures == before ? "pass" : "FAIL", tests[i].name);
		ran++;
	}
	xnb_xen_close(xen);
	if (!ran)
		fprintf(stderr, "%s: no such test\n", argv[1]);
	return ran && !failures ? XNB_EXIT_OK : XNB_EXIT_FAILED;
}
