import type pg from 'pg';

/** Rows at the size factor 1. */
const full = { contacts: 8_000, organizations: 400, animals: 4_000, entries: 24_000, invoices: 12_000 };
const least = 40;

/** Fills the tables as they were before the Party migration: with contacts and organizations. */
export async function seedDatabase(client: pg.Client, factor: number): Promise<void> {
  const rows = (count: number) => Math.max(least, Math.round(count * factor));
  const [contacts, organizations, animals] = [rows(full.contacts), rows(full.organizations), rows(full.animals)];
  const who = (n: string) => `CASE WHEN ${n} % 5 > 0 THEN 1 + ${n} % ${contacts} END,
    CASE WHEN ${n} % 5 = 0 THEN 1 + ${n} % ${organizations} END`;
  await client.query(`
    INSERT INTO "Contact" (name, email) SELECT 'Client ' || n, 'client' || n || '@example.com' FROM generate_series(1, ${contacts}) n;
    INSERT INTO "Organization" (name) SELECT 'Kennel ' || n FROM generate_series(1, ${organizations}) n;
    INSERT INTO "Animal" (name, "buyerContactId", "buyerOrganizationId", "buyerPartyType")
      SELECT 'Animal ' || n, ${who('n')}, CASE WHEN n % 5 > 0 THEN 'CONTACT' ELSE 'ORGANIZATION' END FROM generate_series(1, ${animals}) n;
    INSERT INTO "AnimalOwner" ("animalId", "contactId", "organizationId") SELECT n, ${who('n')} FROM generate_series(1, ${animals}) n;
    INSERT INTO "WaitlistEntry" ("animalId", "clientName", "contactId", "organizationId", status, "createdAt")
      SELECT 1 + n % ${animals}, 'Client of entry ' || n, ${who('n')},
             (ARRAY['INQUIRY', 'APPROVED', 'PLACED', 'LEGACY_HOLD'])[1 + n % 4]::"WaitlistStatus", now() - n * interval '1 minute'
        FROM generate_series(1, ${rows(full.entries)}) n;
    INSERT INTO "Invoice" (cents, "contactId", "organizationId") SELECT n * 7 % 90000, ${who('n')} FROM generate_series(1, ${rows(full.invoices)}) n`);
}
