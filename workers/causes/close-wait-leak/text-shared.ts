// What the texts of close-wait-leak in both languages make of its facts.

import { enderRole, otherRole } from '../words/phrases';
import type { HeadlineContext } from '../words/words';

/** The leak is at the side that did not close: the opposite of the one whose FIN came first. */
export function leaking(context: HeadlineContext): 'client' | 'server' {
  return otherRole(enderRole(context)) ?? (context.party === 'client' ? 'client' : 'server');
}
