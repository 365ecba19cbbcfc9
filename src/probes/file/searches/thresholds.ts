/** What decides a search over files. Each is a macro: set it once, in local/macros.conf. */
import { type Macro, threshold } from '../../../splunk/macro';

export const fileThresholds: readonly Macro[] = [
  threshold('persistence_paths', '("/etc/cron*", "/var/spool/cron/*", "/etc/anacrontab", "/etc/systemd/system/*", "/usr/lib/systemd/system/*", "/usr/local/lib/systemd/system/*", "*/.config/systemd/user/*", '
    + '"/etc/init.d/*", "/etc/rc.local", "/etc/profile", "/etc/profile.d/*", "/etc/bash.bashrc", "*/.bashrc", "*/.bash_profile", "*/.profile", "*/.zshrc", "*/authorized_keys", "*/authorized_keys2", '
    + '"/etc/ld.so.preload", "/etc/ld.so.conf", "/etc/ld.so.conf.d/*", "/etc/pam.d/*", "/etc/sudoers", "/etc/sudoers.d/*", "/etc/passwd", "/etc/shadow", "/etc/ssh/sshd_config*", "/etc/modules-load.d/*", "/etc/udev/rules.d/*", "/run/systemd/system/*", "/run/udev/rules.d/*", "*/.config/autostart/*")',
    'Files that start programs or say who may do what, in parentheses: one that is opened for writing is reported.'),
  threshold('installers', '("dpkg", "dpkg-*", "apt", "apt-get", "unattended-upgr", "rpm", "dnf", "yum", "zypper", "pacman", "apk", "snapd")', 'Programs that install packages, in parentheses: what they write is not reported.'),
  threshold('web_roots', '("/var/www/*", "/srv/www/*", "/srv/http/*", "/usr/share/nginx/html/*", "*/wwwroot/*", "*/htdocs/*", "*/webapps/*")', 'Folders from which a web server serves, in parentheses.'),
  threshold('web_scripts', '("*.php", "*.phtml", "*.phar", "*.jsp", "*.jspx", "*.war", "*.asp", "*.aspx", "*.cgi", "*.pl", "*.py", "*.sh")', 'Names of files that a web server would run, in parentheses.'),
  threshold('mass_changes', 200, 'Different files that a process has to rename or delete within an hour.'),
  threshold('mass_changers', '("rm", "git", "make", "ninja", "cargo", "npm*", "node", "systemd-tmpfile*", "logrotate", "rsync", "splunkd")', 'Programs that rename and delete many files all day, in parentheses.'),
  threshold('refused_files', 20, 'Different files that a process has to be refused within an hour.'),
];
