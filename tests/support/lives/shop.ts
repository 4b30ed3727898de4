import type { RealLife } from './real-life.ts';

export const shop: RealLife = {
  title: 'a shop: orders, lines, stock, an enum of states and mails by trigger',
  login: 'owner',
  sql: `
    CREATE TYPE order_state AS ENUM ('cart', 'paid', 'sent', 'returned');
    CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL, name text, created_at timestamptz NOT NULL DEFAULT now());
    CREATE UNIQUE INDEX customers_email ON customers (lower(email));
    CREATE TABLE products (sku varchar(20) PRIMARY KEY, title text NOT NULL, price numeric(10,2) NOT NULL CHECK (price >= 0), stock int NOT NULL DEFAULT 0 CHECK (stock >= 0));
    CREATE TABLE orders (id bigserial PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, state order_state NOT NULL DEFAULT 'cart',
      placed_at timestamptz NOT NULL DEFAULT now(), note text);
    CREATE INDEX orders_open ON orders (customer_id) WHERE state IN ('cart', 'paid');
    CREATE TABLE order_lines (order_id bigint REFERENCES orders ON DELETE CASCADE, line int, sku varchar(20) NOT NULL REFERENCES products ON UPDATE CASCADE,
      pieces int NOT NULL CHECK (pieces > 0), price numeric(10,2) NOT NULL, total numeric GENERATED ALWAYS AS (pieces * price) STORED, PRIMARY KEY (order_id, line));
    CREATE TABLE mails (id serial PRIMARY KEY, to_whom text, what text, sent_at timestamptz DEFAULT clock_timestamp());
    CREATE FUNCTION thank() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO public.mails (to_whom, what) SELECT email, 'order ' || NEW.id FROM public.customers WHERE id = NEW.customer_id; RETURN NULL; END $$;
    CREATE TRIGGER thank AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION thank();
    CREATE VIEW revenue AS SELECT o.customer_id, sum(l.total) AS total FROM orders o JOIN order_lines l ON l.order_id = o.id WHERE o.state <> 'cart' GROUP BY 1;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO web_app; GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO web_app;
    INSERT INTO customers (email, name) SELECT 'Kunde' || n || '@example.org', 'N. ' || n FROM generate_series(1, 200) n;
    INSERT INTO products SELECT 'SKU-' || n, 'Thing "' || n || '"', n / 3.0, n FROM generate_series(1, 60) n;
    INSERT INTO orders (customer_id, state) SELECT 1 + n % 200, (ARRAY['cart', 'paid', 'sent', 'returned'])[1 + n % 4]::order_state FROM generate_series(1, 400) n;
    INSERT INTO order_lines SELECT o, n, 'SKU-' || 1 + (o * n) % 60, n, o / 7.0 FROM generate_series(1, 400) o, generate_series(1, 3) n`,
  damage: [
    "DELETE FROM orders WHERE state = 'returned'",
    'UPDATE products SET price = 0 WHERE stock < 10',
    "INSERT INTO customers (email, name) VALUES ('late@example.org', 'Late'), ('later@example.org', NULL)",
    "INSERT INTO orders (customer_id, state) VALUES (201, 'paid'), (202, 'cart'), (7, 'paid')",
    "INSERT INTO order_lines SELECT id, 1, 'SKU-5', 2, 9.99 FROM orders WHERE id > 400",
    'UPDATE customers SET name = NULL WHERE id BETWEEN 20 AND 40',
  ],
  choose: ['customers', 'orders', 'order_lines', 'mails'],
};
