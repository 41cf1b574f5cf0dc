package org.menura.generate.watermark;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.menura.tensor.annotation.Internal;

/** Judges which tokens of a text are green, for detectors. Not safe for use by several threads at once. */
@Internal
public final class KgwJudge {
    private static final int MOST_LISTS = 256;

    private final KgwWatermark kgw;
    private final int vocabulary;
    private final GreenLists lists = new GreenLists();
    /** The green lists of the last tokens that came up. */
    private final Map<Integer, long[]> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, long[]> eldest) {
            return size() > MOST_LISTS;
        }
    };

    KgwJudge(KgwWatermark kgw, int vocabulary) {
        if (vocabulary < 1) {
            throw new IllegalArgumentException("a vocabulary must have a token, but it has " + vocabulary);
        }
        this.kgw = kgw;
        this.vocabulary = vocabulary;
    }

    /**
     * Judges a token.
     *
     * @param before the tokens before it, of which there are as many as the scheme looks at
     */
    public boolean isGreen(int[] before, int token) {
        if (kgw.scheme() == KgwWatermark.Scheme.LEFTHASH) {
            int seed = kgw.leftSeed(before[before.length - 1]);
            long[] bits = known.computeIfAbsent(
                    seed,
                    s -> lists.members(s, vocabulary, kgw.greenSize(vocabulary)).clone());
            return token < vocabulary && (bits[token >> 6] >>> token & 1) != 0;
        }
        int[] all = Arrays.copyOf(before, before.length + 1);
        all[before.length] = token;
        return SelfHash.of(kgw, vocabulary).isGreen(kgw.seed(all, vocabulary), token, lists);
    }
}
