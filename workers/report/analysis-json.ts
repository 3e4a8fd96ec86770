// The public JSON ("whyreset/1"): what `--json` prints and what the page hands out. A change of shape is a change of version.

import type { CauseId, CaveatId, FindingCause } from '../model/vocabulary';
import type { Application, Certainty, EndedBy, Endpoint, Outcome, Party, Values } from '../model/verdict';

export interface CaptureJson {
  readonly name: string;
  readonly format: string;
  readonly compression: string | null;
  readonly bytes: number;
  readonly frames: number;
  readonly tcpSegments: number;
  readonly connections: number;
  readonly startTime: string | null;
  readonly durationSeconds: number;
  readonly linkTypes: readonly string[];
  readonly vantage: string;
  readonly issues: readonly { readonly code: string; readonly count: number; readonly offsets: readonly number[] }[];
}

export interface FindingJson {
  readonly cause: FindingCause;
  readonly title: string;
  readonly count: number;
  readonly connections: readonly number[];
  readonly server?: Endpoint;
  readonly client?: Endpoint;
  readonly party: Party;
  readonly confidence: number;
  readonly certainty: Certainty;
  readonly facts: Values;
  readonly firstSeconds: number;
  readonly lastSeconds: number;
  readonly application?: Application;
}

export interface ConnectionJson {
  readonly id: number;
  readonly client: { readonly address: string; readonly port: number };
  readonly server: { readonly address: string; readonly port: number };
  readonly startSeconds: number;
  readonly durationSeconds: number;
  readonly segments: number;
  readonly bytes: { readonly client: number; readonly server: number };
  readonly connState: string;
  readonly history: string;
  readonly completeness: number;
  readonly outcome: Outcome;
  readonly endedBy: EndedBy;
  readonly cause: CauseId;
  readonly variant?: string;
  readonly confidence: number;
  readonly certainty: Certainty;
  readonly party: Party;
  readonly facts: Values;
  readonly evidence: readonly {
    readonly fact: string;
    readonly text: string;
    readonly frames: readonly number[];
    readonly values: Values;
  }[];
  readonly alternatives: readonly { readonly cause: CauseId; readonly because: string }[];
  readonly caveats: readonly CaveatId[];
  readonly application?: Application;
}

export interface AnalysisJson {
  readonly schema: 'whyreset/1';
  readonly capture: CaptureJson;
  readonly findings: readonly FindingJson[];
  readonly connections: readonly ConnectionJson[];
}
