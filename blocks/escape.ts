/**
 * The one place where text meets Slack's mrkdwn. Slack asks for exactly these three; anything more would be shown as
 * written (https://docs.slack.dev/messaging/formatting-message-text#escaping).
 */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
