import { defineParser, Type } from '../../pipeline/plugin.js';
import { JsonReader } from './support/json/reader.js';

/**
 * Told from other JSON by its names; `json` reads it. https://learn.microsoft.com/azure/azure-
 * monitor/essentials/resource-logs-schema.
 */
export default defineParser({
  kind: 'parser',
  name: 'azure',
  summary: 'Reads resource logs of Azure and Entra ID.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [azure] }',
  specificity: 90,
  place: 'both',
  leads: '{ \t\r\n',
  readBy: 'json',
  sample:
    '{"time":"2025-11-11T10:20:30.1234567Z","resourceId":"/SUBSCRIPTIONS/1/RESOURCEGROUPS/SHOP","cat' +
    'egory":"AppServiceHTTPLogs","operationName":"Site/Request","resultType":"Success","level":"Warn' +
    'ing","durationMs":12,"callerIpAddress":"192.0.2.7","properties":{"message":"slow answer"}}',
  create: () => new JsonReader('azure'),
});
