package org.menura.generate.sample;

/**
 * Mirostat 2.0: keeps the surprise of the drawn tokens, and so the perplexity of the text, near a target. It drops the
 * candidates whose surprise exceeds a limit μ, draws, and moves μ against the error (Basu et al., "Mirostat: a neural
 * text decoding algorithm that directly controls perplexity", arXiv 2007.14966, algorithm 2).
 *
 * @param tau target surprise in bits; μ starts at twice this
 * @param eta learning rate of μ
 */
public record MirostatV2(float tau, float eta) implements TokenSelector {
    /** Checks the parameters. */
    public MirostatV2 {
        ParameterRanges.check("mirostat_tau", tau, 0, Float.MAX_VALUE);
        ParameterRanges.check("mirostat_eta", eta, 0, Float.MAX_VALUE);
    }

    @Override
    public int select(Candidates candidates, SamplingState state) {
        float limit = Float.isNaN(state.surpriseLimit()) ? 2 * tau : state.surpriseLimit();
        candidates.softmax();
        candidates.orderAhead(1);
        int kept = 1;
        while (kept < candidates.size()) {
            candidates.orderAhead(kept + 1);
            if (surprise(candidates.prob(kept)) > limit) {
                break;
            }
            kept++;
        }
        candidates.truncate(kept);
        candidates.softmax();
        int drawn = Draw.byProbability(candidates, state);
        state.setSurpriseLimit(limit - eta * (float) (surprise(candidates.prob(drawn)) - tau));
        return drawn;
    }

    /** In bits. */
    private static double surprise(float probability) {
        return -StrictMath.log(probability) / StrictMath.log(2);
    }
}
