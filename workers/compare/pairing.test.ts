// Which connections are one, and when that is left open: text traces as two captures.

import { describe, expect, it } from 'vitest';
import { analyzeCapture } from '../pipeline/analyze';
import { memorySource } from '../testing/memory-source';
import { parseTrace } from '../testing/trace-dsl';
import { compareCaptures } from './compare-captures';
import type { CaptureComparison } from './comparison';
import type { ComparedCapture } from './tap';

const GO = { verdict: (): 'go' => 'go', progress: (): undefined => undefined };

async function open(trace: string): Promise<ComparedCapture> {
  const source = memorySource(parseTrace(trace).pcapng);
  const result = await analyzeCapture(source, GO);
  if (!result.ok) throw new Error(result.failure.code);
  return { analysis: result.value, source };
}

async function compared(first: string, second: string): Promise<CaptureComparison> {
  const result = await compareCaptures(await open(first), await open(second), GO);
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

/** An exchange as the client's side sees it (0), or the server's, `way` seconds further on. */
function exchange(conn: string, at: 'client' | 'server', { from = 0, to = 8, begin = 0 } = {}): string {
  const way = 0.01;
  const steps: readonly (readonly [number, string])[] = [
    [0, '> S seq=0 mss=1460'],
    [0.02, '< SA seq=0 ack=1 mss=1460'],
    [0.021, '> A seq=1 ack=1'],
    [0.03, '> PA seq=1 ack=1 data="GET /one"'],
    [0.05, '< PA seq=1 ack=9 data="HTTP/1.1 200 OK"'],
    [0.06, '> A seq=9 ack=16'],
    [0.07, '> FA seq=9 ack=16'],
    [0.09, '< FA seq=16 ack=10'],
  ];
  return steps
    .map(([seconds, text], index) => {
      const offset = at === 'client' ? 0 : text.startsWith('>') ? way : -way;
      return `${(begin + seconds + offset).toFixed(6)} ${conn} ${text} id=${index + 100}`;
    })
    .slice(from, to)
    .join('\n');
}

const CLIENT = 'conn a client=10.0.0.1:40000 server=10.0.0.2:80 isnc=111 isns=222';

describe('pairing', () => {
  it('survives address translation and renumbered ports', async () => {
    const comparison = await compared(
      `sort\n${CLIENT}\n${exchange('a', 'client')}`,
      `sort\nconn a client=198.51.100.7:61000 server=192.168.0.2:8080 isnc=111 isns=222 ttlc=60\n${exchange('a', 'server')}`,
    );
    expect(comparison.rows()).toMatchObject([
      { pairedBy: 'isn', common: 8, client: '10.0.0.1:40000', changedFields: ['addresses', 'ports'] },
    ]);
    expect(comparison.connection(0)).toMatchObject({
      clientAt: { first: '10.0.0.1:40000', second: '198.51.100.7:61000' },
      path: { hopsTowardsServer: 4 },
      differences: [],
    });
  });

  it('finds connections in mid-stream by their sequence numbers, translated as well', async () => {
    const comparison = await compared(
      `sort\n${CLIENT}\n${exchange('a', 'client', { from: 3 })}`,
      `sort\nconn a client=198.51.100.7:61000 server=192.168.0.2:80 isnc=111 isns=222\n${exchange('a', 'server', { from: 3 })}`,
    );
    expect(comparison.rows()).toMatchObject([{ pairedBy: 'sequence', common: 5 }]);
  });

  it('finds one that only one capture saw from the beginning', async () => {
    const comparison = await compared(
      `sort\n${CLIENT}\n${exchange('a', 'client')}`,
      `sort\n${CLIENT}\n${exchange('a', 'server', { from: 3 })}`,
    );
    expect(comparison.rows()).toMatchObject([{ pairedBy: 'addresses', common: 5 }]);
    // What passed before the second capture began is not lost.
    expect(comparison.overview.totals).toMatchObject({ lostTowardsServer: 0, appeared: 0 });
  });

  it('keeps incarnations of the same ports apart', async () => {
    const again = 'conn b client=10.0.0.1:40000 server=10.0.0.2:80 isnc=900111 isns=900222';
    const both = (at: 'client' | 'server') => `sort\n${CLIENT}\n${again}\n${exchange('a', at)}\n${exchange('b', at, { begin: 5 })}`;
    const comparison = await compared(both('client'), both('server'));
    expect(comparison.rows().map(({ first, second, common }) => [first, second, common])).toEqual([
      [0, 0, 8],
      [1, 1, 8],
    ]);
  });

  it('leaves alone what has two equal partners', async () => {
    // The same numbers behind two addresses of a cluster: both fit as well.
    const twice = ['a', 'b'].map(
      (name, index) => `conn ${name} client=10.9.0.${index + 1}:50000 server=10.8.0.${index + 1}:8080 isnc=111 isns=222`,
    );
    const comparison = await compared(
      `sort\n${CLIENT}\n${exchange('a', 'client')}`,
      `sort\n${twice.join('\n')}\n${exchange('a', 'server')}\n${exchange('b', 'server', { begin: 0.0001 })}`,
    );
    expect(comparison.overview).toMatchObject({ paired: 0, ambiguous: { first: 1, second: 2 } });
    expect(comparison.length).toBe(0);
  });

  it('pairs nothing of two captures that share nothing but the ports', async () => {
    const other = 'conn a client=10.0.0.1:40000 server=10.0.0.2:80 isnc=5555 isns=6666';
    const comparison = await compared(
      `sort\n${CLIENT}\n${exchange('a', 'client')}`,
      `sort\n${other}\n${exchange('a', 'server').replaceAll('one', 'two').replaceAll('200 OK', '404 No')}`,
    );
    expect(comparison.overview.paired).toBe(0);
  });

  it('calls a packet that was acknowledged not captured, never lost', async () => {
    const lines = exchange('a', 'server').split('\n');
    // The request is missing at the server's, which acknowledges it.
    const comparison = await compared(
      `sort\n${CLIENT}\n${exchange('a', 'client')}`,
      `sort\n${CLIENT}\n${lines.filter((line) => !line.includes('GET')).join('\n')}`,
    );
    expect(comparison.connection(0).differences).toMatchObject([{ kind: 'not-captured', from: 'client', because: ['was-acknowledged'] }]);
  });
});
