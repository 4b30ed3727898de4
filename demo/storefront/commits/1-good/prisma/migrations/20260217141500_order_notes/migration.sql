-- AlterTable
ALTER TABLE "Order" ADD COLUMN "note" TEXT;

-- CreateIndex
CREATE INDEX "Order_placedAt_idx" ON "Order"("placedAt" DESC);
