-- Totals become amounts in the main unit.
ALTER TABLE "Order" RENAME COLUMN "totalCents" TO "totalAmount";

-- AlterTable
ALTER TABLE "Order" ALTER COLUMN "totalAmount" TYPE DECIMAL(12,2) USING "totalAmount" / 100.0;
