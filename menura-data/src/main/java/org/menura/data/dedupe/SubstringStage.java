package org.menura.data.dedupe;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.menura.data.dolma.Span;
import org.menura.data.plan.Group;
import org.menura.data.plan.KeySink;
import org.menura.data.plan.KeyedStage;
import org.menura.data.plan.Member;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;

/**
 * Finds stretches of words that stand in the corpus before, in a row of smaller identity or earlier in the same row (Lee et
 * al., Deduplicating Training Data Makes Language Models Better, 2022). Every window of words meets its copies, so the
 * result is that of a suffix array over the whole corpus in the order of identities, whatever the corpus' size; {@link
 * SuffixStage} finds the same with less to sort where the corpus fits memory.
 */
final class SubstringStage implements KeyedStage {
    private final int length;
    private final SpanAction action;

    SubstringStage(Options options) {
        length = (int) options.whole("words", 50, 2, 100_000);
        action = SpanAction.of(options, "duplicate_substrings", "remove", 0.5, "duplicate substrings");
    }

    @Override
    public void keys(Row row, KeySink out) {
        NormalWords words = new NormalWords();
        words.read(row.text());
        LongSet seen = new LongSet(64);
        long[] windows = words.hashes(length);
        for (int i = 0; i < windows.length; i++) {
            // Copies within the row are found again by apply.
            if (seen.add(windows[i])) {
                out.emit(
                        ByteBuffer.allocate(8).putLong(windows[i]).array(),
                        ByteBuffer.allocate(4).putInt(i).array());
            }
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
        NormalWords words = new NormalWords();
        words.read(row.text());
        long[] windows = words.hashes(length);
        LongSet elsewhere = new LongSet(64);
        results.forEach(r -> elsewhere.add(windows[ByteBuffer.wrap(r).getInt()]));
        LongSet seen = new LongSet(64);
        List<Span> spans = new ArrayList<>();
        int from = 0;
        int to = -1;
        for (int i = 0; i < windows.length; i++) {
            if (seen.add(windows[i]) && !elsewhere.contains(windows[i])) {
                continue;
            }
            if (to < i) {
                add(spans, words, from, to);
                from = i;
            }
            to = i + length;
        }
        add(spans, words, from, to);
        return action.apply(row, spans, spans.size() + " stretches");
    }

    /** Adds a stretch of words, unless it is the one before the first. */
    private static void add(List<Span> spans, NormalWords words, int from, int to) {
        if (to > from) {
            spans.add(new Span(words.start(from), words.end(to - 1), 1));
        }
    }
}
