ALTER TABLE "prompts" ADD COLUMN "current_version" integer DEFAULT 1 NOT NULL;
--> statement-breakpoint
-- What the column held is gone; the newest version that is left is the current one.
UPDATE "prompts" SET "current_version" = newest."version"
FROM (SELECT "prompt_id", max("version") AS "version" FROM "prompt_versions" GROUP BY "prompt_id") AS newest
WHERE newest."prompt_id" = "prompts"."id";
