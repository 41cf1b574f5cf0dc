package org.menura.agent.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.chat.Message;

/**
 * Makes memories of what was said: quotes that a mind selects, never sentences that it writes, so that no memory can be invented. Only what
 * persons and tools said is looked at; see {@link Span#memorable}.
 *
 * @param mind that selects
 * @param importance of what was selected
 * @param quotes the largest number taken from one call
 * @param quoteTokens largest length of each
 */
public record Extraction(Mind mind, Importance importance, int quotes, int quoteTokens) {
    private static final String MORE = "something else is worth remembering";
    private static final String NO_MORE = "nothing else is worth remembering";

    /** Creates memories of whole spans, without a mind. */
    public static List<Memory> whole(List<Span> spans, Instant now) {
        return spans.stream()
                .filter(Span::memorable)
                .map(span -> Memory.of(span, now, Importance.USUAL))
                .toList();
    }

    /** Selects memories from spans. */
    public List<Memory> select(List<Span> spans, Instant now, long seed) throws InterruptedException {
        List<Span> open = spans.stream().filter(Span::memorable).toList();
        List<Memory> out = new ArrayList<>();
        if (open.isEmpty()) {
            return out;
        }
        List<String> texts = open.stream().map(Span::text).toList();
        for (int i = 0; i < quotes; i++) {
            Message shown = Message.user("%s\n\nRemembered so far:\n%s"
                    .formatted(
                            String.join("\n", texts),
                            String.join("\n", out.stream().map(Memory::text).toList())));
            String more = mind.think(Prompt.of(shown), new Ask.Choice(List.of(MORE, NO_MORE)), seed + 3L * i)
                    .text();
            if (more.equals(NO_MORE)) {
                break;
            }
            String quote = mind.think(
                            Prompt.of(shown, Message.assistant(more), Message.user("Quote it.")),
                            new Ask.Quote(texts, quoteTokens),
                            seed + 3L * i + 1)
                    .text();
            String text = quote.strip();
            if (text.isEmpty() || out.stream().anyMatch(m -> m.text().equals(text))) {
                break;
            }
            out.add(Memory.of(text, now, importance.of(text, seed + 3L * i + 2), source(open, text)));
        }
        return out;
    }

    private static Source source(List<Span> spans, String quote) {
        for (Span span : spans) {
            int at = span.text().indexOf(quote);
            if (at >= 0) {
                return span.source(at, at + quote.length());
            }
        }
        throw new IllegalStateException("a mind quoted what stands in none of the texts: '%s'".formatted(quote));
    }
}
