// All keys, by place: for the sheet and for the help view.

import { useMessages } from './language';

type Keys = readonly (readonly [readonly string[], string])[];

export function ShortcutLists() {
  const text = useMessages().keys;
  const everywhere: Keys = [
    [['?'], text.help],
    [['Ctrl', 'K'], text.palette],
    [['/'], text.filter],
    [['1', '2', '3', '4'], text.views],
    [['s'], text.share],
    [['r'], text.report],
    [['g'], text.packet],
    [['o'], text.open],
    [['w'], text.copyFilter],
    [['a'], text.note],
    [['l'], text.language],
    [['Esc'], text.escape],
  ];
  const lists: Keys = [
    [['↓', 'j', '↑', 'k'], text.rows],
    [['→', '←'], text.cells],
    [['Home', 'End'], text.ends],
    [['PgUp', 'PgDn'], text.pages],
    [['Enter'], text.enter],
    [['Space'], text.peek],
    [['Shift', 'Space'], text.select],
    [['Shift', 'Enter'], text.second],
    [['[', ']'], text.neighbours],
  ];
  const ladder: Keys = [
    [['n', 'p'], text.notes],
    [['→', '←'], text.runs],
    [['e'], text.unfold],
    [['f'], text.centre],
    [['x'], text.bytes],
    [['t'], text.time],
    [['m'], text.mark],
    [['y'], text.scale],
    [['+', '-'], text.zoom],
    [['d'], text.density],
    [['Shift', 'R'], text.raw],
    [['c'], text.copyText],
    [['[', ']'], text.steps],
    [['Esc'], text.back],
  ];
  return (
    <div className="shortcut-columns">
      <div>
        <ShortcutList title={text.everywhere} keys={everywhere} />
        <ShortcutList title={text.inConnection} keys={ladder} />
      </div>
      <div>
        <ShortcutList title={text.lists} keys={lists} />
      </div>
    </div>
  );
}

function ShortcutList(props: { readonly title: string; readonly keys: Keys }) {
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
