package org.menura.detect.score;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Rng;

/**
 * Writes texts near a given one: some spans of its words are replaced by what a mask-filling model writes there (DetectGPT,
 * 2301.11305, section 4). As in eric-mitchell/detect-gpt, spans have two words and, with a word kept free on both sides,
 * cover 30 % of the text, so that 15 % are replaced; but one span where that program has none.
 */
public final class Perturber {
    private static final int SPAN = 2;
    private static final int BUFFER = 1;
    private static final double SHARE = 0.3;
    private static final int TRIES = 50;
    private static final int ROUNDS = 4;

    private final MaskFiller filler;
    private final long seed;

    /** Creates a perturber whose texts depend on the seed. */
    public Perturber(MaskFiller filler, long seed) {
        this.filler = filler;
        this.seed = seed;
    }

    /** Writes perturbed texts, the same for the same text, seed and number. */
    public List<String> perturb(String text, int count) {
        List<String> out = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            out.add(perturb(text, new Rng(seed, i + 1L)));
        }
        return out;
    }

    private String perturb(String text, Rng random) {
        String[] words = text.split(" ", -1);
        List<Integer> starts = starts(words.length, random);
        String[] perturbed = null;
        for (int round = 0; round < ROUNDS && !starts.isEmpty(); round++) {
            List<@Nullable String> fills =
                    filler.fill(masked(words, starts), starts.size(), random.nextLong() & Long.MAX_VALUE);
            perturbed = filled(words, starts, fills);
            if (!fills.contains(null)) {
                break; // otherwise the model left gaps open, and is asked again
            }
        }
        return perturbed == null ? text : String.join(" ", perturbed);
    }

    private static List<Integer> starts(int words, Rng random) {
        int wanted = (int) Math.clamp(SHARE * words / (SPAN + 2 * BUFFER), 1, MaskFiller.MOST_GAPS);
        boolean[] taken = new boolean[words];
        List<Integer> starts = new ArrayList<>();
        for (int t = 0; t < TRIES * wanted && starts.size() < wanted && words > SPAN; t++) {
            int start = random.nextInt(words - SPAN);
            boolean free = true;
            for (int i = Math.max(0, start - BUFFER); i < Math.min(words, start + SPAN + BUFFER); i++) {
                free &= !taken[i];
            }
            if (free) {
                starts.add(start);
                for (int i = start; i < start + SPAN; i++) {
                    taken[i] = true;
                }
            }
        }
        starts.sort(null);
        return starts;
    }

    private static String masked(String[] words, List<Integer> starts) {
        List<String> out = new ArrayList<>();
        int gap = 0;
        for (int i = 0; i < words.length; i++) {
            if (gap < starts.size() && starts.get(gap) == i) {
                out.add(MaskFiller.sentinel(gap++));
                i += SPAN - 1;
            } else {
                out.add(words[i]);
            }
        }
        return String.join(" ", out);
    }

    /** The words with their gaps filled; a gap that was left open keeps its words. */
    private static String[] filled(String[] words, List<Integer> starts, List<@Nullable String> fills) {
        List<String> out = new ArrayList<>();
        int gap = 0;
        for (int i = 0; i < words.length; i++) {
            boolean isGap = gap < starts.size() && starts.get(gap) == i;
            String fill = isGap ? fills.get(gap++) : null;
            if (fill != null) {
                out.add(fill);
                i += SPAN - 1;
            } else {
                out.add(words[i]);
            }
        }
        return out.toArray(String[]::new);
    }
}
