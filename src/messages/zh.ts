// Interface text, 中文.

import type { Messages } from './en';

export const zh: Messages = {
  packet: {
    open: (frame) => `第 ${frame} 个报文`,
    noConnection: (frame) => `第 ${frame} 个报文不属于任何 TCP 连接。`,
  },
};
