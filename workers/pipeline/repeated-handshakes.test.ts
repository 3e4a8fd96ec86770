// Parts of one capture, and captures of two places that only seem to be.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { joinedSource } from '../model/byte-source';
import { memorySource } from '../testing/memory-source';
import { recordedFrames, rewritten } from '../testing/recorded-frames';
import { analyzeCapture } from './analyze';
import { hasRepeatedHandshakes } from './repeated-handshakes';

const recorded = async (name: string) => {
  const path = new URL(`../../lab/recordings/two-sided/${name}.pcapng.gz`, import.meta.url);
  const frames = await recordedFrames(new Uint8Array(gunzipSync(readFileSync(path))));
  if (frames === null) throw new Error('several link types');
  return frames;
};

async function isRepeated(...parts: readonly Uint8Array[]): Promise<boolean> {
  const source = joinedSource(parts.map((bytes, at) => memorySource(bytes, undefined, `part-${at}`)));
  const result = await analyzeCapture(source, { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return hasRepeatedHandshakes(result.value.tables);
}

describe('handshakes of two parts', () => {
  it('are the same where another place was captured by a clock that is far ahead, translated or not', async () => {
    for (const name of ['clocks-apart', 'translated']) {
      const [client, server] = [await recorded(`${name}.client`), await recorded(`${name}.server`)];
      const ahead = server.startNs + 1_000_000_000_000n;
      expect([name, await isRepeated(rewritten(client, client.frames), rewritten(server, server.frames, ahead))]).toEqual([name, true]);
    }
  });

  it('are not in parts of one capture, wherever it is cut', async () => {
    const whole = await recorded('lossy.client');
    for (const at of [3, 60, 150])
      expect(await isRepeated(rewritten(whole, whole.frames.slice(0, at)), rewritten(whole, whole.frames.slice(at)))).toBe(false);
  });
});
