/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Files whose reads are reported, too. Most opens are of others: the last name, how it ends, and the folder's name tell them
 * apart before any path is read. So a path of several names stands twice in its map: whole, and its first name alone as
 * one that may be watched.
 */
#ifndef PROBES_FILE_WATCH_H
#define PROBES_FILE_WATCH_H

#include "kernel/bpf.h"
#include "kernel/fs.h"
#include "core/anchor.h"
#include "core/filter.h"
#include "services/path/path.h"
#include "probes/file/file.h"
#include "probes/file/scratch.h"

enum watch_verdict { WATCH_MAYBE = 1, WATCH_YES };
ANCHOR(enum, watch_verdict);

LPM_FILTER(watched_files, file_leaf_key);
LPM_FILTER(watched_folders, file_leaf_key); /* of files directly in them */
LPM_FILTER(watched_endings, file_ending_key);

/* Of the text's first name, of `length` bytes with its NUL. */
static __always_inline bool has_watched_ending(struct file_scratch *scratch, u32 length)
{
	u32 bits = 8 * (length - 1);
	u64 *words = (u64 *)scratch->ending.text;

	words[0] = word_backwards(scratch, length - 1);
	words[1] = word_backwards(scratch, length - 1 - sizeof(u64));
	scratch->ending.bits = bits < 8 * ENDING_BYTES ? bits : 8 * ENDING_BYTES;
	return bpf_map_lookup_elem(&watched_endings, &scratch->ending);
}

static __always_inline u32 leaf_bits(u32 length)
{
	return 8 * (length < TRAILING_BYTES ? length : TRAILING_BYTES);
}

/* The text is read again from here on: up to its first NUL, which counts. 0: it cannot be. */
static __always_inline u32 read_leaf(struct file_scratch *scratch, const struct dentry *dentry)
{
	long length = bpf_probe_read_kernel_str(scratch->text, NAME_BYTES, BPF_CORE_READ(dentry, d_name.name));

	return length > 0 ? length : 0;
}

/* False: it is not, whatever its path. */
static __always_inline bool may_be_watched(struct file_scratch *scratch, const struct path *path)
{
	struct dentry *dentry = path->dentry, *parent = BPF_CORE_READ(dentry, d_parent), *root;
	u32 length;

	if (!file_config.watches)
		return false;
	root = BPF_CORE_READ(path->mnt, mnt_root);
	if (dentry == root || parent == root) /* its name, or that of the folder, is of another mount */
		return true;
	length = read_leaf(scratch, dentry);
	scratch->bits = leaf_bits(length);
	if (file_config.watches & WATCH_FILES && bpf_map_lookup_elem(&watched_files, &scratch->bits))
		return true;
	if (file_config.watches & WATCH_ENDINGS && length && has_watched_ending(scratch, length))
		return true;
	if (!(file_config.watches & WATCH_FOLDERS))
		return false;
	scratch->bits = leaf_bits(read_leaf(scratch, parent));
	return bpf_map_lookup_elem(&watched_folders, &scratch->bits);
}

static __always_inline bool is_yes(const u8 *verdict)
{
	return verdict && *verdict == WATCH_YES;
}

/* The key of the text from the second name on takes the place of the first one's last bytes, and gives it back. */
static __always_inline bool is_in_watched_folder(struct file_scratch *scratch, u32 leaf, u32 length)
{
	u32 at = leaf, kept;
	u32 *bits;
	bool is_watched;

	if (leaf >= length)
		return false;
	barrier_var(at);
	at &= 511;
	bits = (void *)&scratch->bits + at;
	kept = *bits;
	*bits = leaf_bits(length - leaf);
	is_watched = is_yes(bpf_map_lookup_elem(&watched_folders, bits));
	*bits = kept;
	return is_watched;
}

/* Of the text, leaf first, of `length` bytes, with that NUL of the root which is missing where the path is cut. */
__noinline u32 is_watched(u32 place, u32 length)
{
	struct file_scratch *scratch = scratch_at(place);
	long leaf;

	if (!scratch)
		return false;
	leaf = bpf_probe_read_kernel_str(scratch->text + LONG_PATH_BYTES, NAME_BYTES, scratch->text);
	if (leaf <= 0)
		return false;
	scratch->bits = leaf_bits(length);
	if (is_yes(bpf_map_lookup_elem(&watched_files, &scratch->bits)))
		return true;
	return has_watched_ending(scratch, leaf) || is_in_watched_folder(scratch, leaf, length);
}

#endif
