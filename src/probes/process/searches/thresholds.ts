/** What decides a search over programs that run. Each is a macro: set it once, in local/macros.conf. */
import { programLists } from '../../../services/owners/knowledge';
import { type Macro, threshold } from '../../../splunk/macro';

export const processThresholds: readonly Macro[] = [
  ...programLists,
  threshold('server_programs', '("apache2", "httpd", "nginx", "lighttpd", "caddy", "haproxy", "php-fpm*", "php-cgi*", "tomcat*", "dotnet", "gunicorn", "uwsgi", "celery", "puma", "unicorn", "java", "node", "python*", "ruby*", "beam.smp", '
    + '"postgres", "mysqld", "mariadbd", "mongod", "redis-server", "memcached", "named", "smbd", "exim4")',
    'Programs that serve others, by the file that they run or by their name, in parentheses: one that starts a shell is reported.'),
  threshold('interpreters', '("java", "node", "python*", "ruby*")', 'Of the server_programs those that people run too, in parentheses: one that somebody logged in started is left out.'),
  threshold('elevation_programs', '("sudo", "su", "pkexec", "doas", "runuser")', 'Programs by which one user becomes another, in parentheses.'),
  threshold('failed_programs', 20, 'Different programs that a program fails to run within an hour before it is reported.'),
  threshold('busy_minutes', 30, 'Minutes that a process has to have run before it is reported for its processor time.'),
  threshold('busy_percent', 80, 'How many percent of these it used a processor; two threads that never wait use 200.'),
];
