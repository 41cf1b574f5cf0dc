package org.menura.data.dedupe;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.data.dolma.Span;
import org.menura.data.plan.Group;
import org.menura.data.plan.KeySink;
import org.menura.data.plan.KeyedStage;
import org.menura.data.plan.Member;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;

/**
 * Finds paragraphs that stand in the corpus before: in a row of smaller identity, or earlier in the same row. Exact, unlike a
 * Bloom filter, and the same in any order.
 */
final class ParagraphStage implements KeyedStage {
    private final int least;
    private final SpanAction action;

    ParagraphStage(Options options) {
        least = (int) options.whole("characters", 0, 0, Integer.MAX_VALUE);
        action = SpanAction.of(options, "duplicate_paragraphs", "remove", 0.5, "duplicate paragraphs");
    }

    private List<Paragraphs> paragraphs(Row row) {
        return Paragraphs.of(row.text()).stream()
                .filter(p -> p.end() - p.start() >= least)
                .toList();
    }

    @Override
    public void keys(Row row, KeySink out) {
        Map<ByteBuffer, Integer> first = new HashMap<>();
        int number = 0;
        for (Paragraphs p : paragraphs(row)) {
            byte[] key = Hashes.of(p.text());
            if (first.putIfAbsent(ByteBuffer.wrap(key), number) == null) {
                out.emit(key, ByteBuffer.allocate(4).putInt(number).array());
            }
            number++;
        }
    }

    @Override
    public void group(Group group, Results out) {
        group.next();
        for (Member member = group.next(); member != null; member = group.next()) {
            out.add(member, member.value());
        }
    }

    @Override
    public Outcome apply(Row row, List<byte[]> results) {
        Set<Integer> elsewhere = new HashSet<>();
        results.forEach(r -> elsewhere.add(ByteBuffer.wrap(r).getInt()));
        Set<String> duplicates = new HashSet<>();
        Set<String> seen = new HashSet<>();
        List<Span> spans = new ArrayList<>();
        int number = 0;
        for (Paragraphs p : paragraphs(row)) {
            if (elsewhere.contains(number)) {
                duplicates.add(p.text());
            }
            if (!seen.add(p.text()) || duplicates.contains(p.text())) {
                spans.add(new Span(p.start(), p.end(), 1));
            }
            number++;
        }
        return action.apply(row, spans, spans.size() + " paragraphs");
    }
}
