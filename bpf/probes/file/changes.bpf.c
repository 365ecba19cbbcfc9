// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * Changes of names: renames and deletions. At the functions of the kernel that make them, which have the entries and their
 * folders, but not the mount that they were come to by: that is the one that this thread has leave to write to meanwhile.
 */

#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/errno.h"
#include "kernel/fs.h"
#include "core/numbers.h"
#include "services/owner/identity.h"
#include "services/syscalls/registers.h"
#include "probes/file/asked.h"
#include "probes/file/changed.h"
#include "probes/file/programs.h"
#include "probes/file/scratch.h"

#define NR_RMDIR 84 /* x86_64 */
#define NR_RENAMEAT2 316
#define WRITERS 16384
#define RENAMES 1024

/*
 * The mount, by thread, until the leave is given back. Overwritten, or the one used least recently goes: of one whose end was
 * shown to no program.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, WRITERS);
	__type(key, u32);
	__type(value, u64);
} file_writers SEC(".maps");

struct rename_start {
	u64 mnt;
	u64 old_dentry;
	u64 old_folder; /* dentries */
	u64 new_folder;
	char old_name[NAME_BYTES];
	char new_name[NAME_BYTES];
};

static const struct rename_start no_rename;

/* A rename under way, by thread, until it returns; else the one used least recently goes. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, RENAMES);
	__type(key, u32);
	__type(value, struct rename_start);
} file_renames SEC(".maps");

static __always_inline void begin_write(const u64 *arguments)
{
	struct vfsmount *mnt = (void *)arguments[0];
	u64 mnt_ns, address = arguments[0];
	u32 tid = bpf_get_current_pid_tgid();

	if (!wakeup.is_live || is_kernel_thread())
		return;
	mnt_ns = number_of(BPF_CORE_READ(mount_of(mnt), mnt_ns));
	if (!is_error(mnt_ns))
		bpf_map_update_elem(&file_writers, &tid, &address, BPF_ANY);
}

FUNCTION_PROGRAM("fentry/mnt_want_write", begin_file_write, begin_write)

/*
 * What another file system does with such an entry later, as NFS does when it finds it gone, is none of this call. Leave that
 * overlayfs takes for a layer meanwhile is another mount's.
 */
static __always_inline void end_write(const u64 *arguments)
{
	u32 tid = bpf_get_current_pid_tgid();
	const u64 *address = bpf_map_lookup_elem(&file_writers, &tid);

	if (address && *address == arguments[0])
		bpf_map_delete_elem(&file_writers, &tid);
}

FUNCTION_PROGRAM("fentry/mnt_drop_write", end_file_write, end_write)

/*
 * The mount by which the current call came to the entry; NULL where there is none, as of what the kernel changes for its own, and
 * what overlayfs changes in its layers, which have other file systems than the mount of the call.
 */
static __always_inline struct vfsmount *mount_of_change(struct dentry *dentry)
{
	u32 tid = bpf_get_current_pid_tgid();
	const u64 *address = bpf_map_lookup_elem(&file_writers, &tid);
	struct vfsmount *mnt;

	if (!address || !wakeup.is_live)
		return NULL;
	mnt = (void *)*address;
	return BPF_CORE_READ(mnt, mnt_sb) == BPF_CORE_READ(dentry, d_sb) ? mnt : NULL;
}

#define HAS_RENAMEDATA bpf_core_type_exists(struct renamedata)

static __always_inline struct dentry *old_dentry_of(const u64 *arguments)
{
	return HAS_RENAMEDATA ? BPF_CORE_READ((struct renamedata *)arguments[0], old_dentry) : (void *)arguments[1];
}

static __always_inline struct dentry *new_dentry_of(const u64 *arguments)
{
	return HAS_RENAMEDATA ? BPF_CORE_READ((struct renamedata *)arguments[0], new_dentry) : (void *)arguments[3];
}

/* Two names of one file: the rename succeeds, and changes nothing. */
static __always_inline bool is_same_file(const struct dentry *old, const struct dentry *new)
{
	struct inode *inode = BPF_CORE_READ(old, d_inode);

	return inode && inode == BPF_CORE_READ(new, d_inode);
}

