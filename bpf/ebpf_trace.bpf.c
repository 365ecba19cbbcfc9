// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* One object: the hooks of the services that the probes need, then those of each probe. */
#include "kernel/bpf.h"

/* clang-format off: in the order in which a connection meets them */
#include "services/owner/life.bpf.c"
#include "services/owner/surroundings.bpf.c"

#include "services/targets/targets.bpf.c"

#include "services/connection/accept.bpf.c"
#include "services/connection/connect.bpf.c"
#include "services/connection/destroy.bpf.c"
#include "services/connection/endings.bpf.c"
#include "services/connection/flows.bpf.c"
#include "services/connection/io.bpf.c"
#include "services/connection/keys.bpf.c"
#include "services/connection/resets.bpf.c"
#include "services/connection/transitions.bpf.c"
#include "services/connection/walk.bpf.c"

#include "probes/block_io/block_io.bpf.c"
#include "probes/file/changes.bpf.c"
#include "probes/file/file.bpf.c"
#include "probes/process/failed.bpf.c"
#include "probes/process/process.bpf.c"
#include "probes/retransmit/retransmit.bpf.c"
#include "probes/shell/shell.bpf.c"
#include "probes/tcp/tcp.bpf.c"
#include "probes/tcp_state/tcp_state.bpf.c"
/* clang-format on */

char LICENSE[] SEC("license") = "Dual BSD/GPL";
