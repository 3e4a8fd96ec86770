// States as RFC 9293 draws them (figures 6-9, 12-13), each side only as far as the wire shows it.

import { describe, expect, it } from 'vitest';
import { ACK, FIN, FROM_RESP, PSH, RST, SYN } from '../model/tcp-flags';
import { EndpointMachine } from './endpoint-machine';

const FLAG_OF: Record<string, number> = { S: SYN, A: ACK, F: FIN, R: RST, P: PSH };

/** "> SA 100 501 len=3 lost": side, flags, seq, ack; "lost" = the receiver took no notice. Returns "client server" after each line. */
function run(...lines: string[]): string[] {
  const machine = new EndpointMachine();
  return lines.map((line) => {
    const [side, letters, seq, ack = '0', ...rest] = line.split(' ');
    const flags = [...letters].reduce((sum, letter) => sum | FLAG_OF[letter], side === '<' ? FROM_RESP : 0);
    const len = Number(rest.find((part) => part.startsWith('len='))?.slice(4) ?? 0);
    machine.step(side === '<', flags, Number(seq), Number(ack), len, !rest.includes('lost'));
    return `${machine.client.state} ${machine.server.state}`;
  });
}

const HANDSHAKE = ['> S 100', '< SA 500 101', '> A 101 501'];
const last = (states: string[]): string | undefined => states.at(-1);

describe('endpoint machine', () => {
  it('opens and closes normally', () => {
    expect(run(...HANDSHAKE, '> FA 101 501', '< A 501 102', '< FA 501 102', '> A 102 502')).toEqual([
      'syn-sent syn-received',
      'syn-sent syn-received',
      'established established',
      'fin-wait-1 close-wait',
      'fin-wait-2 close-wait',
      'time-wait last-ack',
      'time-wait closed',
    ]);
  });

  it('closes with FIN and ACK of the FIN in one segment', () => {
    expect(run(...HANDSHAKE, '< FA 501 101', '> FA 101 502', '< A 502 102').slice(3)).toEqual([
      'close-wait fin-wait-1',
      'last-ack time-wait',
      'closed time-wait',
    ]);
  });

  it('closes from both sides at once', () => {
    expect(run(...HANDSHAKE, '> FA 101 501 lost', '< FA 501 101', '> A 102 502', '< A 502 102').slice(3)).toEqual([
      'fin-wait-1 established',
      'closing fin-wait-1',
      'closing time-wait',
      'time-wait time-wait',
    ]);
  });

  it('opens from both sides at once', () => {
    expect(run('> S 100 0 lost', '< S 500', '> SA 100 501', '< SA 500 101', '> A 101 501')).toEqual([
      'syn-sent unseen',
      'syn-received syn-sent',
      'syn-received syn-sent',
      'established syn-received',
      'established established',
    ]);
  });

  it('stays in SYN-SENT while SYNs are repeated in vain', () => {
    expect(run('> S 100 0 lost', '> S 100 0 lost', '> S 100 0 lost')).toEqual(['syn-sent unseen', 'syn-sent unseen', 'syn-sent unseen']);
  });

  it('ends an attempt that is refused', () => {
    expect(run('> S 100 0 lost', '< RA 0 101')).toEqual(['syn-sent unseen', 'closed closed']);
  });

  it('ends an attempt that the client itself resets', () => {
    expect(last(run('> S 100', '< SA 500 101', '> R 101'))).toBe('closed closed');
  });

  it('shows the ZooKeeper picture: FIN, ACK, data, RST', () => {
    expect(run(...HANDSHAKE, '< FA 501 101', '> A 101 502', '> PA 101 502 len=49', '< R 502').slice(3)).toEqual([
      'close-wait fin-wait-1',
      'close-wait fin-wait-2',
      'close-wait fin-wait-2',
      'closed closed',
    ]);
  });

  it('does not move the receiver of a FIN that it had not seen when it sent', () => {
    expect(run(...HANDSHAKE, '< FA 501 101 lost', '> PA 101 501 len=40', '< R 501').slice(3)).toEqual([
      'established fin-wait-1',
      'established fin-wait-1',
      'closed closed',
    ]);
  });

  it('leaves the server half open while the last ACK of the handshake is ignored', () => {
    expect(
      run(
        '> S 100',
        '< SA 500 101',
        '> A 101 501 lost',
        '> PA 101 501 len=31 lost',
        '< SA 500 101',
        '> A 132 501 lost',
        '> PA 101 501 len=31',
        '< A 501 132',
      ),
    ).toEqual([
      'syn-sent syn-received',
      'syn-sent syn-received',
      'established syn-received',
      'established syn-received',
      'established syn-received',
      'established syn-received',
      'established established',
      'established established',
    ]);
  });

  it('begins in the middle of a connection', () => {
    expect(run('> PA 101 501 len=5', '< A 501 106', '< FA 501 106', '> A 106 502', '> FA 106 502', '< A 502 107')).toEqual([
      'midstream unseen',
      'midstream midstream',
      'close-wait fin-wait-1',
      'close-wait fin-wait-2',
      'last-ack time-wait',
      'closed time-wait',
    ]);
  });

  it('knows the close of a side that was heard only after the FIN', () => {
    expect(run('> FA 101 501', '< A 501 102', '< FA 501 102').slice(1)).toEqual(['fin-wait-2 close-wait', 'time-wait last-ack']);
  });

  it('takes a RST back when its receiver goes on as if nothing had happened', () => {
    expect(run(...HANDSHAKE, '< R 501', '> PA 101 501 len=10').slice(3)).toEqual(['closed closed', 'established closed']);
  });

  it('moves only the receiver of a forged RST', () => {
    const machine = new EndpointMachine();
    machine.step(false, SYN, 100, 0, 0);
    machine.step(true, SYN | ACK, 500, 101, 0);
    machine.step(false, ACK, 101, 501, 0);
    machine.forgedReset(false);
    expect([machine.client.state, machine.server.state]).toEqual(['closed', 'established']);
    machine.step(true, ACK | PSH, 501, 101, 20);
    expect([machine.client.state, machine.server.state]).toEqual(['closed', 'established']);
  });

  it('answers a SYN out of an earlier connection (challenge ACK), then starts anew', () => {
    expect(run('> S 100 0 lost', '< A 9000 42', '> R 42', '> S 100', '< SA 500 101', '> A 101 501')).toEqual([
      'syn-sent unseen',
      'syn-sent midstream',
      'closed closed',
      'syn-sent syn-received',
      'syn-sent syn-received',
      'established established',
    ]);
  });

  it('keeps the states through data after the own FIN and repeated FINs', () => {
    expect(run(...HANDSHAKE, '> FA 101 501', '> PA 102 501 len=9', '> FA 101 501', '< A 501 102').slice(3)).toEqual([
      'fin-wait-1 close-wait',
      'fin-wait-1 close-wait',
      'fin-wait-1 close-wait',
      'fin-wait-2 close-wait',
    ]);
  });

  it('goes back to LAST-ACK when the last ACK was lost', () => {
    expect(run(...HANDSHAKE, '> FA 101 501', '< FA 501 102', '> A 102 502', '< FA 501 102').slice(4)).toEqual([
      'time-wait last-ack',
      'time-wait closed',
      'time-wait last-ack',
    ]);
  });

  it('works across the wrap of sequence numbers', () => {
    expect(last(run('> S 4294967295', '< SA 4294967294 0', '> A 0 4294967295', '< FA 4294967295 0', '> A 0 0'))).toBe(
      'close-wait fin-wait-2',
    );
  });
});
