package org.menura.agent.mind;

import java.util.ArrayList;
import java.util.List;
import org.menura.generate.sample.Candidates;
import org.menura.generate.sample.CustomStage;
import org.menura.generate.sample.ChainStage;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.sample.SamplingStage;
import org.menura.generate.sample.SamplingState;
import org.menura.generate.session.TokenEvent;

/**
 * The tokens of one text with their log-probabilities among those that its constraint allowed in their place, before temperature and
 * other stages. A token that was the only one allowed has 0.
 */
final class DrawnTokens implements SamplingStage {
    private final List<Integer> ids = new ArrayList<>();
    private final List<Double> logProbs = new ArrayList<>();
    private float[] logits = {};
    private int[] candidates = {};
    private int size;

    /** Returns a sampler that tells of what it draws. */
    Sampler sampler(SamplingParams params) {
        List<ChainStage> order = new ArrayList<>();
        order.add(new CustomStage("drawn", this));
        order.addAll(params.order());
        return new Sampler(params.toBuilder().order(order).build());
    }

    @Override
    public void apply(Candidates all, SamplingState state) {
        size = all.size();
        if (logits.length < size) {
            logits = new float[size];
            candidates = new int[size];
        }
        for (int i = 0; i < size; i++) {
            logits[i] = all.logit(i);
            candidates[i] = all.id(i);
        }
    }

    void accept(TokenEvent event) {
        if (event.isToken()) {
            ids.add(event.id());
            logProbs.add(logProb(event.id()));
            size = 0;
        }
    }

    private double logProb(int id) {
        double most = Double.NEGATIVE_INFINITY;
        double own = Double.NaN;
        for (int i = 0; i < size; i++) {
            most = Math.max(most, logits[i]);
            own = candidates[i] == id ? logits[i] : own;
        }
        if (Double.isNaN(own)) {
            return 0;
        }
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Math.exp(logits[i] - most);
        }
        return own - most - Math.log(sum);
    }

    /** Adds tokens that were not drawn. */
    void add(int[] forced) {
        for (int id : forced) {
            ids.add(id);
            logProbs.add(0.0);
        }
    }

    int[] ids() {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    double[] logProbs() {
        return logProbs.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
