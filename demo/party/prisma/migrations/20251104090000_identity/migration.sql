-- CreateEnum
CREATE TYPE "WaitlistStatus" AS ENUM ('INQUIRY', 'APPROVED', 'PLACED', 'LEGACY_HOLD');

-- CreateTable
CREATE TABLE "Contact" ("id" SERIAL PRIMARY KEY, "name" TEXT NOT NULL, "email" TEXT);
CREATE TABLE "Organization" ("id" SERIAL PRIMARY KEY, "name" TEXT NOT NULL);
CREATE TABLE "Animal" (
  "id" SERIAL PRIMARY KEY, "name" TEXT NOT NULL,
  "buyerContactId" INTEGER, "buyerOrganizationId" INTEGER, "buyerPartyType" TEXT
);
CREATE TABLE "AnimalOwner" (
  "id" SERIAL PRIMARY KEY, "animalId" INTEGER NOT NULL REFERENCES "Animal" ("id"),
  "contactId" INTEGER, "organizationId" INTEGER, "partyType" TEXT
);
CREATE TABLE "WaitlistEntry" (
  "id" SERIAL PRIMARY KEY, "animalId" INTEGER NOT NULL REFERENCES "Animal" ("id"), "clientName" TEXT NOT NULL,
  "contactId" INTEGER, "organizationId" INTEGER, "status" "WaitlistStatus" NOT NULL DEFAULT 'INQUIRY',
  "createdAt" TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE TABLE "Invoice" (
  "id" SERIAL PRIMARY KEY, "cents" INTEGER NOT NULL, "contactId" INTEGER, "organizationId" INTEGER
);
