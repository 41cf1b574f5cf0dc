package org.menura.generate.sample;

import java.util.Arrays;
import java.util.Set;
import java.util.function.IntFunction;
import org.menura.tensor.annotation.Internal;

/**
 * Decides whether what stands between two texts goes on: it ends where an end is likely, or where no token is. Tokens of
 * which one begins with the other count together. By G. Gerganov, llama.cpp pull request 9896, whose results these are.
 *
 * @param ends tokens that end a text, the usual one first
 * @param bytes what tokens stand for
 */
@Internal
public record Infill(Set<Integer> ends, IntFunction<byte[]> bytes) implements SamplingStage {
    /** A chance below this is none. */
    private static final float LEAST = 0.2f;
    /** How much likelier each candidate must be than an end for the text to go on, on the average. */
    private static final float END_WEIGHT = 3;
    /** Candidates whose texts are compared, each with each; the rest is most unlikely. */
    private static final int MOST_COMPARED = 256;

    @Override
    public void apply(Candidates candidates, SamplingState state) {
        candidates.softmax();
        candidates.order(candidates.size());
        int size = candidates.size();
        float[] chances = new float[size];
        float end = 0;
        for (int i = 0; i < size; i++) {
            chances[i] = candidates.prob(i);
            end += isEnd(candidates, i) ? chances[i] : 0;
        }
        if (END_WEIGHT * end * size > 1 - end) {
            drop(candidates, i -> isEnd(candidates, i));
            return;
        }
        gather(candidates, chances);
        int likely = 0;
        float sum = 0;
        for (int i = 0; i < size; i++) {
            boolean kept = isEnd(candidates, i) || chances[i] >= LEAST;
            likely += kept && !isEnd(candidates, i) ? 1 : 0;
            sum += kept ? chances[i] : 0;
        }
        if (likely == 0) {
            ends.stream().findFirst().ifPresent(candidates::keepAlone);
            return;
        }
        float least = Math.max(LEAST, sum / (likely + 1));
        drop(candidates, i -> isEnd(candidates, i) || chances[i] >= least);
    }

    private boolean isEnd(Candidates candidates, int i) {
        return ends.contains(candidates.id(i));
    }

    /** Adds the chances of tokens that begin with each other to that of the likelier one. */
    private void gather(Candidates candidates, float[] chances) {
        int most = Math.min(chances.length, MOST_COMPARED);
        byte[][] texts = new byte[most][];
        for (int i = 0; i < most; i++) {
            texts[i] = bytes.apply(candidates.id(i));
        }
        for (int i = 0; i < most; i++) {
            for (int j = 0; j < most && chances[i] > 0; j++) {
                if (i != j && chances[j] > 0 && begins(texts[j], texts[i])) {
                    int to = chances[j] > chances[i] ? j : i;
                    int from = to == i ? j : i;
                    chances[to] += chances[from];
                    chances[from] = 0;
                }
            }
        }
    }

    private static boolean begins(byte[] text, byte[] beginning) {
        int length = beginning.length;
        return length > 0 && length <= text.length && Arrays.equals(text, 0, length, beginning, 0, length);
    }

    private interface Kept {
        boolean test(int i);
    }

    private static void drop(Candidates candidates, Kept kept) {
        boolean[] stays = new boolean[candidates.size()];
        for (int i = 0; i < stays.length; i++) {
            stays[i] = kept.test(i);
        }
        for (int i = 0; i < stays.length; i++) {
            if (!stays[i]) {
                candidates.setLogit(i, Float.NEGATIVE_INFINITY);
            }
        }
        candidates.keepFrom(-Float.MAX_VALUE);
    }
}
