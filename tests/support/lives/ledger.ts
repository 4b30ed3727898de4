import type { RealLife } from './real-life.ts';

export const ledger: RealLife = {
  title:
    'a ledger: domains, generated columns, double entry by a deferred trigger, checks that old rows break, rows that never change',
  login: 'owner',
  sql: `
    CREATE DOMAIN currency AS char(3) CHECK (VALUE ~ '^[A-Z]{3}$'); CREATE DOMAIN amount AS numeric(20,4) CHECK (VALUE <> 'NaN') NOT NULL; CREATE DOMAIN iban AS text CHECK (length(VALUE) BETWEEN 15 AND 34);
    CREATE TABLE accounts (no int PRIMARY KEY CHECK (no BETWEEN 1000 AND 9999), title text NOT NULL, currency currency NOT NULL DEFAULT 'EUR', iban iban, parent int REFERENCES accounts,
      class int GENERATED ALWAYS AS (no / 1000) STORED, UNIQUE (no, currency));
    CREATE SEQUENCE voucher_no START 500001 CACHE 10;
    CREATE TABLE vouchers (no bigint PRIMARY KEY DEFAULT nextval('voucher_no'), booked date NOT NULL, text text, reverses bigint UNIQUE REFERENCES vouchers DEFERRABLE INITIALLY DEFERRED);
    ALTER SEQUENCE voucher_no OWNED BY vouchers.no;
    CREATE TABLE postings (voucher bigint NOT NULL REFERENCES vouchers, line smallint NOT NULL, account int NOT NULL, currency currency NOT NULL, amount amount, rate numeric,
      in_euro numeric GENERATED ALWAYS AS (round(amount * coalesce(rate, 1), 2)) STORED, PRIMARY KEY (voucher, line), FOREIGN KEY (account, currency) REFERENCES accounts (no, currency));
    CREATE FUNCTION balanced() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF (SELECT sum(amount) FROM public.postings WHERE voucher = NEW.voucher) <> 0 THEN RAISE EXCEPTION 'voucher % is not balanced', NEW.voucher; END IF; RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON postings DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION balanced();
    CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'what is booked stays'; END $$;
    CREATE TRIGGER never BEFORE UPDATE OR DELETE ON postings FOR EACH ROW EXECUTE FUNCTION never(); CREATE TRIGGER never_all BEFORE TRUNCATE ON postings EXECUTE FUNCTION never();
    INSERT INTO accounts (no, title, parent) SELECT 1000 + n, 'Konto ' || n, CASE WHEN n > 9 THEN 1000 + n / 10 END FROM generate_series(1, 99) n; INSERT INTO accounts VALUES (8000, 'Bank of X', 'USD', 'DE02120300000000202051');
    INSERT INTO vouchers (booked, text) SELECT date '2026-01-01' + n, 'Beleg ' || n FROM generate_series(1, 250) n;
    INSERT INTO postings SELECT no, l, CASE WHEN l = 3 THEN 8000 ELSE 1000 + (no % 90)::int + l END, CASE WHEN l = 3 THEN 'USD' ELSE 'EUR' END, CASE l WHEN 1 THEN no / 7.0::numeric(20,4) WHEN 2 THEN -(no / 7.0::numeric(20,4)) ELSE 0 END, CASE WHEN l = 3 THEN 0.9137 END
      FROM vouchers, generate_series(1, 3) l;
    SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE vouchers ADD CHECK (booked >= '2026-03-01') NOT VALID; CREATE RULE no_old AS ON DELETE TO accounts WHERE OLD.class = 8 DO INSTEAD NOTHING;
    CREATE VIEW balance AS SELECT account, currency, sum(amount) AS amount FROM postings GROUP BY GROUPING SETS ((account, currency), (currency))`,
  damage: [
    "INSERT INTO vouchers (booked, text) SELECT date '2026-11-01', 'spät ' || n FROM generate_series(1, 12) n",
    "INSERT INTO postings SELECT no, l, 1000 + l, 'EUR', CASE l WHEN 1 THEN 10.005 ELSE -10.005 END, 1.5 FROM vouchers, generate_series(1, 2) l WHERE text LIKE 'spät%'",
    'INSERT INTO vouchers (booked, text, reverses) SELECT booked, NULL, no FROM vouchers WHERE no = 500201',
    "UPDATE accounts SET title = 'ÜBERSCHRIEBEN' WHERE class = 1 AND no % 7 = 0",
    'ALTER TABLE postings DISABLE TRIGGER never',
    'DELETE FROM postings WHERE voucher BETWEEN 500040 AND 500049',
    'ALTER TABLE postings ENABLE TRIGGER never',
  ],
  choose: ['vouchers', 'postings'],
};
