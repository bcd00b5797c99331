/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The payload in bare PVH domains, on real Xen: run in dom0 of the box. Prints a line per
 * test and failed check; 0 when there was none. The kernels verify themselves in there;
 * that the verification itself is right is for tests/unit/test_kernels.c.
 */
#include "workloads/payload.h"
#include "base/error.h"
#include "workloads/guest_calls.h"
#include "workloads/kernels.h"
#include "workloads/mailbox.h"
#include "xen/domain.h"
#include "xen/xen.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MIB      (1ull << 20)
#define TEST_TAG 0x7061796c6f616474ull
#define MEMORY   (32 * MIB)
#define SECONDS  60u

/* Vectors of the exceptions, from the processor manuals. */
#define UNDEFINED_INSTRUCTION 6u
#define PAGE_FAULT            14u

static unsigned failures;
static bool lost; /* see is_lost(): what the test checks from then on says nothing */

#define CHECK(condition, ...)                                                       \
	do {                                                                        \
		if (!(condition) && !lost) {                                        \
			failures++;                                                 \
			printf("FAIL %s:%d: %s: ", __func__, __LINE__, #condition); \
			printf(__VA_ARGS__);                                        \
			putchar('\n');                                              \
		}                                                                   \
	} while (0)

/* A domain that floats over all CPUs, dom0's too, so that Xen moves its vCPUs about. */
struct box {
	struct xnb_domain *domain;
	struct xnb_mailbox *mailbox;
};

static int fill(struct xnb_domain *domain, struct xnb_error *err)
{
	for (uint64_t page = 0; page < MEMORY / 4096; page += 512)
		if (xnb_domain_populate(domain, xnb_domain_gfn(page), 9, XNB_NODE_ANY, 0,
		                        err))
			return -1;
	return xnb_domain_load(domain, xnb_payload,
	                       (size_t)(xnb_payload_end - xnb_payload),
	                       xnb_payload_memory_bytes, err);
}

static void open_box(struct box *box, struct xnb_xen *xen, unsigned vcpus)
{
	struct xnb_domain_config config = {
	    .vcpus = vcpus, .memory_bytes = MEMORY, .run_tag = TEST_TAG};
	struct xnb_error err = {0};

	if (xnb_domain_create(xen, &config, &box->domain, &err) ||
	    fill(box->domain, &err)) {
		printf("FAIL %s\n", err.text);
		exit(1);
	}
	box->mailbox = xnb_domain_mailbox(box->domain);
	xnb_mailbox_init(box->mailbox, vcpus, MEMORY);
}

static void close_box(struct box *box)
{
	struct xnb_error err = {0};

	CHECK(!xnb_domain_destroy(box->domain, &err), "%s", err.text);
}

static struct xnb_job *add_job(struct box *box, struct xnb_job job)
{
	struct xnb_job *added = &box->mailbox->jobs[box->mailbox->n_jobs++];

	*added = job;
	return added;
}

/*
 * A triple fault that no handler saw: QEMU's emulation of SVM now and then (in one of
 * nine runs on a busy machine) shuts down a vCPU that shares its CPU with others. What
 * the payload does wrong leaves a trap, or does it each time. No test wants a crash.
 */
static bool is_lost(const struct box *box, enum xnb_domain_state state)
{
	return state == XNB_DOMAIN_CRASHED && box->mailbox->trap.vector == XNB_NO_TRAP;
}

/* Runs it to its end, or until nothing has moved for so long. */
static enum xnb_domain_state run(struct box *box, unsigned seconds)
{
	struct xnb_domain_info info = {.state = XNB_DOMAIN_RUNNING};
	struct timespec nap = {.tv_nsec = 2000000};
	struct xnb_error err = {0};

	CHECK(!xnb_domain_start(box->domain, &err), "%s", err.text);
	for (unsigned i = 0; i < seconds * 500 && info.state == XNB_DOMAIN_RUNNING; i++) {
		nanosleep(&nap, NULL);
		CHECK(!xnb_domain_read_info(box->domain, &info, &err), "%s", err.text);
	}
	lost = lost || is_lost(box, info.state);
	return info.state;
}

static void check_through(const struct box *box, enum xnb_domain_state state)
{
	const struct xnb_mailbox *m = box->mailbox;

	CHECK(state == XNB_DOMAIN_OFF, "state %d", state);
	CHECK(m->finished && !m->refused, "finished %u refused %u", m->finished,
	      m->refused);
	CHECK(m->alive == m->vcpus, "%u of %u vCPUs", m->alive, m->vcpus);
	CHECK(m->job_at == m->n_jobs, "%u of %u jobs", m->job_at, m->n_jobs);
	CHECK(m->trap.vector == XNB_NO_TRAP,
	      "exception %u on vCPU %u at 0x%" PRIx64 ", address 0x%" PRIx64,
	      m->trap.vector, m->trap.vcpu, m->trap.rip, m->trap.address);
}

static void check_samples(const struct box *box, const struct xnb_job *job)
{
	const struct xnb_raw_sample *ring = xnb_mailbox_ring(box->mailbox);
	const uint32_t index = (uint32_t)(job - box->mailbox->jobs);

	CHECK(job->n_samples == (job->warmups + job->samples) * job->vcpus, "%u samples",
	      job->n_samples);
	for (uint32_t i = 0; i < (job->warmups + job->samples) * job->vcpus; i++) {
		const struct xnb_raw_sample *sample = &ring[job->first_sample + i];

		CHECK(sample->job == index && sample->member == i % job->vcpus &&
		          sample->end > sample->start,
		      "job %u sample %u: of job %u, member %u", index, i, sample->job,
		      sample->member);
	}
}

static void check_done(const struct box *box, const struct xnb_job *job)
{
	CHECK(job->status == XNB_STATUS_DONE,
	      "job %u, kind %u, kernel %u, %s: status %u, vCPU %u at 0x%" PRIx64,
	      (unsigned)(job - box->mailbox->jobs), job->kind, job->kernel,
	      xnb_isa_names[job->isa % XNB_N_ISAS], job->status, job->wrong_vcpu,
	      job->wrong_at);
	check_samples(box, job);
}

static struct xnb_job kernel_job(uint32_t kernel, uint32_t isa, uint32_t vcpus)
{
	return (struct xnb_job){
	    .kind = XNB_JOB_KERNEL,
	    .kernel = kernel,
	    .isa = isa,
	    .vcpus = vcpus,
	    .bytes = 5 * MIB + 4096,
	    .iterations = 2,
	    .samples = 3,
	    .warmups = 1,
	};
}

/* All kernels with one instruction set: a domain for each, as a mailbox holds no more.
 * Jobs of one vCPU and of all of them take turns. */
static void test_kernels_of(struct xnb_xen *xen, unsigned vcpus, uint32_t isa)
{
	const uint32_t isas = xnb_isa_available();
	struct box box;

	open_box(&box, xen, vcpus);
	for (uint32_t kernel = 0; kernel < xnb_n_kernels; kernel++)
		add_job(&box, kernel_job(kernel, isa, kernel % 2 ? vcpus : 1));
	check_through(&box, run(&box, SECONDS));
	CHECK(box.mailbox->isa_available == isas, "0x%x, dom0 has 0x%x",
	      box.mailbox->isa_available, isas);
	for (uint32_t i = 0; i < box.mailbox->n_jobs; i++) {
		const struct xnb_job *job = &box.mailbox->jobs[i];

		if ((isas & 1u << isa) && xnb_kernels[job->kernel].run[isa])
			check_done(&box, job);
		else
			CHECK(job->status == XNB_STATUS_UNSUPPORTED, "status %u",
			      job->status);
	}
	close_box(&box);
}

static void test_kernels(struct xnb_xen *xen, unsigned vcpus)
{
	for (uint32_t isa = 0; isa < XNB_N_ISAS; isa++)
		test_kernels_of(xen, vcpus, isa);
}

static void test_chase(struct xnb_xen *xen)
{
	struct xnb_job job = {.kind = XNB_JOB_CHASE,
	                      .vcpus = 1,
	                      .bytes = 8 * MIB,
	                      .iterations = 100003,
	                      .samples = 3,
	                      .warmups = 1,
	                      .seed = 7};
	struct box box;

	open_box(&box, xen, 2);
	add_job(&box, job);
	job.window = MIB;
	add_job(&box, job);
	check_through(&box, run(&box, SECONDS));
	check_done(&box, &box.mailbox->jobs[0]);
	check_done(&box, &box.mailbox->jobs[1]);
	close_box(&box);
}

/* Nonsense is refused, one at a time, and what follows runs all the same. */
static void test_orders(struct xnb_xen *xen)
{
	const struct xnb_job good = kernel_job(0, XNB_ISA_SSE2, 1);
	struct xnb_job bad[7];
	struct box box;

	for (unsigned i = 0; i < 7; i++)
		bad[i] = good;
	bad[0].kind = 99;
	bad[1].isa = 77;
	bad[2].vcpus = 3;
	bad[3].vcpus = 0;
	bad[4].bytes = MEMORY;
	bad[5].iterations = 0;
	bad[6].samples = XNB_RING_ENTRIES + 1;
	open_box(&box, xen, 2);
	for (unsigned i = 0; i < 7; i++)
		add_job(&box, bad[i]);
	add_job(&box, kernel_job(xnb_n_kernels, XNB_ISA_SSE2, 1));
	add_job(&box, good);
	check_through(&box, run(&box, SECONDS));
	for (unsigned i = 0; i < 7; i++)
		CHECK(box.mailbox->jobs[i].status == XNB_STATUS_REFUSED,
		      "order %u: status %u", i, box.mailbox->jobs[i].status);
	CHECK(box.mailbox->jobs[7].status == XNB_STATUS_UNSUPPORTED, "status %u",
	      box.mailbox->jobs[7].status);
	check_done(&box, &box.mailbox->jobs[8]);
	close_box(&box);
}

static void test_mailbox(struct xnb_xen *xen)
{
	enum xnb_domain_state state;
	struct box box;

	open_box(&box, xen, 2);
	box.mailbox->version++;
	add_job(&box, kernel_job(0, XNB_ISA_SSE2, 1));
	state = run(&box, SECONDS);
	CHECK(state == XNB_DOMAIN_OFF && box.mailbox->refused && !box.mailbox->finished,
	      "state %d refused %u finished %u", state, box.mailbox->refused,
	      box.mailbox->finished);
	CHECK(box.mailbox->job_at == 0, "%u jobs", box.mailbox->job_at);
	close_box(&box);
}

/* The domain halts although only one vCPU trapped, and says where. */
static void check_trap(const struct box *box, enum xnb_domain_state state,
                       uint32_t vector)
{
	const struct xnb_trap *trap = &box->mailbox->trap;

	CHECK(state == XNB_DOMAIN_OFF && !box->mailbox->finished, "state %d", state);
	CHECK(trap->vector == vector, "vector %u", trap->vector);
	CHECK(trap->rip >= XNB_GPA_PAYLOAD &&
	          trap->rip < XNB_GPA_PAYLOAD + xnb_payload_memory_bytes,
	      "rip 0x%" PRIx64, trap->rip);
	CHECK(box->mailbox->jobs[box->mailbox->job_at].status == XNB_STATUS_RUNNING,
	      "status %u", box->mailbox->jobs[box->mailbox->job_at].status);
}

static void test_trap(struct xnb_xen *xen)
{
	struct xnb_job job = {
	    .kind = XNB_JOB_TRAP, .vcpus = 3, .iterations = 1, .samples = 1};
	struct box box;

	open_box(&box, xen, 3);
	add_job(&box, kernel_job(0, XNB_ISA_SSE2, 3));
	add_job(&box, job);
	check_trap(&box, run(&box, SECONDS), UNDEFINED_INSTRUCTION);
	CHECK(box.mailbox->trap.vcpu == 0, "vCPU %u", box.mailbox->trap.vcpu);
	check_done(&box, &box.mailbox->jobs[0]);
	close_box(&box);
}

/* A mailbox that claims more memory than the page tables map: the last vCPU meets it. */
static void test_page_fault(struct xnb_xen *xen)
{
	const uint64_t share = 8 * MIB;
	struct xnb_job job = kernel_job(1, XNB_ISA_SSE2, 4);
	struct box box;

	open_box(&box, xen, 4);
	box.mailbox->memory_bytes = XNB_GPA_BUFFER + 4 * share;
	job.bytes = 4 * share;
	add_job(&box, job);
	check_trap(&box, run(&box, SECONDS), PAGE_FAULT);
	CHECK(box.mailbox->trap.address == MEMORY, "address 0x%" PRIx64,
	      box.mailbox->trap.address);
	CHECK(box.mailbox->trap.vcpu == 3, "vCPU %u", box.mailbox->trap.vcpu);
	CHECK(box.mailbox->trap.error_code == 2, "error code 0x%" PRIx64,
	      box.mailbox->trap.error_code);
	close_box(&box);
}

static void test_hang(struct xnb_xen *xen)
{
	struct xnb_job job = {
	    .kind = XNB_JOB_HANG, .vcpus = 1, .iterations = 1, .samples = 1};
	enum xnb_domain_state state;
	uint32_t step;
	struct box box;

	open_box(&box, xen, 2);
	add_job(&box, kernel_job(0, XNB_ISA_SSE2, 2));
	add_job(&box, job);
	state = run(&box, 2);
	step = box.mailbox->step_at;
	CHECK(state == XNB_DOMAIN_RUNNING && box.mailbox->job_at == 1,
	      "state %d after %u jobs", state, box.mailbox->job_at);
	nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
	CHECK(box.mailbox->step_at == step, "step %u, then %u", step,
	      box.mailbox->step_at);
	close_box(&box);
}

/* What goes on for a time, starts on Xen's clock, and verifies itself. */
static void test_timed(struct xnb_xen *xen)
{
	struct xnb_job timed = kernel_job(0, XNB_ISA_SSE2, 3),
	               pingpong = {.kind = XNB_JOB_PINGPONG,
	                           .vcpus = 2,
	                           .first = 1,
	                           .stride = 2,
	                           .bytes = 4096,
	                           .iterations = 20,
	                           .samples = 2};
	struct box box;

	timed.iterations = 0;
	timed.duration_ns = 5000000;
	timed.calibrations = 1;
	timed.chase_bytes = MIB;
	open_box(&box, xen, 4);
	for (unsigned i = 0; i < 3; i++) {
		static const uint32_t kinds[] = {XNB_JOB_KERNEL, XNB_JOB_INJECT,
		                                 XNB_JOB_LOADED};

		timed.kind = kinds[i];
		add_job(&box, timed);
	}
	add_job(&box, pingpong);
	check_through(&box, run(&box, SECONDS));
	for (unsigned i = 0; i < 4; i++)
		check_done(&box, &box.mailbox->jobs[i]);
	for (uint32_t i = 0; i < box.mailbox->sample_at; i++) {
		const struct xnb_raw_sample *sample = &xnb_mailbox_ring(box.mailbox)[i];

		CHECK(sample->start_ns > 0 && sample->end_ns > 0 && sample->done > 0 &&
		          (sample->clock_ticks > 0) == (sample->job < 3),
		      "sample %u: %" PRIu64 " to %" PRIu64 " ns, %" PRIu64
		      " done, %u ticks",
		      i, sample->start_ns, sample->end_ns, sample->done,
		      sample->clock_ticks);
	}
	close_box(&box);
}

static void test_nonsense(struct xnb_xen *xen)
{
	struct xnb_job job = {
	    .kind = XNB_JOB_NONSENSE, .vcpus = 1, .iterations = 1, .samples = 2};
	const struct xnb_raw_sample *sample;
	struct box box;

	open_box(&box, xen, 1);
	add_job(&box, job);
	check_through(&box, run(&box, SECONDS));
	sample = xnb_mailbox_ring(box.mailbox);
	CHECK(box.mailbox->jobs[0].n_samples > XNB_RING_ENTRIES, "%u samples",
	      box.mailbox->jobs[0].n_samples);
	CHECK(sample->end < sample->start && sample->member >= XNB_MAX_VCPUS, "vCPU %u",
	      sample->member);
	close_box(&box);
}

#define PERIOD_NS 5000000u
#define PERIODS   40u

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* As long as ordered, with one call a period: without sleep it would be over at once. */
static void test_idle(struct xnb_xen *xen)
{
	struct xnb_job job = {.kind = XNB_JOB_IDLE,
	                      .vcpus = 2,
	                      .iterations = PERIODS,
	                      .samples = 1,
	                      .period_ns = PERIOD_NS};
	uint64_t start, wall;
	struct box box;

	open_box(&box, xen, 2);
	add_job(&box, job);
	start = now_ns();
	check_through(&box, run(&box, SECONDS));
	wall = now_ns() - start;
	check_done(&box, &box.mailbox->jobs[0]);
	CHECK(wall >= (uint64_t)PERIODS * PERIOD_NS, "%" PRIu64 " ns", wall);
	CHECK(box.mailbox->step_at >= 2 * PERIODS, "%u steps", box.mailbox->step_at);
	close_box(&box);
}

/* Some 100 ms: the box's TSC is one of 1 to 5 GHz. */
static void test_busy(struct xnb_xen *xen)
{
	struct xnb_job job = {.kind = XNB_JOB_BUSY,
	                      .vcpus = 2,
	                      .iterations = 300000000,
	                      .samples = 2,
	                      .seed = 5};
	struct box box;

	open_box(&box, xen, 2);
	add_job(&box, job);
	check_through(&box, run(&box, SECONDS));
	check_done(&box, &box.mailbox->jobs[0]);
	for (uint32_t i = 0; i < 4; i++) {
		const struct xnb_raw_sample *sample = &xnb_mailbox_ring(box.mailbox)[i];

		CHECK(sample->end - sample->start >= job.iterations, "%" PRIu64,
		      sample->end - sample->start);
	}
	close_box(&box);
}

/* Each call of the catalogue, and both of extents at both orders. */
static void test_calls(struct xnb_xen *xen)
{
	struct xnb_job job = {.kind = XNB_JOB_HYPERCALL,
	                      .vcpus = 1,
	                      .bytes = 2 * MIB,
	                      .iterations = 1,
	                      .samples = 20,
	                      .warmups = 1};
	struct xnb_domain_info before = {0}, after = {0};
	struct xnb_error err = {0};
	struct box box;

	open_box(&box, xen, 1);
	CHECK(!xnb_domain_read_info(box.domain, &before, &err), "%s", err.text);
	for (job.order = 0; job.order <= XNB_GUEST_MAX_ORDER;
	     job.order += XNB_GUEST_MAX_ORDER)
		for (job.call = 0; job.call < XNB_N_GUEST_CALLS; job.call++)
			add_job(&box, job);
	check_through(&box, run(&box, SECONDS));
	for (uint32_t i = 0; i < box.mailbox->n_jobs; i++)
		check_done(&box, &box.mailbox->jobs[i]);
	CHECK(!xnb_domain_read_info(box.domain, &after, &err), "%s", err.text);
	CHECK(after.pages == before.pages, "%" PRIu64 " pages, then %" PRIu64,
	      before.pages, after.pages);
	close_box(&box);
}

/* A call that Xen refuses is a result with Xen's answer: here, no room for an extent. */
static void test_refused_call(struct xnb_xen *xen)
{
	const struct xnb_job job = {.kind = XNB_JOB_HYPERCALL,
	                            .vcpus = 1,
	                            .bytes = 4096,
	                            .iterations = 1,
	                            .samples = 2,
	                            .call = XNB_GUEST_POPULATE};
	struct xnb_error err = {0};
	struct box box;

	open_box(&box, xen, 1);
	CHECK(!xnb_domain_depopulate(box.domain, XNB_GPA_BUFFER / 4096, 9, &err), "%s",
	      err.text);
	add_job(&box, job);
	check_through(&box, run(&box, SECONDS));
	CHECK(box.mailbox->jobs[0].status == XNB_STATUS_WRONG, "status %u",
	      box.mailbox->jobs[0].status);
	CHECK((int64_t)box.mailbox->jobs[0].wrong_at < 0, "answer %" PRId64,
	      (int64_t)box.mailbox->jobs[0].wrong_at);
	close_box(&box);
}

static void test_one_vcpu(struct xnb_xen *xen)
{
	test_kernels(xen, 1);
}

static void test_two_vcpus(struct xnb_xen *xen)
{
	test_kernels(xen, 2);
}

/* More than the default box has CPUs: they wait by yielding. */
static void test_six_vcpus(struct xnb_xen *xen)
{
	test_kernels(xen, 6);
}

static const struct {
	const char *name;
	void (*run)(struct xnb_xen *xen);
} tests[] = {
    {"kernels-1", test_one_vcpu},
    {"kernels-2", test_two_vcpus},
    {"kernels-6", test_six_vcpus},
    {"chase", test_chase},
    {"orders", test_orders},
    {"mailbox", test_mailbox},
    {"trap", test_trap},
    {"page-fault", test_page_fault},
    {"hang", test_hang},
    {"nonsense", test_nonsense},
    {"idle", test_idle},
    {"busy", test_busy},
    {"timed", test_timed},
    {"calls", test_calls},
    {"refused-call", test_refused_call},
};

/* Whether a test is among those named on the command line, which are all without a name.
 */
static bool is_wanted(int argc, char **argv, const char *name)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], name))
			return true;
	return argc < 2;
}

/* A test that lost a vCPU is done again, at most twice. */
static void run_test(void (*test)(struct xnb_xen *xen), const char *name,
                     struct xnb_xen *xen)
{
	for (int more = 2; more >= 0; more--) {
		lost = false;
		test(xen);
		if (!lost)
			return;
		printf("note: %s: a triple fault without an exception%s\n", name,
		       more ? "; once more" : "");
	}
	failures++;
}

int main(int argc, char **argv)
{
	struct xnb_error err = {0};
	struct xnb_xen *xen;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (xnb_xen_open(&xen, NULL, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return (int)err.exit;
	}
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		const unsigned before = failures;

		if (!is_wanted(argc, argv, tests[i].name))
			continue;
		run_test(tests[i].run, tests[i].name, xen);
		printf("%s %s\n", failures == before ? "pass" : "FAIL", tests[i].name);
	}
	xnb_xen_close(xen);
	return failures != 0;
}
