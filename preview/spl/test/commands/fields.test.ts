/** What the columns are, what they are called and what they hold. */
import { run } from '../../run';
import { lastHour, now, through, valuesThrough, worldOf } from '../world';

const one = (commands: string): unknown => run(worldOf([]), `| makeresults | ${commands} | fields - _time`, lastHour).rows[0];

test('table, fields and rename', () => {
  const rows = '_time a b ab\n5 1 2 3';
  expect(through(rows, 'table b, gone a*')).toEqual({ fields: ['b', 'gone', 'a', 'ab'], rows: [{ a: '1', b: '2', ab: '3' }] });
  expect(through(rows, 'fields a').fields).toEqual(['_time', 'a']);
  expect(through(rows, 'fields - _time a*')).toEqual({ fields: ['b'], rows: [{ b: '2' }] });
  expect(through(rows, 'rename a AS "the a", b AS c')).toEqual({ fields: ['_time', 'the a', 'c', 'ab'], rows: [{ _time: '5', 'the a': '1', c: '2', ab: '3' }] });
  expect(through(rows, 'rename a* AS x*').fields).toEqual(['_time', 'x', 'b', 'xb']);
  expect(through(rows, 'rename gone AS x').fields).toEqual(['_time', 'a', 'b', 'ab']);
  expect(through(rows, 'rename a AS b')).toEqual({ fields: ['_time', 'b', 'ab'], rows: [{ _time: '5', b: '1', ab: '3' }] });
});

test('eval: one after the other; null takes a field away', () => {
  expect(through('a\n1', 'eval b=a+1, c=b*2, a=null()')).toEqual({ fields: ['a', 'b', 'c'], rows: [{ b: 2, c: 4 }] });
  expect(through('a\n1', "eval 'x y'='a'+1 | eval z='x y'").rows).toEqual([{ a: '1', 'x y': 2, z: 2 }]);
});

test('fillnull and filldown', () => {
  const rows = 'a b\n1 -\n- 2\n- -';
  expect(valuesThrough(rows, 'fillnull')).toEqual([['1', '0'], ['2', '0'], ['0', '0']]);
  expect(through(rows, 'fillnull value=NULL a c')).toEqual({ fields: ['a', 'b', 'c'], rows: [{ a: '1', c: 'NULL' }, { a: 'NULL', b: '2', c: 'NULL' }, { a: 'NULL', c: 'NULL' }] });
  expect(through(rows, 'filldown a').rows).toEqual([{ a: '1' }, { a: '1', b: '2' }, { a: '1' }]);
});

test('makemv, mvexpand and nomv', () => {
  expect(one('eval x="a,b,,c" | makemv delim="," x')).toEqual({ x: ['a', 'b', 'c'] });
  expect(one('eval x="a,b,,c" | makemv delim="," allowempty=t x')).toEqual({ x: ['a', 'b', '', 'c'] });
  expect(one('eval x="one,two,three" | makemv tokenizer="([^,]+),?" x')).toEqual({ x: ['one', 'two', 'three'] });
  expect(one('eval x="a b" | makemv x | nomv x')).toEqual({ x: 'a\nb' });
  expect(valuesThrough('x n\na,b,c 1\n- 2', 'makemv delim="," x | mvexpand x limit=2')).toEqual([['a', '1'], ['b', '1'], ['2']]);
});

test('rex and regex', () => {
  expect(one('eval mail="From: <Susan> To: <Bob>" | rex field=mail "From: <(?<from>.*)> To: <(?P<to>.*)>"')).toMatchObject({ from: 'Susan', to: 'Bob' });
  expect(one('eval x="a1 b2" | rex field=x max_match=0 "(?<letter>[a-z])(?<digit>\\d)"')).toMatchObject({ letter: ['a', 'b'], digit: ['1', '2'] });
  expect(one('eval ccnumber="1234-5678-9012-3456" | rex field=ccnumber mode=sed "s/(\\d{4}-){3}/XXXX-XXXX-XXXX-/g"')).toEqual({ ccnumber: 'XXXX-XXXX-XXXX-3456' });
  expect(valuesThrough('x\n10.1\n11.1', 'regex x="^10\\."')).toEqual([['10.1']]);
  expect(valuesThrough('x\n10.1\n11.1', 'regex x!="^10\\."')).toEqual([['11.1']]);
});

test('bin', () => {
  expect(valuesThrough('_time\n610\n899\n900', 'bin _time span=5m')).toEqual([[600], [600], [900]]);
  expect(through('_time\n610', 'bucket span=1h _time AS hour').rows).toEqual([{ _time: '610', hour: 0 }]);
  expect(valuesThrough('_time\n1712345400', 'bin span=1mon _time')).toEqual([[1711929600]]);
  expect(valuesThrough('first\n610\n-', 'bin first span=5m')).toEqual([[600], []]);
  expect(() => through('size\n5', 'bin size span=10')).toThrow('which is no time');
});

test('lookup and inputlookup', () => {
  const ports = 'transport_dest_port\ntcp/443\ntcp/64999\n-';
  expect(valuesThrough(ports, 'lookup ebpf_trace_app_2 transport_dest_port OUTPUT app AS service')).toEqual([['tcp/443', 'https'], ['tcp/64999', 'unknown'], []]);
  expect(valuesThrough('p app\ntcp/443 mine', 'lookup ebpf_trace_app_2 transport_dest_port AS p OUTPUTNEW app')).toEqual([['tcp/443', 'mine']]);
  expect(run(worldOf([]), '| inputlookup ebpf_trace_errno.csv where errno="ECONNREFUSED" | fields errno', lastHour).rows).toEqual([{ errno: 'ECONNREFUSED' }]);
});

test('append and appendpipe', () => {
  expect(through('a n\nx 1\ny 2', 'append [| makeresults | eval a="z" | fields a] | table a n').rows).toEqual([{ a: 'x', n: '1' }, { a: 'y', n: '2' }, { a: 'z' }]);
  expect(through('a n\nx 1\ny 2', 'appendpipe [stats sum(n) AS n | eval a="all"]').rows.at(-1)).toEqual({ a: 'all', n: 3 });
  expect(through('a\nx', 'where a="y" | appendpipe [stats count | where count=0 | eval note="nothing"]').rows).toEqual([{ count: 0, note: 'nothing' }]);
});

test('foreach', () => {
  expect(through('total_a total_b\n1 2', 'foreach total_* [eval <<FIELD>>=<<FIELD>>*10, twice_<<MATCHSTR>>=<<FIELD>>*2]').rows).toEqual([{ total_a: 10, total_b: 20, twice_a: 20, twice_b: 40 }]);
});

test('format and return', () => {
  expect(through('source host\nsyslog.log my_laptop\nbob.log bobs_laptop', 'format').rows)
    .toEqual([{ search: '( ( source="syslog.log" AND host="my_laptop" ) OR ( source="bob.log" AND host="bobs_laptop" ) )' }]);
  expect(through('ip\n10.0.0.1\n10.0.0.2', 'return 2 ip').rows).toEqual([{ search: '(ip="10.0.0.1") OR (ip="10.0.0.2")' }]);
  expect(through('ip\n10.0.0.1', 'return $ip').rows).toEqual([{ search: '(10.0.0.1)' }]);
});

test('makeresults has the present time', () => {
  expect(run(worldOf([]), '| makeresults count=2', lastHour).rows).toEqual([{ _time: now }, { _time: now }]);
});
