// Interface text, English: the master catalogue. Words of causes, evidence and failures are the engine's.

export const en = {
  packet: {
    open: (frame: number) => `Packet ${frame}`,
    noConnection: (frame: number) => `Packet ${frame} is not part of a TCP connection.`,
  },
};

/** Every language has exactly these keys; a function keeps its parameters. */
export type Messages = typeof en;
