// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * The probe shell: each line that is submitted at a prompt of bash or zsh. The programs are attached to files by the
 * service `targets`: src/probes/shell/ finds the places in them. A program of a section .multi is for kernels since 6.6,
 * its other one for those before.
 */

#include "probes/shell/shell.h"
#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/task.h"
#include "core/counters.h"
#include "core/numbers.h"
#include "core/ring.h"
#include "services/owner/describe.h"
#include "services/owner/descriptions.h"
#include "services/owner/whereabouts.h"
#include "services/targets/targets.h"

/* zsh's ZLCON_LINE_CONT: above it are what `select` and `vared` read, which are no lines of the shell. */
#define LAST_LINE_CONTEXT 1
#define LINE_EDITORS 4096

/* By thread, what zsh reads a line for. Inserted when its editor begins, deleted when that returns; what is left by an interrupt is overwritten by the next, or used least recently. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, LINE_EDITORS);
	__type(key, u32);
	__type(value, u64);
} line_editors SEC(".maps");

/*
 * On overlayfs several executables may be one file, each a target: then each of them runs the program. Before 5.15 user
 * space attaches to that file once: /proc/pid/maps shows it there.
 */
static __always_inline bool is_own_target(void *ctx, struct task_struct *task)
{
	struct executable_key key = {};
	struct target_value *target;

	if (!targets_config.cookies || !read_executable(&key, task))
		return true;
	target = bpf_map_lookup_elem(&targets, &key);
	return !target || target->id == bpf_get_attach_cookie(ctx);
}

static __always_inline void submit_line(struct task_struct *task, u8 kind, u64 owner, const char *line)
{
	struct shell_sample *sample = reserve_sample(PROBE_SHELL, kind,
						     sizeof(*sample) + shell_config.line_bytes + LINE_REST);
	s64 length;

	if (!sample)
		return;
	sample->owner = owner;
	sample->pid = BPF_CORE_READ(task, tgid);
	sample->flags = read_cwd(sample->cwd, &sample->cwd_length, task);
	sample->session = session_of(task);
	read_tty(sample->tty, task);
	length = bpf_probe_read_user_str(sample->line, shell_config.line_bytes + LINE_REST, line);
	if (length < 0)
		sample->flags |= SHELL_LINE_UNREAD;
	length = at_least_zero(length - 1); /* without its NUL */
	if (length > shell_config.line_bytes + (kind == SHELL_ZSH)) {
		sample->flags |= SHELL_LINE_CUT;
		length = shell_config.line_bytes;
	}
	sample->line_length = length;
	submit_sample(PROBE_SHELL, sample);
}

WITHHOLDS(shell)

static __always_inline void report_line(u8 kind, const char *line)
{
	struct task_struct *task = current_task();
	struct owner_verdict verdict;

	if (!wakeup.is_live || !line) /* NULL: the end of the file */
		return;
	verdict = describe(number_of(task), true);
	if (!shell_withholds(verdict))
		submit_line(task, kind, owner_id(verdict), line);
	forget_if_unneeded(owner_id(verdict));
}

static __always_inline void begin_edit(u64 context)
{
	u32 thread = bpf_get_current_pid_tgid();

	bpf_map_update_elem(&line_editors, &thread, &context, BPF_ANY);
}

static __always_inline void end_edit(void *ctx, const char *line)
{
	u32 thread = bpf_get_current_pid_tgid();
	u64 *context;
	bool is_line;

	if (!is_own_target(ctx, current_task()))
		return;
	context = bpf_map_lookup_elem(&line_editors, &thread);
	if (!context) {
		COUNT(shell, unseen_edits);
		return;
	}
	is_line = *context <= LAST_LINE_CONTEXT;
	bpf_map_delete_elem(&line_editors, &thread);
	if (is_line)
		report_line(SHELL_ZSH, line);
}

static __always_inline void end_parsed(void *ctx, const char *line)
{
	if (is_own_target(ctx, current_task()))
		report_line(SHELL_BASH, line);
}

/* Where the parser of bash has got a line of readline: what the builtin `read -e` gets of it comes elsewhere. */
SEC("uprobe.multi")
int handle_bash_line(struct pt_regs *ctx)
{
	end_parsed(ctx, (const char *)ctx->ax);
	return 0;
}

SEC("uprobe")
int handle_bash_line_perf(struct pt_regs *ctx)
{
	end_parsed(ctx, (const char *)ctx->ax);
	return 0;
}

/* char *zleread(char **lp, char **rp, int flags, int context, ...) */
SEC("uprobe.multi")
int handle_zsh_edit(struct pt_regs *ctx)
{
	begin_edit((u32)ctx->cx);
	return 0;
}

SEC("uprobe")
int handle_zsh_edit_perf(struct pt_regs *ctx)
{
	begin_edit((u32)ctx->cx);
	return 0;
}

SEC("uretprobe.multi")
int handle_zsh_line(struct pt_regs *ctx)
{
	end_edit(ctx, (const char *)ctx->ax);
	return 0;
}

SEC("uretprobe")
int handle_zsh_line_perf(struct pt_regs *ctx)
{
	end_edit(ctx, (const char *)ctx->ax);
	return 0;
}
