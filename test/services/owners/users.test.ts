import { readFileSync, statSync } from 'node:fs';

type UsersModule = typeof import('../../../src/services/owners/users');

describe('users', () => {
  let passwd: string | undefined;
  let changedMs: number;
  let reads: number;
  let Users: UsersModule['Users'];

  beforeEach(async () => {
    [passwd, changedMs, reads] = ['', 1, 0];
    jest.resetModules();
    jest.doMock('node:fs', () => ({
      statSync: () => {
        if (passwd === undefined) throw new Error('ENOENT');
        return { mtimeMs: changedMs };
      },
      readFileSync: () => {
        reads += 1;
        return passwd;
      },
    }));
    ({ Users } = await import('../../../src/services/owners/users'));
  });

  afterEach(() => {
    jest.dontMock('node:fs');
    jest.resetModules();
  });

  test('have the first name that the file gives to a number', () => {
    passwd = 'root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/:\n\n#x:x:5\nodd:x:-5:\n+::::::\n:x:7:\nempty:x::\n';
    const users = new Users();
    users.refresh();
    expect([0, 33, 5, 7].map((uid) => users.nameOf(uid))).toEqual(['root', 'www-data', '#x', undefined]);
    expect(users.nameOf(Number.NaN)).toBeUndefined();
  });

  test('are read again only when the file has changed', () => {
    passwd = 'a:x:1:\n';
    const users = new Users();
    users.refresh();
    users.refresh();
    expect(reads).toBe(1);
    [passwd, changedMs] = ['b:x:1:\n', 2];
    users.refresh();
    expect([users.nameOf(1), reads]).toEqual(['b', 2]);
    // Older than before: a copy from elsewhere is new too.
    [passwd, changedMs] = ['c:x:1:\n', 1];
    users.refresh();
    expect(users.nameOf(1)).toBe('c');
  });

  test('go by their numbers without the file, and have names again with it', () => {
    passwd = undefined;
    const users = new Users();
    users.refresh();
    expect(users.nameOf(0)).toBeUndefined();
    passwd = 'root:x:0:\n';
    users.refresh();
    expect(users.nameOf(0)).toBe('root');
  });
});

test('of this host have the names of its file', async () => {
  const { Users } = await import('../../../src/services/owners/users');
  const users = new Users();
  users.refresh();
  expect(statSync('/etc/passwd').size).toBeGreaterThan(0);
  for (const line of readFileSync('/etc/passwd', 'utf8').trim().split('\n').slice(0, 3)) {
    expect(users.nameOf(Number(line.split(':')[2]))).toBe(line.split(':')[0]);
  }
});
