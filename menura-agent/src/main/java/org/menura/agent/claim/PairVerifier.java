package org.menura.agent.claim;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.menura.generate.classify.Classifier;
import org.menura.generate.embed.Reranker;

/**
 * Asks a classifier of pairs, such as a model taught on evidence and claims (arXiv 1908.05267), whether the evidence supports a claim:
 * support is the log-odds of the classifier's probability, in nats. The evidence is the first text of the pair.
 */
public final class PairVerifier implements Verifier {
    /** Keeps the log-odds finite where the classifier is certain to the last digit. */
    private static final double CERTAIN = 1e-9;

    private final ToDoubleBiFunction<String, String> probability;

    /** Creates a verifier; the classifier's score must be a probability: two classes of which the second is support, or one logit. */
    public PairVerifier(Reranker classifier) {
        this.probability = (evidence, claim) ->
                classifier.scores(evidence, List.of(claim)).values().getFirst();
    }

    /**
     * Creates a verifier by an encoder or a decoder that was taught to classify pairs, or an adapter of one.
     *
     * @param supports the label of the pairs whose evidence supports the claim
     * @throws IllegalArgumentException if the classifier has no such label
     */
    public PairVerifier(Classifier classifier, String supports) {
        int label = classifier.labels().indexOf(supports);
        if (label < 0) {
            throw new IllegalArgumentException(
                    "the classifier's labels are %s, not %s".formatted(classifier.labels(), supports));
        }
        this.probability = (evidence, claim) -> classifier
                .classifyAll(List.of(new Classifier.Input(evidence, claim)))
                .getFirst()
                .probabilities()[label];
    }

    @Override
    public String name() {
        return "pair";
    }

    @Override
    public Opinion judge(Claim claim, Library library, long seed) {
        String evidence = Evidences.text(claim, library);
        if (evidence.isEmpty()) {
            return Opinion.NONE;
        }
        double score = probability.applyAsDouble(evidence, claim.sentence());
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalStateException("the classifier scores %s, which is no probability".formatted(score));
        }
        double p = Math.clamp(score, CERTAIN, 1 - CERTAIN);
        return Opinion.of(Math.log(p / (1 - p)));
    }
}
