-- Whoever bought the animal owns it: the backfill that the owner missed.
UPDATE "AnimalOwner" o SET "partyId" = a."buyerPartyId"
  FROM "Animal" a WHERE a."id" = o."animalId" AND o."partyId" IS NULL AND a."buyerPartyId" IS NOT NULL;
