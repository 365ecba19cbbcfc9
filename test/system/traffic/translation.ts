/** Three network namespaces: a client and a server, and a router between them that exchanges addresses and ports of both ends. */
import { spawnSync } from 'node:child_process';
import { NetworkNamespace } from './traffic';

/** To this one the client connects; the server sees the router as the client. */
export const asked = { port: 7000, ipv4: '10.81.1.1', ipv6: 'fd81:1::1' } as const;
export const served = { port: 7001, ipv4: '10.81.2.2', ipv6: 'fd81:2::2' } as const;
const client = { ipv4: '10.81.1.2', ipv6: 'fd81:1::2' } as const;
const router = { ipv4: '10.81.2.1', ipv6: 'fd81:2::1' } as const;

const rules = `add table inet translation {
  chain destination { type nat hook prerouting priority -100;
    ip daddr ${asked.ipv4} tcp dport ${asked.port} dnat ip to ${served.ipv4}:${served.port}
    ip6 daddr ${asked.ipv6} tcp dport ${asked.port} dnat ip6 to [${served.ipv6}]:${served.port}
  }
  chain source { type nat hook postrouting priority 100;
    oifname "inside" masquerade random
  }
}`;
/** Client and server both, and without a cookie: tcp_fastopen of Documentation/networking/ip-sysctl.rst. */
const fastOpen = 0x1 | 0x2 | 0x4 | 0x200;

export function whyNotTranslatable(): string | undefined {
  return spawnSync('nft', ['--version']).status === 0 ? undefined : 'nft is missing (apt install nftables)';
}

export class Translation {
  readonly client: NetworkNamespace;
  readonly router: NetworkNamespace;
  readonly server: NetworkNamespace;

  private constructor(client: NetworkNamespace, router: NetworkNamespace, server: NetworkNamespace) {
    this.client = client;
    this.router = router;
    this.server = server;
  }

  static async lay(): Promise<Translation> {
    const made = new Translation(await NetworkNamespace.make(), await NetworkNamespace.make(), await NetworkNamespace.make());
    link(made.client, client, made.router, asked, 'outside');
    link(made.server, served, made.router, router, 'inside');
    for (const family of ['ipv4/ip_forward', 'ipv6/conf/all/forwarding']) set(made.router, family, 1);
    for (const end of [made.client, made.server]) set(end, 'ipv4/tcp_fastopen', fastOpen);
    made.router.run('nft', rules);
    return made;
  }

  /** Connections that the server took by Fast Open. */
  get fastOpened(): number {
    const [names = '', values = ''] = this.server.run('grep', '^TcpExt:', '/proc/net/netstat').split('\n');
    return Number(values.split(' ')[names.split(' ').indexOf('TCPFastOpenPassive')]);
  }

  remove(): void {
    for (const namespace of [this.client, this.router, this.server]) namespace.remove();
  }
}

interface Addresses {
  readonly ipv4: string;
  readonly ipv6: string;
}

/** A cable from one end to the router, whose interface has that name there. */
function link(end: NetworkNamespace, own: Addresses, to: NetworkNamespace, its: Addresses, name: string): void {
  end.run('ip', 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', name, 'netns', String(to.pid));
  for (const [namespace, device, { ipv4, ipv6 }] of [[end, 'cable', own], [to, name, its]] as const) {
    namespace.run('ip', 'address', 'add', `${ipv4}/24`, 'dev', device);
    namespace.run('ip', 'address', 'add', `${ipv6}/64`, 'dev', device, 'nodad');
    namespace.run('ip', 'link', 'set', device, 'up');
  }
}

function set(namespace: NetworkNamespace, name: string, value: number): void {
  namespace.run('sh', '-c', `echo ${value} > /proc/sys/net/${name}`);
}
