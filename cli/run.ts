// The command line as a function: arguments and streams in, exit status out. What is not needed for every answer (reports, links,
// trimmed captures, the other language) is loaded when it is asked for: start-up counts.

import type { Writable } from 'node:stream';
import { speak } from '#engine/causes/words/language-words';
import type { Language } from '#engine/causes/words/words';
import { joinedSource, type ByteSource } from '#engine/model/byte-source';
import type { Failure } from '#engine/model/failure';
import type { Analysis } from '#engine/pipeline/analysis';
import { analyzeCapture } from '#engine/pipeline/analyze';
import { failureText } from '#engine/report/failure-words';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes';
import { fileSource, inputSource } from './node-source';
import { parseOptions, USAGE, type Options } from './options';
import { Output } from './output';
import { ProgressLine } from './progress-line';
import type { OpenedFile } from './report';
import { trimWords } from './trim-words';
import { version } from './version';

export interface CliIo {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

export async function run(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const parsed = parseOptions(args);
  if (!parsed.ok) {
    io.stderr.write(`whyreset: ${parsed.problem}\n${hint(parsed.language)}\n`);
    return EXIT.Usage;
  }
  const { options } = parsed;
  const output = new Output(io.stdout);
  if (options.action === 'help') await output.write(USAGE[options.language]);
  else if (options.action === 'version') await output.write(`whyreset ${await version()}\n`);
  if (
    options.trim !== null &&
    options.action === 'analyze' &&
    (await (await import('./write-trimmed')).isSameFile(options.trim, options.files))
  ) {
    io.stderr.write(`whyreset: ${oneLine(options.trim)}: ${trimWords[options.language].sameFile}\n`);
    return EXIT.Usage;
  }
  if (options.action === 'analyze') await Promise.all([speakIn(options.language), loadPrinter(options)]);
  const status = options.action === 'analyze' ? await analyzeAll(options, io, output) : EXIT.Ok;
  await output.flush();
  return status;
}

async function speakIn(language: Language): Promise<void> {
  const { words } = language === 'zh' ? await import('#engine/causes/words/words-zh') : await import('#engine/causes/words/words-en');
  speak(language, words);
}

/** Before the analysis: after a large one the system takes half a second to give back its memory, and a file that is read then waits for it. */
function loadPrinter({ share, report, json }: Options): Promise<unknown> {
  if (share) return import('./share');
  if (report !== null) return import('./report');
  return json ? import('#engine/report/build-json') : import('#engine/report/render-text');
}

/** Each file for itself, in the order given; those that failed leave nothing on standard output. */
async function analyzeAll(options: Options, io: CliIo, output: Output): Promise<ExitCode> {
  const groups = options.join ? [options.files] : options.files.map((file) => [file]);
  const isList = groups.length > 1;
  let status: ExitCode = EXIT.Ok;
  let written = 0;
  if (isList && options.json) await output.write('[');
  for (const files of groups) {
    const outcome = await analyzeOne(files, options, io);
    if (!outcome.ok) {
      status = worse(status, outcome.status);
      continue;
    }
    if (options.trim !== null) {
      const trimmed = await trim(options.trim, outcome, options, io, output);
      status = worse(status, trimmed);
      if (trimmed !== EXIT.Ok || (!options.json && options.report === null)) continue;
    }
    if (isList) await output.write(separator(options, written));
    written++;
    try {
      await print(outcome, options, output, isList, io);
    } catch (error) {
      complain(io, files.join(', '), { code: 'internal', detail: detailOf(error) }, options.language);
      status = worse(status, EXIT.Internal);
    }
  }
  if (isList && options.json) await output.write(written > 0 ? '\n]\n' : ']\n');
  return status;
}

function separator({ json, report, share }: Options, written: number): string {
  if (share) return '';
  if (json) return written > 0 ? ',\n' : '\n';
  if (written === 0) return '';
  return report === null ? `\n${'═'.repeat(72)}\n\n` : '\n---\n\n';
}

interface Opened {
  readonly ok: true;
  readonly analysis: Analysis;
  readonly source: ByteSource;
  /** What the source consists of, each with its hash when it is asked for. */
  readonly files: readonly OpenedFile[];
}

type Outcome = Opened | { readonly ok: false; readonly status: ExitCode };

/** @param files one, or the parts of one capture */
async function analyzeOne(files: readonly string[], options: Options, io: CliIo): Promise<Outcome> {
  const { language } = options;
  const file = files.join(', ');
  const fails = (failure: Failure): Outcome => {
    complain(io, file, failure, language);
    return { ok: false, status: exitCodeOf(failure) };
  };
  const opened: OpenedFile[] = [];
  for (const name of files) {
    if (name === '-') {
      const input = inputSource(io.stdin);
      const { source, sha256 } =
        options.report === null ? { source: input, sha256: () => null } : (await import('./hashing')).watched(input);
      opened.push({ source, sha256: () => Promise.resolve(sha256()) });
      continue;
    }
    const source = await fileSource(name);
    if (!source.ok) return fails(source.failure);
    opened.push({ source: source.value, sha256: async () => (await import('./hashing')).sha256Of(source.value) });
  }
  const [first] = opened;
  const source = first !== undefined && opened.length === 1 ? first.source : joinedSource(opened.map((file) => file.source));
  const line = io.stderr.isTTY === true ? new ProgressLine(io.stderr, language) : null;
  try {
    const result = await analyzeCapture(source, { verdict: () => 'go', progress: (progress) => line?.show(progress) });
    line?.clear();
    if (!result.ok) {
      // JSON and HTML of our own are no pages that were saved by mistake.
      const hint =
        result.failure.code === 'web-page' && files.length === 1
          ? await (await import('./analysis-file-hint')).analysisFileHint(file, language)
          : null;
      if (hint === null) return fails(result.failure);
      io.stderr.write(`whyreset: ${oneLine(file)}: ${hint}\n`);
      return { ok: false, status: exitCodeOf(result.failure) };
    }
    const analysis = result.value;
    const connections = analysis.tables.connections.length;
    if (options.connection !== null && options.connection >= connections) {
      io.stderr.write(`whyreset: ${file}: ${noConnection(options.connection, connections, language)}\n`);
      return { ok: false, status: EXIT.Usage };
    }
    if (options.finding !== null && options.finding > analysis.findings.length) {
      io.stderr.write(`whyreset: ${file}: ${trimWords[language].noFinding(options.finding, analysis.findings.length)}\n`);
      return { ok: false, status: EXIT.Usage };
    }
    return { ok: true, analysis, source, files: opened };
  } catch (error) {
    line?.clear();
    if (error instanceof RangeError && /array buffer|allocation|invalid (?:typed )?array length/i.test(error.message))
      return fails({ code: 'out-of-memory', frames: 0 });
    return fails({ code: 'internal', detail: detailOf(error) });
  }
}

async function print(opened: Opened, options: Options, output: Output, isList: boolean, io: CliIo): Promise<void> {
  const { analysis } = opened;
  if (options.share) {
    const [{ shareLine }, { fingerprintOf }] = await Promise.all([import('./share'), import('#engine/model/fingerprint')]);
    const { base, keepAddresses, connection, language } = options;
    const { link, warning } = shareLine(analysis, base, keepAddresses, connection, language, await fingerprintOf(opened.source));
    if (warning !== null) io.stderr.write(`whyreset: ${oneLine(analysis.meta.name)}: ${warning}\n`);
    await output.write(`${link}\n`);
    return;
  }
  const only = options.connection ?? undefined;
  if (options.report !== null) {
    const { reportText } = await import('./report');
    await output.write(await reportText(analysis, opened.files, options, `whyreset ${await version()}`));
    return;
  }
  const pieces = options.json
    ? (await import('#engine/report/build-json')).jsonPieces(analysis, options.language, only)
    : (await import('#engine/report/render-text')).textPieces(analysis, options.language, only);
  for (const piece of pieces) if (!(await output.write(piece))) return;
  if (options.json && !isList) await output.write('\n');
}

/** The file is the answer; where nothing else is asked for, a line says what is in it. */
async function trim(out: string, { analysis, source }: Opened, options: Options, io: CliIo, output: Output): Promise<ExitCode> {
  const { language, connection, finding, payload } = options;
  const words = trimWords[language];
  if (analysis.tables.isText) {
    io.stderr.write(`whyreset: ${oneLine(source.name)}: ${words.printedText}\n`);
    return EXIT.Usage;
  }
  const choice = { ...(connection === null ? {} : { connections: [connection] }), ...(finding === null ? {} : { finding: finding - 1 }) };
  const program = `whyreset ${await version()}`;
  const { writeTrimmed } = await import('./write-trimmed');
  try {
    const trimmed = await writeTrimmed(out, source, analysis, { choice, keepsPayload: payload, language, program }, io.stdout);
    if (trimmed.ok) {
      if (out !== '-' && !options.json && options.report === null)
        await output.write(`${oneLine(out)}: ${words.written(trimmed.value, payload)}\n`);
      return EXIT.Ok;
    }
    if (trimmed.failure.code === 'not-written') {
      io.stderr.write(`whyreset: ${oneLine(out)}: ${words.notWritten(trimmed.failure.reason)}\n`);
      return EXIT.Usage;
    }
    complain(io, source.name, trimmed.failure, language);
    return exitCodeOf(trimmed.failure);
  } catch (error) {
    complain(io, source.name, { code: 'internal', detail: detailOf(error) }, language);
    return EXIT.Internal;
  }
}

/** What it is, what that means, what to do: one line. */
function complain(io: CliIo, file: string, failure: Failure, language: Language): void {
  const { code, text } = failureText(failure, language);
  io.stderr.write(`whyreset: ${oneLine(file)}: ${oneLine(text)} [${code}]\n`);
}

function noConnection(id: number, connections: number, language: Language): string {
  if (connections === 0) return language === 'zh' ? '抓包中没有连接。' : 'There is no connection in this capture.';
  return language === 'zh'
    ? `没有连接 ${id}；编号为 0 到 ${connections - 1}。`
    : `There is no connection ${id}; they are numbered 0 to ${connections - 1}.`;
}

function hint(language: Language): string {
  return language === 'zh' ? 'whyreset --help 说明用法。' : 'whyreset --help explains the usage.';
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').trim();
}

function detailOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function worse(a: ExitCode, b: ExitCode): ExitCode {
  return a > b ? a : b;
}
