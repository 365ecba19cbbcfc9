import type { ProbeArguments } from '../../settings/argument';
import { parsePaths, parseWatchedPaths } from '../../settings/paths';
import { numberBetween, oneOf } from '../../settings/plain';

const watched = [
  '/etc/shadow', '/etc/shadow-', '/etc/gshadow', '/etc/gshadow-', '/etc/security/opasswd', '/etc/sudoers', '/etc/sudoers.d/', '/etc/krb5.keytab', '/etc/kubernetes/admin.conf',
  '*_rsa_key', '*_ed25519_key', '*_ecdsa_key', '*/id_rsa', '*/id_dsa', '*/id_ecdsa', '*/id_ed25519', '*/authorized_keys',
  '*/.aws/credentials', '*/.azure/', '*/gcloud/credentials.db', '*/gcloud/access_tokens.db', '*/application_default_credentials.json', '*/.kube/config', '*/.docker/config.json',
  '*/.git-credentials', '*/.netrc', '*/.pgpass', '*/.my.cnf', '*/.vault-token', '*/token', '*.keytab', '*.kdbx', '*.p12', '*.pfx', '*.jks', '*key.pem', '*.key',
  '*/kernel/core_pattern', '*/kernel/modprobe', '*/release_agent', '*/uevent_helper', '/run/systemd/system/', '/run/udev/rules.d/',
];

export const fileArguments = {
  name: 'file',
  brief: 'regular files that are opened for writing, created, renamed or deleted, what of that is refused, and reads of files with secrets',
  isDefault: false,
  needs: ['owners'],
  reveals: 'names of files that are written, created, renamed, deleted or refused, and who reads those with secrets, with user and command line: names may say much of people, projects and cases. No content of any file. `file_exclude_paths` leaves out folders, such as /home/',
  arguments: [
    {
      name: 'file_access',
      title: 'What to report of files',
      description: 'changes: opens that may write, that create or truncate, renames and deletions, what of these is refused, and reads of watched files. watched: any open, rename or deletion of a watched file, a refused one by the name that was asked for. all: reads of all files, too: thousands a second.',
      type: 'string',
      default: 'changes',
      choices: ['changes', 'watched', 'all'],
      selects: true,
      parse: oneOf(['changes', 'watched', 'all'] as const),
    },
    {
      name: 'file_include_paths',
      title: 'Only these paths',
      description: 'Comma list of files and folders, from the root on: what is below a folder is meant, too. A path is as the mount namespace of its process has it. Empty is every path; watched files are reported in any case. Of two entries the longer one decides.',
      type: 'string',
      default: '',
      example: '/etc, /usr/local/bin',
      selects: true,
      parse: parsePaths,
    },
    {
      name: 'file_exclude_paths',
      title: 'Not these paths',
      description: 'Comma list of files and folders, as above, or none. A refused open is judged by the name that the program gave, behind the folder that a relative one starts from: a link may lead it elsewhere. One with .. in it, or by a link of /proc (root, cwd, fd), is always reported. Programs can lie in /dev/shm and /run, too: include /, /dev/shm reports what is written there.',
      type: 'string',
      default: '/dev, /proc, /sys, /run',
      example: '/dev, /proc, /sys, /run, /var/log',
      selects: true,
      parse: parsePaths,
    },
    {
      name: 'file_watched_paths',
      title: 'Watched files',
      description: 'Comma list of files whose reads are reported, too: /etc/shadow by its path; */.aws/credentials by its last names, wherever it is; /etc/sudoers.d/ and */.azure/ are the files that lie directly in such a folder; *.pem is how a name ends. none watches nothing.',
      type: 'string',
      default: watched.join(', '),
      example: '/etc/shadow, */.ssh/, *.pem',
      selects: true,
      parse: parseWatchedPaths,
    },
    {
      name: 'file_budget',
      title: 'Budget of file',
      description: 'The most opens a second of one process, and as many refusals, renames and deletions, 0 to 1000000; 0 is without a limit. Each watched file has a budget of its own. What is beyond is counted, and reported each 10 seconds with its exact number (open_rollup, refused_rollup, rename_rollup, delete_rollup), without paths, each with the first event of its kind whole.',
      type: 'number',
      default: '200',
      selects: true,
      parse: numberBetween(0, 1_000_000),
    },
  ],
} as const satisfies ProbeArguments;
