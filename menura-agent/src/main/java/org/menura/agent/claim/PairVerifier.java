package org.menura.agent.claim;

import java.util.List;
import org.menura.generate.embed.Reranker;

/**
 * Asks a classifier of pairs, such as an encoder taught on evidence and claims (arXiv 1908.05267), whether the evidence supports a claim:
 * support is the log-odds of the classifier's probability, in nats. The evidence is the first text of the pair.
 */
public final class PairVerifier implements Verifier {
    /** Keeps the log-odds finite where the classifier is certain to the last digit. */
    private static final double CERTAIN = 1e-9;

    private final Reranker classifier;

    /** Creates a verifier; the classifier's score must be a probability: two classes of which the second is support, or one logit. */
    public PairVerifier(Reranker classifier) {
        this.classifier = classifier;
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
        double score =
                classifier.scores(evidence, List.of(claim.sentence())).values().getFirst();
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalStateException("the classifier scores %s, which is no probability".formatted(score));
        }
        double p = Math.clamp(score, CERTAIN, 1 - CERTAIN);
        return Opinion.of(Math.log(p / (1 - p)));
    }
}
