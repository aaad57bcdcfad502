/** Control characters, and those that turn the direction of text (Unicode's bidirectional controls). */
const STEERING = '\\u007f-\\u009f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
const CONTROL = new RegExp(`[\\u0000-\\u001f${STEERING}]`, 'g');
const OTHER_CONTROL = new RegExp(`[\\u0000-\\u0008\\u000b-\\u001f${STEERING}]`, 'g');

/** Control characters as escapes: what a log says must not steer the terminal. */
export function visible(text: string): string {
  return text.replace(CONTROL, escaped);
}

/** The same for text of several lines: line feeds and tabs stay. */
export function visibleLines(text: string): string {
  return text.replace(OTHER_CONTROL, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
