// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * The file probe: opens of regular files, as they return. Then the file has its path, whatever links, folders and
 * descriptors the name went by, and the kernel says whether this open has created it.
 */

#include "probes/file/file.h"
#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/fs.h"
#include "core/numbers.h"
#include "core/ring.h"
#include "core/twins.h"
#include "services/owner/identity.h"
#include "services/syscalls/descriptor.h"
#include "services/syscalls/programs.h"
#include "services/syscalls/registers.h"
#include "probes/file/opened.h"
#include "probes/file/programs.h"
#include "probes/file/refused.h"
#include "probes/file/scratch.h"

/*
 * An open of any call; io_uring and programs of 32 bits come by it, too. What the kernel itself opens is nobody's, and what exec
 * opens is an exec's: no system call that opens shows it.
 */
static __always_inline void end_open(const u64 *arguments, u32 place)
{
	const struct filename *asked = (void *)arguments[1];
	const struct open_flags *how = (void *)arguments[2];
	s64 opened = number_of((void *)arguments[3]);
	u32 open_flags;
	struct asked_name name;

	if (!wakeup.is_live)
		return;
	open_flags = BPF_CORE_READ(how, open_flag);
	if (open_flags & FMODE_EXEC)
		return;
	if (!is_error(opened)) {
		take_opened(opened, open_flags, place);
		return;
	}
	if (!is_refusal(-opened))
		return;
	name.address = (u64)BPF_CORE_READ(asked, name);
	name.how = BPF_CORE_READ(how, lookup_flags) & LOOKUP_IN_ROOT ? ASKED_IN_ROOT : 0;
	take_refused(&name, arguments[0], open_flags, -opened, place);
}

FILE_PROGRAM("fexit/do_filp_open", end_file_open, end_open, PLACE_FUNCTION, const u64)
/* Its name in later kernels. */
FILE_PROGRAM("fexit/do_file_open", end_file_open_7, end_open, PLACE_FUNCTION, const u64)

/* name: its address in the program's memory, of which only a refused open has need, as of how. */
#define END_CALL(ctx, flags, name, how_asked, folder, place)                          \
	do {                                                                          \
		u32 open_flags = flags;                                               \
		if (!wakeup.is_live)                                                  \
			return;                                                       \
		if ((ctx)->ret >= 0) {                                                \
			take_descriptor((ctx)->ret, open_flags, place);               \
		} else if (is_refusal(-(ctx)->ret)) {                                 \
			struct asked_name asked = { name, how_asked };                \
			take_refused(&asked, folder, open_flags, -(ctx)->ret, place); \
		}                                                                     \
	} while (0)

static __always_inline void take_descriptor(long descriptor, u32 open_flags, u32 place)
{
	struct file *file = file_of_descriptor(descriptor);

	if (file)
		take_opened((u64)file, open_flags, place);
}

static __always_inline void end_open_call(struct syscall_trace_exit *ctx, u32 place)
{
	END_CALL(ctx, CALL_REGISTER(si), CALL_REGISTER(di), ASKED_BY_USER, AT_FDCWD, place);
}

static __always_inline void end_openat_call(struct syscall_trace_exit *ctx, u32 place)
{
	END_CALL(ctx, CALL_REGISTER(dx), CALL_REGISTER(si), ASKED_BY_USER, CALL_REGISTER(di), place);
}

static __always_inline u32 open_how_flags(void)
{
	u64 flags = 0;

	bpf_probe_read_user(&flags, sizeof(flags),
			    (void *)CALL_REGISTER(dx) + __builtin_offsetof(struct open_how, flags));
	return flags;
}

static __always_inline u32 how_of_open_how(void)
{
	u64 resolve = 0;

	bpf_probe_read_user(&resolve, sizeof(resolve),
			    (void *)CALL_REGISTER(dx) + __builtin_offsetof(struct open_how, resolve));
	return ASKED_BY_USER | (resolve & RESOLVE_IN_ROOT ? ASKED_IN_ROOT : 0);
}

static __always_inline void end_openat2_call(struct syscall_trace_exit *ctx, u32 place)
{
	END_CALL(ctx, open_how_flags(), CALL_REGISTER(si), how_of_open_how(), CALL_REGISTER(di), place);
}

static __always_inline void end_creat_call(struct syscall_trace_exit *ctx, u32 place)
{
	END_CALL(ctx, O_CREAT | O_WRONLY | O_TRUNC, CALL_REGISTER(di), ASKED_BY_USER, AT_FDCWD, place);
}

FILE_CALL_PROGRAM(open, end_open_call, PLACE_OPEN)
FILE_CALL_PROGRAM(openat, end_openat_call, PLACE_OPENAT)
FILE_CALL_PROGRAM(openat2, end_openat2_call, PLACE_OPENAT2)
FILE_CALL_PROGRAM(creat, end_creat_call, PLACE_CREAT)
