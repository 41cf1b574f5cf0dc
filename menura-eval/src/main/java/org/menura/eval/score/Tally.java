package org.menura.eval.score;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.eval.score.ScoringPlan.Sequence;
import org.menura.tensor.cpu.LogSumExp;

/** The log-probabilities of the targets of some requests, place by place. Rows may be added by several threads. */
final class Tally {
    private record Places(double[] logProbs, boolean[] likeliest) {}

    private final List<TokenRequest> requests;
    private final Map<Integer, Places> places = new HashMap<>();

    Tally(List<TokenRequest> requests) {
        this.requests = requests;
    }

    /**
     * Takes the logits after a place of sequences that are alike up to there.
     *
     * @throws IllegalArgumentException if they are not finite
     */
    void add(List<Sequence> sequences, int place, float[] logits) {
        double normaliser = LogSumExp.of(logits);
        if (!Double.isFinite(normaliser)) {
            throw new IllegalArgumentException("the largest logit is no finite number"
                    + "; the model's output is broken, so check its weights with 'menura verify'");
        }
        int best = likeliest(logits);
        for (Sequence sequence : sequences) {
            for (int request : sequence.requests()) {
                TokenRequest asked = requests.get(request);
                int at = place - asked.firstScored();
                if (at >= 0 && place < asked.input().length) {
                    int target = asked.targets()[at];
                    Places of = of(request);
                    of.logProbs[at] = logits[target] - normaliser;
                    of.likeliest[at] = target == best;
                }
            }
        }
    }

    private Places of(int request) {
        synchronized (places) {
            return places.computeIfAbsent(request, r -> {
                int count = requests.get(r).targets().length;
                return new Places(new double[count], new boolean[count]);
            });
        }
    }

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    /** The score of a request all of whose places were added. */
    Scorer.Score score(int request) {
        Places of = of(request);
        boolean greedy = true;
        for (boolean likeliest : of.likeliest) {
            greedy &= likeliest;
        }
        return new Scorer.Score(Arrays.stream(of.logProbs).sum(), greedy);
    }
}
