// How an analysis file is known: its version, and its name inside. Version 1 only grows by members that readers may ignore.

export const ANALYSIS_VERSION = 1;
export const ANALYSIS_SCHEMA = `whyreset-analysis/${ANALYSIS_VERSION}`;

/** What every file is called inside: by it a file is known even when it is cut. */
export const INNER_NAME = 'analysis.whyreset.json';
