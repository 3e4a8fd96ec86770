// Two captures, asked for from the page: beside engine-client.ts and loaded with the view that compares.

import { proxy } from 'comlink';
import type { ComparingApi, ComparisonAnswer } from '#engine/rpc/comparing';
import type { Envelope, NamedBlob } from '#engine/rpc/protocol';
import { engineClient } from './engine-client';

type Told = (fraction: number) => void;

export const comparing = {
  withOther: (files: readonly NamedBlob[], told: Told): Promise<Envelope<ComparisonAnswer>> =>
    engineClient().comparing((desk) => desk.withOther(files, proxy({ progress: told }))),
  within: (told: Told): Promise<Envelope<ComparisonAnswer>> => engineClient().comparing((desk) => desk.within(proxy({ progress: told }))),
  cancel: (): void => void engineClient().comparing(async (desk) => ({ ok: true, value: await desk.cancel() })),
  nearer: (...args: Parameters<ComparingApi['nearer']>) => engineClient().comparing((desk) => desk.nearer(...args)),
  query: (...args: Parameters<ComparingApi['query']>) => engineClient().comparing((desk) => desk.query(...args)),
  rows: (...args: Parameters<ComparingApi['rows']>) => engineClient().comparing((desk) => desk.rows(...args)),
  connection: (...args: Parameters<ComparingApi['connection']>) => engineClient().comparing((desk) => desk.connection(...args)),
  ladder: (...args: Parameters<ComparingApi['ladder']>) => engineClient().comparing((desk) => desk.ladder(...args)),
  packet: (...args: Parameters<ComparingApi['packet']>) => engineClient().comparing((desk) => desk.packet(...args)),
  share: (...args: Parameters<ComparingApi['share']>) => engineClient().comparing((desk) => desk.share(...args)),
  analysisFile: (...args: Parameters<ComparingApi['analysisFile']>) => engineClient().comparing((desk) => desk.analysisFile(...args)),
  report: (...args: Parameters<ComparingApi['report']>) => engineClient().comparing((desk) => desk.report(...args)),
  hashFiles: () => engineClient().comparing((desk) => desk.hashFiles()),
  file: (...args: Parameters<ComparingApi['file']>) => engineClient().comparing((desk) => desk.file(...args)),
};
