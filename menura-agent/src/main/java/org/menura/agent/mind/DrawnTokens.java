package org.menura.agent.mind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.generate.sample.Candidates;
import org.menura.generate.sample.ChainStage;
import org.menura.generate.sample.CustomStage;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.sample.SamplingStage;
import org.menura.generate.sample.SamplingState;
import org.menura.generate.sample.TokenHistory;

/**
 * The log-probabilities of the tokens of one text among those that its constraint allowed in their place, before temperature and
 * other stages. A token that was the only one allowed has 0.
 */
final class DrawnTokens implements SamplingStage {
    private final int prompt;
    private final Map<Integer, Double> byPlace = new HashMap<>();
    private float[] logits = {};
    private int[] candidates = {};
    private int size;
    /** The place of the token that is drawn among the candidates; −1 if none is. */
    private int place = -1;

    /**
     * Creates the record of a text.
     *
     * @param prompt how many tokens stand before it
     */
    DrawnTokens(int prompt) {
        this.prompt = prompt;
    }

    /** Returns a sampler that tells of what it draws. */
    Sampler sampler(SamplingParams params) {
        List<ChainStage> order = new ArrayList<>();
        order.add(new CustomStage("drawn", this));
        order.addAll(params.order());
        return new Sampler(params.toBuilder().order(order).build());
    }

    @Override
    public void apply(Candidates all, SamplingState state) {
        TokenHistory history = state.history();
        int now = history.size() - prompt;
        if (place >= 0 && place < now) {
            settle(history.fromEnd(now - 1 - place));
        }
        size = all.size();
        if (logits.length < size) {
            logits = new float[size];
            candidates = new int[size];
        }
        for (int i = 0; i < size; i++) {
            logits[i] = all.logit(i);
            candidates[i] = all.id(i);
        }
        place = now;
    }

    private void settle(int id) {
        double most = Double.NEGATIVE_INFINITY;
        double own = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            most = Math.max(most, logits[i]);
            own = candidates[i] == id ? logits[i] : own;
        }
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Math.exp(logits[i] - most);
        }
        byPlace.put(place, own - most - Math.log(sum));
        place = -1;
    }

    /**
     * Returns the log-probabilities of the tokens, once the text has ended.
     *
     * @param forced how many more tokens follow that were not drawn
     */
    double[] logProbs(List<Integer> tokens, int forced) {
        if (place >= 0 && place < tokens.size()) {
            settle(tokens.get(place));
        }
        double[] out = new double[tokens.size() + forced];
        byPlace.forEach((at, p) -> {
            if (at < tokens.size()) {
                out[at] = p;
            }
        });
        return out;
    }
}
