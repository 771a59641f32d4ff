// What a server costs that only reads a body: on node:http, and on express.
import { createServer } from 'node:http';
import express from 'express';
import { z } from 'zod';
import { serve } from './ask.js';

const texts = z.record(z.string(), z.string());
const schema = z.object({
  version: z.string(),
  groupKey: z.string(),
  status: z.enum(['firing', 'resolved']),
  receiver: z.string(),
  groupLabels: texts,
  commonLabels: texts,
  commonAnnotations: texts,
  externalURL: z.string(),
  truncatedAlerts: z.number(),
  alerts: z.array(
    z.object({
      status: z.enum(['firing', 'resolved']),
      labels: texts,
      annotations: texts,
      startsAt: z.iso.datetime({ offset: true }),
      endsAt: z.iso.datetime({ offset: true }),
      generatorURL: z.string(),
      fingerprint: z.string(),
    }),
  ),
});
const TAKEN = { incidents: [1] };

const bare = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    schema.parse(JSON.parse(Buffer.concat(chunks).toString()));
    const text = JSON.stringify(TAKEN);
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': text.length });
    response.end(text);
  });
});

const app = express();
app.disable('x-powered-by');
app.use(express.json({ limit: '16mb' }));
app.post('/webhooks/alertmanager', (request, response) => {
  schema.parse(request.body);
  response.json(TAKEN);
});

const portOf = (server) =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
const ports = { bare: await portOf(bare), express: await portOf(createServer(app)) };
serve({ ports: () => ports });
