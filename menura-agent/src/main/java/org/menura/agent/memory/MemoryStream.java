package org.menura.agent.memory;

import java.io.Closeable;
import java.text.BreakIterator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.generate.embed.Embedder;

/**
 * The stream of an agent's memories, in the order in which they were made (Generative Agents, arXiv 2304.03442, section 4.1). What changes it is told to a listener
 * as {@linkplain MemoryEvent events}; {@linkplain #apply applied} in order to an empty stream, they make it anew. A memory that is contradicted stays
 * with its history and is no longer recalled. Thread-safe.
 */
public final class MemoryStream implements Closeable {
    /** From this cosine on, two memories say the same. */
    static final double SAME = 0.97;

    private final TextIndex index;
    private final TextIndex sentences;
    /** Number of the memory that each sentence is of. */
    private final List<Integer> owners = new ArrayList<>();

    private final @Nullable Embedder embedder;
    private final Consumer<MemoryEvent> listener;
    private final List<Memory> all = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Instant> accessed = new HashMap<>();
    private final Map<String, String> successors = new LinkedHashMap<>();
    private final Map<String, String> byKey = new HashMap<>();
    private final Map<String, String> byText = new HashMap<>();
    private final List<Integer> forgotten = new ArrayList<>();
    private final List<float[]> vectors = new ArrayList<>();

    /** Creates an empty stream that tells no one of its changes and has no vectors. */
    public MemoryStream(TextAnalysis analysis) {
        this(analysis, null, _ -> {});
    }

    /**
     * Creates an empty stream.
     *
     * @param embedder of texts, for recall by meaning; null for recall by words alone
     * @param listener that is told of each change, before the call that makes it returns
     */
    public MemoryStream(TextAnalysis analysis, @Nullable Embedder embedder, Consumer<MemoryEvent> listener) {
        this.index = new TextIndex(analysis);
        this.sentences = new TextIndex(analysis);
        this.embedder = embedder;
        this.listener = listener;
    }

    /**
     * Adds a memory. One that says the same as a memory that holds, word for word or by its vector, is not added again, but makes that one recent. One
     * with a key supersedes what held for the key.
     *
     * @return the memory with its id, or the one that says the same
     */
    public synchronized Memory remember(Memory memory) {
        Optional<Memory> same = same(memory);
        if (same.isPresent()) {
            touch(List.of(same.get().id()), memory.time());
            return same.get();
        }
        Memory added = memory.withId("m" + all.size());
        change(new MemoryEvent.Remembered(added));
        return added;
    }

    private Optional<Memory> same(Memory memory) {
        String id = byText.get(normal(memory.text()));
        if (id != null && holds(id) && Objects.equals(get(id).key(), memory.key())) {
            return Optional.of(get(id));
        }
        if (embedder == null || memory.key() != null || all.isEmpty()) {
            return Optional.empty();
        }
        double[] near = cosines(memory.text());
        return holding().stream()
                .filter(m -> m.kind() == memory.kind() && m.key() == null)
                .filter(m -> near[number(m)] >= SAME)
                .findFirst();
    }

    /** Replaces a memory by another, which contradicts or corrects it. */
    public synchronized void supersede(String id, String by, Instant time) {
        get(by);
        if (!holds(id)) {
            throw new IllegalArgumentException("memory %s does not hold, so nothing can supersede it".formatted(id));
        }
        change(new MemoryEvent.Superseded(id, by, time));
    }

    /** Makes memories recent. */
    public synchronized void touch(List<String> ids, Instant time) {
        if (!ids.isEmpty()) {
            ids.forEach(this::get);
            change(new MemoryEvent.Recalled(ids, time));
        }
    }

    /** Deletes a memory and its text, such as a person may demand; what rests on it stays. */
    public synchronized void forget(String id) {
        get(id);
        change(new MemoryEvent.Forgotten(id));
    }

    private void change(MemoryEvent event) {
        listener.accept(event);
        apply(event);
    }

    /**
     * Applies a change that was made before, without telling the listener.
     *
     * @throws IllegalArgumentException if it does not follow what was applied so far
     */
    public synchronized void apply(MemoryEvent event) {
        switch (event) {
            case MemoryEvent.Remembered(Memory memory) -> add(memory);
            case MemoryEvent.Superseded(String id, String by, Instant _) -> {
                get(by);
                successors.put(get(id).id(), by);
            }
            case MemoryEvent.Recalled(List<String> ids, Instant time) ->
                ids.forEach(id -> accessed.put(get(id).id(), time));
            case MemoryEvent.Forgotten(String id) -> drop(get(id));
            case MemoryEvent.Edited _ -> {}
        }
    }

