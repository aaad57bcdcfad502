import { jsonString } from '../../../pipeline/json-text.js';

const ZERO = 48;
const NINE = 57;
/** Longer ones are no process ids, and a double could not hold them. */
const LONGEST_PID = 15;

/** `,"pid":123` for the metadata: a number where it is one, else the text; nothing for ''. */
export function pidMember(pid: string): string {
  if (pid === '') return '';
  return `,"pid":${isPlainNumber(pid) ? pid : jsonString(pid)}`;
}

function isPlainNumber(text: string): boolean {
  if (text.length > LONGEST_PID || (text.length > 1 && text.charCodeAt(0) === ZERO)) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < ZERO || code > NINE) return false;
  }
  return true;
}
