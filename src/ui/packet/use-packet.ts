// Bytes and fields of one packet, read from the file when they are wanted. While a key is held down only the newest is read.

import { useEffect, useRef, useState } from 'react';
import type { Envelope, PacketDetail } from '#engine/rpc/protocol';

export type PacketReading =
  | { readonly state: 'none' }
  | { readonly state: 'reading'; readonly frame: number }
  | { readonly state: 'failed'; readonly frame: number; readonly code: string }
  | { readonly state: 'ready'; readonly frame: number; readonly detail: PacketDetail };

type Read = (frame: number) => Promise<Envelope<PacketDetail>>;

export function usePacket(frame: number | null, read: Read): PacketReading {
  const [reading, setReading] = useState<PacketReading>({ state: 'none' });
  const wanted = useRef<number | null>(null);
  const isBusy = useRef(false);
  useEffect(() => {
    wanted.current = frame;
    if (frame === null || isBusy.current) return;
    const work = async () => {
      isBusy.current = true;
      for (let next: number | null = frame; next !== null;) {
        const asked: number = next;
        const answer = await read(asked);
        next = wanted.current === asked ? null : wanted.current;
        if (next !== null) continue;
        setReading(
          answer.ok ? { state: 'ready', frame: asked, detail: answer.value } : { state: 'failed', frame: asked, code: answer.failure.code },
        );
      }
      isBusy.current = false;
    };
    void work();
  }, [frame, read]);
  useEffect(
    () => () => {
      wanted.current = null;
    },
    [],
  );
  if (frame === null) return { state: 'none' };
  // The packet before stays in sight until the next one is here: no flicker while stepping.
  return reading.state === 'none' ? { state: 'reading', frame } : reading;
}
