package org.example;

import org.menura.generate.sample.Candidates;
import org.menura.generate.sample.SamplingStage;
import org.menura.generate.sample.SamplingState;
import org.menura.generate.sample.StageProvider;
import org.menura.generate.sample.TokenHistory;

/**
 * Rules out tokens that would complete a group of {@code n} tokens which occurred before (Paulus et al., arXiv
 * 1705.04304).
 *
 * @param n length of a group
 */
record NoRepeat(int n) implements SamplingStage {
    @Override
    public void apply(Candidates candidates, SamplingState state) {
        TokenHistory history = state.history();
        for (int end = 0; end + n <= history.size(); end++) { // of an earlier group, counted from the last token
            boolean same = true;
            for (int i = 1; i < n && same; i++) {
                same = history.fromEnd(i - 1) == history.fromEnd(end + i);
            }
            int at = same ? candidates.find(history.fromEnd(end)) : -1;
            if (at >= 0) {
                candidates.setLogit(at, Float.NEGATIVE_INFINITY);
            }
        }
    }

    /** Makes the stage of {@code --samplers no_repeat=3}. */
    public static final class Provider implements StageProvider {
        @Override
        public String name() {
            return "no_repeat";
        }

        @Override
        public SamplingStage stage(String argument) {
            if (!argument.matches("[1-9]\\d?")) {
                throw new IllegalArgumentException("no_repeat=N needs a length from 1 to 99, not '" + argument + "'");
            }
            return new NoRepeat(Integer.parseInt(argument));
        }
    }
}
