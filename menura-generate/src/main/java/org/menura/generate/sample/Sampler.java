package org.menura.generate.sample;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.menura.format.FormatException;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.constrain.TokenMask;
import org.menura.tensor.Rng;

/**
 * A sampler of next tokens: runs the logits through a chain of stages and draws from what is left. One sampler belongs
 * to one sequence, since its penalties look at the tokens so far.
 *
 * <p>With the same parameters (seed included), the same history and the same logits, the choices are the same on every
 * platform; {@linkplain #fork forks} and {@linkplain #load loaded} samplers go on as the original would. Not safe for
 * use by several threads at once.
 */
public final class Sampler {
    private static final int MAGIC = 0x4D534D50; // "MSMP"
    private static final int VERSION = 1;
    private static final int MARKED = 2;
    private static final int[] NO_IDS = {};

    /** The value of {@link #sample(float[], Constraint, Set)} where a text ends without a token. */
    public static final int NO_TOKEN = -1;

    private final List<SamplingStage> stages;
    private final TokenSelector selector;
    private final SamplingState state;
    private final Candidates candidates = new Candidates();
    private final boolean likeliest;
    private final boolean marked;

    private Sampler(List<SamplingStage> stages, TokenSelector selector, SamplingState state, boolean marked) {
        this.stages = stages;
        this.marked = marked;
        this.selector = selector;
        this.state = state;
        this.likeliest = selector instanceof Greedy && stages.stream().allMatch(SamplingStage::keepsLikeliest);
    }

    /** Creates a sampler at the start of a sequence. */
    public Sampler(SamplingParams params) {
        this(params.stages(), params.selector(), fresh(params.seed()), params.watermark() != null);
    }

    /** Creates a sampler at the start of a sequence, with a chain put together by hand. */
    public Sampler(List<SamplingStage> stages, TokenSelector selector, long seed) {
        this(List.copyOf(stages), selector, fresh(seed), false);
    }

    private static SamplingState fresh(long seed) {
        return new SamplingState(new Rng(seed), new TokenHistory(), Float.NaN);
    }

    /**
     * Samples a token; {@link #accept} it if the sequence goes on with it.
     *
     * @param logits one per token of the vocabulary; not changed
     * @return the token's id
     * @throws IllegalArgumentException if a logit is NaN or positive infinity, or if there is none
     * @throws IllegalStateException if every token is ruled out
     */
    public int sample(float[] logits) {
        if (likeliest) {
            return Candidates.likeliest(logits);
        }
        process(logits);
        return candidates.id(selector.select(candidates, state));
    }

    /**
     * Runs the logits through the stages and draws nothing.
     *
     * @param logits one per token of the vocabulary; not changed
     * @return what the stages left, up to the next call
     */
    public Candidates process(float[] logits) {
        state.sampling();
        candidates.reset(logits);
        for (SamplingStage stage : stages) {
            stage.apply(candidates, state);
        }
        return candidates;
    }

    /**
     * Samples a token that a constraint allows; {@link #accept} it, and let the constraint accept it, if the sequence goes
     * on with it. Others are no candidates from the first stage on.
     *
     * @param logits one per token of the vocabulary; not changed
     * @param ends end-of-sequence tokens, which are allowed where the text may end, and nowhere else
     * @return the token's id, or {@link #NO_TOKEN} if the text must end here and there is no end-of-sequence token
     * @throws IllegalStateException if every token is ruled out
     */
    public int sample(float[] logits, Constraint constraint, Set<Integer> ends) {
        if (likeliest) {
            int best = Candidates.likeliest(logits);
            if (ends.contains(best) ? constraint.mayEnd() : constraint.allows(best)) {
                return best;
            }
        }
        state.sampling();
        boolean mayEnd = constraint.mayEnd();
        TokenMask allowed = constraint.allowed();
        int[] endIds = mayEnd ? ends.stream().mapToInt(Integer::intValue).toArray() : NO_IDS;
        candidates.reset(logits, allowed, endIds);
        if (!mayEnd) {
            candidates.removeAll(ends);
        }
        if (candidates.size() == 0) {
            if (mayEnd) {
                return NO_TOKEN;
            }
            throw new NoTokenException(
                    "the constraint allows no token here, and the text may not end here; it can't be fulfilled with"
                            + " this model's vocabulary");
        }
        if (candidates.size() == 1 && candidates.logit(0) > Float.NEGATIVE_INFINITY) {
            return candidates.id(0); // nothing is drawn, so it is the same whether it was asked for or known before
        }
        if (!likeliest) {
            for (SamplingStage stage : stages) {
                stage.apply(candidates, state);
            }
        }
        return candidates.id(selector.select(candidates, state));
    }

    /** Returns whether {@link #sample(float[], Constraint, Set)} asks for all tokens that a constraint allows, not for one. */
    public boolean asksForAll() {
        return !likeliest;
    }

    /** Accepts a token that the sequence goes on with. */
    public void accept(int token) {
        state.history().add(token);
    }

    /** Accepts the tokens that the sequence goes on with, such as a prompt. */
    public void accept(int[] tokens) {
        for (int token : tokens) {
            accept(token);
        }
        if (tokens.length > 0) {
            state.prompted();
        }
    }

    /** Returns an independent copy of this sampler, which goes on from here with the same choices. */
    public Sampler fork() {
        return new Sampler(stages, selector, state.copy(), marked);
    }

    /** Saves the state (not the parameters) for {@link #load}. */
    public void save(DataOutput out) throws IOException {
        out.writeInt(MAGIC);
        out.writeInt(marked ? MARKED : VERSION);
        if (marked) {
            out.writeInt(state.savedBegin());
        }
        state.rng().save(out);
        out.writeFloat(state.surpriseLimit());
        state.history().save(out);
    }

    /**
     * Loads a sampler with the state that {@link #save} wrote.
     *
     * @param params those of the saved sampler, if it is to go on with the same choices; the seed is the saved one
     * @throws FormatException if what is read is not a saved sampler, or is cut off
     */
    public static Sampler load(SamplingParams params, DataInput in) throws IOException {
        try {
            int magic = in.readInt();
            int version = in.readInt();
            if (magic != MAGIC || (version != VERSION && version != MARKED)) {
                throw new FormatException("This is no saved sampler of version " + VERSION + " or " + MARKED
                        + "; the file is damaged or of another release, so start a new session.");
            }
            int begin = version == MARKED ? in.readInt() : SamplingState.UNKNOWN;
            Rng rng = Rng.load(in);
            float surpriseLimit = in.readFloat();
            TokenHistory history = TokenHistory.load(in);
            if (begin > history.size()) {
                throw new IllegalArgumentException("a beginning behind the end");
            }
            return new Sampler(
                    params.stages(),
                    params.selector(),
                    new SamplingState(rng, history, surpriseLimit, begin),
                    params.watermark() != null);
        } catch (EOFException | IllegalArgumentException e) {
            throw new FormatException("The saved sampler is cut off or damaged, so start a new session.", e);
        }
    }
}
