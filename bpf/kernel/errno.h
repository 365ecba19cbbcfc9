/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* include/uapi/asm-generic/errno-base.h, errno.h */
#ifndef KERNEL_ERRNO_H
#define KERNEL_ERRNO_H

#define EPERM 1
#define ENOENT 2
#define EINTR 4
#define EAGAIN 11
#define EACCES 13
#define EFAULT 14
#define EEXIST 17
#define ENOTDIR 20
#define ETXTBSY 26
#define EROFS 30
#define EPIPE 32
#define ELOOP 40
#define EOPNOTSUPP 95
#define ECONNABORTED 103
#define ECONNRESET 104
#define EISCONN 106
#define ENOTCONN 107
#define ETIMEDOUT 110
#define ECONNREFUSED 111
#define EALREADY 114
#define EINPROGRESS 115
#define LAST_ERRNO 133 /* EHWPOISON; beyond are those that only the kernel sees, as ERESTARTSYS */

#endif
