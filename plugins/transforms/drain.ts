import { Duration, defineTransform, Type } from '../../pipeline/plugin.js';
import { TemplateBook } from '../../pipeline/templates/template-book.js';
import { TemplateExchange } from '../../pipeline/templates/template-exchange.js';

const FIELD = 'template_id';

/** Says of each event which template its message is of: GET /logs/patterns groups by it. */
export default defineTransform({
  kind: 'transform',
  name: 'drain',
  summary: `Groups messages by template (\`user <*> logged in\`) and gives each event its \`${FIELD}\`.`,
  options: Type.Object({
    max_templates: Type.Integer({
      description:
        'Templates that a worker keeps in mind, about 1 KiB each; beyond them those not seen for longest are forgotten.',
      minimum: 100,
      maximum: 1_000_000,
      default: 10_000,
    }),
    forget_after: Duration({
      description: 'How long a template without messages stays in the database.',
      default: '90d',
    }),
  }),
  example: 'patterns: { type: drain, inputs: [parse] }',
  create({ max_templates, forget_after }, { templates, logger }) {
    const book = new TemplateBook(max_templates);
    const exchange = new TemplateExchange(book, templates, forget_after, logger);
    return {
      start: () => exchange.start(),
      stop: () => exchange.stop(),
      event(event) {
        const id = book.idOf(event.message, event.chunk.receivedAtMicros / 1000);
        event.addMetadataText(FIELD, id);
        return event;
      },
    };
  },
});
