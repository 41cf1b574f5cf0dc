package org.menura.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * The batch of one forward pass: the next tokens of some sequences, laid behind each other without padding. With states
 * it continues them; without, every sequence is whole, as in training. What {@code with…} returns is another pass,
 * which shares nothing but the states.
 */
public final class ForwardBatch {
    private final int[] ids;
    private final Segments segments;
    private final @Nullable List<SequenceState> states;
    private int[] positions;
    private int @Nullable [] tokenTypes;
    private List<InputEmbeds> embeds = List.of();
    private double embedNoise;
    private int @Nullable [] prefixes;
    private @Nullable Keys keys;
    private int @Nullable [] outputs;
    private int logitRows;
    private @Nullable BiConsumer<String, Tensor> observer;
    private final IdentityHashMap<Object, Tensor> shared = new IdentityHashMap<>();
    private final IdentityHashMap<Object, List<Object>> sharedByPart = new IdentityHashMap<>();
    private List<Object> sharedNow = new ArrayList<>();
    private @Nullable SortedMap<Integer, Object> routers;
    private boolean keepsHidden;
    private boolean isHiddenAlone;
    private @Nullable Tensor hidden;

    /**
     * The rows that bidirectional attention may attend to.
     *
     * @param rows in order
     * @param segments number of them in each sequence
     */
    public record Keys(int[] rows, Segments segments) {}

    private ForwardBatch(int[] ids, Segments segments, @Nullable List<SequenceState> states) {
        this.ids = ids;
        this.segments = segments;
        this.states = states;
        this.positions = new int[ids.length];
        for (int s = 0; s < segments.count(); s++) {
            int before = states == null ? 0 : states.get(s).length();
            for (int row = segments.start(s); row < segments.end(s); row++) {
                positions[row] = before + row - segments.start(s);
            }
        }
    }

    private ForwardBatch(ForwardBatch other) {
        ids = other.ids;
        segments = other.segments;
        states = other.states;
        positions = other.positions;
        tokenTypes = other.tokenTypes;
        embeds = other.embeds;
        embedNoise = other.embedNoise;
        prefixes = other.prefixes;
        keys = other.keys;
        outputs = other.outputs;
        logitRows = other.logitRows;
        observer = other.observer;
        routers = other.routers == null ? null : new TreeMap<>();
        keepsHidden = other.keepsHidden;
        isHiddenAlone = other.isHiddenAlone;
    }

    private ForwardBatch copy(Consumer<ForwardBatch> change) {
        ForwardBatch copy = new ForwardBatch(this);
        change.accept(copy);
        return copy;
    }

    /** Returns a batch of whole sequences. */
    public static ForwardBatch whole(int[]... sequences) {
        return new ForwardBatch(joined(List.of(sequences)), lengths(List.of(sequences)), null);
    }

    /** Returns a batch of whole sequences of rows that are no tokens, such as the patches of images. */
    public static ForwardBatch rows(int... lengths) {
        Segments segments = Segments.ofLengths(lengths);
        return new ForwardBatch(new int[segments.rows()], segments, null);
    }

    /** Returns a batch of the next tokens of sequences, one list for each state; the states are changed. */
    public static ForwardBatch next(List<int[]> tokens, List<SequenceState> states) {
        if (tokens.size() != states.size()) {
            throw new IllegalArgumentException(
                    "%d lists of tokens for %d states".formatted(tokens.size(), states.size()));
        }
        return new ForwardBatch(joined(tokens), lengths(tokens), states);
    }

    /** Returns a copy with logits for some rows only. */
    public ForwardBatch withOutputs(int... rows) {
        return copy(b -> b.outputs = rows.clone());
    }

    /**
     * Returns a copy whose logits are computed as some of so many, whatever the rows of its layers are computed as; see
     * {@link org.menura.tensor.Backend#scope(int)}.
     */
    public ForwardBatch withLogitsAs(int rows) {
        return copy(b -> b.logitRows = rows);
    }

