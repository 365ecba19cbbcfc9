/** What this evaluator does not know, by name: nothing is guessed. */
export class Unsupported extends Error {}
