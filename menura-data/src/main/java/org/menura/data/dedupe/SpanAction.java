package org.menura.data.dedupe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.menura.data.dolma.Span;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;

/**
 * What a stage does with spans that it found in a text: says them in an attribute ({@code tag}), cuts them out
 * ({@code remove}), or drops the row ({@code drop}) if they cover more than a part of it. A row of which nothing is left is
 * dropped.
 *
 * @param attribute the name under which spans are said, whatever is done
 * @param most the part of the text that spans may cover without its being dropped
 * @param reason why rows are dropped
 */
public record SpanAction(String attribute, Kind kind, double most, String reason) {
    private static final List<String> KINDS = List.of("tag", "remove", "drop");

    /** What is done. */
    public enum Kind {
        TAG,
        REMOVE,
        DROP
    }

    /**
     * Reads the keys {@code action}, {@code attribute} and {@code most}.
     *
     * @param attribute the default
     * @param action the default
     * @param most the default
     */
    public static SpanAction of(Options options, String attribute, String action, double most, String reason) {
        String kind = options.choice("action", action, KINDS);
        return new SpanAction(
                options.text("attribute", attribute),
                Kind.values()[KINDS.indexOf(kind)],
                options.real("most", most, 0, 1),
                reason);
    }

    /**
     * Decides about a row.
     *
     * @param found spans of its text in any order; they may overlap
     * @param detail what is said of a row that is dropped
     */
    public Outcome apply(Row row, List<Span> found, String detail) {
        if (found.isEmpty()) {
            return Outcome.keep(row);
        }
        List<Span> spans = found.stream()
                .sorted(Comparator.comparingInt(Span::start).thenComparingInt(Span::end))
                .distinct()
                .toList();
        Row tagged = row.with(Map.of(attribute, spans));
        return switch (kind) {
            case TAG -> Outcome.keep(tagged);
            case REMOVE -> {
                String left = cut(row.text(), union(spans));
                yield left.isBlank() ? Outcome.drop(reason, detail) : Outcome.keep(row.withText(left));
            }
            case DROP -> {
                String text = row.text();
                long covered = union(spans).stream()
                        .mapToLong(s -> s.end() - s.start())
                        .sum();
                boolean dropped = covered > most * text.codePointCount(0, text.length());
                yield dropped ? Outcome.drop(reason, detail) : Outcome.keep(tagged);
            }
        };
    }

    /** Sorts spans and joins those that overlap or touch. */
    public static List<Span> joined(List<Span> spans) {
        return union(spans.stream()
                .sorted(Comparator.comparingInt(Span::start).thenComparingInt(Span::end))
                .toList());
    }

    /** Joins spans that overlap or touch; they come in order. */
    static List<Span> union(List<Span> spans) {
        List<Span> union = new ArrayList<>();
        for (Span s : spans) {
            if (!union.isEmpty() && union.getLast().end() >= s.start()) {
                Span last = union.removeLast();
                union.add(new Span(last.start(), Math.max(last.end(), s.end()), Math.max(last.score(), s.score())));
            } else {
                union.add(s);
            }
        }
        return union;
    }

    /** The text without some spans, which come in order and don't overlap. */
    private static String cut(String text, List<Span> spans) {
        StringBuilder left = new StringBuilder(text.length());
        int at = 0;
        int point = 0;
        for (Span s : spans) {
            int from = text.offsetByCodePoints(at, s.start() - point);
            left.append(text, at, from);
            at = text.offsetByCodePoints(from, s.end() - s.start());
            point = s.end();
        }
        return left.append(text, at, text.length()).toString();
    }
}
