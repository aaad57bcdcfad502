import { type Query, withQuery } from '../api/query.js';
import type { Selection } from '../view/selection.js';

/** A screen and a half: the sooner it is here, the better; the rest follows while one reads. */
const FIRST_PAGE = 100;

export function newestQuery(selection: Selection): Query {
  return { ...selection, limit: FIRST_PAGE };
}

/** What is asked first of all. */
export function newestPath(selection: Selection): string {
  return withQuery('/logs/', newestQuery(selection));
}
