-- Written by hand, because Prisma has none: cents again, to the last one.
ALTER TABLE "Order" ALTER COLUMN "totalAmount" TYPE INTEGER USING round("totalAmount" * 100);

ALTER TABLE "Order" RENAME COLUMN "totalAmount" TO "totalCents";
