/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/semantics/checks.h"

/* Files and functions of the sources are Xen's. */
const struct xnb_check xnb_checks[] = {
    /* setting.c */
    {
        .name = "set-and-read-back",
        .claim =
            "A node affinity that is set through libxenctrl is the one that reads back.",
        .source = "xc_domain_node_setaffinity(), tools/libs/ctrl/xc_domain.c",
        .judge = xnb_judge_set_and_read_back,
    },
    {
        .name = "same-again",
        .claim = "The same call once more changes nothing.",
        .source = "domain_set_node_affinity(), xen/common/domain.c",
        .judge = xnb_judge_same_again,
    },
    {
        .name = "offline-nodes-kept",
        .claim = "Offline nodes beside an online one are kept in the affinity, and "
                 "memory comes from the online one.",
        .source = "get_free_buddy(), xen/common/page_alloc.c",
        .judge = xnb_judge_offline_nodes_kept,
    },
    {
        .name = "map-size",
        .claim = "Xen's node map is as long as Xen was built for, whatever the host has.",
        .source = "xc_get_max_nodes(), tools/libs/ctrl/xc_misc.c",
        .judge = xnb_judge_map_size,
    },
    /* libxl.c */
    {
        .name = "libxl-set-and-read-back",
        .claim = "libxl sets and reads the same node affinity as libxenctrl.",
        .source = "libxl_domain_set_nodeaffinity(), "
                  "tools/libs/light/libxl_numa.c",
        .judge = xnb_judge_libxl,
    },
    /* errors.c */
    {
        .name = "no-online-node",
        .claim = "A map without an online node is refused with EINVAL, and the affinity "
                 "stays.",
        .source = "domain_set_node_affinity(), xen/common/domain.c",
        .judge = xnb_judge_no_online_node,
    },
    {
        .name = "unknown-domain",
        .claim = "A domain that does not exist is refused with ESRCH.",
        .source = "do_domctl(), xen/common/domctl.c",
        .judge = xnb_judge_unknown_domain,
    },
    {
        .name = "unmapped-map",
        .claim = "A map that is not in mapped memory is refused with EFAULT, and the "
                 "affinity stays.",
        .source = "xenctl_bitmap_to_nodemask(), xen/common/domctl.c",
        .judge = xnb_judge_unmapped_map,
    },
    {
        .name = "other-interface",
        .claim = "A caller of another interface version is refused with EACCES.",
        .source = "do_domctl(), xen/common/domctl.c",
        .judge = xnb_judge_other_interface,
    },
    /* automatic.c */
    {
        .name = "follows-hard",
        .claim = "Before any call the node affinity follows the vCPUs' hard affinity, "
                 "and so does memory.",
        .source = "domain_update_node_aff(), xen/common/sched/core.c",
        .two_nodes = true,
        .judge = xnb_judge_follows_hard,
    },
    {
        .name = "follows-soft",
        .claim = "Before any call the node affinity follows the vCPUs' soft affinity, "
                 "and so does memory.",
        .source = "domain_update_node_aff(), xen/common/sched/core.c",
        .two_nodes = true,
        .judge = xnb_judge_follows_soft,
    },
    {
        .name = "hard-before-soft",
        .claim = "Where hard and soft affinity share no CPU, the automatic affinity "
                 "follows the hard one.",
        .source = "domain_update_node_aff(), xen/common/sched/core.c",
        .two_nodes = true,
        .judge = xnb_judge_hard_before_soft,
    },
    {
        .name = "explicit-ends-automatic",
        .claim = "An explicit call ends the automatic affinity: vCPU affinity no longer "
                 "changes it.",
        .source = "domain_set_node_affinity(), xen/common/domain.c",
        .two_nodes = true,
        .judge = xnb_judge_explicit_ends_automatic,
    },
    {
        .name = "full-map-resets",
        .claim = "A map of all bits is not taken as an affinity: it brings the automatic "
                 "one back.",
        .source = "domain_set_node_affinity(), xen/common/domain.c",
        .judge = xnb_judge_full_map_resets,
    },
    {
        .name = "all-online-is-explicit",
        .claim = "A map of all online nodes is explicit and no reset: it does not follow "
                 "vCPU affinity.",
        .source = "domain_set_node_affinity(), xen/common/domain.c",
        .two_nodes = true,
        .judge = xnb_judge_all_online_is_explicit,
    },
    {
        .name = "reset-without-vcpus",
        .claim = "A reset of a domain without vCPUs leaves the affinity as it was set "
                 "until vCPUs exist.",
        .source = "domain_update_node_aff(), xen/common/sched/core.c",
        .two_nodes = true,
        .judge = xnb_judge_reset_without_vcpus,
    },
    /* life.c */
    {
        .name = "new-domain",
        .claim = "The affinity of a new domain is all nodes of the map until it has "
                 "vCPUs, then the online ones.",
        .source = "domain_create(), xen/common/domain.c",
        .judge = xnb_judge_new_domain,
    },
    {
        .name = "before-vcpus",
        .claim = "A call before vCPUs exist holds when they come, and directs memory.",
        .source = "sched_init_vcpu(), xen/common/sched/core.c",
        .two_nodes = true,
        .judge = xnb_judge_before_vcpus,
    },
    {
        .name = "after-vcpus",
        .claim = "A call after vCPUs exist works as well.",
        .source = "domain_set_node_affinity(), xen/common/domain.c",
        .two_nodes = true,
        .judge = xnb_judge_after_vcpus,
    },
    {
        .name = "before-vcpu-affinity",
        .claim = "A call before vCPU affinity is set directs memory elsewhere than to "
                 "the vCPUs.",
        .source = "domain_update_node_aff(), xen/common/sched/core.c",
        .two_nodes = true,
        .judge = xnb_judge_before_vcpu_affinity,
    },
    {
        .name = "after-vcpu-affinity",
        .claim = "A call after vCPU affinity was set replaces the affinity that was "
                 "deduced from it.",
        .source = "domain_update_node_aff(), xen/common/sched/core.c",
        .two_nodes = true,
        .judge = xnb_judge_after_vcpu_affinity,
    },
    {
        .name = "while-running",
        .claim = "A call while the domain runs directs the pages to come.",
        .source = "domain_set_node_affinity(), xen/common/domain.c",
        .two_nodes = true,
        .judge = xnb_judge_while_running,
    },
    /* pages.c */
    {
        .name = "default-stripes",
        .claim =
            "Without affinities the extents of a domain alternate between the nodes.",
        .source = "get_free_buddy(), xen/common/page_alloc.c",
        .two_nodes = true,
        .judge = xnb_judge_default_stripes,
    },
    {
        .name = "directs-new-pages",
        .claim = "Each call directs the pages that come after it.",
        .source = "get_free_buddy(), xen/common/page_alloc.c",
        .two_nodes = true,
        .judge = xnb_judge_directs_new_pages,
    },
    {
        .name = "pages-stay",
        .claim = "Pages that are there already are not moved.",
        .source = "domain_set_node_affinity(), xen/common/domain.c",
        .two_nodes = true,
        .judge = xnb_judge_pages_stay,
    },
    {
        .name = "named-node-wins",
        .claim = "A request for memory that names a node is served there, whatever the "
                 "node affinity.",
        .source = "get_free_buddy(), xen/common/page_alloc.c",
        .two_nodes = true,
        .judge = xnb_judge_named_node_wins,
    },
    {
        .name = "structures-stay",
        .claim = "What Xen allocated when it made the domain is not moved.",
        .source = "domain_create(), xen/common/domain.c",
        .two_nodes = true,
        .judge = xnb_judge_structures_stay,
    },
    {
        .name = "pool-follows",
        .claim = "The first MiB of the p2m pool is there before any call; what it grows "
                 "by follows the affinity.",
        .source = "hap_enable() and hap_set_allocation(), xen/arch/x86/mm/hap/hap.c",
        .two_nodes = true,
        .judge = xnb_judge_pool_follows,
    },
    /* scheduler.c */
    {
        .name = "running-vcpu",
        .claim = "A vCPU that runs is not drawn to the nodes of the affinity.",
        .source = "csched2_res_pick(), xen/common/sched/credit2.c",
        .two_nodes = true,
        .judge = xnb_judge_running_vcpu,
    },
    {
        .name = "first-cpu",
        .claim =
            "The first CPU of a vCPU lies on a node of the affinity that was set before.",
        .source = "sched_select_initial_cpu(), "
                  "xen/common/sched/core.c",
        .two_nodes = true,
        .judge = xnb_judge_first_cpu,
    },
    {.name = NULL},
};
