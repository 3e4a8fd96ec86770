// What is spoken on a connection, to which name, by which product: from its own packets, else from others of its listener.

import { NO_PRODUCT, type ConnectionFacts } from '../handlers/connection-facts';
import type { ListenerFacts } from '../handlers/listener-facts';
import { PROTOCOLS } from '../model/mark-table';
import type { CaptureTables } from '../model/tables';
import type { Application } from '../model/verdict';

/** Undefined when nothing shows. */
export function applicationOf(tables: CaptureTables, facts: ConnectionFacts, listener: ListenerFacts): Application | undefined {
  const { texts } = tables.marks;
  const own = facts.resp.protocol >= 0 ? facts.resp.protocol : facts.orig.protocol;
  const protocol = PROTOCOLS[own >= 0 ? own : listener.protocol];
  const name = texts[facts.hostName];
  const productIndex = facts.product === -1 ? listener.product : facts.product;
  const product = productIndex === NO_PRODUCT ? '' : texts[productIndex];
  if (protocol === undefined && name === undefined && product === undefined) return undefined;
  return {
    ...(protocol === undefined ? {} : { protocol }),
    ...(name === undefined ? {} : { name }),
    ...(product === undefined ? {} : { product }),
  };
}
