/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* From a descriptor of the current task to its file and its socket. */
#ifndef SERVICES_SYSCALLS_DESCRIPTOR_H
#define SERVICES_SYSCALLS_DESCRIPTOR_H

#include "kernel/bpf.h"
#include "kernel/fs.h"
#include "kernel/net.h"
#include "services/owner/identity.h"

static __always_inline struct socket *socket_of_file(struct file *file)
{
	struct socket *socket;

	if ((BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	socket = BPF_CORE_READ(file, private_data);
	if (!socket || BPF_CORE_READ(socket, file) != file) /* O_PATH of a socket's name in the file system */
		return NULL;
	return socket;
}

static __always_inline struct sock *sock_of_file(struct file *file)
{
	struct socket *socket = socket_of_file(file);

	return socket ? BPF_CORE_READ(socket, sk) : NULL;
}

static __always_inline struct file *file_of_descriptor(long fd)
{
	struct file **files, *file = NULL;
	struct fdtable *table;
	u32 room;

	if (HAS_TYPED_CURRENT) {
		table = ((struct task_struct *)bpf_get_current_task_btf())->files->fdt;
		files = table->fd;
		room = table->max_fds;
	} else {
		table = BPF_CORE_READ(current_task(), files, fdt);
		files = BPF_CORE_READ(table, fd);
		room = BPF_CORE_READ(table, max_fds);
	}
	if (fd < 0 || fd >= room)
		return NULL;
	bpf_probe_read_kernel(&file, sizeof(file), files + fd);
	return file;
}

#endif
