import { afterRetry, type Problems } from './retry';

const none: Problems = new Map();
const wrong: Problems = new Map([['refused', ['no close', 'no flow_id']]]);

async function tried(failed: Problems, again: Problems): Promise<{ left: string[]; said: string[]; names: string[] }> {
  const said: string[] = [];
  const names: string[] = [];
  const alone = async (name: string): Promise<Problems> => {
    names.push(name);
    return again;
  };
  return { left: await afterRetry('5.10', failed, alone, (line) => said.push(line)), said, names };
}

test('a case that passes by itself is named', async () => {
  expect(await tried(wrong, none)).toEqual({ left: [], names: ['refused'], said: ['RETRIED: refused on 5.10 passed by itself, after: no close; no flow_id\n'] });
});

test('a case that fails again has failed, and is run no third time', async () => {
  const { left, said, names } = await tried(wrong, new Map([['refused', ['no close']]]));
  expect([left, names]).toEqual([['refused: no close'], ['refused']]);
  expect(said).toEqual([expect.stringContaining('failed by itself')]);
});

test('nothing is run again where all is well, nor where much is wrong', async () => {
  expect(await tried(none, wrong)).toEqual({ left: [], said: [], names: [] });
  const many: Problems = new Map(['a', 'b', 'c', 'd'].map((name) => [name, ['x']]));
  expect(await tried(many, none)).toEqual({ left: ['a: x', 'b: x', 'c: x', 'd: x'], said: [], names: [] });
});
