-- Every contact and every organization becomes a party; organizations are counted on after the contacts.
INSERT INTO "Party" ("id", "type", "name", "email") SELECT "id", 'CONTACT', "name", "email" FROM "Contact";
INSERT INTO "Party" ("id", "type", "name") SELECT 1000000 + "id", 'ORGANIZATION', "name" FROM "Organization";
SELECT setval(pg_get_serial_sequence('"Party"', 'id'), 2000000);

UPDATE "Animal" SET "buyerPartyId" = coalesce("buyerContactId", 1000000 + "buyerOrganizationId");
UPDATE "AnimalOwner" SET "partyId" = coalesce("contactId", 1000000 + "organizationId");
UPDATE "WaitlistEntry" SET "clientPartyId" = coalesce("contactId", 1000000 + "organizationId");
UPDATE "Invoice" SET "clientPartyId" = coalesce("contactId", 1000000 + "organizationId");
