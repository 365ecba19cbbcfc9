/** The paths of runtimes, of cgroupfs and of systemd's driver. */
import { identityOf } from '../../../src/services/owners/container';

const id = '0123456789abcdef'.repeat(4);
const other = 'fedcba9876543210'.repeat(4);
const pod = '8dbc5577-d0e2-4706-8787-57d52c03ddf2';
const podOfUnit = pod.replaceAll('-', '_');
const user = '/user.slice/user-1000.slice/user@1000.service';

const identity = (path: string): unknown => {
  const found = identityOf(path.split('/').slice(1));
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
};

test.each([
  ['/system.slice/sshd.service', { unit: 'sshd.service' }],
  ['/user.slice/user-1000.slice/session-3.scope', { unit: 'session-3.scope' }],
  [`${user}/app.slice/app-firefox-12.scope`, { unit: 'app-firefox-12.scope' }],
  ['/init.scope', { unit: 'init.scope' }],
  ['/user.slice', {}],
  ['/batch/0123456789abcdef0123456789abcdef', {}],
])('%s is of no container', (path, expected) => {
  expect(identity(path)).toEqual(expected);
});

test.each([
  [`/docker/${id}`, { container: id, runtime: 'docker' }],
  [`/system.slice/docker-${id}.scope`, { container: id, runtime: 'docker' }],
  [`/system.slice/docker-${id}.scope/init.scope`, { container: id, runtime: 'docker' }],
  [`/system.slice:docker:${id}`, { container: id, runtime: 'docker' }],
  [`/machine.slice/libpod-${id}.scope/container`, { container: id, runtime: 'podman' }],
  [`${user}/user.slice/libpod-${id}.scope/container`, { container: id, runtime: 'podman', unit: 'user@1000.service' }],
  [`/libpod_parent/libpod-${id}`, { container: id, runtime: 'podman' }],
  [`/machine.slice/libpod-conmon-${id}.scope`, { unit: `libpod-conmon-${id}.scope` }],
  [`/system.slice/containerd.service/nerdctl-${id}.scope`, { container: id, runtime: 'containerd', unit: 'containerd.service' }],
  [`/default/${id}`, { container: id }],
  [`/ecs/0f9c8a/${id}`, { container: id }],
  ['/ecs/0f9c8a/0123456789abcdef0123456789abcdef-1234567890', { container: '0123456789abcdef0123456789abcdef-1234567890' }],
  ['/lxc.payload.web/system.slice/nginx.service', { container: 'web', runtime: 'lxc' }],
  ['/lxc/web', { container: 'web', runtime: 'lxc' }],
  ['/lxc.monitor.web', {}],
  ['/machine.slice/systemd-nspawn@web.service/payload/system.slice/nginx.service', { container: 'web', runtime: 'systemd-nspawn' }],
  [String.raw`/machine.slice/machine-web\\x2d1.scope`, { container: 'web-1', runtime: 'systemd-nspawn' }],
  [String.raw`/machine.slice/machine-qemu\\x2d1\\x2dvm.scope`, { unit: String.raw`machine-qemu\\x2d1\\x2dvm.scope` }],
])('%s is of a container', (path, expected) => {
  expect(identity(path)).toEqual(expected);
});

test.each([
  [`/kubepods/burstable/pod${pod}/${id}`, { container: id, pod }],
  [`/kubepods/pod${pod}/${id}`, { container: id, pod }],
  [`/kubepods/pod${pod}`, { pod }],
  ['/kubepods/besteffort/pod0123456789abcdef0123456789abcdef/x', { pod: '0123456789abcdef0123456789abcdef' }],
  [`/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${podOfUnit}.slice/cri-containerd-${id}.scope`, { container: id, runtime: 'containerd', pod }],
  [`/kubepods.slice/kubepods-pod${podOfUnit}.slice/crio-${id}.scope/container`, { container: id, runtime: 'cri-o', pod }],
  [`/kubepods.slice/kubepods-pod${podOfUnit}.slice/docker-${id}.scope`, { container: id, runtime: 'docker', pod }],
  [`/system.slice/containerd.service/kubepods-pod${podOfUnit}.slice:cri-containerd:${id}`, { container: id, runtime: 'containerd', pod, unit: 'containerd.service' }],
  [`/docker/${other}/kubelet/kubepods/burstable/pod${pod}/${id}`, { container: id, pod }],
  [`/docker/${other}/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod${podOfUnit}.slice/cri-containerd-${id}.scope`, { container: id, runtime: 'containerd', pod }],
])('%s is of a pod', (path, expected) => {
  expect(identity(path)).toEqual(expected);
});
