import { ANY_LEVEL, type Frame, frame, ISO } from './frame.js';

/*
 * Logs of vSphere's services and of ESXi's kernel; what ESXi sends as syslog is `syslog-rfc3164`: https://knowledge.broadcom.com/external/article/306962
 */

const VMWARE = 'vmware';
const KERNEL =
  'cpu(?<cpu>\\d{1,4}):(?<world>\\d{1,12})(?: opID=(?<request_id>[\\w-]{1,80}))?\\)(?:(?<level>ALERT|WARNING): )?';

export const VMWARE_STAMPED: readonly Frame[] = [
  frame(
    VMWARE,
    'tdinwecafvTDINWECAFV',
    ` ${ANY_LEVEL} (?<application>[\\w.-]{1,80})(?: |\\[)(?<tid>\\w{1,20})\\]? \\[Originator@\\d{1,8} (?<pairs>(?:[^\\[\\]\\n]|\\[[^\\]\\n]{0,80}\\]){0,400})\\] `,
  ),
  frame(
    VMWARE,
    'tdinwecafvTDINWECAFV',
    ` ${ANY_LEVEL} (?<application>[\\w.-]{1,80})\\[(?<tid>[\\w:. -]{1,80})\\] \\[(?<context>[^\\]\\n]{0,200})\\] (?:\\[(?<logger>[A-Za-z_][\\w$]{0,80}(?:\\.[\\w$]{1,120}){1,20})\\] )?`,
  ),
  frame(
    VMWARE,
    'tdinwecafv',
    ` ${ANY_LEVEL} (?<application>[\\w.-]{1,80}) \\[(?<place>[\\w./-]{1,160}\\.go:\\d{1,7})\\] (?:\\[(?<pairs>opID=[^\\]\\n]{0,160})\\] )?`,
  ),
  frame(
    VMWARE,
    '[',
    ` \\[(?<tid>[0-9A-F]{4,16}) ${ANY_LEVEL} '(?<logger>[^'\\n]{0,200})'(?: opID=(?<request_id>[^\\]\\n]{0,160}))?\\] `,
  ),
  frame(VMWARE, 'c', ` ${KERNEL}`),
];

export const VMWARE_BRACKETED: readonly Frame[] = [
  frame(
    VMWARE,
    ' ',
    ` (?<tid>[0-9A-F]{4,16}) ${ANY_LEVEL} '(?<logger>[^'\\n]{0,200})'(?: opID=(?<request_id>[^\\]\\n]{0,160}))?\\] `,
  ),
];

export const VMWARE_WHOLE: readonly Frame[] = [
  frame(
    VMWARE,
    'H',
    `(?<application>HsmService):${ISO}\\[(?<thread>[^\\]\\n]{1,80})\\](?<module>\\w{1,80}):(?<line>\\d{1,7}) \\[${ANY_LEVEL}\\] `,
  ),
];
