/** metadata, eventcount, rest, savedsearch: rows from elsewhere than the events. */
import { Arguments } from '../arguments';
import { readConf } from '../../../src/splunk/conf';
import { fieldsOf, type Row, type Table } from '../rows';
import { eventsIn } from '../search/events';
import { comparison } from '../search/filters';
import { type CompileCommand, refuseUnlessFirst, type Stage } from '../stage';
import type { Aggregation } from '../statistics/aggregations';
import { grouped } from './stats';

const generating = (makes: readonly string[], apply: () => Table, leaves: Stage['leaves'] = 'only'): Stage => ({ reads: [], makes, leaves, apply });

/** One row for each host, source or sourcetype; an event was indexed when it happened. */
export const metadata: CompileCommand = (text, context) => {
  refuseUnlessFirst('metadata', context);
  const { world, range } = context;
  const args = new Arguments('metadata', text);
  const { type = '', index = 'main', splunk_server } = args.options(['type', 'index', 'splunk_server']);
  args.end();
  const field = ({ hosts: 'host', sources: 'source', sourcetypes: 'sourcetype' } as const)[type] ?? args.refuse(`type=${type}`);
  if (splunk_server !== undefined) args.refuse('splunk_server');
  const isMeant = comparison('index', '=', index);
  const makes = ['firstTime', field, 'lastTime', 'recentTime', 'totalCount', 'type'];
  return generating(makes, () => {
    const events = eventsIn(world, range).filter((event) => isMeant({ get: () => event.index }));
    const rows = events.map((event): Row => ({ [field]: event[field], _time: event.time }));
    return { fields: makes, rows: summed(rows, field).map((row) => ({ ...row, type })) };
  });
};

function summed(rows: readonly Row[], field: string): readonly Row[] {
  const times = [result('min', 'firstTime', '_time'), result('max', 'lastTime', '_time'), result('max', 'recentTime', '_time')];
  return grouped({ rows }, [field], [...times, result('count', 'totalCount')]).rows;
}

function result(name: string, as: string, field?: string): Aggregation {
  return { name, as, isNamed: true, function: name, reads: [], ...(field !== undefined && { field }) };
}

/** Whatever the time range is. */
export const eventcount: CompileCommand = (text, context) => {
  refuseUnlessFirst('eventcount', context);
  const { world } = context;
  const args = new Arguments('eventcount', text);
  const { summarize, index = 'main', report_size, list_vix } = args.options(['summarize', 'index', 'report_size', 'list_vix']);
  args.end();
  if (args.truth(report_size, false) || args.truth(list_vix, false)) args.refuse('report_size or list_vix');
  const isMeant = comparison('index', '=', index);
  const rows = (): Row[] => eventsIn(world, { earliest: 0, latest: Infinity }).filter((event) => isMeant({ get: () => event.index })).map(({ index: name }) => ({ index: name }));
  if (args.truth(summarize, true)) return generating(['count'], () => ({ fields: ['count'], rows: [{ count: rows().length }] }));
  return generating(['count', 'index'], () => ({ fields: ['count', 'index'], rows: grouped({ rows: rows() }, ['index'], [result('count', 'count')]).rows }));
};

/** What the world says that splunkd answers. */
export const rest: CompileCommand = (text, context) => {
  refuseUnlessFirst('rest', context);
  const { world } = context;
  const args = new Arguments('rest', text);
  const names = ['splunk_server', 'count', 'timeout', 'search', 'f', 'sort_key'] as const;
  args.options(names);
  const path = args.value();
  args.options(names);
  args.end();
  return generating([], () => {
    const rows = world.rest?.[path] ?? args.refuse(`the answer to ${path}`);
    return { fields: fieldsOf({ rows }), rows };
  }, 'any');
};

/** The search of that name in savedsearches.conf, over the time range of this one. */
export const savedsearch: CompileCommand = (text, context) => {
  refuseUnlessFirst('savedsearch', context);
  const args = new Arguments('savedsearch', text);
  const name = args.value();
  args.end();
  const spl = readConf(context.world.app, 'savedsearches').get(name)?.get('search') ?? args.refuse(`the search ${name}`);
  return { ...generating([], () => context.search(spl), 'any'), inner: [{ spl, isChained: false, isJoined: true }] };
};
