// Reads a file for the worker that analyses it (capture/sources/slice-sender.ts).

import './no-network';
import { SliceSender } from '../capture/sources/slice-sender';

const sender = new SliceSender();

addEventListener('message', ({ data }: MessageEvent<Blob | null>) => {
  if (data === null) sender.more();
  else void sender.send(data, (word, handedOver) => postMessage(word, { transfer: [...handedOver] }));
});
