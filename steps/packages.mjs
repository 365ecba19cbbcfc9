// The packages of Debian and Ubuntu that each part of the work needs.
export const packages = {
  build: ['clang', 'llvm', 'python3', 'python3-venv', 'ca-certificates'],
  demo: ['iproute2', 'libcap2-bin', 'python3', 'wget'],
  bench: ['bpftrace', 'gcc', 'libbpf-tools', 'libc6-dev', 'util-linux', 'wget'],
  test: [
    ...['binutils', 'curl', 'gcc', 'iproute2', 'libc6-dev', 'libcap2-bin', 'python3', 'util-linux', 'wget'],
    ...['file', 'python3-venv'], // for AppInspect
    ...['busybox-static', 'cpio', 'debian-archive-keyring', 'qemu-system-x86', 'xz-utils'], // other kernels, in qemu
  ],
};

// Cargo only downloads. Debian 12's own is too old for today's registry; cargo-web is its newer one.
export const cargo = ['cargo-web', 'cargo'];
