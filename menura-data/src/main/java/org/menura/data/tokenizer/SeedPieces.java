package org.menura.data.tokenizer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.menura.data.tokenizer.TrainingProgress.Stage;

/**
 * The strings with which unigram training starts: every substring of words that occurs twice or more and becomes rarer
 * when a symbol is added behind it. They are the nodes of the words' suffix tree, found as intervals of equal prefixes in
 * the order of suffixes (Abouelhoda et al. 2004, "Replacing suffix trees with enhanced suffix arrays").
 */
final class SeedPieces {
    /** A substring, as {@code length} symbols from {@code place} on, and how often it occurs. */
    record Seed(int place, int length, long count) {
        double score() {
            return (double) count * length;
        }
    }

    private record Open(int length, int first) {}

    private final int[] text;
    private final int[] wordEnd;
    private final int maxLength;
    private final List<Seed> seeds = new ArrayList<>();

    private SeedPieces(int[] text, int[] wordEnd, int maxLength) {
        this.text = text;
        this.wordEnd = wordEnd;
        this.maxLength = maxLength;
    }

    /**
     * The strings of 2 symbols or more with the highest count × length, the best first.
     *
     * @param words in places of the alphabet; places in the seeds are places in its symbols
     */
    static List<Seed> of(SymbolWords words, int alphabet, int maxLength, int most, Reporter progress) {
        int[] text = words.symbols();
        int[] wordEnd = new int[text.length];
        long[] weight = new long[text.length];
        for (int w = 0; w < words.size(); w++) {
            Arrays.fill(wordEnd, words.starts()[w], words.starts()[w + 1], words.starts()[w + 1]);
            Arrays.fill(weight, words.starts()[w], words.starts()[w + 1], words.counts()[w]);
        }
        int[] order = SuffixOrder.of(separated(text, wordEnd), alphabet + 1, maxLength, progress);
        // Ends of words sort first and are no suffixes.
        int[] suffixes = new int[text.length];
        int next = 0;
        int[] place = places(text, wordEnd);
        for (int at : order) {
            if (place[at] >= 0) {
                suffixes[next++] = place[at];
            }
        }
        SeedPieces pieces = new SeedPieces(text, wordEnd, maxLength);
        pieces.collect(suffixes, weight, progress);
        return pieces.best(most, suffixes);
    }

    /** The words with a 0 behind each, symbols moved up by one. */
    private static int[] separated(int[] text, int[] wordEnd) {
        int[] result = new int[2 * text.length];
        int next = 0;
        for (int i = 0; i < text.length; i++) {
            result[next++] = text[i] + 1;
            if (wordEnd[i] == i + 1) {
                result[next++] = 0;
            }
        }
        return Arrays.copyOf(result, next);
    }

    /** Where in the text each place of the separated text lies, −1 between words. */
    private static int[] places(int[] text, int[] wordEnd) {
        int[] result = new int[2 * text.length];
        int next = 0;
        for (int i = 0; i < text.length; i++) {
            result[next++] = i;
            if (wordEnd[i] == i + 1) {
                result[next++] = -1;
            }
        }
        return result;
    }

    private void collect(int[] suffixes, long[] weight, Reporter progress) {
        int n = suffixes.length;
        long[] before = new long[n + 1];
        for (int i = 0; i < n; i++) {
            before[i + 1] = before[i] + weight[suffixes[i]];
        }
        ArrayDeque<Open> open = new ArrayDeque<>();
        int shared = 0;
        for (int i = 0; i < n; i++) {
            int next = i + 1 < n ? common(suffixes[i], suffixes[i + 1]) : 0;
            int own = length(suffixes[i]);
            if (own > shared && own > next) {
                add(suffixes[i], own, weight[suffixes[i]]);
            }
            int first = i;
            while (!open.isEmpty() && open.peek().length() > next) {
                Open node = open.pop();
                first = node.first();
                add(suffixes[first], node.length(), before[i + 1] - before[first]);
            }
            if (next > 0 && (open.isEmpty() || open.peek().length() < next)) {
                open.push(new Open(next, first));
            }
            shared = next;
            if (i % (1 << 16) == 0) {
                progress.at(Stage.SEEDING, i, n);
            }
        }
    }

    private void add(int place, int length, long count) {
        if (length > 1 && count > 1) {
            seeds.add(new Seed(place, length, count));
        }
    }

    private List<Seed> best(int most, int[] suffixes) {
        int[] rank = new int[text.length];
        for (int i = 0; i < suffixes.length; i++) {
            rank[suffixes[i]] = i;
        }
        seeds.sort(Comparator.comparingDouble((Seed s) -> -s.score())
                .thenComparingInt(s -> rank[s.place()])
                .thenComparingInt(Seed::length));
        return seeds.subList(0, Math.min(most, seeds.size()));
    }

    private int length(int place) {
        return Math.min(maxLength, wordEnd[place] - place);
    }

    private int common(int a, int b) {
        int most = Math.min(length(a), length(b));
        int same = 0;
        while (same < most && text[a + same] == text[b + same]) {
            same++;
        }
        return same;
    }
}
