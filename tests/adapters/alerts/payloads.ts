/** Alertmanager's webhook, version 4, in the form of its documentation. */
export const fromAlertmanager = {
  version: '4',
  groupKey: '{}/{severity="critical"}:{alertname="ForeignKeyViolations"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'recourse',
  groupLabels: { alertname: 'ForeignKeyViolations' },
  commonLabels: { alertname: 'ForeignKeyViolations', job: 'postgres', severity: 'critical' },
  commonAnnotations: {},
  externalURL: 'http://prometheus.example.org:9093',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'ForeignKeyViolations', job: 'postgres', severity: 'critical' },
      annotations: {
        summary: '42 foreign key violations in 5 minutes <!channel>',
        description: 'insert or update on table "lines" violates foreign key constraint',
        correlation_id: 'req-17, req-18',
      },
      startsAt: '2026-06-03T16:08:45.828739266+02:00',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus.example.org:9090/graph?g0.expr=rate',
      fingerprint: '1a30ba71cca2921f',
    },
    {
      status: 'firing',
      labels: { alertname: 'Watchdog', severity: 'none' },
      annotations: { summary: 'This is an alert meant to ensure that the entire alerting pipeline is functional.' },
      startsAt: '2026-06-01T00:00:00Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: '',
      fingerprint: 'e1a30ba71cca2921',
    },
  ],
};

/** Grafana's webhook contact point, in the form of its documentation. */
export const fromGrafana = {
  receiver: 'My Super Webhook',
  status: 'firing',
  orgId: 1,
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'High memory usage', team: 'blue', zone: 'us-1' },
      annotations: {
        description: 'The system has high memory usage',
        runbook_url: 'https://myrunbook.com/runbook/1234',
        summary: 'This alert was triggered for zone us-1',
      },
      startsAt: '2021-10-12T09:51:03.157076+02:00',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'https://play.grafana.org/alerting/1afz29v7z/edit',
      fingerprint: 'c6eadffa33fcdf37',
      silenceURL: 'https://play.grafana.org/alerting/silence/new?alertmanager=grafana',
      dashboardURL: '',
      panelURL: '',
      values: { B: 44.23943737541908, C: 1 },
    },
    {
      status: 'resolved',
      labels: { alertname: 'High CPU usage', team: 'blue', zone: 'eu-1' },
      annotations: { description: 'The system has high CPU usage', summary: 'This alert was triggered for zone eu-1' },
      startsAt: '2021-10-12T09:56:03.157076+02:00',
      endsAt: '2021-10-12T10:01:03.157076+02:00',
      generatorURL: 'https://play.grafana.org/alerting/d1rdpdv7k/edit',
      fingerprint: 'bc97ff14869b13e3',
      silenceURL: '',
      dashboardURL: '',
      panelURL: '',
      values: {},
    },
  ],
  groupLabels: {},
  commonLabels: { team: 'blue' },
  commonAnnotations: {},
  externalURL: 'https://play.grafana.org/',
  version: '1',
  groupKey: '{}:{}',
  truncatedAlerts: 0,
  title: '[FIRING:2]  (blue)',
  state: 'alerting',
  message: '**Firing**',
};

export const ownForm = {
  alerts: [
    {
      id: 'orphans-in-lines',
      name: 'Orphaned lines',
      severity: 'warning',
      summary: '17 lines have no order',
      startedAt: '2026-06-03T14:05:30Z',
      trigger: 'data-corruption',
      correlationIds: ['req-81'],
    },
  ],
};