    /** Returns a copy with positions of its own: for encoders whose inputs had padding between or before the tokens. */
    public ForwardBatch withPositions(int... perRow) {
        if (perRow.length != ids.length) {
            throw new IllegalArgumentException("%d positions for %d rows".formatted(perRow.length, ids.length));
        }
        return copy(b -> b.positions = perRow.clone());
    }

    /** Returns a copy with a segment number for each row (BERT's {@code token_type_ids}). */
    public ForwardBatch withTokenTypes(int... perRow) {
        if (perRow.length != ids.length) {
            throw new IllegalArgumentException("%d token types for %d rows".formatted(perRow.length, ids.length));
        }
        return copy(b -> b.tokenTypes = perRow.clone());
    }

    /** Returns a copy with embeddings of its own in some rows. */
    public ForwardBatch withEmbeds(List<InputEmbeds> parts) {
        return copy(b -> b.embeds = List.copyOf(parts));
    }

    /**
     * Returns a copy whose looked-up embeddings are disturbed where gradients are recorded (NEFTune, arXiv 2310.05914).
     *
     * @param alpha the noise is uniform within {@code alpha / sqrt(length of the sequence · width)}; 0 for none
     */
    public ForwardBatch withEmbedNoise(double alpha) {
        return copy(b -> b.embedNoise = alpha);
    }

    /**
     * Returns a copy in which the first positions of each sequence attend to each other in both directions, as far as
     * its layers attend. They must lie in one pass.
     *
     * @param perSequence number of positions of each sequence
     */
    public ForwardBatch withPrefixes(int... perSequence) {
        if (perSequence.length != segments.count()) {
            throw new IllegalArgumentException(
                    "%d prefixes for %d sequences".formatted(perSequence.length, segments.count()));
        }
        return copy(b -> b.prefixes = perSequence.clone());
    }

    /** Returns a copy in which bidirectional attention attends to some rows only; all of them compute something. */
    public ForwardBatch withKeys(Keys visible) {
        return copy(b -> b.keys = visible);
    }

    /** Returns a copy whose intermediate results are shown to {@code listener} by name. */
    public ForwardBatch withObserver(BiConsumer<String, Tensor> listener) {
        return copy(b -> b.observer = listener);
    }

    /** Returns the token ids of all sequences, [rows]. */
    public int[] ids() {
        return ids;
    }

    /** Returns the segments: the rows of each sequence. */
    public Segments segments() {
        return segments;
    }

    /** Returns the position of each row in its sequence, from 0. */
    public int[] positions() {
        return positions;
    }

    /** Returns the segment number of each row; zeros unless given. */
    public int[] tokenTypes() {
        return tokenTypes == null ? new int[ids.length] : tokenTypes;
    }

    /** Returns the embeddings that come from elsewhere. */
    public List<InputEmbeds> embeds() {
        return embeds;
    }

    /** Returns the strength of noise on embeddings; see {@link #withEmbedNoise}. */
    public double embedNoise() {
        return embedNoise;
    }

    /**
     * Returns the number of positions at the start of each sequence that attend to each other in both directions, or
     * null for none.
     */
    public int @Nullable [] prefixes() {
        return prefixes;
    }

    /** Returns the rows that bidirectional attention attends to, or null for everything. */
    public @Nullable Keys keys() {
        return keys;
    }

    /** Returns the rows that logits are wanted for; null for all. */
    public int @Nullable [] outputs() {
        return outputs;
    }

    /** Returns the number of rows as some of which logits are computed; 0 for that of the layers. */
    public int logitsAs() {
        return logitRows;
    }

    /** Returns the length of sequence {@code i} once this step is done. */
    public int lengthAfter(int i) {
        return segments.length(i) + (states == null ? 0 : states.get(i).length());
    }

    /** Returns the KV caches of a slot, one per sequence; null without states. */
    public KvCache @Nullable [] caches(int slot) {
        return states == null ? null : states.stream().map(s -> s.cache(slot)).toArray(KvCache[]::new);
    }

