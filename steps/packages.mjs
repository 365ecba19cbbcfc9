// The packages of Debian and Ubuntu that each part of the work needs.
export const packages = {
  build: ['clang', 'llvm', 'python3', 'python3-venv', 'ca-certificates'],
  demo: ['iproute2', 'libcap2-bin', 'python3', 'wget'],
  preview: [],
  bench: ['bpftrace', 'fio', 'gcc', 'libbpf-tools', 'libc6-dev', 'nginx', 'redis-tools', 'util-linux', 'wget', 'wrk'],
  test: [
    ...['binutils', 'curl', 'fio', 'gcc', 'iproute2', 'libc6-dev', 'libcap2-bin', 'nftables', 'python3', 'strace', 'util-linux', 'wget'],
    ...['bash', 'libreadline-dev', 'openssh-client', 'passwd', 'zsh'], // shells that are typed to
    ...['file', 'python3-venv'], // for AppInspect
    ...['busybox-static', 'cpio', 'debian-archive-keyring', 'qemu-system-x86', 'xz-utils'], // other kernels, in qemu
    'fonts-liberation', // what the renderer falls back to
  ],
};

// One of several, the first that there is, unless one of the programs is here already.
/** @typedef {{ programs: string[], names: string[] }} Choice */

/** @type {{ build: Choice, test: Choice } & Partial<Record<keyof typeof packages, Choice>>} */
export const choices = {
  // Cargo only downloads. Debian 12's own is too old for today's registry; cargo-web is its newer one.
  build: { programs: ['cargo'], names: ['cargo-web', 'cargo'] },
  // Ubuntu has none as a package; the tests that need one skip there.
  test: { programs: ['chromium-headless-shell', 'chromium', 'google-chrome'], names: ['chromium-headless-shell', 'chromium'] },
};

// As measured; npm itself does not say before.
/** @type {Readonly<Record<string, string>>} */
export const moduleSizes = { '': '150 MB to download, 330 MB on disk', 'preview/renderer': '130 MB to download, 540 MB on disk' };

// The preview's renderer has packages of its own, in its own folder: nothing else is to depend on them.
/** @type {Partial<Record<keyof typeof packages, string>>} */
export const modules = { preview: 'preview/renderer', test: 'preview/renderer' };
