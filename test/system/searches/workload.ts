/** Traffic of known truth for the saved searches, between two namespaces that stand for the hosts web1 and db1. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { pause, until } from '../traffic/traffic';
import { Actor, actorFile } from './actor';
import { Cable, farAddress, nearAddress } from './cable';

export const port = { http: 80, store: 5432, backdoor: 7002, local: 7003, sink: 7004, inner: 7005, source: 7006, refused: 7007, flooded: 7008, closed: 443, scanned: '7100-7119', tool: 4444 } as const;
/** For the tracer, to look at nothing else. */
export const ports = '80,443,4444,5432,7000-7199';
const [db1, second, slow, lossy, dead] = [2, 3, 4, 5, 9];
const rack = Array.from({ length: 20 }, (_, at) => 20 + at);
export const uploaded = 10 * 1024 * 1024;

/** The processes; the tests ask for their events by name. */
const names = {
  near: ['sink', 'local', 'agent', 'inner', 'upload', 'scanner', 'flood', 'shop', 'crawler', 'sender', 'tunnel', 'source', 'spreader', 'implant', 'thief'],
  far: ['store', 'backdoor', 'reader'],
} as const;
type Name = (typeof names)['near' | 'far'][number];

export class Workload {
  readonly cable: Cable;
  readonly #actors: Readonly<Record<Name, Actor>>;
  #http: ChildProcess | undefined;

  private constructor(cable: Cable) {
    this.cable = cable;
    const actors = (['near', 'far'] as const).flatMap((end) => names[end].map((name) => [name, new Actor(name, cable[end])] as const));
    this.#actors = Object.fromEntries(actors) as Record<Name, Actor>;
  }

  static async prepare(): Promise<Workload> {
    const cable = await Cable.lay([db1, second, slow, lossy, ...rack]);
    cable.cut(dead);
    return new Workload(cable);
  }

  async work(): Promise<void> {
    await this.#serve();
    this.#seeds();
    await this.#ordinary();
    this.#shells();
    await this.#programs();
    await this.#unusual();
    await this.#slowOnes();
    await this.#failures();
    await this.#longOnes();
    await until(() => this.#sockets('connected') === '', () => `the end of ${this.#sockets('connected')}`, 30_000);
  }

  end(): void {
    for (const actor of Object.values(this.#actors)) actor.kill();
    this.#http?.kill('SIGKILL');
    this.cable.remove();
  }

  async #serve(): Promise<void> {
    const { store, sink, local } = this.#actors;
    await store.does(`listen 0.0.0.0 ${port.store}`, `listen 0.0.0.0 ${port.tool}`, `listen fd00:ec2::254 ${port.store}`);
    await sink.does(`listen 0.0.0.0 ${port.sink}`);
    await local.does(`listen 127.0.0.1 ${port.inner}`);
    const [program = '', ...prefix] = this.cable.far.prefix();
    this.#http = spawn(program, [...prefix, 'python3', '-m', 'http.server', String(port.http)], { cwd: __dirname, stdio: 'ignore' });
    await until(() => this.cable.far.run('ss', '-ltnH', `sport = :${port.http}`) !== '', () => 'an HTTP server', 20_000);
  }

  /** wget at two addresses, refused at a third port; python3 once. */
  #seeds(): void {
    for (const [host, to] of [[db1, port.http], [second, port.http], [db1, port.closed]] as const) this.#wget(host, to);
    const script = `import socket; s = socket.create_connection(("${farAddress(db1)}", ${port.store})); s.sendall(b"x" * 1000); s.close()`;
    this.cable.near.run('/usr/bin/python3', '-c', script);
  }

  /** agent: to db1, and to another address of it; inner: within the host. */
  async #ordinary(): Promise<void> {
    const { agent, inner } = this.#actors;
    await agent.does(`open ${farAddress(db1)} ${port.store} 1`, 'send 1000', 'close');
    await agent.does(`open ${farAddress(second)} ${port.store} 1`, 'send 1000', 'close');
    await inner.does(`open 127.0.0.1 ${port.inner} 1`, 'send 1000', 'close');
  }

