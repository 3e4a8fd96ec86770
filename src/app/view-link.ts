// The link to what is shown, for somebody who has the same capture: the address, and the capture's fingerprint in it.

import { store } from '../store/store';
import { formatViewLink } from '../url/url-state';
import { ownFingerprint } from './open-capture';

/** Without the fingerprint where the file cannot be read any more: whoever opens it is not told whether the file fits. */
export async function viewLink(): Promise<string> {
  const { view } = store.getState();
  const { origin, pathname, search, protocol } = window.location;
  return `${protocol === 'file:' ? 'file://' : origin}${pathname}${search}${formatViewLink(view, await ownFingerprint())}`;
}
