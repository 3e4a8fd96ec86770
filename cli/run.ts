// The command line as a function: arguments and streams in, exit status out. Everything that it can do is in here.

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import '#engine/causes/words/both-languages';
import type { Language } from '#engine/causes/words/words';
import { joinedSource, type ByteSource } from '#engine/model/byte-source';
import type { Failure } from '#engine/model/failure';
import type { Analysis } from '#engine/pipeline/analysis';
import { analyzeCapture } from '#engine/pipeline/analyze';
import { jsonPieces } from '#engine/report/build-json';
import { failureText } from '#engine/report/failure-words';
import { textPieces } from '#engine/report/render-text';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes';
import { fileSource, inputSource } from './node-source';
import { parseOptions, USAGE, type Options } from './options';
import { Output } from './output';
import { ProgressLine } from './progress-line';

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
  const status = options.action === 'analyze' ? await analyzeAll(options, io, output) : EXIT.Ok;
  await output.flush();
  return status;
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
    if (isList) await output.write(options.json ? (written > 0 ? ',\n' : '\n') : written > 0 ? `\n${'═'.repeat(72)}\n\n` : '');
    written++;
    try {
      await print(outcome.analysis, options, output, isList);
    } catch (error) {
      complain(io, files.join(', '), { code: 'internal', detail: detailOf(error) }, options.language);
      status = worse(status, EXIT.Internal);
    }
  }
  if (isList && options.json) await output.write(written > 0 ? '\n]\n' : ']\n');
  return status;
}

type Outcome = { readonly ok: true; readonly analysis: Analysis } | { readonly ok: false; readonly status: ExitCode };

/** @param files one, or the parts of one capture */
async function analyzeOne(files: readonly string[], options: Options, io: CliIo): Promise<Outcome> {
  const { language } = options;
  const file = files.join(', ');
  const fails = (failure: Failure): Outcome => {
    complain(io, file, failure, language);
    return { ok: false, status: exitCodeOf(failure) };
  };
  const sources: ByteSource[] = [];
  for (const name of files) {
    const source = name === '-' ? ({ ok: true, value: inputSource(io.stdin) } as const) : await fileSource(name);
    if (!source.ok) return fails(source.failure);
    sources.push(source.value);
  }
  const [first] = sources;
  const source = first !== undefined && sources.length === 1 ? first : joinedSource(sources);
  const line = io.stderr.isTTY === true ? new ProgressLine(io.stderr, language) : null;
  try {
    const result = await analyzeCapture(source, { verdict: () => 'go', progress: (progress) => line?.show(progress) });
    line?.clear();
    if (!result.ok) return fails(result.failure);
    const analysis = result.value;
    const connections = analysis.tables.connections.length;
    if (options.connection !== null && options.connection >= connections) {
      io.stderr.write(`whyreset: ${file}: ${noConnection(options.connection, connections, language)}\n`);
      return { ok: false, status: EXIT.Usage };
    }
    return { ok: true, analysis };
  } catch (error) {
    line?.clear();
    if (error instanceof RangeError && /array buffer|allocation|invalid (?:typed )?array length/i.test(error.message))
      return fails({ code: 'out-of-memory', frames: 0 });
    return fails({ code: 'internal', detail: detailOf(error) });
  }
}

async function print(analysis: Analysis, options: Options, output: Output, isList: boolean): Promise<void> {
  const only = options.connection ?? undefined;
  const pieces = options.json ? jsonPieces(analysis, options.language, only) : textPieces(analysis, options.language, only);
  for (const piece of pieces) if (!(await output.write(piece))) return;
  if (options.json && !isList) await output.write('\n');
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

/** Of the package that this file belongs to: one folder up, from the sources as from the bundle. */
async function version(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(dirname(fileURLToPath(import.meta.url)), '..', 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0.0.0';
}
