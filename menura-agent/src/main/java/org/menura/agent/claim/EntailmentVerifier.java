package org.menura.agent.claim;

import java.util.List;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.chat.Message;

/**
 * Asks a mind whether the evidence supports a claim: support is the log-probability of yes above that of no, in nats. The evidence comes
 * first, so that claims about one document share its state.
 */
public final class EntailmentVerifier implements Verifier {
    private static final List<String> ANSWERS = List.of("yes", "no");

    private final Mind mind;

    /** Creates a verifier; the mind must give scores. */
    public EntailmentVerifier(Mind mind) {
        this.mind = mind;
    }

    @Override
    public String name() {
        return "entailment";
    }

    @Override
    public Opinion judge(Claim claim, Library library, long seed) throws InterruptedException {
        String evidence = Evidences.text(claim, library);
        if (evidence.isEmpty()) {
            return Opinion.NONE;
        }
        List<Double> scores = mind.score(
                Prompt.of(Message.user(
                        "Evidence: %s\n\nClaim: %s\n\nDoes the evidence say that the claim is true? Answer yes or no."
                                .formatted(evidence, claim.sentence()))),
                ANSWERS);
        return Opinion.of(scores.get(0) - scores.get(1));
    }
}
