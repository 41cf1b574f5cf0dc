package org.menura.eval.score;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.eval.score.ScoringPlan.Header;
import org.menura.eval.score.ScoringPlan.Limits;
import org.menura.eval.score.ScoringPlan.Sequence;
import org.menura.eval.score.ScoringPlan.Stem;
import org.menura.eval.score.ScoringPlan.Unit;
import org.menura.model.CausalModel;
import org.menura.model.SequenceState;
import org.menura.model.StateSpec;
import org.menura.tensor.KvCache;

/**
 * Computes log-likelihoods of tokens with a decoder: beginnings that requests share pass once, their states are continued
 * in several ways, many sequences share each pass, and only what counts is turned into logits. The digits depend on the
 * list of requests, but neither on the number of threads nor on what of the list is known already.
 */
public final class Scorer {
    /** Tokens of a pass. */
    private static final int ROWS = 1024;

    /** Bytes of logits that are held at once. */
    private static final long LOGIT_BYTES = 256L << 20;

    /** Bytes of states that are held at once, about. */
    private static final long STATE_BYTES = 512L << 20;

    private static final int FEWEST_OUTPUTS = 16;
    private static final int FEWEST_SEQUENCES = 4;

    /**
     * The score of a request.
     *
     * @param logLikelihood sum of the natural log-probabilities of the targets
     * @param greedy whether each target is the likeliest token in its place
     */
    public record Score(double logLikelihood, boolean greedy) {}

    /** Hears of scores. */
    @FunctionalInterface
    public interface Listener {
        /** Takes the score of a request; those that are computed together come one after the other. */
        void scored(int request, Score score);
    }

    private final CausalModel model;
    private final Limits limits;

    private Scorer(CausalModel model, Limits limits) {
        this.model = model;
        this.limits = limits;
    }

    /** Creates a scorer whose passes are as large as the model's vocabulary allows. */
    public static Scorer of(CausalModel model) {
        long outputs = LOGIT_BYTES / Float.BYTES / model.vocabulary();
        return new Scorer(
                model,
                new Limits(
                        ROWS,
                        Math.clamp(outputs, FEWEST_OUTPUTS, ROWS),
                        Math.clamp(STATE_BYTES / stateBytes(model), FEWEST_SEQUENCES, ROWS),
                        model.continues(1, model.contextLength())));
    }

    /** The least that the state of a sequence takes: a block of each cache, and what is recurrent. */
    private static long stateBytes(CausalModel model) {
        long floats = 1;
        for (StateSpec spec : model.states()) {
            floats += switch (spec) {
                case StateSpec.KeyValues kv -> (long) KvCache.BLOCK * kv.heads() * (kv.keyDim() + kv.valueDim());
                case StateSpec.Recurrent r -> r.shape().elements();
            };
        }
        return floats * Float.BYTES;
    }

    /**
     * Returns a copy that computes at most so many sequences together.
     *
     * @throws IllegalArgumentException if there would be none
     */
    public Scorer withSequences(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least one sequence must be computed at a time, not " + most);
        }
        return new Scorer(model, new Limits(limits.rows(), limits.outputs(), most, limits.shares()));
    }

    /** Computes the scores of requests. */
    public List<Score> scores(List<TokenRequest> requests) {
        Score[] all = new Score[requests.size()];
        score(requests, _ -> false, (request, score) -> all[request] = score);
        return List.of(all);
    }

    /**
     * Computes the scores of requests. What is computed together is computed again if one score of it is missing.
     *
     * @param known says which scores need not be computed
     * @throws CancellationException if the thread is interrupted
     */
    public void score(List<TokenRequest> requests, IntPredicate known, Listener listener) {
        Map<Header, SequenceState> headers = new IdentityHashMap<>();
        for (Unit unit : ScoringPlan.of(requests, limits)) {
            if (unit.requests().allMatch(known)) {
                continue;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted while scores were computed");
            }
            Deque<Header> chain = chain(unit.header());
            headers.keySet().retainAll(identitySet(chain));
            SequenceState start = null;
            for (Header header : chain) {
                start = headers.get(header) == null ? read(header, start) : headers.get(header);
                headers.put(header, start);
            }
            compute(unit, start, requests, listener);
        }
    }

    private static Set<Header> identitySet(Deque<Header> chain) {
        Set<Header> set = Collections.newSetFromMap(new IdentityHashMap<>());
        set.addAll(chain);
        return set;
    }

    private static Deque<Header> chain(@Nullable Header last) {
        Deque<Header> chain = new ArrayDeque<>();
        for (Header h = last; h != null; h = h.above()) {
            chain.addFirst(h);
        }
        return chain;
    }

    private SequenceState read(Header header, @Nullable SequenceState above) {
        SequenceState state = continued(above);
        int[] tokens = Arrays.copyOfRange(header.tokens(), header.from(), header.to());
        new ScoringPasses(model, limits)
                .run(List.of(new ScoringPasses.Part(() -> state, tokens, new int[0])), (_, _, _) -> {});
        return state;
    }

    private SequenceState continued(@Nullable SequenceState before) {
        return before == null ? model.newState() : before.copy();
    }

    private void compute(Unit unit, @Nullable SequenceState start, List<TokenRequest> requests, Listener listener) {
        int from = unit.header() == null ? 0 : unit.header().to();
        Tally tally = new Tally(requests);
        List<ScoringPasses.Part> stems = new ArrayList<>();
        List<SequenceState> states = new ArrayList<>();
        for (Stem stem : unit.stems()) {
            int[] tokens = Arrays.copyOfRange(stem.sequences().getFirst().tokens(), from, stem.to());
            int[] scored = stem.sequences().stream()
                    .flatMapToInt(s -> IntStream.range(s.firstScored(), Math.min(stem.to(), s.tokens().length)))
                    .distinct()
                    .sorted()
                    .map(place -> place - from)
                    .toArray();
            SequenceState state = continued(start);
            states.add(state);
            stems.add(new ScoringPasses.Part(() -> state, tokens, scored));
        }
        ScoringPasses passes = new ScoringPasses(model, limits);
        passes.run(
                stems, (part, row, logits) -> tally.add(unit.stems().get(part).sequences(), from + row, logits));

        List<ScoringPasses.Part> leaves = new ArrayList<>();
        List<Sequence> leafSequences = new ArrayList<>();
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i < unit.stems().size(); i++) {
            Stem stem = unit.stems().get(i);
            SequenceState state = states.get(i);
            for (Sequence s : stem.sequences()) {
                if (s.tokens().length > stem.to()) {
                    int[] tokens = Arrays.copyOfRange(s.tokens(), stem.to(), s.tokens().length);
                    int[] scored = IntStream.range(Math.max(0, s.firstScored() - stem.to()), tokens.length)
                            .toArray();
                    leaves.add(new ScoringPasses.Part(state::copy, tokens, scored));
                    leafSequences.add(s);
                    starts.add(stem.to());
                }
            }
        }
        passes.run(
                leaves,
                (part, row, logits) -> tally.add(List.of(leafSequences.get(part)), starts.get(part) + row, logits));
        unit.requests().sorted().forEach(request -> listener.scored(request, tally.score(request)));
    }
}
