import { type Names, part, skip, type Target } from './types.js';

/** The phases of a collection that several threads take part in, by the tool's names. */
const GC_SPREADS: Readonly<Record<string, string>> = {
  'code_root.scan': 'code_root_scanning',
  exit_root_scanning: 'ext_root_scanning',
  'gc_worker.end': 'gc_worker_end',
  'gc_worker.other': 'gc_worker_other',
  'gc_worker.start': 'gc_worker_start',
  'gc_worker.total': 'gc_worker_total',
  object_copy: 'object_copy',
  processed_buffer: 'processed_buffers',
  scan_rs: 'scan_rs',
  termination: 'termination',
  'termination.attempts': 'termination_attempts',
  update_rs: 'update_rs',
};
const GC_PHASES: Readonly<Record<string, string>> = {
  choose_cset: 'choose_cset',
  clear_ct: 'clear_ct',
  'code_root.fixup': 'code_root_fixup',
  'code_root.purge': 'code_root_purge',
  free: 'free_cset',
  humongous_reclaim: 'humongous_reclaim',
  humongous_register: 'humongous_register',
  other: 'other',
  parallel_time: 'parallel_time',
  redirty_cards: 'redirty_cards',
  'ref.enq': 'ref_enq',
  'ref.proc': 'ref_proc',
};

/** The log of Java's garbage collector. */
export function gcNames(): Names {
  const names: Record<string, Target> = {
    'gc.action': part('gc_action', /^(.*)$/),
    'gc.phase': 'gc_phase',
    'gc.memory_freed': skip('counted by the tool'),
    'gc_worker.count': 'gc_workers',
    'times.user': 'cpu_user_s',
    'times.system': 'cpu_system_s',
    'times.real': 'elapsed_s',
  };
  for (const [theirs, ours] of Object.entries(GC_SPREADS))
    for (const of of ['min', 'avg', 'max', 'diff', 'sum'])
      names[`${theirs}.${of}`] = `gc_phases.${ours}.${of}`;
  for (const [theirs, ours] of Object.entries(GC_PHASES)) names[theirs] = `gc_phases.${ours}`;
  for (const [theirs, ours] of [
    ['eden', 'eden'],
    ['survivor', 'survivors'],
    ['heap', 'heap'],
  ] as const) {
    names[`${theirs}.memory_before`] = megabytes(`${ours}_before_bytes`);
    names[`${theirs}.memory_after`] = megabytes(`${ours}_after_bytes`);
    names[`${theirs}.memory_allocated_before`] = megabytes(`${ours}_size_before_bytes`);
    names[`${theirs}.memory_allocated_after`] = megabytes(`${ours}_size_bytes`, `${ours}_bytes`);
  }
  return names;
}

/** With one digit behind the point, as the record has it. */
function megabytes(...field: readonly string[]): Target {
  return {
    field,
    as: (value) => (typeof value === 'number' ? Math.round(value / 104_857.6) / 10 : undefined),
  };
}
