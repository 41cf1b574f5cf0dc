package org.menura.generate.sample;

import java.util.Arrays;

/**
 * Repeat, frequency and presence penalties: lower the logits of tokens that occurred lately.
 *
 * <p>The repeat penalty divides a positive logit and multiplies one that is not positive (CTRL, arXiv 1909.05858, which
 * only divides, so that an unlikely token would gain). The frequency penalty is subtracted once for each occurrence,
 * the presence penalty once for all of them (OpenAI API reference).
 *
 * @param lastTokens number of last tokens whose occurrences count; 0 turns the stage off, -1 takes the whole history
 * @param repeat factor; 1 does nothing
 * @param frequency subtracted per occurrence, in logits; 0 does nothing
 * @param presence subtracted for any number of occurrences, in logits; 0 does nothing
 */
public record Penalties(int lastTokens, float repeat, float frequency, float presence) implements SamplingStage {
    /** Checks the parameters. */
    public Penalties {
        ParameterRanges.check("repeat_last_n", lastTokens, -1);
        ParameterRanges.checkPositive("repeat_penalty", repeat);
        ParameterRanges.checkFinite("frequency_penalty", frequency);
        ParameterRanges.checkFinite("presence_penalty", presence);
    }

    @Override
    public boolean keepsLikeliest() {
        return lastTokens == 0 || (repeat == 1 && frequency == 0 && presence == 0);
    }

    @Override
    public void apply(Candidates candidates, SamplingState state) {
        if (keepsLikeliest()) {
            return;
        }
        int[] tokens = state.history().last(lastTokens);
        Arrays.sort(tokens);
        int start = 0;
        for (int end = 1; end <= tokens.length; end++) {
            if (end == tokens.length || tokens[end] != tokens[start]) {
                penalise(candidates, tokens[start], end - start);
                start = end;
            }
        }
    }

    private void penalise(Candidates candidates, int token, int occurrences) {
        int i = candidates.find(token);
        if (i >= 0) {
            float logit = candidates.logit(i);
            float scaled = logit > 0 ? logit / repeat : logit * repeat;
            candidates.setLogit(i, scaled - (occurrences * frequency + presence));
        }
    }
}
