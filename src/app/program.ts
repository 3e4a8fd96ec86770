// Name and version of this page, as reports and files tell who made them.

const version: unknown = import.meta.env['VITE_VERSION'];

export const PROGRAM = typeof version === 'string' && version !== '' ? `whyreset ${version}` : 'whyreset';
