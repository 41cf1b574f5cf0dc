package org.menura.eval.evolve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.data.text.MinHash;
import org.menura.data.text.MinHashSettings;
import org.menura.data.text.ShingleHash;
import org.menura.data.text.WordBytes;

/**
 * Finds texts that are nearly the same as earlier ones: candidates share a band of their MinHash signatures, and what two
 * signatures have in common estimates the Jaccard similarity of their word n-grams.
 */
final class NearDuplicates {
    private static final int WORDS = 3;
    private static final int BANDS = 32;
    private static final int ROWS = 4;

    private final double threshold;
    private final MinHash hashes = new MinHash(new MinHashSettings(WORDS, BANDS, ROWS, 1, ShingleHash.XXHASH_64));
    private final List<long[]> signatures = new ArrayList<>();
    private final Map<Long, List<Integer>> bands = new HashMap<>();
    private final Set<List<String>> texts = new HashSet<>();

    /** Makes an index without texts; from {@code threshold} on they count as nearly the same. */
    NearDuplicates(double threshold) {
        this.threshold = threshold;
    }

    /** Whether an earlier text is nearly the same. */
    boolean contains(String text) {
        List<String> words = Elimination.words(text);
        if (texts.contains(words)) {
            return true;
        }
        long[] signature = signature(words);
        if (signature.length == 0) {
            return false;
        }
        for (int band = 0; band < BANDS; band++) {
            for (int other : bands.getOrDefault(hashes.bandKey(signature, band), List.of())) {
                if (similarity(signature, signatures.get(other)) >= threshold) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Adds a text. */
    void add(String text) {
        List<String> words = Elimination.words(text);
        texts.add(words);
        long[] signature = signature(words);
        if (signature.length > 0) {
            for (int band = 0; band < BANDS; band++) {
                bands.computeIfAbsent(hashes.bandKey(signature, band), _ -> new ArrayList<>())
                        .add(signatures.size());
            }
            signatures.add(signature);
        }
    }

    private long[] signature(List<String> words) {
        WordBytes bytes = new WordBytes();
        words.forEach(bytes::add);
        long[] signature = hashes.signature(bytes);
        return signature == null ? new long[0] : signature;
    }

    private static double similarity(long[] a, long[] b) {
        int equal = 0;
        for (int i = 0; i < a.length; i++) {
            equal += a[i] == b[i] ? 1 : 0;
        }
        return (double) equal / a.length;
    }
}
