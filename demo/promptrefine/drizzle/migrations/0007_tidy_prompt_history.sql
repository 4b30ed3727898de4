-- Retried test runs were stored twice: keep the newest of each.
DELETE FROM "test_runs" AS older
USING "test_runs" AS newer
WHERE older."prompt_id" = newer."prompt_id"
  AND older."status" = newer."status"
  AND older."id" < newer."id";
--> statement-breakpoint
-- Versions that were replaced a month before the prompt last changed are never opened.
DELETE FROM "prompt_versions" AS stale
USING "prompts"
WHERE stale."prompt_id" = "prompts"."id"
  AND stale."created_at" < "prompts"."updated_at" - interval '30 days';
--> statement-breakpoint
-- One spelling of every tag.
UPDATE "prompts" SET "tags" = ARRAY(SELECT DISTINCT lower(split_part(tag, ':', 1)) FROM unnest("tags") AS tag)
WHERE EXISTS (SELECT FROM unnest("tags") AS tag WHERE tag <> lower(tag) OR tag LIKE '%:%');
--> statement-breakpoint
-- The newest version is the current one: no need to store it twice.
ALTER TABLE "prompts" DROP COLUMN "current_version";
