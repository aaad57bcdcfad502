import { defineParser, Type } from '../../pipeline/plugin.js';
import { FrameReader } from './support/applications/frame-reader.js';
import { DOTNET_WHOLE } from './support/applications/runtime-frames.js';

/** https://learn.microsoft.com/dotnet/core/extensions/console-log-formatter */
export default defineParser({
  kind: 'parser',
  name: 'dotnet',
  summary: 'Reads the console log of .NET and ASP.NET Core.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [dotnet] }',
  specificity: 85,
  place: 'both',
  needs: [':'],
  leads: 'tdiwfc0123456789',
  sample: 'info: Shop.Orders.OrderService[14]\n      Order 4711 was paid',
  create: () => new FrameReader({ whole: DOTNET_WHOLE }),
});
