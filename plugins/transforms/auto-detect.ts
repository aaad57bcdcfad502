import { Detector } from '../../pipeline/detection/detector.js';
import { ParserSet } from '../../pipeline/detection/parser-set.js';
import { Zone } from '../../pipeline/detection/zone.js';
import { defineTransform, type TransformContext, Type, UserError } from '../../pipeline/plugin.js';

/** Finds the format of each record and reads it. What no parser claims stays `plain`. */
export default defineTransform({
  kind: 'transform',
  name: 'auto-detect',
  summary:
    'Finds the format of each record and reads it into time, level, source, application, message, metadata.',
  options: Type.Object({
    formats: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Only these formats are looked for, e.g. `[json, plain]`; all there are unless told.',
        minItems: 1,
        uniqueItems: true,
      }),
    ),
    timezone: Type.String({
      description:
        'Zone of times that name none: an IANA name such as `Europe/Berlin`, or an offset such as `+02:00`.',
      default: 'UTC',
    }),
  }),
  example: 'parse: { type: auto-detect, inputs: [http, syslog] }',
  check: ({ timezone }) => {
    try {
      new Zone(timezone);
      return [];
    } catch {
      return [
        {
          option: 'timezone',
          message: `"${timezone}" is no time zone; write an IANA name such as Europe/Berlin, or an offset such as +02:00`,
        },
      ];
    }
  },
  create({ formats, timezone }, context) {
    const detector = new Detector(formats === undefined ? context.parsers : chosen(formats, context), {
      timezone,
    });
    return {
      event(event) {
        detector.detect(event);
        return event;
      },
    };
  },
});

function chosen(formats: readonly string[], { parsers, name }: TransformContext): ParserSet {
  return new ParserSet(
    formats.map((format) => {
      const parser = parsers.get(format);
      if (parser !== undefined) return parser;
      throw new UserError(
        `transforms.${name}.formats: no parser reads "${format}"; there are ${parsers.formats.join(', ')}`,
      );
    }),
  );
}
