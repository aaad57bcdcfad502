import type { LineFormat } from '../format.js';

/** Every format in turn, as a central log server gets them. */
export function everything(formats: readonly LineFormat[]): LineFormat {
  return {
    name: 'everything',
    summary: 'every format in turn; over HTTP and plain TCP without those of several lines a record',
    contentType: 'text/plain',
    lines: (random) => takingTurns(formats, random),
    singleLines: (random) =>
      takingTurns(
        formats.filter(({ multiline }) => multiline !== true),
        random,
      ),
  };
}

function takingTurns(formats: readonly LineFormat[], random: Parameters<LineFormat['lines']>[0]) {
  const makers = formats.map((format) => format.lines(random));
  let turn = 0;
  return (millis: number) => makers[turn++ % makers.length]!(millis);
}
