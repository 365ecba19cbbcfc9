/** How an event is written: the last stage before the queue. */
export interface Format {
  /**
   * JSON text to text that may stand in this format. The formatter of an owner calls it once for each piece of free
   * text, so that `event` has nothing left to escape.
   */
  readonly escape: (jsonText: string) => string;
  /** The UTF-8 bytes of an event's JSON once its reader has taken back what `escape` did. */
  readonly bytes: (json: string) => number;
  /** What stands before the first event. */
  start(): string;
  /**
   * One event, whole lines: a stop ends the output behind one.
   * @param sourcetype ebpf:<probe>; from this program, never from outside
   * @param time seconds since 1970 with six decimals; the same as the first key of `json`
   * @param json one object, free text in it already escaped
   */
  event(sourcetype: string, time: string, json: string): string;
  /** What stands behind the last event. */
  end(): string;
}

/** One JSON object a line, as it is. */
export const jsonLines: Format = {
  escape: (jsonText) => jsonText,
  bytes: (json) => Buffer.byteLength(json),
  start: () => '',
  event: (_sourcetype, _time, json) => `${json}\n`,
  end: () => '',
};
