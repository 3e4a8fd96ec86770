// Terms about addresses and ports. IPv4 addresses are compared as numbers, piece by piece: of a million clients no text is made.

import { both, either, type EndColumns, type FilterAddresses, type FilterTable, type Selection, type Selector } from './filter-table';
import { FilterError } from './syntax';

const PORTS = 65_536;
const EVERY_OCTET = 256;

/** How an address is told from others: IPv4 by its number, all others by their text. */
interface AddressTest {
  ipv4(address: number): boolean;
  text(text: string): boolean;
}

/** "10.0.0.1", "10.0.0", "10.0.0.0/24", "10.0.0.1:80", ":80", "[::1]:80". */
export function endpointTerm(value: string, position: number, end: (table: FilterTable) => EndColumns): Selector {
  const prefix = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(value);
  if (prefix !== null) {
    const bits = Number(prefix[2]);
    const base = octetsOf(prefix[1] ?? '');
    if (bits > 32 || base?.length !== 4) throw new FilterError(position, 'bad-address');
    const test = leading(base, bits);
    return (table) => {
      const { addresses } = table;
      // What is named counts by the number that it has.
      const fits = Uint8Array.from({ length: addresses.count }, (_, index) => {
        const number = addresses.ipv4(index);
        return Number(number !== null && test(number));
      });
      return selectEnd(end(table), table.count, fits, null);
    };
  }
  const withPort = /^(?:\[([0-9a-f:]+)\]|([^:]*)):(\d{1,5})$/i.exec(value);
  if (withPort !== null) {
    const ports = new Uint8Array(PORTS);
    ports[Number(withPort[3])] = 1;
    const wanted = (withPort[1] ?? withPort[2] ?? '').toLowerCase();
    if (wanted === '') return (table) => selectEnd(end(table), table.count, null, ports);
    const octets = canonicalOctets(wanted);
    const test: AddressTest = { ipv4: octets?.length === 4 ? leading(octets, 32) : () => false, text: (text) => text === wanted };
    return (table) => selectEnd(end(table), table.count, addressesWith(table.addresses, test), ports);
  }
  const wanted = value.toLowerCase();
  const octets = canonicalOctets(wanted);
  const test: AddressTest = {
    ipv4: octets === null ? () => false : leading(octets, 8 * octets.length),
    text: (text) => text === wanted || text.startsWith(`${wanted}.`),
  };
  return (table) => selectEnd(end(table), table.count, addressesWith(table.addresses, test), null);
}

/** Client or server port. */
export function anyPort(number: number): Selector {
  const ports = new Uint8Array(PORTS);
  ports[number] = 1;
  return (table) => either(selectEnd(table.client, table.count, null, ports), selectEnd(table.server, table.count, null, ports));
}

/** Those of which "address:port" holds the text, at either end. */
export function textInEnds(lower: string): Selector {
  const colon = lower.lastIndexOf(':');
  const inside: AddressTest = { ipv4: dottedIncludes(lower), text: (text) => text.includes(lower) };
  const anyEnd =
    (select: (table: FilterTable, end: EndColumns) => Selection): Selector =>
    (table) =>
      either(select(table, table.client), select(table, table.server));
  if (colon < 0) {
    const ports = portsWith(lower, (port) => port.includes(lower));
    return anyEnd((table, end) => {
      const selection = selectEnd(end, table.count, addressesWith(table.addresses, inside), null);
      return ports === null ? selection : either(selection, selectEnd(end, table.count, null, ports));
    });
  }
  // It may span both: the end of an address, and the beginning of its port.
  const head = lower.slice(0, colon);
  const across: AddressTest = { ipv4: dottedEndsWith(head), text: (text) => text.endsWith(head) };
  const tail = lower.slice(colon + 1);
  const ports = portsWith(tail, (port) => port.startsWith(tail));
  return anyEnd((table, end) => {
    const selection = selectEnd(end, table.count, addressesWith(table.addresses, inside), null);
    if (ports === null) return selection;
    return either(selection, selectEnd(end, table.count, addressesWith(table.addresses, across), ports));
  });
}

