import { readWeave } from '../messages/weave.js';
import type { RecordDraft } from '../record-draft.js';
import { type Frame, frame } from './frame.js';

/** https://github.com/weaveworks/weave/blob/master/common/logging.go: four letters of the level, and microseconds. */
export const WEAVE_WHOLE: readonly Frame[] = [
  frame(
    'weave',
    'IWEDF',
    '(?<level>DEBU|INFO|WARN|ERRO|FATA): (?<stamp>\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}) ',
    { finish: finishWeave, application: 'weave' },
  ),
];

/** Other programs in Go have the same head, so only Weave's own messages are its format. */
function finishWeave(draft: RecordDraft, message: string): boolean {
  draft.message(message);
  return readWeave(draft, message);
}
