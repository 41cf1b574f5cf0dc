package org.menura.data.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.menura.data.tokenizer.TrainingProgress.Stage;

/**
 * Byte-pair encoding (Sennrich et al. 2016, arXiv 1508.07909): the commonest pair of neighbouring symbols becomes a symbol,
 * again and again. Of equally common pairs the one with the lower ids goes first, the left one counting before the right.
 *
 * <p>Counts are kept up to date where merges change them; the queue holds counts as they once were, and a pair that has
 * become rarer since goes back into it.
 */
final class BpeMerger {
    private static final int REPORT_EVERY = 128;

    /** A pair that became a token. */
    record Merge(String left, String right) {}

    private record Candidate(long count, int left, int right, int pair) {}

    private final int[] symbols;
    private final int[] starts;
    private final int[] ends;
    private final long[] counts;
    private final List<String> spellings;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Set<String> reserved;
    private final int maxLength;
    private final long minFrequency;
    private final PairTable pairs = new PairTable();
    private final PriorityQueue<Candidate> queue =
            new PriorityQueue<>(Comparator.comparingLong((Candidate c) -> -c.count())
                    .thenComparingInt(Candidate::left)
                    .thenComparingInt(Candidate::right));
    private final Set<Integer> changed = new HashSet<>();
    private final List<Merge> merges = new ArrayList<>();

    /**
     * Prepares training.
     *
     * @param words in places of the alphabet
     * @param alphabet how the first symbols are spelled
     * @param reserved spellings that no token may get
     * @param maxLength of a token, in characters of its spelling
     * @param minFrequency how often a pair must occur to be merged
     */
    BpeMerger(SymbolWords words, List<String> alphabet, Set<String> reserved, int maxLength, long minFrequency) {
        this.symbols = words.symbols().clone();
        this.starts = words.starts();
        this.ends = Arrays.copyOfRange(starts, 1, starts.length);
        this.counts = words.counts();
        this.spellings = new ArrayList<>(alphabet);
        alphabet.forEach(token -> ids.put(token, ids.size()));
        this.reserved = reserved;
        this.maxLength = maxLength;
        this.minFrequency = minFrequency;
        for (int w = 0; w < counts.length; w++) {
            for (int i = starts[w]; i + 1 < ends[w]; i++) {
                int pair = pairs.pair(symbols[i], symbols[i + 1]);
                pairs.add(pair, counts[w]);
                pairs.note(pair, w);
                changed.add(pair);
            }
        }
    }

    /** Merges until there are so many tokens, or no pair is left. */
    void run(int tokens, Reporter progress) {
        enqueueChanged();
        Set<Integer> merged = new HashSet<>();
        progress.at(Stage.MERGING, spellings.size(), tokens);
        while (spellings.size() < tokens) {
            Candidate best = queue.poll();
            if (best == null) {
                break;
            }
            long count = pairs.count(best.pair());
            if (count != best.count()) {
                // A pair that became more frequent was queued again when it did.
                if (count < best.count()) {
                    enqueue(best.pair());
                }
                continue;
            }
            String left = spellings.get(best.left());
            String right = spellings.get(best.right());
            if (merged.add(best.pair())) {
                merges.add(new Merge(left, right));
            }
            // Two pairs may spell the same token: it is one token, with two ways to make it.
            Integer known = ids.putIfAbsent(left + right, spellings.size());
            int product = known == null ? spellings.size() : known;
            if (known == null) {
                spellings.add(left + right);
            }
            for (int word : pairs.takeWords(best.pair())) {
                merge(word, best.left(), best.right(), product);
            }
            enqueueChanged();
            if (merges.size() % REPORT_EVERY == 0) {
                progress.at(Stage.MERGING, spellings.size(), tokens);
            }
        }
        progress.at(Stage.MERGING, spellings.size(), tokens);
    }

    /** The alphabet, then the tokens in the order in which they were made. */
    List<String> tokens() {
        return spellings;
    }

    List<Merge> merges() {
        return merges;
    }

    private void merge(int word, int left, int right, int product) {
        int start = starts[word];
        int end = ends[word];
        for (int i = start; i + 1 < end; i++) {
            pairs.add(pairs.pair(symbols[i], symbols[i + 1]), -counts[word]);
        }
        int to = start;
        for (int i = start; i < end; i++) {
            if (i + 1 < end && symbols[i] == left && symbols[i + 1] == right) {
                symbols[to++] = product;
                i++;
            } else {
                symbols[to++] = symbols[i];
            }
        }
        ends[word] = to;
        for (int i = start; i + 1 < to; i++) {
            int pair = pairs.pair(symbols[i], symbols[i + 1]);
            pairs.add(pair, counts[word]);
            // Pairs without the new symbol were in this word before.
            if (symbols[i] == product || symbols[i + 1] == product) {
                pairs.note(pair, word);
                changed.add(pair);
            }
        }
    }

    private void enqueueChanged() {
        changed.forEach(this::enqueue);
        changed.clear();
    }

    private void enqueue(int pair) {
        if (pairs.count(pair) < minFrequency) {
            return;
        }
        String left = spellings.get(pairs.left(pair));
        String right = spellings.get(pairs.right(pair));
        String product = left + right;
        if (product.codePointCount(0, product.length()) <= maxLength && !reserved.contains(product)) {
            queue.add(new Candidate(pairs.count(pair), pairs.left(pair), pairs.right(pair), pair));
        }
    }
}
