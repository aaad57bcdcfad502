import type { AccessDraft } from './access-draft.js';

/*
 * What becomes of one column of an access log: rules that the formats put together as their columns stand in the line.
 */

export type ColumnRule = (draft: AccessDraft, value: string) => void;

export const text =
  (name: string): ColumnRule =>
  (draft, value) =>
    draft.text(name, value);

export const number =
  (name: string): ColumnRule =>
  (draft, value) =>
    draft.number(name, value);

/** A duration in seconds. */
export const seconds =
  (name: string): ColumnRule =>
  (draft, value) =>
    draft.duration(name, value, 1000);

export const millis =
  (name: string): ColumnRule =>
  (draft, value) =>
    draft.duration(name, value, 1);

/** `address:port` */
export const endpoint =
  (name: string, portName: string): ColumnRule =>
  (draft, value) =>
    draft.endpoint(name, portName, value);

export const request: ColumnRule = (draft, value) => draft.request(value);
/** `GET http://host:80/path HTTP/1.1`; a load balancer writes `- - - ` where it got none. */
export const proxyRequest: ColumnRule = (draft, value) => draft.proxyRequest(value.replace(/^- - - ?$/, '-'));
export const status: ColumnRule = (draft, value) => draft.status(value);
export const client: ColumnRule = endpoint('client_ip', 'client_port');

/** Something that has been read already. */
export const skip: ColumnRule = () => undefined;
