import { onDemand, type Program } from '../../program';

export const blockIoHooks: readonly Program[] = [
  { name: 'handle_io_insert', hasTwin: true, isMarked: true, hook: 'tp_btf/block_rq_insert', feature: 'io_issuers', isRequired: false, without: 'the process of a slow request is who gives it to the device, often a thread of the kernel' },
  { name: 'handle_io_issue', hasTwin: true, isMarked: true, hook: 'tp_btf/block_rq_issue', feature: 'io_times', isRequired: false, without: 'requests to disks have no times, and slow ones are not reported' },
  { name: 'handle_io_requeue', hasTwin: true, isMarked: true, hook: 'tp_btf/block_rq_requeue', feature: 'io_requeues', isRequired: false, without: 'device time counts from the first issue of a request' },
  { name: 'handle_io_merge', isMarked: true, hook: 'tp_btf/block_rq_merge', feature: 'io_merges', isRequired: false, without: 'nothing: what is remembered of a request that was merged is forgotten later' },
  { name: 'handle_io_complete', hasTwin: true, hook: 'tp_btf/block_rq_complete', feature: 'io_completions', isRequired: false, without: 'the block_io probe is off' },
  { name: 'find_ended_io', hook: onDemand, feature: 'unseen_io', isRequired: false, without: 'a completion that no program saw is found when its memory is used again' },
];