/* What it is called now is gone when it is done. */
static __always_inline void begin_rename(const u64 *arguments)
{
	struct dentry *old = old_dentry_of(arguments), *new = new_dentry_of(arguments);
	struct vfsmount *mnt = mount_of_change(old);
	u32 tid = bpf_get_current_pid_tgid();
	struct rename_start *start;

	if (!mnt || is_same_file(old, new))
		return;
	bpf_map_update_elem(&file_renames, &tid, &no_rename, BPF_ANY);
	start = bpf_map_lookup_elem(&file_renames, &tid);
	if (!start)
		return;
	start->mnt = number_of(mnt);
	start->old_dentry = number_of(old);
	start->old_folder = number_of(BPF_CORE_READ(old, d_parent));
	start->new_folder = number_of(BPF_CORE_READ(new, d_parent));
	bpf_probe_read_kernel_str(start->old_name, NAME_BYTES, BPF_CORE_READ(old, d_name.name));
	bpf_probe_read_kernel_str(start->new_name, NAME_BYTES, BPF_CORE_READ(new, d_name.name));
}

FUNCTION_PROGRAM("fentry/vfs_rename", begin_file_rename, begin_rename)

static __always_inline u32 rename_flags(const u64 *arguments)
{
	return HAS_RENAMEDATA ? BPF_CORE_READ((struct renamedata *)arguments[0], flags) : (u32)arguments[5];
}

static __always_inline u32 flags_of_inode(const struct inode *inode)
{
	return (BPF_CORE_READ(inode, i_mode) & S_IFMT) == S_IFDIR ? FILE_IS_FOLDER : 0;
}

/* The barrier keeps the compiler from making one read of the two, at a place that depends: the verifier refuses that. */
static __always_inline s32 result_of_rename(const u64 *arguments)
{
	u64 result;

	if (!HAS_RENAMEDATA)
		return arguments[6];
	result = arguments[1];
	barrier_var(result);
	return result;
}

static __always_inline void end_rename(const u64 *arguments, u32 place)
{
	struct dentry *old = old_dentry_of(arguments);
	s32 result = result_of_rename(arguments);
	u32 tid = bpf_get_current_pid_tgid(), flags, path, old_path;
	struct rename_start *start = bpf_map_lookup_elem(&file_renames, &tid);
	struct inode *inode;

	if (!start || start->old_dentry != number_of(old))
		return;
	inode = BPF_CORE_READ(old, d_inode);
	flags = flags_of_inode(inode) | (rename_flags(arguments) & RENAME_EXCHANGE ? FILE_EXCHANGED : 0);
	if (begin_change(place, FILE_RENAMED, result, flags, number_of(inode))) {
		path = write_entry(place, number_of(start->new_name), start->new_folder, start->mnt);
		old_path = write_entry(place + 1, number_of(start->old_name), start->old_folder, start->mnt);
		take_change(place, path, old_path, true);
	}
	bpf_map_delete_elem(&file_renames, &tid);
}

FILE_PROGRAM("fexit/vfs_rename", end_file_rename, end_rename, PLACE_RENAME, const u64)

/* The entry has its name and its folder still. */
static __always_inline void end_removal(struct dentry *dentry, s32 result, u32 flags, u32 place)
{
	struct vfsmount *mnt = mount_of_change(dentry);
	u64 name, folder;

	if (!mnt || !begin_change(place, FILE_UNLINKED, result, flags, 0))
		return;
	name = number_of(BPF_CORE_READ(dentry, d_name.name));
	folder = number_of(BPF_CORE_READ(dentry, d_parent));
	take_change(place, write_entry(place, name, folder, number_of(mnt)), CHOSEN(0, 0), false);
}

/* From 5.12 on the mount's users come first. */
#define HAS_MOUNT_USERS                                                            \
	(bpf_core_field_exists(((struct renamedata___5_12 *)0)->old_mnt_userns) || \
	 bpf_core_field_exists(((struct renamedata___6_3 *)0)->old_mnt_idmap) ||   \
	 bpf_core_field_exists(((struct renamedata___6_17 *)0)->mnt_idmap))

