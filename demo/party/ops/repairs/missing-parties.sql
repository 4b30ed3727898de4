-- A waitlist entry remembers its client's name: the party that it refers to is made anew under its old id.
INSERT INTO "Party" ("id", "kind", "name")
SELECT DISTINCT ON (e."clientPartyId") e."clientPartyId", 'CONTACT', e."clientName"
  FROM "WaitlistEntry" e
 WHERE e."clientPartyId" IS NOT NULL AND NOT EXISTS (SELECT FROM "Party" p WHERE p."id" = e."clientPartyId")
 ORDER BY e."clientPartyId", e."id" DESC;
