package org.menura.agent.claim;

import java.util.List;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.chat.Message;

/**
 * Asks verification questions (Chain-of-Verification, arXiv 2309.11495, factored): a mind writes a question about the claim, answers it by a
 * quote of the evidence without seeing the claim, and is then asked whether the two agree. Support is the log-probability of agreement
 * above that of disagreement, in nats.
 */
public final class QuestionVerifier implements Verifier {
    private static final int QUESTION_TOKENS = 40;
    private static final int QUOTE_TOKENS = 40;
    private static final List<String> ANSWERS = List.of("yes", "no");

    private final Mind mind;

    /** Creates a verifier; the mind must give scores. */
    public QuestionVerifier(Mind mind) {
        this.mind = mind;
    }

    @Override
    public String name() {
        return "questions";
    }

    @Override
    public Opinion judge(Claim claim, Library library, long seed) throws InterruptedException {
        String evidence = Evidences.text(claim, library);
        if (evidence.isEmpty()) {
            return Opinion.NONE;
        }
        String question = mind.think(
                        Prompt.of(Message.user(
                                "Write one question whose answer shows whether this is true: " + claim.sentence())),
                        new Ask.Text(QUESTION_TOKENS),
                        seed)
                .text()
                .strip();
        String answer = mind.think(
                        Prompt.of(Message.user(
                                "%s\n\nQuestion: %s\nAnswer with words of the text.".formatted(evidence, question))),
                        new Ask.Quote(List.of(evidence), QUOTE_TOKENS),
                        seed)
                .text();
        List<Double> scores = mind.score(
                Prompt.of(Message.user("Question: %s\nAnswer: %s\n\nDoes this agree with: %s? Answer yes or no."
                        .formatted(question, answer, claim.sentence()))),
                ANSWERS);
        return Opinion.of(scores.get(0) - scores.get(1));
    }
}
