package org.menura.format.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Merges neighbours of a text as SentencePiece's BPE does: always those whose piece has the highest score, the leftmost of
 * several; pieces defined by the user merge with nothing.
 */
final class MergeCutter implements SentencePieceCutter {
    private final SentencePieces vocabulary;
    private final ByteTrie frozen;
    private final Map<String, Integer> ids = new HashMap<>();

    /**
     * Makes one of a vocabulary.
     *
     * @param frozen pieces defined by the user
     */
    MergeCutter(SentencePieces vocabulary, ByteTrie frozen) {
        this.vocabulary = vocabulary;
        this.frozen = frozen;
        for (int id = 0; id < vocabulary.pieces().length; id++) {
            switch (vocabulary.types()[id]) {
                case NORMAL, USER_DEFINED, UNUSED -> ids.putIfAbsent(vocabulary.pieces()[id], id);
                default -> {}
            }
        }
    }

    private record Pair(double score, int left, int right, int size) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            return score != other.score ? Double.compare(other.score, score) : Integer.compare(left, other.left);
        }
    }

    private record Halves(int from, int middle, int to) {}

    @Override
    public void cut(byte[] text, Pieces out) {
        new Merging(text).run(out);
    }

    private final class Merging {
        private final byte[] text;
        private final int[] from;
        private final int[] to;
        private final int[] before;
        private final int[] behind;
        private final boolean[] fixed;
        private final PriorityQueue<Pair> pairs = new PriorityQueue<>();
        private final Map<String, Halves> unused = new HashMap<>();
        private int count;

        Merging(byte[] text) {
            this.text = text;
            from = new int[text.length];
            to = new int[text.length];
            before = new int[text.length];
            behind = new int[text.length];
            fixed = new boolean[text.length];
            for (int at = 0; at < text.length; count++) {
                int user = frozen.longest(text, at);
                from[count] = at;
                to[count] = user < 0 ? SentencePieceCutter.end(text, at) : at + frozen.length(user);
                fixed[count] = user >= 0;
                before[count] = count - 1;
                behind[count] = to[count] == text.length ? -1 : count + 1;
                at = to[count];
            }
        }

        void run(Pieces out) {
            for (int i = 1; i < count; i++) {
                offer(i - 1, i);
            }
            for (Pair pair = pairs.poll(); pair != null; pair = pairs.poll()) {
                int left = pair.left;
                int right = pair.right;
                if (from[left] == to[left]
                        || from[right] == to[right]
                        || to[right] - from[left] != pair.size
                        || behind[left] != right) {
                    continue;
                }
                to[left] = to[right];
                from[right] = to[right];
                behind[left] = behind[right];
                if (behind[left] >= 0) {
                    before[behind[left]] = left;
                }
                offer(before[left], left);
                offer(left, behind[left]);
            }
            for (int i = count == 0 ? -1 : 0; i >= 0; i = behind[i]) {
                emit(from[i], to[i], out);
            }
        }

        private void offer(int left, int right) {
            if (left < 0 || right < 0 || fixed[left] || fixed[right]) {
                return;
            }
            Integer id = id(from[left], to[right]);
            if (id != null) {
                pairs.add(new Pair(vocabulary.scores()[id], left, right, to[right] - from[left]));
                if (vocabulary.types()[id] == TokenType.UNUSED) {
                    unused.put(string(from[left], to[right]), new Halves(from[left], to[left], to[right]));
                }
            }
        }

        /** A piece that may not be used becomes what it was merged of. */
        private void emit(int start, int end, Pieces out) {
            Integer id = id(start, end);
            Halves halves =
                    id != null && vocabulary.types()[id] == TokenType.UNUSED ? unused.get(string(start, end)) : null;
            if (halves == null) {
                out.piece(id == null ? -1 : id, start, end);
                return;
            }
            emit(start, start + halves.middle - halves.from, out);
            emit(start + halves.middle - halves.from, end, out);
        }

        private @Nullable Integer id(int start, int end) {
            return ids.get(string(start, end));
        }

        private String string(int start, int end) {
            return new String(text, start, end - start, StandardCharsets.UTF_8);
        }
    }
}
