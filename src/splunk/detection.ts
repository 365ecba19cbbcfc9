/** A published search of somebody else, by its name, and what its condition asks of our events, in our own words. */
export interface Detection {
  /** As it is published. */
  readonly title: string;
  /** By field what it may be, with * as in a search; of all fields one each. No wider than the published condition. */
  readonly when: Readonly<Record<string, readonly string[]>>;
  /** What satisfies it: a program's name and its arguments. */
  readonly command: readonly string[];
  /** The name of the program that starts it, where that decides; and what its command line begins with, where that is another. */
  readonly parent?: string;
  readonly parentTitle?: string;
  /** The command is a link to this executable, which is what the published condition expects in process_name: it is not satisfied. */
  readonly linkTo?: string;
}
