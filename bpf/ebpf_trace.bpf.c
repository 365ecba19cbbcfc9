// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* One object: the parts that all probes share, then each probe. */
#include "kernel_types.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_tracing.h>

#include "sample.h"
#include "twins.h"
#include "filter.h"
#include "command_line.h"
#include "parent.h"
#include "process.h"
#include "socket.h"
#include "connection.h"
#include "tcp_sample.h"
#include "tcp_ending.h"
#include "tcp_begin.h"
#include "tcp_close.h"
#include "tcp_untracked.h"

#include "surroundings.bpf.c"
#include "tcp.bpf.c"
#include "calls.bpf.c"
#include "walk.bpf.c"
#include "tcp_state.bpf.c"
#include "retransmit.bpf.c"

char LICENSE[] SEC("license") = "Dual BSD/GPL";
