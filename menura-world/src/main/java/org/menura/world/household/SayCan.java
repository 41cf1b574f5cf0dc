package org.menura.world.household;

import java.util.ArrayList;
import java.util.List;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Capability;
import org.menura.agent.mind.DelegatingMind;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.MindException;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.tensor.Rng;

/**
 * Chooses an action by likelihood times affordance (Ahn et al., "Do As I Can, Not As I Say", CoRL 2022): each possible
 * action, whose affordance is 1 where that of others is 0, is scored as a whole by the language model, and the likeliest
 * is taken. A mind that is asked for a {@link Ask.Choice} by itself goes token by token instead, and so may begin with a
 * token that many unlikely actions share.
 */
public final class SayCan extends DelegatingMind {
    private final double temperature;

    /**
     * Creates a mind that chooses by the scores of another one.
     *
     * @param mind with {@link Capability#SCORE}
     * @param temperature of the softmax over actions that one is drawn from; 0 takes the likeliest
     * @throws IllegalArgumentException if the mind gives no scores
     */
    public SayCan(Mind mind, double temperature) {
        if (!mind.capabilities().contains(Capability.SCORE)) {
            throw new IllegalArgumentException(
                    "%s gives no scores, by which actions are chosen; take a local model".formatted(mind.name()));
        }
        if (!(temperature >= 0)) {
            throw new IllegalArgumentException("a temperature is at least 0, not %s".formatted(temperature));
        }
        super(mind);
        this.temperature = temperature;
    }

    @Override
    public Thought think(Prompt prompt, Ask ask, long seed) throws InterruptedException {
        if (!(ask instanceof Ask.Choice(List<String> options))) {
            return mind.think(prompt, ask, seed);
        }
        if (options.isEmpty()) {
            throw new MindException("there is no action to choose from");
        }
        List<Double> scores = mind.score(prompt, options);
        return Thought.of(options.get(temperature == 0 ? likeliest(scores) : drawn(scores, seed)));
    }

    private static int likeliest(List<Double> scores) {
        int best = 0;
        for (int i = 1; i < scores.size(); i++) {
            best = scores.get(i) > scores.get(best) ? i : best;
        }
        return best;
    }

    private int drawn(List<Double> scores, long seed) {
        double highest = scores.get(likeliest(scores));
        List<Double> sums = new ArrayList<>();
        double sum = 0;
        for (double score : scores) {
            sum += Math.exp((score - highest) / temperature);
            sums.add(sum);
        }
        double at = new Rng(seed).nextDouble() * sum;
        int chosen = 0;
        while (chosen < sums.size() - 1 && sums.get(chosen) <= at) {
            chosen++;
        }
        return chosen;
    }
}
