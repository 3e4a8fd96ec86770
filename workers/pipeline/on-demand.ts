// Answers that few ask for, each with the part of the engine that gives it: fetched when somebody does.

import type { Result } from '../base/result';
import type { Failure } from '../model/failure';
import type { AnalysisJson } from '../report/analysis-json';
import type { WindowChart, ChartsData } from '../rpc/charts';
import type {
  AnalysisFileWish,
  ErrorAnswer,
  FramePlace,
  PacketDetail,
  ReportAnswer,
  ReportWish,
  ShareAnswer,
  ShareWish,
  TrimAnswer,
  TrimWish,
} from '../rpc/protocol';
import { checkedId, FailureError, type OpenCapture } from './open-capture';

export async function matched({ analysis }: OpenCapture, pasted: string): Promise<ErrorAnswer> {
  return (await import('./match-error')).answerError(analysis, pasted);
}

export async function packet({ analysis, source }: OpenCapture, frame: number): Promise<PacketDetail> {
  checkFrame(analysis.tables.frames.length, frame);
  return answered(await (await import('./packet-detail')).packetDetail(analysis, source, frame));
}

export async function place({ analysis, source }: OpenCapture, frame: number): Promise<FramePlace> {
  checkFrame(analysis.tables.frames.length, frame);
  return answered(await (await import('./packet-detail')).placeOfFrame(analysis, source, frame));
}

/** Null when the filter cannot be read. */
export async function charts({ analysis }: OpenCapture, text: string): Promise<ChartsData | null> {
  const { connectionsUnder } = await import('./answers');
  const result = await connectionsUnder(analysis, { text, sort: 'id', descending: false });
  return result.ok ? (await import('./charts/charts')).buildCharts(analysis, result.ids) : null;
}

export async function window({ analysis }: OpenCapture, id: number): Promise<WindowChart> {
  return (await import('./charts/window')).windowChart(analysis.tables, checkedId(analysis, id));
}

export async function link({ analysis, source }: OpenCapture, wish: ShareWish): Promise<ShareAnswer> {
  return (await import('./sharing')).linkOf(analysis, source, wish);
}

export async function analysisFile({ analysis, source }: OpenCapture, wish: AnalysisFileWish): Promise<Uint8Array> {
  return (await import('./sharing')).analysisFileOf(analysis, source, wish);
}

export async function postmortem({ analysis, source }: OpenCapture, wish: ReportWish): Promise<ReportAnswer> {
  return (await import('./exports')).postmortemOf(analysis, source, wish);
}

export async function hashes({ analysis, source }: OpenCapture): Promise<boolean> {
  return (await import('./exports')).hashFiles(analysis, source);
}

export async function trimmed(
  { analysis, source }: OpenCapture,
  wish: TrimWish,
  host: { blobOf(pieces: readonly (Uint8Array | BlobLike)[]): BlobLike },
): Promise<TrimAnswer> {
  return answered(await (await import('./exports')).trimmedOf(analysis, source, wish, host));
}

export async function isTwoCaptures({ analysis }: OpenCapture): Promise<boolean> {
  return (await import('./repeated-handshakes')).hasRepeatedHandshakes(analysis.tables);
}

export async function json({ analysis }: OpenCapture, language: 'en' | 'zh'): Promise<AnalysisJson> {
  const [{ buildJson }] = await Promise.all([import('../report/build-json'), import('../causes/words/both-languages')]);
  return buildJson(analysis, language);
}

function checkFrame(frames: number, frame: number): void {
  if (frame < 1 || frame > frames) throw new Error(`no frame ${frame}`);
}

/** Failures cross as values: the service makes one of what is thrown here. */
function answered<T>(result: Result<T, Failure>): T {
  if (!result.ok) throw new FailureError(result.failure);
  return result.value;
}
