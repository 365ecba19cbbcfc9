/** Elements of a map of the kernel side, as they were read. */
export interface Elements {
  readonly count: number;
  /** Bytes of a key and of a value; both lie in a row each. */
  readonly keyBytes: number;
  readonly valueBytes: number;
  readonly keys: DataView;
  readonly values: DataView;
}

export const noElements: Elements = { count: 0, keyBytes: 0, valueBytes: 0, keys: new DataView(new ArrayBuffer(0)), values: new DataView(new ArrayBuffer(0)) };

/** What the kernel side summed in an interval (bpf/core/sums.h). */
export interface Interval {
  readonly sums: Elements;
  /** What it had in the other maps that the probe names, at the interval's end. */
  readonly beside: readonly Elements[];
  /** Microseconds since 1970. */
  readonly startUs: number;
  readonly endUs: number;
  /** Its end on the clock of samples. */
  readonly endNs: number;
}
