// What the command palette offers: views, findings, causes, samples, actions. Words come in, nothing is drawn here.

import { CAUSE_IDS } from '#engine/model/vocabulary';
import type { Language } from '#engine/causes/words/words';
import { openView, store } from '../store/store';
import type { Messages } from '../messages/en';
import type { View } from '../url/url-state';
import { toggleLanguage } from './load-language';
import { openSample } from './open-capture';
import { notableSubject } from './shortcuts';
import { shownTheme, toggledTheme } from './preferences';
import { wordsOf } from './words';

export interface Command {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  run(): void;
}

const SAMPLE_IDS = (messages: Messages) => Object.keys(messages.samples) as (keyof Messages['samples'])[];

export function paletteCommands(messages: Messages, language: Language): readonly Command[] {
  const { session, lastQuery, theme } = store.getState();
  const { groups, actions } = messages.palette;
  const to = (view: View, name: string): Command => ({ id: `view ${view.kind}`, group: groups.views, name, run: () => openView(view) });
  const views: Command[] =
    session.phase === 'ready'
      ? [
          to({ kind: 'findings' }, messages.findings.nav),
          to({ kind: 'connections', query: lastQuery }, messages.connections.nav),
          to({ kind: 'charts', query: lastQuery }, messages.charts.nav),
          to({ kind: 'compare', index: null }, messages.compare.command),
          to({ kind: 'report', finding: null, connection: null }, messages.report.nav),
        ]
      : [];
  const findings: Command[] =
    session.phase === 'ready'
      ? session.summary.findings.map((finding, index) => ({
          id: `finding ${index}`,
          group: groups.findings,
          name: `${wordsOf(finding.cause, language).short} (${finding.count})`,
          run: () => openView({ kind: 'finding', index }),
        }))
      : [];
  const present = session.phase === 'ready' ? new Set(session.summary.causes.map(([cause]) => cause)) : new Set();
  const causes: Command[] = CAUSE_IDS.filter((cause) => present.has(cause)).map((cause) => ({
    id: `cause ${cause}`,
    group: groups.causes,
    name: `${wordsOf(cause, language).short} · cause:${cause}`,
    run: () => openView({ kind: 'connections', query: `cause:${cause}` }),
  }));
  const samples: Command[] = SAMPLE_IDS(messages).map((id) => ({
    id: `sample ${id}`,
    group: groups.samples,
    name: messages.samples[id].title,
    run: () => void openSample(id),
  }));
  const act = (id: string, name: string, run: () => void): Command => ({ id, group: groups.actions, name, run });
  const state = store.getState();
  const subject = notableSubject();
  return [
    ...views,
    to({ kind: 'help' }, messages.help.link),
    to({ kind: 'landing' }, messages.palette.start),
    ...findings,
    act('open', messages.landing.choose, () => document.querySelector<HTMLInputElement>('[data-testid="file-input"]')?.click()),
    ...(session.phase === 'ready' ? [act('share', messages.findings.share, () => state.dialogChanged('share'))] : []),
    ...(subject === null || subject.about === 'capture' ? [] : [act('note', messages.notes.add, () => state.noteOpened(subject))]),
    ...(session.phase === 'ready'
      ? [act('note-capture', messages.notes.addToCapture, () => state.noteOpened({ about: 'capture', number: 0 }))]
      : []),
    act('packet', actions.packet, () => state.dialogChanged('packet')),
    act('language', messages.app.languageSwitchName, () => void toggleLanguage()),
    act('theme', shownTheme(theme) === 'dark' ? messages.app.themeToLight : messages.app.themeToDark, () =>
      state.themeChosen(toggledTheme(theme)),
    ),
    act('keys', messages.app.shortcuts, () => state.dialogChanged('shortcuts')),
    ...causes,
    ...samples,
  ];
}

/** All words of what was typed stand in the name, in any order. */
export function matching(commands: readonly Command[], typed: string): readonly Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ name, group, id }) => {
    const text = `${name} ${group} ${id}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** "4182", "#4182": a packet. */
export function packetTyped(typed: string): number | null {
  const digits = /^#?\s*([1-9]\d{0,9})$/.exec(typed.trim())?.[1];
  return digits === undefined ? null : Number(digits);
}
