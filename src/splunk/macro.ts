/** Macros: what an administrator changes once, in local/macros.conf, for every search of the app. */
export interface Macro {
  readonly name: string;
  readonly definition: string;
  readonly description: string;
}

/** What decides a saved search, or a list that it looks at. */
export const threshold = (name: string, definition: number | string, description: string): Macro =>
  ({ name: `ebpf_trace_${name}`, definition: String(definition), description });
