package org.menura.agent.claim;

import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Prompt;
import org.menura.chat.Message;

/**
 * Samples texts on the same evidence and compares the claim with each (SelfCheckGPT, arXiv 2303.08896): what a mind knows comes again, what
 * it invents does not. Support is the mean share of the claim's content words in the samples. Samples share the state of their prompt.
 *
 * <p>A baseline to be printed beside it: longer claims are supported less, whatever they say.
 */
public final class ConsistencyVerifier implements Verifier {
    private final Mind mind;
    private final int samples;
    private final int maxTokens;

    /**
     * Creates a verifier.
     *
     * @param samples number of texts
     * @param maxTokens of each
     */
    public ConsistencyVerifier(Mind mind, int samples, int maxTokens) {
        if (samples < 1) {
            throw new IllegalArgumentException("consistency needs a sample, not " + samples);
        }
        this.mind = mind;
        this.samples = samples;
        this.maxTokens = maxTokens;
    }

    @Override
    public String name() {
        return "consistency";
    }

    @Override
    public Opinion judge(Claim claim, Library library, long seed) throws InterruptedException {
        String evidence = Evidences.text(claim, library);
        if (evidence.isEmpty()) {
            return Opinion.NONE;
        }
        Prompt prompt = Prompt.of(Message.user("Say in one sentence what this text tells: " + evidence));
        double sum = 0;
        for (int i = 0; i < samples; i++) {
            String text = mind.think(prompt, new Ask.Text(maxTokens), seed + i).text();
            sum += ValueVerifier.coverage(claim.text(), text);
        }
        return Opinion.of(sum / samples);
    }
}
