/** Programs with a secret each where people put them: in arguments, headers, addresses, variables, titles and lines typed to a shell. */

/** A value that is nowhere else. */
export interface Planted {
  readonly secret: string;
  /** Stands beside it, and in the names of files: by it an event is known. */
  readonly mark: string;
}

export interface Command extends Planted {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

type Carrier = (planted: Planted) => Pick<Command, 'argv'> & Partial<Command>;

/** Nobody listens there. */
const discard = 9;

/** Writes a file, connects in vain, runs a program that is there and one that is not. */
const work = (folder: string, mark: string): string =>
  `: > ${folder}/${mark}; (: < /dev/tcp/127.0.0.1/${discard}) 2>/dev/null; /bin/true; /nosuch/${mark} 2>/dev/null; true`;

/** Behind the name of the program, which decides where its secrets are. */
const argumentsOf: readonly ((secret: string) => readonly string[])[] = [
  (secret) => ['x', `--password=${secret}`],
  (secret) => ['x', '--token', secret],
  (secret) => ['x', `--api-key=${secret}`],
  (secret) => ['x', '-H', `Authorization: Bearer ${secret}`],
  (secret) => ['x', `Cookie: session=${secret}`],
  (secret) => ['x', `postgres://app:${secret}@127.0.0.1/db`],
  (secret) => ['x', `{"user": "app", "password": "${secret}"}`],
  (secret) => ['mysql', '-uapp', `-p${secret}`],
  (secret) => ['sshpass', '-p', secret, 'ssh'],
  (secret) => ['curl', '-u', `app:${secret}`],
];

/** The title that a program gives itself is in the place of its arguments. */
const titled = `$0 = "worker --password=$ENV{HIDDEN} $ENV{MARK}"; socket(my $s, PF_INET, SOCK_STREAM, 0); connect($s, sockaddr_in(${discard}, INADDR_LOOPBACK)); open(my $f, ">", "$ENV{FOLDER}/$ENV{MARK}");`;

export function carriers(folder: string): readonly Carrier[] {
  return [
    ...argumentsOf.map((of): Carrier => ({ secret, mark }) => ({ argv: ['bash', '-c', work(folder, mark), ...of(secret), mark] })),
    ({ secret, mark }) => ({ argv: ['bash', '-c', `export DB_PASSWORD='${secret}'; ${work(folder, mark)}`] }),
    ({ secret, mark }) => ({ argv: ['perl', '-MSocket', '-e', titled], env: { HIDDEN: secret, MARK: mark, FOLDER: folder } }),
  ];
}

/** @param prefix of all secrets of one kind */
export function plant(prefix: string, count: number): readonly Planted[] {
  return Array.from({ length: count }, (_, index) => ({ secret: `${prefix}${(index + 1) * 7919}Zq`, mark: `${prefix}mark${index}` }));
}

export function commands(folder: string, count: number): readonly Command[] {
  const all = carriers(folder);
  return plant('Geheim', count).map((planted, index) => ({ env: {}, ...planted, ...all[index % all.length]?.(planted), argv: all[index % all.length]?.(planted).argv ?? [] }));
}

/** Lines for a shell's prompt. */
export function lines(count: number): readonly (Planted & { readonly line: string })[] {
  const forms: readonly ((secret: string) => string)[] = [
    (secret) => `export API_TOKEN=${secret}`,
    (secret) => `: --password '${secret}'`,
    (secret) => `: https://app:${secret}@example.org/`,
    (secret) => `X="$(: token=${secret})"`,
  ];
  return plant('Getippt', count).map((planted, index) => ({ ...planted, line: `${forms[index % forms.length]?.(planted.secret)} # ${planted.mark}` }));
}
