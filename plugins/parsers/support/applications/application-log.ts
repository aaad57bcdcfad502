import { DAEMON_BRACKETED, DAEMON_STAMPED, DAEMON_WHOLE } from './daemon-frames.js';
import { FrameReader, type FrameTables } from './frame-reader.js';
import { JAVA_BRACKETED, JAVA_STAMPED, JAVA_WHOLE } from './java-frames.js';
import { OTHER_BRACKETED, OTHER_STAMPED, OTHER_WHOLE } from './other-frames.js';
import { PYTHON_BRACKETED, PYTHON_STAMPED, PYTHON_WHOLE } from './python-frames.js';
import { VMWARE_BRACKETED, VMWARE_STAMPED, VMWARE_WHOLE } from './vmware-frames.js';

/**
 * All frames that begin with a stamp or a level, as those of half the programs of the world do: they are read once, by
 * the parser `application-log` in the others' stead. Of two frames that fit, the first counts.
 */
const TABLES: FrameTables = {
  stamped: [...VMWARE_STAMPED, ...DAEMON_STAMPED, ...OTHER_STAMPED, ...PYTHON_STAMPED, ...JAVA_STAMPED],
  bracketed: [
    ...VMWARE_BRACKETED,
    ...DAEMON_BRACKETED,
    ...OTHER_BRACKETED,
    ...PYTHON_BRACKETED,
    ...JAVA_BRACKETED,
  ],
  whole: [...VMWARE_WHOLE, ...DAEMON_WHOLE, ...OTHER_WHOLE, ...PYTHON_WHOLE, ...JAVA_WHOLE],
};

/** Below what detection learns: parsers of a vendor's own words are always asked before. */
export const FRAME_SPECIFICITY = 38;

/** What a stamp in any of its shapes, a level or a bracket begins with. */
export const FRAME_LEADS = '[( 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** @param only the one format to read; all unless told */
export function frameReader(only?: string): FrameReader {
  return new FrameReader(TABLES, only);
}