/** Null: every address, every port. */
function selectEnd({ address, port }: EndColumns, count: number, addresses: Uint8Array | null, ports: Uint8Array | null): Selection {
  const selection = new Uint8Array(count);
  if (addresses === null) selection.fill(1);
  else for (let id = 0; id < count; id++) selection[id] = addresses[address[id] as number] as number;
  if (ports === null) return selection;
  const ofPort = new Uint8Array(count);
  for (let id = 0; id < count; id++) ofPort[id] = ports[port[id] as number] as number;
  return both(selection, ofPort);
}

function addressesWith(addresses: FilterAddresses, test: AddressTest): Uint8Array {
  const fits = new Uint8Array(addresses.count);
  for (let index = 0; index < fits.length; index++) {
    const number = addresses.isNamed(index) ? null : addresses.ipv4(index);
    fits[index] = Number(number === null ? test.text(addresses.text(index)) : test.ipv4(number));
  }
  return fits;
}

/** Null when there are none. */
function portsWith(text: string, fits: (port: string) => boolean): Uint8Array | null {
  if (!/^\d{0,5}$/.test(text)) return null;
  const ports = new Uint8Array(PORTS);
  let some = false;
  for (let port = 0; port < PORTS; port++) {
    if (!fits(String(port))) continue;
    ports[port] = 1;
    some = true;
  }
  return some ? ports : null;
}

function leading(octets: readonly number[], bits: number): (address: number) => boolean {
  const mask = bits === 0 ? 0 : (~0 << (32 - bits)) >>> 0;
  let base = 0;
  for (let at = 0; at < 4; at++) base = base * EVERY_OCTET + (octets[at] ?? 0);
  const wanted = (base & mask) >>> 0;
  return (address) => (address & mask) >>> 0 === wanted;
}

/** One to four of them; null when one is none. */
function octetsOf(text: string): readonly number[] | null {
  const parts = text.split('.');
  if (parts.length > 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) >= EVERY_OCTET)) return null;
  return parts.map(Number);
}

/** As an address is written: no leading zeros. */
function canonicalOctets(text: string): readonly number[] | null {
  const octets = octetsOf(text);
  return octets !== null && octets.join('.') === text ? octets : null;
}

/** Of the 256 octets as text, those that fit. */
function octetTable(fits: (octet: string) => boolean): Uint8Array {
  return Uint8Array.from({ length: EVERY_OCTET }, (_, octet) => Number(fits(String(octet))));
}

/** Whether the dotted form holds the text: pieces between dots are the end of an octet, whole ones, and the beginning of one. */
function dottedIncludes(text: string): (address: number) => boolean {
  const pieces = piecesOf(text);
  if (pieces === null) return () => false;
  const [first = ''] = pieces;
  const tables = pieces.map((piece, at) => {
    if (pieces.length === 1) return octetTable((octet) => octet.includes(first));
    if (at === 0) return octetTable((octet) => octet.endsWith(piece));
    return octetTable(at === pieces.length - 1 ? (octet) => octet.startsWith(piece) : (octet) => octet === piece);
  });
  return (address) => {
    for (let from = 0; from + tables.length <= 4; from++) if (fitsAt(tables, address, from)) return true;
    return false;
  };
}

/** Whether the dotted form ends with the text. */
function dottedEndsWith(text: string): (address: number) => boolean {
  const pieces = piecesOf(text);
  if (pieces === null) return () => false;
  const tables = pieces.map((piece, at) => octetTable(at === 0 ? (octet) => octet.endsWith(piece) : (octet) => octet === piece));
  return (address) => fitsAt(tables, address, 4 - tables.length);
}

function piecesOf(text: string): readonly string[] | null {
  const pieces = text.split('.');
  return pieces.length <= 4 && /^[\d.]*$/.test(text) ? pieces : null;
}

function fitsAt(tables: readonly Uint8Array[], address: number, from: number): boolean {
  for (let at = 0; at < tables.length; at++) {
    const octet = (address >>> (8 * (3 - from - at))) & 255;
    if (tables[at]?.[octet] !== 1) return false;
  }
  return true;
}
