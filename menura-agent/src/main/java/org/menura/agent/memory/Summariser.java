package org.menura.agent.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.chat.Message;

/** Keeps what matters of turns that leave working memory. */
@FunctionalInterface
public interface Summariser {
    /**
     * Summarises.
     *
     * @param before the summary of what left earlier, or null
     * @param leaving turns that leave now, in order
     * @return the new summary of all that has left
     */
    String summarise(@Nullable String before, List<Turn> leaving) throws InterruptedException;

    /** Creates one whose mind writes the summary. */
    static Summariser writing(Mind mind, int maxTokens, long seed) {
        return (before, leaving) -> mind.think(
                        Prompt.of(
                                Message.user("""
                                Summarise this part of a conversation in a few sentences. Keep names, numbers, decisions and open questions.

                                %s%s
                                """.formatted(before == null ? "" : before + "\n", transcript(leaving)))),
                        new Ask.Text(maxTokens),
                        seed)
                .text()
                .strip();
    }

    /**
     * Creates one whose mind selects quotes, which can't be wrong about what was said: for small minds.
     *
     * @param quotes taken from the turns that leave at one time
     * @param quoteTokens largest length of each
     * @param keep the largest number of quotes that a summary holds; the oldest go first
     */
    static Summariser quoting(Mind mind, int quotes, int quoteTokens, int keep, long seed) {
        return (before, leaving) -> {
            List<String> lines =
                    new ArrayList<>(before == null ? List.of() : before.lines().toList());
            List<String> texts = leaving.stream()
                    .flatMap(t -> t.messages().stream())
                    .map(Message::text)
                    .filter(t -> !t.isBlank())
                    .toList();
            for (int i = 0; i < quotes && !texts.isEmpty(); i++) {
                String quote = mind.think(
                                Prompt.of(Message.user(
                                        "Quote what matters most of this part of a conversation.\n\n%s\n\nQuoted already:\n%s"
                                                .formatted(transcript(leaving), String.join("\n", lines)))),
                                new Ask.Quote(texts, quoteTokens),
                                seed + i)
                        .text()
                        .strip()
                        .replaceAll("\\s*\\R\\s*", " ");
                if (!quote.isEmpty() && !lines.contains(quote)) {
                    lines.add(quote);
                }
            }
            return String.join("\n", lines.subList(Math.max(0, lines.size() - keep), lines.size()));
        };
    }

    private static String transcript(List<Turn> turns) {
        return turns.stream()
                .flatMap(t -> t.messages().stream())
                .map(m -> m.role() + ": " + m.text()
                        + m.toolCalls().stream()
                                .map(c -> " [calls %s %s]".formatted(c.name(), c.arguments()))
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }
}
