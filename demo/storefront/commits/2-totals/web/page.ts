// Shows each total in its own currency.

interface Order {
  readonly id: number;
  readonly customer: string;
  readonly total: { readonly amount: string; readonly currency: string };
}

/** The list of the newest orders. Throws where the API does not answer as this page was built for. */
export function renderPage(orders: readonly Order[]): string {
  const lines = orders.map(
    ({ id, customer, total }) => `<li>#${id} ${customer}: ${total.amount} ${total.currency}</li>`,
  );
  return `<h1>Storefront: newest orders</h1><ul>${lines.join('')}</ul>`;
}
