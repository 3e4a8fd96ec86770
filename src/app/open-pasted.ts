// Text that was pasted: what tcpdump or tshark printed is opened like a file, a line of a log is looked up in the capture.

import { openView, store } from '../store/store';
import { openFiles } from './open-capture';

const LOOKED_AT_CHARS = 65_536;

/** What tcpdump and tshark print: a time, then "IP" or a row of the packet list; such a paste goes to the engine like a file. */
const PRINTED_LINE =
  /^[ \t]*(?:\d+[ \t]+)?(?:\d{4}-\d\d-\d\d )?(?:\d\d:\d\d:\d\d|\d+)\.\d+ .*(?:IP6? \S+ > |ethertype |ARP, |\b(?:TCP|HTTP|TLSv1\.\d|SSL)\s+\d)/m;

/** What programs print of a connection that failed, or an address with a port: looked up among the connections. */
const ERROR_LINE =
  /connection|reset by peer|refused|timed? ?out|timeout|broken pipe|\bEOF\b|unreachable|socket|(?:\d{1,3}\.){3}\d{1,3}:\d+/i;

function takeErrorLine(line: string): void {
  const state = store.getState();
  state.errorPasted(line);
  if (state.session.phase === 'ready') openView({ kind: 'findings' });
  else state.noticeShown({ kind: 'pasted-error' });
}

/** @param isMeant pasted into the field for it: opened whatever it is, so that the engine says what it cannot read */
export function openPasted(text: string, isMeant: boolean): void {
  const head = text.slice(0, LOOKED_AT_CHARS);
  const isPrinted = PRINTED_LINE.test(head);
  if (!isPrinted && ERROR_LINE.test(head)) takeErrorLine(head);
  else if (isPrinted || isMeant) openFiles([new File([text], 'clipboard.txt')]);
}
