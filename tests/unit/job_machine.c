/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/job_machine.h"

#include "tests/unit/test.h"
#include "workloads/kernels.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

static void give_way(void)
{
	sched_yield();
}

static void *aligned(size_t alignment, size_t bytes)
{
	void *memory = aligned_alloc(alignment, bytes);

	assert_non_null(memory);
	memset(memory, 0, bytes);
	return memory;
}

struct machine new_machine_of(uint32_t vcpus, uint64_t bytes)
{
	struct machine m = {.runner = aligned(64, sizeof(struct xnb_runner))};

	m.mailbox = aligned(4096, XNB_MAILBOX_BYTES);
	xnb_mailbox_init(m.mailbox, vcpus, XNB_GPA_BUFFER + bytes);
	m.runner->mailbox = m.mailbox;
	m.runner->ring = xnb_mailbox_ring(m.mailbox);
	m.runner->ring_entries = XNB_RING_ENTRIES;
	m.runner->max_vcpus = XNB_MAX_VCPUS;
	m.runner->verdicts = calloc(XNB_MAX_VCPUS, sizeof(struct xnb_verdict));
	assert_non_null(m.runner->verdicts);
	m.runner->buffer =
	    mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	m.runner->relax = give_way;
	assert_ptr_not_equal(m.runner->buffer, MAP_FAILED);
	return m;
}

struct machine new_machine(uint32_t vcpus)
{
	return new_machine_of(vcpus, BUFFER_BYTES);
}

void free_machine(struct machine *m)
{
	munmap(m->runner->buffer, m->mailbox->memory_bytes - XNB_GPA_BUFFER);
	free(m->mailbox);
	free(m->runner->verdicts);
	free(m->runner);
}

void *vcpu_main(void *arg)
{
	struct vcpu *vcpu = arg;

	vcpu->result = xnb_runner_run(vcpu->runner, vcpu->number);
	return NULL;
}

int run_machine(struct machine *m)
{
	pthread_t threads[MOST_VCPUS];
	struct vcpu vcpus[MOST_VCPUS];
	const uint32_t n = m->mailbox->vcpus;
	int sum = 0;

	assert_true(n <= MOST_VCPUS);
	for (uint32_t v = 0; v < n; v++) {
		vcpus[v] = (struct vcpu){m->runner, v, 1};
		assert_int_equal(pthread_create(&threads[v], NULL, vcpu_main, &vcpus[v]),
		                 0);
	}
	for (uint32_t v = 0; v < n; v++) {
		assert_int_equal(pthread_join(threads[v], NULL), 0);
		sum += vcpus[v].result;
	}
	return sum;
}

struct xnb_job kernel_job(uint32_t kernel, uint32_t vcpus)
{
	uint32_t isa;

	/* Non-temporal stores need more than C. */
	if (xnb_kernel_best_isa(&xnb_kernels[kernel], xnb_isa_available(), &isa))
		fail_msg("no code for kernel `%s'", xnb_kernels[kernel].name);
	return (struct xnb_job){
	    .kind = XNB_JOB_KERNEL,
	    .kernel = kernel,
	    .isa = isa,
	    .vcpus = vcpus,
	    .bytes = BUFFER_BYTES,
	    .iterations = 2,
	    .samples = 3,
	    .warmups = 1,
	};
}

uint32_t kernel_index(const char *name)
{
	return xnb_kernel_index(xnb_kernel_find(name));
}

struct xnb_job chase_job(uint64_t window)
{
	return (struct xnb_job){
	    .kind = XNB_JOB_CHASE,
	    .vcpus = 1,
	    .bytes = BUFFER_BYTES,
	    .iterations = 5003,
	    .samples = 4,
	    .warmups = 2,
	    .window = window,
	    .seed = 9,
	};
}

void add_job(struct machine *m, struct xnb_job job)
{
	m->mailbox->jobs[m->mailbox->n_jobs++] = job;
}

void check_samples(const struct machine *m, uint32_t index, uint32_t first)
{
	const struct xnb_job *job = &m->mailbox->jobs[index];
	const struct xnb_raw_sample *ring = xnb_mailbox_ring(m->mailbox);

	assert_int_equal(job->status, XNB_STATUS_DONE);
	assert_int_equal(job->first_sample, first);
	assert_int_equal(job->n_samples, (job->warmups + job->samples) * job->vcpus);
	for (uint32_t i = 0; i < job->n_samples; i++) {
		const struct xnb_raw_sample *sample = &ring[first + i];

		assert_int_equal(sample->job, index);
		assert_int_equal(sample->member, i % job->vcpus);
		assert_true(sample->end > sample->start);
	}
	/* A vCPU's repetitions follow one another. */
	for (uint32_t i = job->vcpus; i < job->n_samples; i++)
		assert_true(ring[first + i].start >= ring[first + i - job->vcpus].end);
}

void check_order(struct xnb_job job, uint32_t status)
{
	struct machine m = new_machine(2);

	m.runner->now_ns = clock_ns;
	add_job(&m, job);
	add_job(&m, kernel_job(0, 2));
	assert_int_equal(run_machine(&m), 0);
	assert_int_equal(m.mailbox->jobs[0].status, status);
	assert_int_equal(m.mailbox->jobs[0].n_samples, 0);
	check_samples(&m, 1, 0);
	assert_int_equal(m.mailbox->finished, 1);
	free_machine(&m);
}

uint64_t clock_ns(uint32_t vcpu)
{
	struct timespec now;

	(void)vcpu;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