static __always_inline void end_unlink(const u64 *arguments, u32 place)
{
	u64 dentry, result;

	if (!HAS_MOUNT_USERS) {
		end_removal((void *)arguments[1], arguments[3], 0, place);
		return;
	}
	dentry = arguments[2];
	result = arguments[4];
	barrier_var(result);
	end_removal((void *)dentry, result, 0, place);
}

FILE_PROGRAM("fexit/vfs_unlink", end_file_unlink, end_unlink, PLACE_UNLINK, const u64)

/*
 * Where a folder was removed: some compilers (that of Debian's 5.10) have put vfs_rmdir into its callers, and no hook is left of
 * it. So what is refused is not seen.
 */
static __always_inline void end_rmdir(const u64 *arguments, u32 place)
{
	struct dentry *dentry = (void *)arguments[0];
	u32 flags = flags_of_inode(BPF_CORE_READ(dentry, d_inode));

	if (flags & FILE_IS_FOLDER)
		end_removal(dentry, 0, flags, place);
}

FILE_PROGRAM("fentry/d_delete", end_file_rmdir, end_rmdir, PLACE_RMDIR, const u64)

/* The same as system calls: by the names that they were called with. */
static __always_inline void end_rename_of(long result, s32 folder, u64 name, s32 new_folder, u64 new_name, u32 flags,
					  u32 place)
{
	u32 path;

	if (!wakeup.is_live || !begin_change(place, FILE_RENAMED, result, flags | FILE_BY_NAME, 0))
		return;
	path = write_asked(new_name, ASKED_BY_USER, new_folder, place);
	take_change(place, path, write_asked(name, ASKED_BY_USER, folder, place + 1), true);
}

static __always_inline void end_rename_call(struct syscall_trace_exit *ctx, u32 place)
{
	end_rename_of(ctx->ret, AT_FDCWD, CALL_REGISTER(di), AT_FDCWD, CALL_REGISTER(si), 0, place);
}

FILE_CALL_PROGRAM(rename, end_rename_call, PLACE_RENAME_CALL)

/* And renameat, whose flags are none. */
static __always_inline void end_renameat_call(struct syscall_trace_exit *ctx, u32 place)
{
	bool has_flags = ctx->nr == NR_RENAMEAT2;

	end_rename_of(ctx->ret, CALL_REGISTER(di), CALL_REGISTER(si), CALL_REGISTER(dx), CALL_REGISTER(r10),
		      has_flags && CALL_REGISTER(r8) & RENAME_EXCHANGE ? FILE_EXCHANGED : 0, place);
}

FILE_CALL_PROGRAM(renameat2, end_renameat_call, PLACE_RENAMEAT_CALL)

static __always_inline void end_removal_of(long result, s32 folder, u64 name, bool is_folder, u32 place)
{
	u32 flags = FILE_BY_NAME | (is_folder ? FILE_IS_FOLDER : 0);

	if (!wakeup.is_live || !begin_change(place, FILE_UNLINKED, result, flags, 0))
		return;
	take_change(place, write_asked(name, ASKED_BY_USER, folder, place), CHOSEN(0, 0), false);
}

/* And rmdir. */
static __always_inline void end_unlink_call(struct syscall_trace_exit *ctx, u32 place)
{
	end_removal_of(ctx->ret, AT_FDCWD, CALL_REGISTER(di), ctx->nr == NR_RMDIR, place);
}

FILE_CALL_PROGRAM(unlink, end_unlink_call, PLACE_UNLINK_CALL)

static __always_inline void end_unlinkat_call(struct syscall_trace_exit *ctx, u32 place)
{
	end_removal_of(ctx->ret, CALL_REGISTER(di), CALL_REGISTER(si), CALL_REGISTER(dx) & AT_REMOVEDIR, place);
}

FILE_CALL_PROGRAM(unlinkat, end_unlinkat_call, PLACE_UNLINKAT_CALL)
