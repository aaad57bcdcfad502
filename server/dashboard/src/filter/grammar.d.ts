declare module '*.peggy' {
  import type { parser } from 'peggy';
  export const parse: (text: string, options: { builder: unknown }) => unknown;
  const GrammarError: new () => parser.SyntaxError;

  export { GrammarError as SyntaxError };
}
