/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * What every program shares: the settings, the ring, the head of a sample, the counters.
 *
 * Structs named *_sample, *_config, *_counters, *_key and *_value are read or written by user space: the build makes
 * their TypeScript from this object's BTF. What is used only through a reserve, or as a
 * number, is missing from BTF, hence ANCHOR.
 */
#ifndef SAMPLE_H
#define SAMPLE_H

#define ANCHOR(kind, type) kind type *anchor_##type __attribute__((unused))
#define NSEC_PER_USEC 1000
#define NSEC_PER_MSEC 1000000
#define NSEC_PER_SEC 1000000000LL

enum probe_id {
	PROBE_PROCESS,  /* descriptions that the other probes' samples refer to; not a probe that a user can choose */
	PROBE_TCP,
	PROBE_TCP_STATE,
	PROBE_RETRANSMIT,
	PROBE_COUNT,
};

enum direction {
	DIRECTION_NONE,
	DIRECTION_OUTBOUND,
	DIRECTION_INBOUND,
	DIRECTION_LISTENING,
};

ANCHOR(enum, probe_id);
ANCHOR(enum, direction);
ANCHOR(enum, tcp_state);

/* Fixed before the programs are loaded: the verifier removes the branches that a setting rules out. */
struct trace_config {
	u64 boot_salt;        /* of /proc/sys/kernel/random/boot_id, so that flow ids differ from boot to boot */
	u64 wakeup_ns;        /* no second wake-up within this time */
	u64 interval_ns;      /* of the reports in summary mode */
	u32 ring_bytes;
	u32 arguments_limit;  /* bytes of a command line */
	u32 direction_mask;   /* bit 1 << enum direction */
	u8 probes[PROBE_COUNT];
	u8 summary;           /* the tcp probe reports at close only */
	u8 include_splunk;
	u8 existing;          /* walks tell what existed before the start, too */
	u8 syscalls;          /* the system call tracepoints are attached */
	u8 writes;            /* the returns of sends are seen */
	u8 preemptible;       /* a task may lose its CPU within a program: see twins.h */
	u8 classic;           /* and the classic tracepoints are attached, first */
	u8 name_filter;       /* enum filter_use */
	u8 user_filter;
	u8 port_filter;
	u8 network_filter;
};

const volatile struct trace_config config SEC(".rodata.config") = {};

/* One per CPU, only ever counted up; user space takes differences. */
struct trace_counters {
	u64 samples[PROBE_COUNT];
	u64 lost[PROBE_COUNT];    /* reserves that failed: the ring was full */
	u64 filtered;             /* connections that a filter hid */
	u64 excluded;             /* connections of the tracer and its splunkd */
	u64 untracked;            /* events of connections without room in `connections`: reported from the socket */
	u64 unreported;           /* and those that could not be */
	u64 undescribed;          /* processes that found no room in `live_processes`: described again each time */
	u64 born;                 /* records made and */
	u64 ended;                /* records deleted: the difference is the number tracked */
	u64 subflows;             /* additional subflows of MPTCP connections, not reported by themselves */
	u64 listens_asked;        /* transitions to LISTEN, successful or not */
	u64 listens_answered;     /* of which the return was seen */
	u64 repaired;             /* endings that were missed, and told from the socket's end */
	u64 missed;               /* connections whose ending was missed for good */
	u64 unseen_calls;         /* connect calls that found no room in `calls` */
};

struct sample_head {
	u64 time_ns;  /* CLOCK_BOOTTIME */
	u8 probe;     /* enum probe_id */
	u8 kind;      /* the probe's own enum */
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 << 20); /* set by user space */
} samples SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct trace_counters);
} counters SEC(".maps");

/*
 * Mapped by the reader. It may sleep only when the last wake-up is longer ago than the window. Hooks attach one after the
 * other: until all are, and from when the first goes, what some of them would tell is not the whole. Before that, what
 * passed since the last interval reports is reported, also of connections that are younger than an interval.
 */
struct wakeup_value {
	u64 last_ns;
	u64 is_live;
	u64 walk_room;     /* so many records may a walk still make: the rest of the room is for what is new */
	u64 is_first_walk; /* which reports also what it finds no room for */
	u64 is_ending;
};
volatile struct wakeup_value wakeup SEC(".data.wakeup") = {};

static __always_inline struct trace_counters *this_cpus_counters(void)
{
	u32 zero = 0;

	return bpf_map_lookup_elem(&counters, &zero);
}

#define COUNT(member)                                        \
	do {                                                 \
		struct trace_counters *c = this_cpus_counters(); \
		if (c) /* interrupts count too: atomically */ \
			__sync_fetch_and_add(&c->member, 1); \
	} while (0)

/* The head is filled; NULL (and counted) when the ring is full. `size` must be known to the verifier as a constant. */
static __always_inline void *reserve_sample(enum probe_id probe, u8 kind, u64 size)
{
	struct sample_head *head = bpf_ringbuf_reserve(&samples, size, 0);

	if (!head) {
		COUNT(lost[probe]);
		return NULL;
	}
	head->time_ns = bpf_ktime_get_boot_ns();
	head->probe = probe;
	head->kind = kind;
	return head;
}

/*
 * A wake-up costs more than a sample, so most are submitted without. "Another one will come" is safe only because the
 * wake-up is forced, is decided after the reserve, and leaves a stamp that the reader looks at before it sleeps.
 */
static __always_inline void submit_sample(enum probe_id probe, void *sample)
{
	u64 now = bpf_ktime_get_boot_ns();
	u64 flags = BPF_RB_NO_WAKEUP;

	if (now - wakeup.last_ns > config.wakeup_ns ||
	    bpf_ringbuf_query(&samples, BPF_RB_AVAIL_DATA) > config.ring_bytes / 4) {
		wakeup.last_ns = now;
		flags = BPF_RB_FORCE_WAKEUP;
	}
	COUNT(samples[probe]);
	bpf_ringbuf_submit(sample, flags);
}

#endif
