// RFC 9293 3.3.2 states as inferred from the wire, and Zeek's connection summary.

export type EndpointState =
  | 'unseen'
  | 'midstream'
  | 'closed'
  | 'listen'
  | 'syn-sent'
  | 'syn-received'
  | 'established'
  | 'fin-wait-1'
  | 'fin-wait-2'
  | 'close-wait'
  | 'closing'
  | 'last-ack'
  | 'time-wait';

/** Zeek conn_state: how a connection went in one word. */
export type ConnState = 'S0' | 'S1' | 'S2' | 'S3' | 'SF' | 'REJ' | 'RSTO' | 'RSTR' | 'RSTOS0' | 'RSTRH' | 'SH' | 'SHR' | 'OTH';
