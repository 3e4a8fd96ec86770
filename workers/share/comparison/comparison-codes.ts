// The numbers that ids of comparisons have in links: their places in these lists, for ever. New ids are added at the end.

import type {
  ChangedField,
  ComparisonKind,
  ComparisonOverview,
  ConnectionComparison,
  DifferenceKind,
  DifferenceReason,
  Fate,
  ObservationId,
  PairedBy,
  Place,
  TapId,
} from '../../compare/compare-model';
import { complete } from '../codes';

export const KIND_CODES = complete<ComparisonKind>()(['captures', 'interfaces', 'hops']);

export const TAP_CODES = complete<TapId>()(['first', 'second']);

export const BASIS_CODES = complete<TapId | 'both'>()(['first', 'second', 'both']);

export const NEARER_CODES = complete<ComparisonOverview['nearerClient']>()(['first', 'second', 'mixed', 'unknown']);

export const NEARER_BY_CODES = complete<ConnectionComparison['nearerBy']>()(['timing', 'ttl', 'others', 'assumed', 'chosen']);

export const PAIRED_BY_CODES = complete<PairedBy>()([
  'isn',
  'client-isn',
  'server-isn',
  'addresses',
  'sequence',
  'payload',
  'same',
  'only-one',
]);

export const PLACE_CODES = complete<Place>()(['client-side', 'between', 'server-side', 'unknown']);

/** What most packets are comes first: it costs nothing. */
export const FATE_CODES = complete<Fate>()(['both', 'lost', 'appeared', 'changed', 'delayed', 'not-captured', 'outside']);

export const DIFFERENCE_CODES = complete<DifferenceKind>()(['lost', 'appeared', 'changed', 'delayed', 'not-captured']);

export const FIELD_CODES = complete<ChangedField>()([
  'addresses',
  'ports',
  'sequence',
  'acknowledgement',
  'ttl',
  'ip-id',
  'flags',
  'window',
  'mss',
  'window-scale',
  'options',
  'length',
  'payload',
  'dscp',
  'ecn',
]);

export const DIFFERENCE_REASON_CODES = complete<DifferenceReason>()([
  'foreign-ttl',
  'foreign-ip-id',
  'sender-goes-on',
  'sender-never-saw-cause',
  'not-at-sender',
  'never-acknowledged',
  'sent-again',
  'never-reached-receiver',
  'was-acknowledged',
  'fits-sender',
  'capture-drops',
]);

export const OBSERVATION_CODES = complete<ObservationId>()([
  'syn-never-arrived',
  'syn-arrived-unanswered',
  'syn-ack-lost',
  'reset-not-sent-by-server',
  'reset-not-sent-by-client',
  'reset-sent-by-server',
  'reset-sent-by-client',
  'reset-lost',
  'idle-before-loss',
  'data-never-arrived',
  'data-arrived-unanswered',
  'answer-lost',
  'close-lost',
  'large-lost-small-pass',
  'other-side-still-open',
  'arrived-untranslated',
  'arrived-all',
  'shown-by-one',
  'hop-ended-first',
  'hop-not-forwarded',
]);
