/** Two network namespaces, as two hosts, and a cable between them on which each address of the far end can be cut. */
import { NetworkNamespace } from '../traffic/traffic';

const hardware = '02:77:00:00:00:02';
/** Where a cloud has its metadata, at the far end, on networks of their own: far, near. */
const metadata = [['169.254.169.254/24', '169.254.169.1/24'], ['fd00:ec2::254/64', 'fd00:ec2::1/64', 'nodad']] as const;
const nobody = '02:77:00:00:00:99';

/** What all of them begin with. */
export const addresses = '10.77.0.';
export const nearAddress = `${addresses}1`;
export const farAddress = (last: number): string => `${addresses}${last}`;

export class Cable {
  readonly near: NetworkNamespace;
  readonly far: NetworkNamespace;

  private constructor(near: NetworkNamespace, far: NetworkNamespace) {
    this.near = near;
    this.far = far;
  }

  /** @param lasts the last numbers of the far end's addresses */
  static async lay(lasts: readonly number[]): Promise<Cable> {
    const cable = new Cable(await NetworkNamespace.make(), await NetworkNamespace.make());
    const { near, far } = cable;
    near.run('ip', 'link', 'add', 'near', 'type', 'veth', 'peer', 'name', 'far', 'address', hardware, 'netns', String(far.pid));
    near.run('ip', 'address', 'add', `${nearAddress}/24`, 'dev', 'near');
    for (const last of lasts) far.run('ip', 'address', 'add', `${farAddress(last)}/24`, 'dev', 'far');
    for (const [there, here, ...more] of metadata) {
      far.run('ip', 'address', 'add', there, 'dev', 'far', ...more);
      near.run('ip', 'address', 'add', here, 'dev', 'near', ...more);
    }
    near.run('ip', 'link', 'set', 'near', 'up');
    far.run('ip', 'link', 'set', 'far', 'up');
    for (const last of lasts) cable.mend(last);
    return cable;
  }

  /** What is sent there arrives and is not taken. */
  cut(last: number): void {
    this.#neighbour(last, nobody);
  }

  mend(last: number): void {
    this.#neighbour(last, hardware);
  }

  remove(): void {
    this.near.remove();
    this.far.remove();
  }

  #neighbour(last: number, address: string): void {
    this.near.run('ip', 'neigh', 'replace', farAddress(last), 'lladdr', address, 'dev', 'near', 'nud', 'permanent');
  }
}
