// Shown while files hover over the window. It takes no pointer events, so the drag never "leaves" into it.

import { useMessages } from '../../app/language';
import { useFileDrop } from '../../app/use-file-drop';
import { useAppStore } from '../../store/store';
import { Icon } from '../../ui/Icon';
import './drop-overlay.css';

export function DropOverlay() {
  const messages = useMessages();
  const isCompared = useAppStore(({ session, view }) => session.phase === 'ready' && view.kind === 'compare');
  if (!useFileDrop()) return null;
  return (
    <div className="drop-overlay" data-testid="drop-overlay">
      <div className="drop-overlay-card">
        <Icon name="drop" size={32} />
        {isCompared ? messages.landing.overlayCompare : messages.landing.overlay}
      </div>
    </div>
  );
}
