import { widened } from '../view/range.js';
import { changeView, view } from '../view/state.js';

interface Range {
  readonly from: string;
  readonly to: string;
}

/** What was looked at before each zoom, the last at the end. */
const before: { readonly range: Range; readonly into: Range }[] = [];

export function zoomInto(into: Range): void {
  const { from, to } = view.value;
  before.push({ range: { from, to }, into });
  changeView(into);
}

/** To where one was; who came by a link, or has chosen another time since, sees twice as much. */
export function zoomOut(): void {
  const { from, to } = view.value;
  const last = before.pop();
  const isHere = last?.into.from === from && last.into.to === to;
  if (!isHere) before.length = 0;
  changeView(isHere ? last.range : widened(from, to, Date.now()));
}
