import { defineParser, Type } from '../../pipeline/plugin.js';
import { WindowsEventReader } from './support/windows-event.js';

/** https://learn.microsoft.com/windows/win32/wes/eventschema-schema */
export default defineParser({
  kind: 'parser',
  name: 'windows-event',
  summary: 'Reads events of Windows as XML, one event per record.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [windows-event] }',
  specificity: 98,
  place: 'both',
  leads: '<\ufeff',
  sample:
    '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="Service Control Manager"/><EventID>7036</EventID><Level>4</Level><TimeCreated SystemTime="2025-11-11T10:20:30.123456700Z"/><EventRecordID>4711</EventRecordID><Channel>System</Channel><Computer>web-1.example.com</Computer></System><EventData><Data Name="param1">Windows Update</Data><Data Name="param2">running</Data></EventData></Event>',
  create: () => new WindowsEventReader(),
});
