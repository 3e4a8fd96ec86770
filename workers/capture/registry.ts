// The container formats that can be read, in the order they are asked. One line each.

import type { CaptureFormat } from './capture-format';
import { pcapFormat } from './formats/pcap';
import { pcapngFormat } from './formats/pcapng';
import { textFormat } from './formats/text';

export const CAPTURE_FORMATS: readonly CaptureFormat[] = [pcapngFormat, pcapFormat, textFormat];
