// All keys on one sheet, the way to the help, and the switch that turns single-key commands off (WCAG 2.1.4).

import { useId } from 'react';
import { useAppStore } from '../store/store';
import { Dialog } from '../ui/Dialog';
import { formatHash } from '../url/url-state';
import { useMessages } from './language';
import { ShortcutLists } from './ShortcutLists';

export function ShortcutSheet() {
  const messages = useMessages();
  const text = messages.keys;
  const isOn = useAppStore((state) => state.singleKeys);
  const choose = useAppStore((state) => state.singleKeysChosen);
  const change = useAppStore((state) => state.dialogChanged);
  const id = useId();
  return (
    <Dialog title={text.title} testId="shortcuts" onClose={() => change(null)}>
      <p className="shortcut-help">
        <a href={formatHash({ kind: 'help' })} onClick={() => change(null)}>
          {messages.help.link}
        </a>
      </p>
      <ShortcutLists />
      <div className="shortcut-switch">
        <input id={id} type="checkbox" checked={isOn} onChange={(event) => choose(event.target.checked)} />
        <label htmlFor={id}>{text.single}</label>
        <p>{text.singleWhy}</p>
      </div>
    </Dialog>
  );
}
