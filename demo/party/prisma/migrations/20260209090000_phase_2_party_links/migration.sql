-- AlterTable: no foreign keys, the schema says relationMode = "prisma"
ALTER TABLE "Animal" ADD COLUMN "buyerPartyId" INTEGER;
ALTER TABLE "AnimalOwner" ADD COLUMN "partyId" INTEGER;
ALTER TABLE "WaitlistEntry" ADD COLUMN "clientPartyId" INTEGER;
ALTER TABLE "Invoice" ADD COLUMN "clientPartyId" INTEGER;

-- CreateIndex
CREATE INDEX "AnimalOwner_partyId_idx" ON "AnimalOwner" ("partyId");
CREATE INDEX "WaitlistEntry_clientPartyId_idx" ON "WaitlistEntry" ("clientPartyId");
