CREATE TABLE "prompt_versions" (
  "id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  "prompt_id" bigint NOT NULL,
  "version" integer NOT NULL,
  "content" text NOT NULL,
  "change_note" text DEFAULT '' NOT NULL,
  "created_by" bigint,
  "created_at" timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT "prompt_versions_prompt_id_version_unique" UNIQUE ("prompt_id", "version"),
  CONSTRAINT "prompt_versions_version_positive" CHECK ("version" > 0)
);
--> statement-breakpoint
ALTER TABLE "prompt_versions" ADD CONSTRAINT "prompt_versions_prompt_id_prompts_id_fk" FOREIGN KEY ("prompt_id") REFERENCES "prompts"("id") ON DELETE cascade;
--> statement-breakpoint
ALTER TABLE "prompt_versions" ADD CONSTRAINT "prompt_versions_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "users"("id") ON DELETE set null;
