// What a filter may ask about a connection.

export const FILTER_FEATURES = ['rst', 'fin', 'syn-retrans', 'icmp', 'zero-window', 'tls', 'http'] as const;
export type FilterFeature = (typeof FILTER_FEATURES)[number];

/** What a filter may ask about a connection. */
export interface FilterSubject {
  readonly outcome: string;
  readonly cause: string;
  /** Id and short words of the cause in every language, lower case. */
  readonly causeText: string;
  readonly client: string;
  readonly server: string;
  /** IPv4 addresses as numbers, null for others; left out, they are read from the texts. */
  readonly clientIpv4?: number | null;
  readonly serverIpv4?: number | null;
  readonly clientPort: number;
  readonly serverPort: number;
  readonly endedBy: string;
  readonly confidence: number;
  readonly durationSeconds: number;
  readonly startSeconds: number;
  readonly rttSeconds: number;
  /** Longest silence between two of its packets. */
  readonly idleSeconds: number;
  readonly bytes: number;
  readonly packets: number;
  readonly retransmissions: number;
  /** Numbers of its first and last frame, from 1. */
  readonly firstFrame: number;
  readonly lastFrame: number;
  hasFrame(frame: number): boolean;
  inFinding(index: number): boolean;
  has(feature: FilterFeature): boolean;
  readonly id: number;
}

export type Predicate = (subject: FilterSubject) => boolean;
