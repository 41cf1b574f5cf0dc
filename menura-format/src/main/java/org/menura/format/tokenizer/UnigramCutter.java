package org.menura.format.tokenizer;

import java.util.Arrays;

/**
 * Finds the most probable pieces of a text (Kudo 2018, arXiv 1804.10959) as SentencePiece does since version 0.2.3, sums
 * in single precision included. Before, it compared sums that were not yet rounded, which decides between equal ways.
 */
final class UnigramCutter implements SentencePieceCutter {
    private static final float UNKNOWN_PENALTY = 10;
    private static final double OF_USER = 0.1;

    private final ByteTrie trie;
    private final SentencePieces vocabulary;
    private final float unknown;
    private final float greatest;

    /** Makes one of a vocabulary and the trie of its pieces that occur in texts. */
    UnigramCutter(SentencePieces vocabulary, ByteTrie trie) {
        this.trie = trie;
        this.vocabulary = vocabulary;
        float min = Float.MAX_VALUE;
        float max = Float.MIN_NORMAL;
        for (int id = 0; id < vocabulary.pieces().length; id++) {
            if (vocabulary.types()[id] == TokenType.NORMAL) {
                min = Math.min(min, (float) vocabulary.scores()[id]);
                max = Math.max(max, (float) vocabulary.scores()[id]);
            }
        }
        this.unknown = min - UNKNOWN_PENALTY;
        this.greatest = max;
    }

    @Override
    public void cut(byte[] text, Pieces out) {
        float[] best = new float[text.length + 1];
        int[] starts = new int[text.length + 1];
        int[] ids = new int[text.length + 1];
        Arrays.fill(starts, -1);
        for (int at = 0; at < text.length; ) {
            int end = SentencePieceCutter.end(text, at);
            boolean single = false;
            int node = 0;
            for (int i = at; i < text.length; i++) {
                node = trie.child(node, text[i]);
                if (node == 0) {
                    break;
                }
                int id = trie.value(node);
                if (id < 0 || vocabulary.types()[id] == TokenType.UNUSED) {
                    continue;
                }
                double score = vocabulary.types()[id] == TokenType.USER_DEFINED
                        ? (i + 1 - at) * greatest - OF_USER
                        : vocabulary.scores()[id];
                offer(i + 1, score + best[at], at, id, best, starts, ids);
                single |= i + 1 == end;
            }
            if (!single) {
                offer(end, unknown + best[at], at, -1, best, starts, ids);
            }
            at = end;
        }
        int[] ends = new int[text.length];
        int count = 0;
        for (int end = text.length; end > 0; end = starts[end]) {
            ends[count++] = end;
        }
        for (int i = count - 1; i >= 0; i--) {
            out.piece(ids[ends[i]], starts[ends[i]], ends[i]);
        }
    }

    private static void offer(int end, double score, int start, int id, float[] best, int[] starts, int[] ids) {
        float sum = (float) score;
        if (starts[end] < 0 || sum > best[end]) {
            best[end] = sum;
            starts[end] = start;
            ids[end] = id;
        }
    }
}
