// `whyreset compare`: two captures of one incident, or one with two places in it. Loaded only when it is asked for.

import '#engine/causes/words/both-languages';
import { analyzeCapture } from '#engine/pipeline/analyze';
import { compareCaptures, compareWithin } from '#engine/compare/compare-captures';
import { comparisonJsonPieces } from '#engine/compare/build-compare-json';
import { comparisonTextPieces } from '#engine/compare/render-compare-text';
import { renderTwoTapSvg } from '#engine/compare/svg-two-tap';
import { SegmentWatch } from '#engine/compare/segment-bytes';
import type { ComparedCapture } from '#engine/compare/tap';
import { buildTwoTapLadder } from '#engine/compare/two-tap-ladder';
import { words as en } from '#engine/compare/words/words-en';
import { words as zh } from '#engine/compare/words/words-zh';
import type { Failure } from '#engine/model/failure';
import { failureText } from '#engine/report/failure-words';
import { COMPARE_USAGE, parseCompare, type CompareOptions } from './compare-options';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes';
import { fileSource } from './node-source';
import { Output } from './output';
import { ProgressLine } from './progress-line';
import type { CliIo } from './run';

type Opened = { readonly ok: true; readonly capture: ComparedCapture } | { readonly ok: false; readonly status: ExitCode };

export async function compare(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const parsed = parseCompare(args);
  if (!parsed.ok) {
    const hint = parsed.language === 'zh' ? 'whyreset compare --help 说明用法。' : 'whyreset compare --help explains the usage.';
    io.stderr.write(`whyreset: ${parsed.problem}\n${hint}\n`);
    return EXIT.Usage;
  }
  const output = new Output(io.stdout);
  let status: ExitCode = EXIT.Ok;
  if (parsed.options === 'help') await output.write(COMPARE_USAGE[parsed.language]);
  else status = await compareFiles(parsed.options, io, output);
  await output.flush();
  return status;
}

async function compareFiles(options: CompareOptions, io: CliIo, output: Output): Promise<ExitCode> {
  const { files, language } = options;
  const fails = (file: string, failure: Failure): ExitCode => {
    const { code, text } = failureText(failure, language);
    io.stderr.write(`whyreset: ${oneLine(file)}: ${oneLine(text)} [${code}]\n`);
    return exitCodeOf(failure);
  };
  try {
    const captures: ComparedCapture[] = [];
    for (const file of files) {
      const opened = await open(file, options, io, fails);
      if (!opened.ok) return opened.status;
      captures.push(opened.capture);
    }
    const [first, second] = captures;
    if (first === undefined) return EXIT.Usage;
    const control = { verdict: (): 'go' => 'go', progress: (): void => undefined };
    const result = await (second === undefined ? compareWithin(first, control) : compareCaptures(first, second, control));
    if (!result.ok) return fails(files.join(', '), result.failure);
    const comparison = result.value;
    const { connection } = options;
    if (connection !== null && connection >= comparison.length) {
      const text =
        language === 'zh'
          ? `没有序号为 ${connection} 的已比较连接；共 ${comparison.length} 个。`
          : `There is no compared connection ${connection}; there are ${comparison.length}.`;
      io.stderr.write(`whyreset: ${text}\n`);
      return EXIT.Usage;
    }
    const words = language === 'zh' ? zh : en;
    const only = connection ?? undefined;
    if (options.svg && only !== undefined) {
      await output.write(renderTwoTapSvg(buildTwoTapLadder(comparison, only), words, language, 'ladder'));
      return EXIT.Ok;
    }
    if (options.report !== null) {
      await output.write(await (await import('./compare-outgoing')).comparisonReport(comparison, words, options));
      return EXIT.Ok;
    }
    if (options.share) {
      const { link, warning } = await (await import('./compare-outgoing')).comparisonShareLine(comparison, options);
      if (warning !== null) io.stderr.write(`whyreset: ${oneLine(files.join(', '))}: ${warning}\n`);
      await output.write(`${link}\n`);
      return EXIT.Ok;
    }
    const pieces = options.json ? comparisonJsonPieces(comparison, only) : comparisonTextPieces(comparison, words, language, only);
    for (const piece of pieces) if (!(await output.write(piece))) return EXIT.Ok;
    if (options.json) await output.write('\n');
    return EXIT.Ok;
  } catch (error) {
    return fails(files.join(', '), {
      code: 'internal',
      detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    });
  }
}

async function open(
  file: string,
  { language }: CompareOptions,
  io: CliIo,
  fails: (file: string, failure: Failure) => ExitCode,
): Promise<Opened> {
  const source = await fileSource(file);
  if (!source.ok) return { ok: false, status: fails(file, source.failure) };
  const line = io.stderr.isTTY === true ? new ProgressLine(io.stderr, language) : null;
  const observer = new SegmentWatch(source.value.size);
  const result = await analyzeCapture(source.value, { verdict: () => 'go', progress: (progress) => line?.show(progress), observer });
  line?.clear();
  if (!result.ok) return { ok: false, status: fails(file, result.failure) };
  return { ok: true, capture: { analysis: result.value, source: source.value, seen: observer.bytes } };
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').trim();
}
