ALTER TABLE "prompt_versions" ADD COLUMN "content_length" integer GENERATED ALWAYS AS (length("content")) STORED;
