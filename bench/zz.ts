import { ingestSubject } from './ingest.ts';
process.env.NODE_OPTIONS = '--cpu-prof --cpu-prof-dir=/tmp/prof --cpu-prof-interval=500';
const { contests, close } = await ingestSubject.open(new Set(['G17']));
delete process.env.NODE_OPTIONS;
const c = contests[0]!;
for (let i = 0; i < 8; i++) { await c.beforePair?.(); console.log('ours', Math.round(await c.ours()), 'yard', Math.round(await c.yardstick())); }
await close();
