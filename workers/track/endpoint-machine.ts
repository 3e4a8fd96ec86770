// RFC 9293 3.3.2 states of both ends, inferred from what one capture shows. No tables, no clock.
// What the wire cannot prove is not claimed: a side moves on receipt only when it shows, or is known, to have received.

import { ACK, FIN, RST, SYN } from '../model/tcp-flags';
import type { EndpointState } from '../model/tcp-state';

/** One side as far as the capture shows it. */
export class InferredEndpoint {
  state: EndpointState = 'unseen';
  /** State before the other side's RST: taken back when this side goes on as if nothing had happened. */
  stateBeforeReset: EndpointState = 'unseen';
  hasSyn = false;
  /** Sequence number after this side's SYN. */
  synEnd = 0;
  hasFin = false;
  /** Sequence number after this side's FIN. */
  finEnd = 0;
  /** The other side has shown that it received the FIN. */
  isFinReceived = false;
}

export class EndpointMachine {
  readonly client = new InferredEndpoint();
  readonly server = new InferredEndpoint();

  /**
   * Takes one segment in capture order.
   * @param isReceived false when the receiver is known to have taken no notice of it (or not yet): only the sender moves.
   */
  step(fromResp: boolean, flags: number, seq: number, ack: number, len: number, isReceived = true): void {
    const sender = fromResp ? this.server : this.client;
    const receiver = fromResp ? this.client : this.server;
    if (flags & RST) {
      reset(sender, receiver, isReceived);
      return;
    }
    if (sender.state === 'closed' && (flags & SYN) === 0) sender.state = sender.stateBeforeReset;
    if (flags & SYN) {
      sendSyn(sender, receiver, flags, seq, isReceived);
    } else if (sender.state === 'unseen' || (sender.state === 'syn-received' && !sender.hasSyn)) {
      // It speaks and its SYN was never seen: missed by the capture, or it still lives in an earlier connection.
      sender.state = 'midstream';
    } else if (sender.state === 'syn-received') {
      // Only a repeated SYN-ACK would leave the handshake open.
      sender.state = 'established';
    }
    if (flags & ACK) acknowledge(sender, receiver, ack, isReceived);
    if (flags & FIN) sendFin(sender, receiver, (seq + len + (flags & SYN ? 1 : 0) + 1) >>> 0, isReceived);
  }

  /** A RST that somebody else sent in one side's name: only its receiver believes it. */
  forgedReset(toResp: boolean): void {
    const receiver = toResp ? this.server : this.client;
    if (receiver.state === 'closed') return;
    receiver.stateBeforeReset = receiver.state;
    receiver.state = 'closed';
  }
}

function reset(sender: InferredEndpoint, receiver: InferredEndpoint, isReceived: boolean): void {
  if (sender.state !== 'closed') sender.stateBeforeReset = sender.state;
  sender.state = 'closed';
  // TIME-WAIT is over for all that matters; whether the RST cuts it short (RFC 1337) cannot be seen.
  if (!isReceived || receiver.state === 'closed' || receiver.state === 'time-wait') return;
  receiver.stateBeforeReset = receiver.state;
  receiver.state = 'closed';
}

function sendSyn(sender: InferredEndpoint, receiver: InferredEndpoint, flags: number, seq: number, isReceived: boolean): void {
  const isNewSequence = !sender.hasSyn || sender.synEnd !== (seq + 1) >>> 0;
  sender.hasSyn = true;
  sender.synEnd = (seq + 1) >>> 0;
  if (flags & ACK) {
    // A SYN-ACK proves that the SYN was received; repeated later it proves that the handshake's ACK was not taken.
    if (isHandshake(sender.state) || isNewSequence) sender.state = 'syn-received';
    return;
  }
  if (isHandshake(sender.state) || sender.state === 'closed' || isNewSequence) {
    // Both sent a SYN: simultaneous open (RFC 9293 3.5, figure 8).
    sender.state = 'syn-sent';
  }
  if (!isReceived) return;
  if (receiver.state === 'unseen' || receiver.state === 'closed' || receiver.state === 'syn-sent') receiver.state = 'syn-received';
}

function acknowledge(sender: InferredEndpoint, receiver: InferredEndpoint, ack: number, isReceived: boolean): void {
  if (receiver.hasSyn && covers(ack, receiver.synEnd)) {
    // The sender has the other side's SYN. It is established once its own SYN is known to have arrived:
    // the SYN-ACK that it answers acknowledged it, or it never needed one.
    if (sender.state === 'syn-sent' && receiver.state === 'syn-received') sender.state = 'established';
    if (isReceived && receiver.state === 'syn-received' && sender.state !== 'syn-received') receiver.state = 'established';
    // Simultaneous open: both SYN-ACKs cross, each acknowledges the other's SYN.
    if (isReceived && sender.state === 'syn-received' && receiver.state === 'syn-received') receiver.state = 'established';
  }
  if (!receiver.hasFin || !covers(ack, receiver.finEnd)) return;
  // The ACK of the FIN is the proof that the FIN was received.
  receiveFin(sender);
  receiver.isFinReceived = true;
  if (!isReceived) return;
  switch (receiver.state) {
    case 'fin-wait-1':
      // Its peer's FIN came before this ACK: in order, so it has been received as well.
      receiver.state = sender.hasFin ? 'time-wait' : 'fin-wait-2';
      break;
    case 'closing':
      receiver.state = 'time-wait';
      break;
    case 'last-ack':
      receiver.stateBeforeReset = receiver.state;
      receiver.state = 'closed';
      break;
    default:
      break;
  }
}

function sendFin(sender: InferredEndpoint, receiver: InferredEndpoint, finEnd: number, isReceived: boolean): void {
  sender.hasFin = true;
  sender.finEnd = finEnd;
  if (sender.state === 'close-wait') sender.state = 'last-ack';
  else if (sender.state === 'established' || sender.state === 'midstream' || sender.state === 'syn-received' || sender.state === 'syn-sent')
    sender.state = 'fin-wait-1';
  if (isReceived) receiveFin(receiver);
}

function receiveFin(endpoint: InferredEndpoint): void {
  switch (endpoint.state) {
    case 'established':
    case 'midstream':
    case 'syn-received':
      endpoint.state = 'close-wait';
      break;
    case 'fin-wait-1':
      endpoint.state = endpoint.isFinReceived ? 'time-wait' : 'closing';
      break;
    case 'fin-wait-2':
      endpoint.state = 'time-wait';
      break;
    default:
      break;
  }
}

function isHandshake(state: EndpointState): boolean {
  return (
    state === 'unseen' ||
    state === 'midstream' ||
    state === 'listen' ||
    state === 'syn-sent' ||
    state === 'syn-received' ||
    state === 'closed'
  );
}

function covers(ack: number, end: number): boolean {
  return ((ack - end) | 0) >= 0;
}
