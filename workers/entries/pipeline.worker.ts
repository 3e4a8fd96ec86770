// The engine behind a message port: one worker per open capture. Bulk columns are handed over, never cloned.

import { expose, transfer } from 'comlink';
import { createPipelineService } from '../pipeline/service';
import { enveloped } from '../rpc/envelope';
import type { PipelineApi } from '../rpc/protocol';

const service = createPipelineService();

const api: PipelineApi = {
  open: (job, file, name, sink) => enveloped(() => service.open(job, file, name, sink)),
  cancel: (job) => service.cancel(job),
  finishEarly: (job) => service.finishEarly(job),
  query: async (query) => {
    const answer = await enveloped(() => service.query(query));
    if (!answer.ok || !answer.value.ok) return answer;
    // A copy is given away so that the service may keep its own order for the next page of rows.
    const ids = answer.value.ids.slice();
    return transfer({ ok: true, value: { ok: true, ids } }, [ids.buffer]);
  },
  rows: (ids) => enveloped(() => service.rows(ids)),
  connection: (id) => enveloped(() => service.connection(id)),
  ladder: (id, expanded) => enveloped(() => service.ladder(id, expanded)),
  packet: (frame) => enveloped(() => service.packet(frame)),
  connectionOfFrame: (frame) => enveloped(() => service.connectionOfFrame(frame)),
  json: (language) => enveloped(() => service.json(language)),
};

expose(api);
