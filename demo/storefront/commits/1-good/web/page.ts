// The page of this commit, made from what the API answers.

interface Order {
  readonly id: number;
  readonly customer: string;
  readonly totalCents: number;
}

/** The list of the newest orders. Throws where the API does not answer as this page was built for. */
export function renderPage(orders: readonly Order[]): string {
  const lines = orders.map(({ id, customer, totalCents }) => {
    if (typeof totalCents !== 'number') throw new Error(`order ${id} has no totalCents`);
    return `<li>#${id} ${customer}: ${(totalCents / 100).toFixed(2)}</li>`;
  });
  return `<h1>Storefront: newest orders</h1><ul>${lines.join('')}</ul>`;
}
