// Counts what was wrong in a capture that could still be read. Holds no prose and at most 16 offsets per code.

import type { CaptureIssue, IssueCode } from '../model/failure';

const MAX_OFFSETS = 16;

interface OpenIssue {
  count: number;
  readonly offsets: number[];
  detail: Readonly<Record<string, number | string>> | undefined;
}

export class IssueLog {
  readonly #byCode = new Map<IssueCode, OpenIssue>();

  /** `offset` counts in the uncompressed stream; `detail` of the first occurrence is kept, its `skippedBytes` are summed up. */
  add(code: IssueCode, offset: number, detail?: Readonly<Record<string, number | string>>): void {
    const known = this.#byCode.get(code);
    if (known === undefined) {
      this.#byCode.set(code, { count: 1, offsets: [offset], detail });
      return;
    }
    known.count++;
    const more = detail?.['skippedBytes'];
    const before = known.detail?.['skippedBytes'];
    if (typeof more === 'number' && typeof before === 'number') known.detail = { ...known.detail, skippedBytes: before + more };
    if (known.offsets.length < MAX_OFFSETS) known.offsets.push(offset);
  }

  has(code: IssueCode): boolean {
    return this.#byCode.has(code);
  }

  list(): CaptureIssue[] {
    return [...this.#byCode].map(([code, { count, offsets, detail }]) =>
      detail === undefined ? { code, count, offsets: [...offsets] } : { code, count, offsets: [...offsets], detail },
    );
  }
}
