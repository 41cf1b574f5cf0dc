package org.menura.generate.watermark;

import org.menura.generate.sample.Candidates;
import org.menura.generate.sample.SamplingStage;
import org.menura.generate.sample.SamplingState;
import org.menura.generate.sample.TokenHistory;

/** Adds {@link KgwWatermark}'s bias to green candidates. */
record KgwStage(KgwWatermark kgw) implements SamplingStage {
    /** So many of the likeliest candidates are looked at where the green list depends on the candidate. */
    private static final int LOOKED_AT = 40;

    @Override
    public void apply(Candidates candidates, SamplingState state) {
        TokenHistory history = state.history();
        if (history.size() < kgw.contextWidth()) {
            return;
        }
        int vocabulary = candidates.vocabulary();
        GreenLists lists = lists(state);
        if (kgw.scheme() == KgwWatermark.Scheme.LEFTHASH) {
            int seed = kgw.leftSeed(history.fromEnd(0));
            lists.bias(seed, vocabulary, kgw.greenSize(vocabulary), candidates, (float) kgw.bias());
        } else {
            biasOwn(candidates, history, lists);
        }
    }

    private void biasOwn(Candidates candidates, TokenHistory history, GreenLists lists) {
        SelfHash hash = SelfHash.of(kgw, candidates.vocabulary());
        candidates.order(LOOKED_AT);
        int count = Math.min(LOOKED_AT, candidates.size());
        for (int i = 0; i < count; i++) {
            if (candidates.logit(i) == Float.NEGATIVE_INFINITY) {
                continue; // a bias changes nothing there
            }
            long own = hash.entry(candidates.id(i));
            long least = hash.product(own, own);
            for (int back = 0; back < kgw.contextWidth() - 1; back++) {
                least = Math.min(least, hash.product(hash.entry(history.fromEnd(back)), own));
            }
            if (hash.isGreen(SelfHash.reduced(least), candidates.id(i), lists)) {
                candidates.setLogit(i, candidates.logit(i) + (float) kgw.bias());
            }
        }
    }

    private static GreenLists lists(SamplingState state) {
        if (state.memory() instanceof GreenLists lists) {
            return lists;
        }
        GreenLists lists = new GreenLists();
        state.setMemory(lists);
        return lists;
    }
}
