// node steps/setup.mjs PART...: installs what the parts (build, demo, preview, bench, test) need, and does nothing when it
// is there. Needs nothing but npm, root or sudo to install packages, and Node.js as Debian 12 and Ubuntu 24.04 have it:
// all else is run by the one that npm installs. Even an older one must be able to read this file.
const oldest = 18;

if (Number(process.versions.node.split('.')[0]) < oldest) {
  process.stderr.write(`Node.js ${oldest} or newer is needed, and this is ${process.versions.node}: see https://nodejs.org\n`);
  process.exit(1);
}

void Promise.all([import('./failure.mjs'), import('./install.mjs')]).then(([{ main }, { install }]) => {
  return main(() => install(process.argv.slice(2)));
});
