import type { PolicyGiven } from '../host/example-service.ts';
import { demoChannels, demoPeople } from '../slack/preset.ts';
import { domain } from './platforms.ts';
import type { Storefront } from './start.ts';

/** What the storefront's team wrote into recourse.yaml: the policy of document R. */
export function storefrontPolicy(service: Storefront, given: PolicyGiven): object {
  const { platforms, repository, migrations, webUrl } = service;
  return {
    name: 'storefront',
    title: 'Storefront',
    channel: demoChannels.operations.id,
    time_zone: 'Europe/Berlin',
    repository: { path: repository.folder },
    database: {
      url_env: 'STOREFRONT_DATABASE_URL',
      required_tables: ['Customer', 'Order', 'OrderItem'],
      row_count_tolerance_percent: 60,
      orphan_queries: [
        {
          name: 'items without their order',
          sql: 'SELECT count(*) FROM "OrderItem" i WHERE NOT EXISTS (SELECT FROM "Order" o WHERE o.id = i."orderId")',
        },
      ],
      sample_queries: [
        { name: 'newest order', sql: 'SELECT id, status FROM "Order" ORDER BY "placedAt" DESC LIMIT 1' },
      ],
    },
    // R6: Prisma has no way down, so the team writes one beside each migration that it may want to take back.
    migrations: { tool: 'prisma', directory: migrations, down_scripts: { pattern: '{migration}/down.sql' } },
    freeze: { methods: [{ method: 'lock-tables', lock_timeout: '5s' }], prove_for: '1s' },
    // R3, R4: the API on Render and the web on Vercel. P5: the web may stay where the contract is the same.
    deploys: [
      {
        provider: 'render',
        name: 'storefront-api',
        service: platforms.service.id,
        token_env: 'STOREFRONT_RENDER_TOKEN',
        api_url: platforms.render.url,
        look_every: '200ms',
      },
      {
        provider: 'vercel',
        name: 'storefront-web',
        project: platforms.project.id,
        domain,
        contract: ['contract'],
        token_env: 'STOREFRONT_VERCEL_TOKEN',
        api_url: platforms.vercel.url,
        look_every: '200ms',
      },
    ],
    smoke: {
      base_url: webUrl,
      checks: [
        { name: 'the page', path: '/', expect_text: 'newest orders' },
        { name: 'list orders', path: '/api/orders' },
        { name: 'one order', path: '/api/orders/1', expect_text: 'items' },
      ],
      ready_within: '30s',
    },
    watch: { for: '3s', every: '1s' },
    // R5, R2: code first, and in doubt back; the on-call engineer is empowered to decide.
    preference: 'code-first',
    when_in_doubt: 'roll-back',
    authority: {
      profile: 'on-call-empowered',
      roles: { 'on-call': [demoPeople.onCall.id], 'team-lead': [demoPeople.lead.id], cto: [demoPeople.cto.id] },
    },
    backups: { storage: { kind: 'folder', path: given.backups } },
  };
}

/** The secrets that the policy names, for the bot's environment. */
export function storefrontSecrets({ ownerUrl, platforms }: Storefront): Record<string, string> {
  return {
    STOREFRONT_DATABASE_URL: ownerUrl,
    STOREFRONT_RENDER_TOKEN: platforms.tokens.render,
    STOREFRONT_VERCEL_TOKEN: platforms.tokens.vercel,
  };
}
