package org.menura.data.dedupe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
 * Finds stretches of bytes or words that stand in the corpus before, by suffix arrays over chunks of the corpus in the order
 * of identities (Lee et al. 2022). What stands in different chunks is not found: a chunk is as large as memory allows, and
 * {@link SubstringStage} has no such limit.
 */
final class SuffixStage implements KeyedStage {
    private static final byte[] ALL = {0};

    private final boolean bytes;
    private final int length;
    private final long chunk;
    private final SpanAction action;

    SuffixStage(Options options) {
        bytes = options.choice("unit", "words", List.of("words", "bytes")).equals("bytes");
        length = (int) options.whole("length", bytes ? 200 : 50, 2, 1_000_000);
        chunk = options.whole("chunk", 4 << 20, 1000, 256 << 20);
        action = SpanAction.of(options, "duplicate_substrings", "remove", 0.5, "duplicate substrings");
    }

    @Override
    public void keys(Row row, KeySink out) {
        out.emit(ALL, row.text().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void group(Group group, Results out) {
        List<Member> members = new ArrayList<>();
        List<long[]> texts = new ArrayList<>();
        long size = 0;
        for (Member m = group.next(); m != null; m = group.next()) {
            long[] symbols = symbols(m.value());
            if (size > 0 && size + symbols.length > chunk) {
                chunk(members, texts, out);
                members.clear();
                texts.clear();
                size = 0;
            }
            // The text itself is not needed any more.
            members.add(new Member(m.id(), m.order(), new byte[0], m.address()));
            texts.add(symbols);
            size += symbols.length + 1;
        }
        chunk(members, texts, out);
    }

    private long[] symbols(byte[] text) {
        if (bytes) {
            long[] symbols = new long[text.length];
            for (int i = 0; i < text.length; i++) {
                symbols[i] = text[i];
            }
            return symbols;
        }
        NormalWords words = new NormalWords();
        words.read(new String(text, StandardCharsets.UTF_8));
        return words.hashes(1);
    }

    private void chunk(List<Member> members, List<long[]> texts, Results out) {
        if (texts.isEmpty()) {
            return;
        }
        for (RepeatedStretches.Stretch s : RepeatedStretches.find(texts, length)) {
            out.add(
                    members.get(s.text()),
                    ByteBuffer.allocate(8).putInt(s.start()).putInt(s.end()).array());
        }
    }

    @Override
    public Outcome apply(Row row, List<byte[]> results) {
        if (results.isEmpty()) {
            return Outcome.keep(row);
        }
        List<Span> spans = new ArrayList<>();
        NormalWords words = new NormalWords();
        int[] points = new int[0];
        if (bytes) {
            points = points(row.text());
        } else {
            words.read(row.text());
        }
        for (byte[] r : results) {
            ByteBuffer range = ByteBuffer.wrap(r);
            int start = range.getInt();
            int end = range.getInt();
            spans.add(
                    bytes
                            ? new Span(points[start], points[end], 1)
                            : new Span(words.start(start), words.end(end - 1), 1));
        }
        List<Span> whole = spans.stream().filter(s -> s.end() > s.start()).toList();
        return action.apply(row, whole, whole.size() + " stretches");
    }

    /** For each byte of the text in UTF-8, and its end, the first code point that begins there or later. */
    private static int[] points(String text) {
        int[] points = new int[text.getBytes(StandardCharsets.UTF_8).length + 1];
        int at = 0;
        int point = 0;
        for (int i = 0; i < text.length(); point++) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            int length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? (Character.isSurrogate((char) c) ? 1 : 3) : 4;
            points[at] = point;
            for (int k = 1; k < length; k++) {
                points[at + k] = point + 1;
            }
            at += length;
        }
        points[at] = point;
        return points;
    }
}