  /** bash by itself; helper, which sh starts; bash within the host. */
  #shells(): void {
    const there = (address: string, to: number): string => `exec 3<>/dev/tcp/${address}/${to}; exec 3>&-`;
    this.cable.near.run('bash', '-c', there(farAddress(db1), port.store));
    this.cable.near.run('bash', '-c', there('127.0.0.1', port.inner));
    const actor = `python3 '${actorFile}' helper`;
    this.cable.near.run('sh', '-c', `echo 'open ${farAddress(db1)} ${port.store} 1' | ${actor} > /dev/null; true`);
  }

  /** dropper lies in /tmp, ghost has deleted itself; implant has a tool's port; thief reads metadata, at an address that refuses it too; spreader reaches a rack. */
  async #programs(): Promise<void> {
    const { implant, thief, spreader } = this.#actors;
    const folder = mkdtempSync('/tmp/dropped-');
    copyFileSync(this.cable.near.run('which', 'wget').trim(), join(folder, 'dropper'));
    copyFileSync(this.cable.near.run('which', 'bash').trim(), join(folder, 'ghost'));
    this.cable.near.run('sh', '-c', `cd ${folder} && chmod 755 dropper ghost && ./dropper -q -t 1 -O /dev/null http://${farAddress(db1)}:${port.http}/; true`);
    const there = `exec 3<>/dev/tcp/${farAddress(db1)}/${port.store}; exec 3>&-`;
    this.cable.near.run(join(folder, 'ghost'), '-c', `rm -r ${folder}; ${there}`);
    await implant.does(`open ${farAddress(db1)} ${port.tool} 1`, 'close');
    await thief.does(`open 169.254.169.254 ${port.http} 1`, `open fd00:ec2::254 ${port.store} 1`, `open 169.254.169.254 ${port.refused} 1`, 'close');
    await spreader.does(`open ${rack.map(farAddress).join()} ${port.store} 1`, 'close');
  }

  /** backdoor listens; the server db1 connects to web1; upload sends 10 MB. */
  async #unusual(): Promise<void> {
    const { backdoor, store, upload } = this.#actors;
    await backdoor.does(`listen 0.0.0.0 ${port.backdoor}`);
    await store.does(`open ${nearAddress} ${port.sink} 1`, 'close');
    await upload.does(`open ${farAddress(db1)} ${port.store} 1`, `send ${uploaded}`, 'close');
  }

  /** crawler: 5 whose first SYN is lost; sender: 20 whose bytes are, until each was sent again; source: the same, of 40 that it accepted. */
  async #slowOnes(): Promise<void> {
    const { crawler, sender } = this.#actors;
    this.cable.cut(slow);
    const opened = crawler.does(`open ${farAddress(slow)} ${port.store} 5`);
    await until(() => this.#sockets('syn-sent', farAddress(slow)).split('\n').length > 5, () => 'five SYNs', 30_000);
    this.cable.mend(slow);
    await opened;
    await crawler.does('close');
    await sender.does(`open ${farAddress(lossy)} ${port.store} 20`);
    this.cable.cut(lossy);
    await sender.does('send 1000');
    await pause(1000);
    this.cable.mend(lossy);
    await until(() => !/^\d+ +[1-9]/m.test(this.#sockets('established', farAddress(lossy))), () => 'acknowledgements', 30_000);
    await sender.does('close');
    const { source, reader } = this.#actors;
    await source.does(`answer 0.0.0.0 ${port.source}`);
    await reader.does(`open ${nearAddress} ${port.source} 40`);
    this.cable.cut(db1);
    await source.does('send 1000');
    await pause(1000);
    this.cable.mend(db1);
    await until(() => !/^\d+ +[1-9]/m.test(this.#sockets('established', farAddress(db1))), () => 'acknowledgements', 30_000);
    await source.does('close');
    await reader.does('close');
  }

  /** scanner: 20 ports; flood: 100 to one; shop: 4 of 10 are well at one port, none of 6 and 5 at two others; inner: none of 6 at ::1. */
  async #failures(): Promise<void> {
    const { scanner, flood, shop, inner } = this.#actors;
    await inner.does(`open ::1 ${port.refused} 6`);
    await scanner.does(`open ${farAddress(db1)} ${port.scanned} 1`);
    await flood.does(`open ${farAddress(second)} ${port.flooded} 100`);
    this.cable.near.run('sh', '-c', 'echo 1 > /proc/sys/net/ipv4/tcp_syn_retries'); // times out after 3 s
    await shop.does(`open ${farAddress(db1)} ${port.store} 4`, 'close', `open ${farAddress(db1)} ${port.refused} 6`, `open ${farAddress(dead)} ${port.refused} 5`);
  }

  /** tunnel: open for longer than an interval report. */
  async #longOnes(): Promise<void> {
    const { tunnel } = this.#actors;
    await tunnel.does(`open ${farAddress(db1)} ${port.store} 1`, 'send 1000');
    await pause(5000);
    await tunnel.does('send 500', 'close');
  }

  /** A line for each socket of web1: bytes not read, bytes not acknowledged, addresses; before them the state, where there are several. */
  #sockets(state: string, to = '0.0.0.0/0'): string {
    return this.cable.near.run('ss', '-tnH', 'state', state, 'exclude', 'time-wait', 'dst', to);
  }

  #wget(host: number, to: number): void {
    const [program = '', ...prefix] = this.cable.near.prefix();
    spawnSync(program, [...prefix, 'wget', '-q', '-t', '1', '-T', '5', '-O', '/dev/null', `http://${farAddress(host)}:${to}/`]);
  }
}
