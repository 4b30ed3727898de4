-- DropColumns: the legacy identity
ALTER TABLE "WaitlistEntry" DROP COLUMN "contactId", DROP COLUMN "organizationId";
ALTER TABLE "AnimalOwner" DROP COLUMN "contactId", DROP COLUMN "organizationId", DROP COLUMN "partyType";
ALTER TABLE "Animal" DROP COLUMN "buyerContactId", DROP COLUMN "buyerOrganizationId", DROP COLUMN "buyerPartyType";
ALTER TABLE "Invoice" DROP COLUMN "contactId", DROP COLUMN "organizationId";

-- RenameColumn
ALTER TABLE "Party" RENAME COLUMN "type" TO "kind";

-- AlterEnum: without LEGACY_HOLD
UPDATE "WaitlistEntry" SET "status" = 'INQUIRY' WHERE "status" = 'LEGACY_HOLD';
CREATE TYPE "WaitlistStatus_new" AS ENUM ('INQUIRY', 'APPROVED', 'PLACED');
ALTER TABLE "WaitlistEntry" ALTER COLUMN "status" DROP DEFAULT;
ALTER TABLE "WaitlistEntry" ALTER COLUMN "status" TYPE "WaitlistStatus_new" USING ("status"::text::"WaitlistStatus_new");
ALTER TYPE "WaitlistStatus" RENAME TO "WaitlistStatus_old";
ALTER TYPE "WaitlistStatus_new" RENAME TO "WaitlistStatus";
DROP TYPE "WaitlistStatus_old";
ALTER TABLE "WaitlistEntry" ALTER COLUMN "status" SET DEFAULT 'INQUIRY';

-- DropTable
DROP TABLE "Contact";
DROP TABLE "Organization";
