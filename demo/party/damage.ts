import { askDatabase } from '../cluster/with-client.ts';
import type { Mishap } from '../host/example-service.ts';

/** P3: rows that refer to no party, and rows that lack one. Nothing in the database forbids them. */
export const damageQueries = [
  {
    name: 'waitlist entries whose party is gone',
    sql: `SELECT count(*) FROM "WaitlistEntry" we WHERE we."clientPartyId" IS NOT NULL
      AND NOT EXISTS (SELECT FROM "Party" p WHERE p.id = we."clientPartyId")`,
    repair: 'ops/repairs/missing-parties.sql',
  },
  {
    name: 'animal owners without a party',
    sql: 'SELECT count(*) FROM "AnimalOwner" WHERE "partyId" IS NULL',
    repair: 'ops/repairs/owners-without-party.sql',
  },
] as const;

/** A job that tidies up deletes parties that are in use: the given part of all, beginning with the oldest. */
const tidyUp = (parties: string) => `
  DELETE FROM "Party" WHERE id IN (SELECT DISTINCT "clientPartyId" FROM "WaitlistEntry" ORDER BY 1 LIMIT ${parties})`;

export type PartyMishap = 'few-orphans' | 'many-orphans' | 'bad-code';

/** What can go wrong with Party, each once its service runs; `deployMapping` deploys the commit with the slip. */
export function partyMishaps(
  ownerUrl: string,
  deployMapping: () => Promise<unknown>,
): readonly (Mishap & { readonly name: PartyMishap })[] {
  return [
    {
      name: 'few-orphans',
      label: 'Lose a few parties',
      description: 'A job that tidies up deletes six parties that are in use.',
      how: 'Press the button. The waitlist answers 500 from then on.',
      run: async () => {
        await askDatabase(ownerUrl, tidyUp('6'));
        await askDatabase(ownerUrl, 'UPDATE "AnimalOwner" SET "partyId" = NULL WHERE id <= 4');
      },
    },
    {
      name: 'many-orphans',
      label: 'Lose most parties',
      description: 'The same job deletes four parties of five.',
      how: 'Press the button. Nearly every waitlist entry refers to nobody.',
      run: async () => {
        await askDatabase(ownerUrl, tidyUp('(SELECT count(*) * 4 / 5 FROM "Party")'));
      },
    },
    {
      name: 'bad-code',
      label: 'Deploy the slip in phase 5',
      description: 'Code alone: the waitlist reads a column that no phase ever made. The data stays sound.',
      how: 'Press the button. The waitlist answers 500 from then on.',
      told: {
        decide:
          'In the thread press *Another way back* and take *Roll the code back*. Then approve: nothing has to be typed.',
        over: 'The code is back.',
      },
      run: deployMapping,
    },
  ];
}
