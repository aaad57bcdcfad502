import type { LineFormat } from '../format.js';
import { drawOccasion } from '../occasion.js';
import type { ServiceLevel } from '../services.js';
import { isoTime } from '../time-text.js';

/** Facility local0 with the severity of the level (RFC 5424 §6.2.1). */
const PRIORITY: Record<ServiceLevel, number> = { DEBUG: 135, INFO: 134, WARN: 132, ERROR: 131 };

/** The structured data is named under 32473, the enterprise number kept for examples (RFC 5612). */
export const syslogRfc5424: LineFormat = {
  name: 'syslog-rfc5424',
  summary: 'syslog of today with structured data',
  contentType: 'text/plain',
  lines: (random) => (millis) => {
    const { level, service, host, userId, message } = drawOccasion(random);
    return (
      `<${PRIORITY[level]}>1 ${isoTime(millis)} ${host} ${service.name} ${random.between(300, 32_000)} - ` +
      `[shop@32473 user_id="${userId}" request_id="${random.hex(4)}"] ${message}`
    );
  },
};
