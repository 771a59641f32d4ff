import { describe, expect, it } from 'vitest';
import { startPiket } from '../support/real-piket.ts';
import { startSharedRedis } from '../support/real-redis.ts';
import { startTwilio } from '../support/real-twilio.ts';
import { agreedFigures } from '../support/recount.ts';
import { liveNight, NIGHT } from '../support/scripted-night.ts';

describe('the figures of a night', () => {
  it('are what its timelines tell, on two replicas and after a restart', async () => {
    const twilio = await startTwilio();
    const env = { REDIS_URL: await startSharedRedis() };
    const [one, other] = [
      await startPiket({ twilio, config: NIGHT, env }),
      await startPiket({ twilio, config: NIGHT, env }),
    ];
    const { received } = await liveNight([one, other], twilio);
    const counted = await agreedFigures(one);
    expect(Object.keys(counted).length).toBeGreaterThan(30);
    await agreedFigures(other);
    const taken = 'piket_alerts_received_total{source="alertmanager",status="firing"}';
    const cleared = 'piket_alerts_received_total{source="alertmanager",status="resolved"}';
    const samples = await Promise.all(
      [one, other].flatMap((piket) => [piket.sample(taken), piket.sample(cleared)]),
    );
    expect(samples.reduce((sum = 0, value = 0) => sum + value, 0)).toBe(received);

    await one.kill();
    await other.stop();
    const again = await startPiket({ twilio, home: other.home, env });
    const later = await agreedFigures(again);
    const fallen = Object.keys(counted).filter(
      (series) => !series.includes('_open{') && (later[series] ?? 0) < (counted[series] ?? 0),
    );
    expect(fallen).toEqual([]);
    expect(await again.post('/api/v1/incidents/4/acknowledge', { by: 'ada' })).toBe(200);
    const met = 'piket_response_targets_total{outcome="met",severity="P1"}';
    expect((await agreedFigures(again))[met]).toBe((later[met] ?? 0) + 1);
    await again.stop();
    twilio.expectClean();
  });
});