    private void add(Memory memory) {
        if (!memory.id().equals("m" + all.size())) {
            throw new IllegalArgumentException(
                    "memory '%s' does not follow the %d before it".formatted(memory.id(), all.size()));
        }
        String key = memory.key();
        if (key != null) {
            String before = byKey.put(key, memory.id());
            if (before != null && holds(before)) {
                successors.put(before, memory.id());
            }
        }
        numbers.put(memory.id(), all.size());
        byText.put(normal(memory.text()), memory.id());
        index.add(all.size(), memory.text());
        for (String sentence : sentences(memory.text())) {
            sentences.add(owners.size(), sentence);
            owners.add(all.size());
        }
        all.add(memory);
    }

    private void drop(Memory memory) {
        int number = number(memory);
        index.remove(number);
        for (int i = 0; i < owners.size(); i++) {
            if (owners.get(i) == number) {
                sentences.remove(i);
            }
        }
        byText.remove(normal(memory.text()), memory.id());
        forgotten.add(number);
        all.set(
                number,
                new Memory(
                        memory.id(),
                        memory.kind(),
                        "forgotten",
                        memory.time(),
                        memory.importance(),
                        memory.source(),
                        List.of(),
                        null));
        if (number < vectors.size()) {
            vectors.set(number, new float[vectors.get(number).length]);
        }
    }

    /** Returns the memories that hold, from the oldest to the newest. */
    public synchronized List<Memory> holding() {
        return all.stream().filter(m -> holds(m.id())).toList();
    }

    /** Returns whether a memory was neither superseded nor forgotten. */
    public synchronized boolean holds(String id) {
        Integer number = numbers.get(id);
        return number != null && !successors.containsKey(id) && !forgotten.contains(number);
    }

    /**
     * Returns a memory, also one that was superseded.
     *
     * @throws IllegalArgumentException if there is none with that id
     */
    public synchronized Memory get(String id) {
        Integer number = numbers.get(id);
        if (number == null) {
            throw new IllegalArgumentException("there is no memory '%s'".formatted(id));
        }
        return all.get(number);
    }

    /** Returns what a memory superseded, the oldest first, then itself, then what superseded it. */
    public synchronized List<Memory> history(String id) {
        List<String> chain = new ArrayList<>(List.of(get(id).id()));
        for (int i = 0; i < chain.size(); i++) {
            String now = chain.get(i);
            successors.forEach((old, by) -> {
                if (by.equals(now) && !chain.contains(old)) {
                    chain.add(old);
                }
            });
            String by = successors.get(now);
            if (by != null && !chain.contains(by)) {
                chain.add(by);
            }
        }
        return chain.stream()
                .map(this::get)
                .sorted(Comparator.comparingInt(this::number))
                .toList();
    }

    /** Returns when a memory was last made or recalled. */
    public synchronized Instant accessed(String id) {
        return Objects.requireNonNullElseGet(accessed.get(id), () -> get(id).time());
    }

    /** Returns whether memories have vectors. */
    public boolean hasVectors() {
        return embedder != null;
    }

    int number(Memory memory) {
        return Objects.requireNonNull(numbers.get(memory.id()));
    }

    /** Returns the BM25 score of each memory by its number, also of those that no longer hold. */
    synchronized double[] wordScores(String query) {
        return index.scores(query, all.size());
    }

    /** Returns the BM25 score of the best sentence of each memory, by number: long texts hold many things, of which one is asked about. */
    synchronized double[] sentenceScores(String query) {
        double[] scores = sentences.scores(query, owners.size());
        double[] out = new double[all.size()];
        for (int i = 0; i < scores.length; i++) {
            out[owners.get(i)] = Math.max(out[owners.get(i)], scores[i]);
        }
        return out;
    }

    private static List<String> sentences(String text) {
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
        breaks.setText(text);
        List<String> out = new ArrayList<>();
        int from = breaks.first();
        for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
            out.add(text.substring(from, to));
            from = to;
        }
        return out;
    }

    /** Returns the cosine of each memory's vector with the query's, by number; of those without words 0. */
    synchronized double[] cosines(String query) {
        Embedder by = embedder;
        if (by == null) {
            throw new IllegalStateException("this memory has no vectors; create it with an embedding model");
        }
        List<String> missing = all.subList(vectors.size(), all.size()).stream()
                .map(Memory::text)
                .toList();
        if (!missing.isEmpty()) {
            vectors.addAll(by.texts(missing));
        }
        double[] out = new double[all.size()];
        if (query.isBlank()) {
            return out;
        }
        float[] wanted = by.text(query);
        for (int i = 0; i < out.length; i++) {
            out[i] = Embedder.cosine(wanted, vectors.get(i));
        }
        return out;
    }

    private static String normal(String text) {
        return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    @Override
    public synchronized void close() {
        index.close();
        sentences.close();
    }
}