    /** Returns the recurrent states of a slot, one per sequence; null without states. */
    public Tensor @Nullable [] recurrences(int slot) {
        return states == null
                ? null
                : states.stream().map(s -> s.recurrence(slot)).toArray(Tensor[]::new);
    }

    /** Returns a tensor that several layers need in the same form, computed by the first that asks. */
    public Tensor shared(Object key, Supplier<Tensor> computation) {
        Tensor t = shared.get(key);
        if (t == null) {
            t = computation.get();
            shared.put(key, t);
            sharedNow.add(key);
        }
        return t;
    }

    /**
     * Runs a part of the forward pass.
     *
     * @param part stands for the part: one that runs again shares anew what it was the first to share
     * @return the part's result, then what it was the first to share
     */
    public List<Tensor> sharing(Object part, Supplier<Tensor> body) {
        IdentityHashMap<Object, Tensor> earlier = new IdentityHashMap<>();
        for (Object key : sharedByPart.getOrDefault(part, List.of())) {
            earlier.put(key, shared.remove(key));
        }
        sharedNow = new ArrayList<>();
        List<Tensor> results = new ArrayList<>();
        results.add(body.get());
        sharedNow.forEach(key -> results.add(shared.get(key)));
        sharedByPart.putIfAbsent(part, sharedNow);
        shared.putAll(earlier);
        return results;
    }

    /** Returns a copy that keeps the logits of the routers. */
    public ForwardBatch withRouters() {
        return copy(b -> b.routers = new TreeMap<>());
    }

    /** Returns the logits of all routers in the order of the layers, [rows, experts] each, if they were to be kept. */
    public List<Tensor> routers() {
        return routers == null
                ? List.of()
                : routers.values().stream().map(shared::get).toList();
    }

    /** Returns a copy that keeps the hidden states that its logits are computed from. */
    public ForwardBatch withHidden() {
        return copy(b -> b.keepsHidden = true);
    }

    /** Returns a copy that keeps the hidden states and wants no logits: whatever the model returns is of no meaning. */
    public ForwardBatch withHiddenAlone() {
        return copy(b -> {
            b.keepsHidden = true;
            b.isHiddenAlone = true;
        });
    }

    /** Returns whether the hidden states are wanted rather than logits. */
    public boolean isHiddenAlone() {
        return isHiddenAlone;
    }

    /**
     * Returns the final norm's output of the rows that have logits, [rows, hidden].
     *
     * @throws IllegalStateException if it was not to be kept, or the pass is not over
     */
    public Tensor hidden() {
        if (hidden == null) {
            throw new IllegalStateException("the pass keeps no hidden states, or is not over");
        }
        return hidden;
    }

    /** Keeps hidden states if they were asked for; called once, by the model. */
    public void keepHidden(Tensor states) {
        if (keepsHidden) {
            hidden = states;
        }
    }

    /** Shows the logits of router {@code index} to whom they concern: the observer as {@code router.INDEX}. */
    public void route(int index, Tensor logits) {
        observe("router." + index, logits);
        if (routers != null) {
            shared(routers.computeIfAbsent(index, _ -> new Object()), () -> logits);
        }
    }

    /** Returns whether intermediate results are shown to an observer, which may hold on to them. */
    public boolean isObserved() {
        return observer != null;
    }

    /** Shows an intermediate result to the observer, if there is one. */
    public void observe(String name, Tensor value) {
        if (observer != null) {
            observer.accept(name, value);
        }
    }

    /** Counts the tokens of this step as seen; called once, by the model. */
    public void finish() {
        if (states != null) {
            for (int s = 0; s < segments.count(); s++) {
                states.get(s).advance(segments.length(s));
            }
        }
    }

    private static Segments lengths(List<int[]> sequences) {
        return Segments.ofLengths(sequences.stream().mapToInt(s -> s.length).toArray());
    }

    private static int[] joined(List<int[]> sequences) {
        return sequences.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
