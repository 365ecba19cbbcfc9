/** Where an output wants the next events written: memory of its own, from `at` on. */
export interface Room {
  readonly bytes: Buffer;
  /** Of the same memory. */
  readonly view: DataView;
  readonly at: number;
}

export function roomOf(capacity: number): Room {
  // Pages that are never written to are never resident, so that a large one costs little.
  const bytes = Buffer.allocUnsafeSlow(capacity);
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, capacity), at: 0 };
}

export const nothing = roomOf(0);
