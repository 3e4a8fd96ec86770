// The comparison that is being made or looked at: one, of the capture that is open. Bounded: the pairs themselves stay in the worker.

import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { TapId } from '#engine/compare/compare-model';
import type { Failure } from '#engine/model/failure';
import type { ComparisonAnswer } from '#engine/rpc/comparing';
import type { AnalysisSummary, Envelope } from '#engine/rpc/protocol';
import { comparing } from '../../engine-client/comparing-client';
import { readStored, writeStored } from '../../store/storage';
import { store } from '../../store/store';

export type Comparing =
  | { readonly phase: 'none' }
  /** `name`: of the other capture; null: two places in the one that is open. */
  | { readonly phase: 'working'; readonly name: string | null; readonly fraction: number }
  | { readonly phase: 'failed'; readonly name: string | null; readonly failure: Failure }
  | {
      readonly phase: 'ready';
      readonly name: string | null;
      readonly answer: ComparisonAnswer;
      /** Which capture is nearer was chosen, not found. */
      readonly isChosen: boolean;
      /** The reader has seen how the captures were paired, or does not want to be asked. */
      readonly isConfirmed: boolean;
    };

interface CompareState {
  readonly of: AnalysisSummary | null;
  readonly comparing: Comparing;
}

const UNASKED = 'whyreset.pairing-unasked';
const NONE: Comparing = { phase: 'none' };
const compareStore = createStore<CompareState>(() => ({ of: null, comparing: NONE }));
// What is compared can be shared and noted on; what is compared no more cannot.
compareStore.subscribe(({ comparing: now }, { comparing: before }) => {
  const { compared, comparisonChanged } = store.getState();
  if (now === before) return;
  if (now.phase === 'ready') comparisonChanged(now.answer.connections);
  else if (compared !== null) comparisonChanged(null);
});

/** Of comparisons asked for in quick succession the last one counts. */
let generation = 0;

/** Of a capture that was open before there is none. */
export function useComparing(summary: AnalysisSummary): Comparing {
  return useStore(compareStore, (state) => (state.of === summary ? state.comparing : NONE));
}

export function compareFiles(files: readonly File[]): void {
  const [first, ...others] = files;
  if (first === undefined) return;
  const name = others.length === 0 ? first.name : `${first.name} + ${others.length}`;
  void run(name, (told) =>
    comparing.withOther(
      files.map((blob) => ({ blob, name: blob.name })),
      told,
    ),
  );
}

export function compareWithin(): void {
  void run(null, comparing.within);
}

export function cancelComparing(): void {
  generation++;
  comparing.cancel();
  compareStore.setState({ comparing: NONE });
}

/** `isForAll`: nor asked again, on this computer. */
export function confirmPairing(isForAll: boolean): void {
  const { comparing: before } = compareStore.getState();
  if (before.phase !== 'ready') return;
  if (isForAll) writeStored(UNASKED, 'yes');
  compareStore.setState({ comparing: { ...before, isConfirmed: true } });
}

/** Null: as was found out. */
export async function chooseNearer(tap: TapId | null): Promise<void> {
  const { comparing: before } = compareStore.getState();
  if (before.phase !== 'ready') return;
  const mine = ++generation;
  const answer = await comparing.nearer(tap);
  if (mine !== generation) return;
  if (answer.ok) compareStore.setState({ comparing: { ...before, answer: answer.value, isChosen: tap !== null } });
  else compareStore.setState({ comparing: { phase: 'failed', name: before.name, failure: answer.failure } });
}

async function run(name: string | null, ask: (told: (fraction: number) => void) => Promise<Envelope<ComparisonAnswer>>): Promise<void> {
  const { session } = store.getState();
  if (session.phase !== 'ready') return;
  const mine = ++generation;
  // One that is still being made makes room.
  if (compareStore.getState().comparing.phase === 'working') comparing.cancel();
  compareStore.setState({ of: session.summary, comparing: { phase: 'working', name, fraction: 0 } });
  const answer = await ask((fraction) => {
    if (mine === generation) compareStore.setState({ comparing: { phase: 'working', name, fraction } });
  });
  if (mine !== generation) return;
  compareStore.setState({
    comparing: answer.ok
      ? { phase: 'ready', name, answer: answer.value, isChosen: false, isConfirmed: readStored(UNASKED) === 'yes' }
      : answer.failure.code === 'cancelled'
        ? NONE
        : { phase: 'failed', name, failure: answer.failure },
  });
}
