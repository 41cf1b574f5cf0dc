package org.menura.generate.watermark;

import org.menura.generate.sample.Candidates;
import org.menura.generate.sample.Draw;
import org.menura.generate.sample.SamplingStage;
import org.menura.generate.sample.SamplingState;
import org.menura.generate.sample.TokenHistory;
import org.menura.generate.sample.TokenSelector;
import org.menura.generate.sample.Watermark;
import org.menura.tensor.Rng;

/**
 * Draws the token whose {@code r^(1/p)} is largest, where {@code p} is its probability and {@code r} a number in (0, 1) that
 * a key and the last tokens give it (S. Aaronson, "My AI safety lecture for UT Effective Altruism", 2022). Over keys this
 * draws with the very probabilities, so texts are as good as without; who knows the key finds {@code r} near 1.
 *
 * <p>A context that comes again in a text is drawn in from the seed of the sampler instead, or the text would repeat itself.
 *
 * @param key the key
 * @param contextWidth number of last tokens, prompt included, that {@code r} depends on
 * @param historySize number of last contexts that are not marked again
 */
public record GumbelWatermark(long key, int contextWidth, int historySize) implements Watermark {
    /** The number of last tokens where none is given. */
    public static final int DEFAULT_WIDTH = 4;

    private static final double HALF_UNIT = 0x1p-54;
    private static final SamplingStage NONE = (_, _) -> {};

    /** Checks the parameters. */
    public GumbelWatermark {
        if (contextWidth < 1 || contextWidth > 1 << 16) {
            throw new IllegalArgumentException("context_width must be from 1 to 65536, but it is " + contextWidth);
        }
        if (historySize < 0 || historySize > 1 << 20) {
            throw new IllegalArgumentException(
                    "context_history_size must be from 0 to 1048576, but it is " + historySize);
        }
    }

    /** Creates a watermark with the default width and history. */
    public GumbelWatermark(long key) {
        this(key, DEFAULT_WIDTH, 1024);
    }

    @Override
    public SamplingStage stage() {
        return NONE;
    }

    @Override
    public TokenSelector selector(TokenSelector otherwise) {
        return this::select;
    }

    @Override
    public void check(boolean greedy, boolean mirostat) {
        if (greedy) {
            throw new IllegalArgumentException(
                    "the Gumbel watermark lies in how tokens are drawn, and nothing is drawn at temperature 0; set a"
                            + " temperature above 0, or take the watermark 'kgw'");
        }
        if (mirostat) {
            throw new IllegalArgumentException(
                    "the Gumbel watermark and Mirostat both draw the tokens; leave one of them out");
        }
    }

    private int select(Candidates candidates, SamplingState state) {
        TokenHistory history = state.history();
        SeenContexts contexts = contexts(state);
        long context = contextHash(history, history.size());
        if (contexts.repeat(history, context, this::contextHash)) {
            return new Draw().select(candidates, state);
        }
        candidates.softmax();
        Rng numbers = new Rng(key, context);
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.prob(i) > 0) {
                // r^(1/p) is largest where -log r / p is least.
                double cost = -StrictMath.log(uniform(numbers, candidates.id(i))) / candidates.prob(i);
                if (cost < least || (cost == least && candidates.id(i) < candidates.id(best))) {
                    best = i;
                    least = cost;
                }
            }
        }
        return best;
    }

    private SeenContexts contexts(SamplingState state) {
        if (state.memory() instanceof SeenContexts contexts && contexts.areOf(state)) {
            return contexts;
        }
        SeenContexts contexts = new SeenContexts(state.begin(), 0, historySize);
        state.setMemory(contexts);
        return contexts;
    }

    /** Hashes the tokens before a place; near the beginning of the history there are fewer. */
    private long contextHash(TokenHistory history, int place) {
        long hash = TokenHash.EMPTY;
        for (int i = Math.max(0, place - contextWidth); i < place; i++) {
            hash = TokenHash.add(hash, history.fromEnd(history.size() - 1 - i));
        }
        return hash;
    }

    /**
     * Returns the number in (0, 1) of a token behind others, for detectors.
     *
     * @param tokens a text
     * @param place of the token, at least {@link #contextWidth}
     */
    public double uniform(int[] tokens, int place) {
        long hash = TokenHash.EMPTY;
        for (int i = place - contextWidth; i < place; i++) {
            hash = TokenHash.add(hash, tokens[i]);
        }
        return uniform(new Rng(key, hash), tokens[place]);
    }

    private static double uniform(Rng numbers, int token) {
        numbers.jumpTo(2L * token);
        return numbers.nextDouble() + HALF_UNIT;
    }
}
