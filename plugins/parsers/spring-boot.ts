import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://docs.spring.io/spring-boot/reference/features/logging.html#features.logging.log-format */
export default defineParser({
  kind: 'parser',
  name: 'spring-boot',
  summary: 'Reads the console log of Spring Boot.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [spring-boot] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample:
    '2025-11-11T10:20:30.123Z  INFO 4711 --- [shop] [nio-8080-exec-1] c.e.orders.OrderController : order 4711 was paid',
  create: () => frameReader('spring-boot'),
});
