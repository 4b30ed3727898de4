-- CreateTable
CREATE TABLE "Party" (
  "id" SERIAL PRIMARY KEY, "type" TEXT NOT NULL, "name" TEXT NOT NULL, "email" TEXT,
  "createdAt" TIMESTAMPTZ NOT NULL DEFAULT now()
);
