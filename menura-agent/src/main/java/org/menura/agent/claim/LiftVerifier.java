package org.menura.agent.claim;

import java.util.List;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.chat.Message;

/**
 * Measures the lift of a claim by its evidence: log p(claim | evidence) − log p(claim), in nats, their pointwise mutual information under a
 * mind. A claim that the mind would write anyway gains nothing by evidence that does not say it.
 */
public final class LiftVerifier implements Verifier {
    private final Mind mind;

    /** Creates a verifier; the mind must give scores. */
    public LiftVerifier(Mind mind) {
        this.mind = mind;
    }

    @Override
    public String name() {
        return "lift";
    }

    @Override
    public Opinion judge(Claim claim, Library library, long seed) throws InterruptedException {
        String evidence = Evidences.text(claim, library);
        if (evidence.isEmpty()) {
            return Opinion.NONE;
        }
        double with = score("Say in one sentence what this text tells: " + evidence, claim);
        double without = score("Say one sentence.", claim);
        return Opinion.of(with - without);
    }

    private double score(String prompt, Claim claim) throws InterruptedException {
        return mind.score(Prompt.of(Message.user(prompt)), List.of(claim.sentence()))
                .getFirst();
    }
}
