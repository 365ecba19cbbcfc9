/** What many system tests stand on: a network namespace, programs in it, and tracers; all of it ends with the tests of the block. */
import { Traced } from './traced';
import { NetworkNamespace, Peers } from './traffic';

export class Scene {
  #peers: Peers | undefined;
  #namespace: NetworkNamespace | undefined;
  readonly #tracers: Traced[] = [];

  /** To be called in a `describe`. */
  constructor() {
    beforeAll(async () => {
      this.#peers = new Peers();
      this.#namespace = await NetworkNamespace.make();
    }, 30_000);

    afterAll(() => {
      for (const tracer of this.#tracers) tracer.kill();
      this.#namespace?.remove();
      this.#peers?.remove();
    });
  }

  get peers(): Peers {
    if (this.#peers === undefined) throw new Error('peers are there from beforeAll on');
    return this.#peers;
  }

  get namespace(): NetworkNamespace {
    if (this.#namespace === undefined) throw new Error('the namespace is there from beforeAll on');
    return this.#namespace;
  }

  /** A tracer that has begun. */
  async trace(options: readonly string[]): Promise<Traced> {
    const tracer = await Traced.start(options);
    this.#tracers.push(tracer);
    return tracer;
  }
}
