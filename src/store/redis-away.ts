/** How ioredis and Redis say that nothing can be read or written at the moment. */
const AWAY =
  /MaxRetriesPerRequest|Connection is closed|isn't writeable|timed out|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|LOADING|MISCONF|OOM|Too many Cluster redirections|isn't ready|CLUSTERDOWN|READONLY|NOREPLICAS/;

/** Whether an error means that the store cannot be reached now, rather than a bug. */
export const isRedisAway = (error: unknown): boolean =>
  error instanceof Error && AWAY.test(`${error.name} ${error.message}`);
