/** Names that come late, or never. */
import { setTimeout as pause } from 'node:timers/promises';
import { Directory } from '../../../src/services/owners/directory';
import { until } from '../../system/traffic/traffic';

type Answer = string | null | undefined;

let nowMs: number;
/** What was asked and not answered yet. */
let questions: Map<number, { readonly resolve: (name: Answer) => void; readonly reject: (error: Error) => void }>;
let asked: number[];
let directory: Directory;

beforeEach(() => {
  [nowMs, questions, asked] = [0, new Map(), []];
  directory = newDirectory(0);
});

function newDirectory(restMs: number): Directory {
  const ask = (uid: number): Promise<Answer> => {
    asked.push(uid);
    return new Promise((resolve, reject) => questions.set(uid, { resolve, reject }));
  };
  return new Directory({ ask, nowMs: () => nowMs, restMs });
}

async function answer(uid: number, name: Answer): Promise<void> {
  questions.get(uid)?.resolve(name);
  questions.delete(uid);
  await pause(2); // a rest of 0 is one of a millisecond
}

test('a name is asked for once, and known when it has come', async () => {
  expect([directory.nameOf(7), directory.nameOf(7)]).toEqual([undefined, undefined]);
  expect(asked).toEqual([7]);
  const named = jest.fn();
  directory.whenNamed(7, named);
  await answer(7, 'ann');
  expect(named).toHaveBeenCalledTimes(1);
  expect([directory.nameOf(7), asked]).toEqual(['ann', [7]]);
  directory.whenNamed(7, named); // it is there
  expect(named).toHaveBeenCalledTimes(1);
});

test('that there is none is remembered too', async () => {
  const named = jest.fn();
  directory.nameOf(7);
  directory.whenNamed(7, named);
  await answer(7, null);
  expect([directory.nameOf(7), asked, named.mock.calls]).toEqual([undefined, [7], []]);
  nowMs = 600_001;
  directory.nameOf(7);
  expect(asked).toEqual([7, 7]);
});

test('an old name holds until a new one is there, and where nobody answers', async () => {
  directory.nameOf(7);
  await answer(7, 'ann');
  nowMs = 600_001;
  expect([directory.nameOf(7), asked]).toEqual(['ann', [7, 7]]);
  await answer(7, undefined);
  expect([directory.nameOf(7), asked]).toEqual(['ann', [7, 7]]);
  nowMs += 60_001;
  expect(directory.nameOf(7)).toBe('ann');
  await answer(7, 'eve');
  expect([directory.nameOf(7), asked]).toEqual(['eve', [7, 7, 7]]);
});

test('two are asked for at a time, and so many wait', async () => {
  for (let uid = 1; uid <= 300; uid += 1) directory.nameOf(uid);
  expect(asked).toEqual([1, 2]);
  await answer(2, 'b');
  expect(asked).toEqual([1, 2, 3]);
  for (let uid = 1; uid <= 256; uid += 1) await answer(uid, `user${uid}`);
  expect([asked.length, directory.nameOf(256), directory.nameOf(300)]).toEqual([256, 'user256', undefined]);
  await answer(300, 'last');
  expect(directory.nameOf(300)).toBe('last');
});

test('where there is no getent nobody is asked again', async () => {
  directory.nameOf(7);
  directory.nameOf(8);
  questions.get(7)?.reject(new Error('ENOENT'));
  await pause(2);
  directory.nameOf(9);
  await answer(8, null);
  directory.nameOf(8);
  expect(asked).toEqual([7, 8]);
});

test('it rests a while after each answer', async () => {
  directory = newDirectory(100);
  for (const uid of [1, 2, 3, 4]) directory.nameOf(uid);
  const startMs = performance.now();
  questions.get(1)?.resolve('a');
  await until(() => asked.length === 3, () => 'the third question');
  expect(performance.now() - startMs).toBeGreaterThan(95);
  expect(asked).toEqual([1, 2, 3]);
  expect(directory.nameOf(1)).toBe('a');
});
