import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Alert } from '../../domain/alert.ts';
import { keptText } from '../../domain/kept-text.ts';
import { idsIn, OutsideInstant, severityOf, triggerNamed } from './outside-text.ts';

/** So many of one request are kept, firing ones first: a group in a great outage has more than anybody reads. */
const ALERTS_MAX = 200;

const Texts = z.record(z.string(), z.string()).nullish();

/**
 * What Alertmanager (version 4) and Grafana both send; the rest of either is not read. Alerts of Alertmanager before 0.19
 * carry no fingerprint.
 */
const Webhook = z.looseObject({
  alerts: z.array(
    z.looseObject({
      status: z.enum(['firing', 'resolved']),
      labels: Texts,
      annotations: Texts,
      startsAt: OutsideInstant,
      endsAt: OutsideInstant.nullish(),
      fingerprint: z.string().nullish(),
      /** Grafana only: what was measured, such as `{"B": 44.2}`. */
      values: z.record(z.string(), z.unknown()).nullish(),
    }),
  ),
});

/** @throws ZodError where it is another form */
export function readWebhook(source: 'alertmanager' | 'grafana', sent: unknown): readonly Alert[] {
  const firingFirst = Webhook.parse(sent).alerts.toSorted(
    (left, right) => Number(right.status === 'firing') - Number(left.status === 'firing'),
  );
  return firingFirst.slice(0, ALERTS_MAX).flatMap((each) => {
    const [labels, annotations] = [each.labels ?? {}, each.annotations ?? {}];
    const severity = severityOf(labels['severity'] ?? labels['priority']);
    if (severity === null) return [];
    const resolved = each.status === 'resolved';
    const { name, details } = words(labels, annotations, each.values ?? {});
    return [
      {
        source,
        fingerprint: keptText(each.fingerprint ?? '', 200) || digestOfLabels(labels),
        status: each.status,
        name,
        severity,
        summary: keptText(annotations['summary'] ?? annotations['message'] ?? '', 500),
        details,
        startedAt: each.startsAt,
        endedAt: resolved ? (each.endsAt ?? null) : null,
        trigger: triggerNamed(labels['recourse_trigger']),
        correlationIds: idsIn(
          ['correlation_id', 'correlation_ids', 'request_id', 'trace_id'].flatMap((key) => [
            labels[key],
            annotations[key],
          ]),
        ),
      },
    ];
  });
}

type Words = Readonly<Record<string, string>>;

function words(labels: Words, annotations: Words, values: Readonly<Record<string, unknown>>) {
  const told = Object.entries(labels).filter(([key]) => key !== 'alertname' && !key.startsWith('__'));
  const lines = [
    annotations['description'] ?? '',
    told.map(([key, value]) => `${key}=${value}`).join(' '),
    Object.entries(values)
      .map(([key, value]) => `${key}: ${String(value)}`)
      .join(', '),
  ];
  return {
    name: keptText(labels['alertname'] ?? '', 200) || 'an alert without a name',
    details: keptText(lines.filter((line) => line !== '').join('\n'), 2_000),
  };
}

function digestOfLabels(labels: Words): string {
  const sorted = Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}
