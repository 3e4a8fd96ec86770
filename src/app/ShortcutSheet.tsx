// All keys on one sheet, and the switch that turns single-key commands off (WCAG 2.1.4).

import { useId } from 'react';
import { useAppStore } from '../store/store';
import { Dialog } from '../ui/Dialog';
import { useMessages } from './language';

export function ShortcutSheet() {
  const text = useMessages().keys;
  const isOn = useAppStore((state) => state.singleKeys);
  const choose = useAppStore((state) => state.singleKeysChosen);
  const change = useAppStore((state) => state.dialogChanged);
  const id = useId();
  const everywhere: readonly (readonly [readonly string[], string])[] = [
    [['?'], text.help],
    [['1'], text.findings],
    [['2'], text.connections],
    [['/'], text.filter],
    [['o'], text.open],
    [['l'], text.language],
    [['Esc'], text.escape],
  ];
  const lists: readonly (readonly [readonly string[], string])[] = [
    [['↓', 'j', '↑', 'k'], text.rows],
    [['→', '←'], text.cells],
    [['Home', 'End'], text.ends],
    [['PgUp', 'PgDn'], text.pages],
    [['Enter'], text.enter],
    [['[', ']'], text.neighbours],
  ];
  const ladder: readonly (readonly [readonly string[], string])[] = [
    [['n', 'p'], text.notes],
    [['f'], text.centre],
    [['e'], text.unfold],
    [['x'], text.bytes],
    [['t'], text.time],
    [['m'], text.mark],
    [['c'], text.copyText],
    [['w'], text.copyFilter],
    [['[', ']'], text.steps],
    [['Esc'], text.back],
  ];
  return (
    <Dialog title={text.title} testId="shortcuts" onClose={() => change(null)}>
      <div className="shortcut-columns">
        <div>
          <ShortcutList title={text.everywhere} keys={everywhere} />
          <ShortcutList title={text.lists} keys={lists} />
        </div>
        <ShortcutList title={text.inConnection} keys={ladder} />
      </div>
      <div className="shortcut-switch">
        <input id={id} type="checkbox" checked={isOn} onChange={(event) => choose(event.target.checked)} />
        <label htmlFor={id}>{text.single}</label>
        <p>{text.singleWhy}</p>
      </div>
    </Dialog>
  );
}

function ShortcutList(props: { readonly title: string; readonly keys: readonly (readonly [readonly string[], string])[] }) {
  return (
    <section>
      <h3>{props.title}</h3>
      <dl>
        {props.keys.map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
