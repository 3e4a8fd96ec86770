// Ctrl+K: everything that can be reached by name, and packets by number. A combobox with its list, inside a dialog.

import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { engine } from '../engine-client/engine-client';
import { openConnection, useAppStore } from '../store/store';
import { Dialog } from '../ui/Dialog';
import { Notice } from '../ui/Notice';
import { useLanguage, useMessages } from './language';
import { matching, packetTyped, paletteCommands } from './palette-commands';
import './palette.css';

interface Missed {
  readonly frame: number;
  readonly protocol: string;
  /** 0: there is no packet of a connection. */
  readonly nearest: number;
}

export function CommandPalette({ isForPacket }: { readonly isForPacket: boolean }) {
  const messages = useMessages();
  const language = useLanguage();
  const text = messages.palette;
  const frames = useAppStore(({ session }) => (session.phase === 'ready' ? session.summary.capture.frames : 0));
  const change = useAppStore((state) => state.dialogChanged);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const [missed, setMissed] = useState<Missed | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const all = useMemo(() => (isForPacket ? [] : paletteCommands(messages, language)), [isForPacket, messages, language]);
  const packet = frames > 0 ? packetTyped(typed) : null;
  const goTo = async (frame: number) => {
    if (frame > frames) return;
    const place = await engine().placeOfFrame(frame);
    if (!place.ok) return;
    const { connection, protocol, nearest } = place.value;
    if (connection < 0) {
      setMissed({ frame, protocol, nearest });
      return;
    }
    change(null);
    openConnection(connection, frame);
  };
  const commands =
    packet === null
      ? matching(all, typed)
      : [{ id: 'go', group: '', name: packet > frames ? text.noSuchPacket(frames) : text.goTo(packet), run: () => void goTo(packet) }];
  const at = Math.min(chosen, commands.length - 1);
  useEffect(() => input.current?.focus(), []);
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, at]);
  const run = (index: number) => {
    const command = commands[index];
    if (command === undefined) return;
    // What opens another dialog says so itself; the rest leaves this one.
    if (command.id !== 'go') change(null);
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = commands.length - 1;
    if (event.key === 'ArrowDown') setChosen(at >= last ? 0 : at + 1);
    else if (event.key === 'ArrowUp') setChosen(at <= 0 ? last : at - 1);
    else if (event.key === 'Enter') run(at);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={isForPacket ? text.actions.packet : text.title} testId="palette" onClose={() => change(null)}>
      <input
        ref={input}
        className="palette-input"
        data-testid="palette-input"
        type="text"
        role="combobox"
        aria-label={isForPacket ? text.packetNumber : text.search}
        aria-expanded={commands.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={commands.length > 0 ? `${id}-${at}` : undefined}
        inputMode={isForPacket ? 'numeric' : 'text'}
        autoComplete="off"
        spellCheck={false}
        placeholder={isForPacket ? text.packetNumber : text.search}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setChosen(0);
          setMissed(null);
        }}
        onKeyDown={onKeyDown}
      />
      {missed !== null && <MissedNotice missed={missed} onGo={(frame) => void goTo(frame)} />}
      <div id={`${id}-list`} role="listbox" aria-label={text.title} className="palette-list" hidden={commands.length === 0}>
        {commands.map(({ id: name, group, name: words }, index) => (
          <div key={name} id={`${id}-${index}`} role="option" tabIndex={-1} aria-selected={index === at} onClick={() => run(index)}>
            <span>{words}</span>
            <span className="palette-group">{group}</span>
          </div>
        ))}
      </div>
      <p role="status" className="palette-none">
        {commands.length === 0 && !isForPacket && text.none}
      </p>
    </Dialog>
  );
}

function MissedNotice({ missed, onGo }: { readonly missed: Missed; onGo(frame: number): void }) {
  const text = useMessages().palette;
  const { frame, protocol, nearest } = missed;
  return (
    <div role="status">
      <Notice code="E33" text={text.E33(frame, protocol, nearest)}>
        {nearest > 0 && (
          <button type="button" className="button button-small" onClick={() => onGo(nearest)}>
            {text.goTo(nearest)}
          </button>
        )}
      </Notice>
    </div>
  );
}
