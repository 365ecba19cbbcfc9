/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Programs that user space runs itself, in its own process (BPF_PROG_TEST_RUN, src/kernel/on_demand.ts): their sections
 * are raw_tp, which any kernel since 5.10 runs so, and they are attached to nothing. Iterators over the elements of a map
 * would do the same, but there are kernels that refuse those.
 */
#ifndef CORE_ON_DEMAND_H
#define CORE_ON_DEMAND_H

/* Keys of one run, as many as a raw tracepoint may have arguments: MAX_BPF_FUNC_ARGS of include/linux/bpf.h. */
#define KEYS 12

/* 0 where there are fewer. `function` should be a global one: the verifier looks at it once, and not once a key. */
#define FOR_EACH_KEY(keys, function)                     \
	_Pragma("unroll") for (int i = 0; i < KEYS; i++) \
	{                                                \
		if ((keys)[i])                           \
			function((keys)[i]);             \
	}

#endif
