package org.menura.generate.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.menura.generate.session.Session;
import org.menura.model.CausalModel;
import org.menura.tensor.Rng;
import org.menura.tensor.annotation.Internal;

/**
 * Speed of a batch with the meaning of llama.cpp's llama-batched-bench: some sequences each get a prompt of random
 * tokens, and then one token each in every pass, after a {@link WarmUp} on shorter ones.
 */
@Internal
public final class BatchBench {
    private static final long SEED = 1;
    private static final int ROWS = 512;

    /**
     * The result of a benchmark of a batch.
     *
     * @param prompt tokens of each sequence's prompt
     * @param generated tokens that each sequence got afterwards
     * @param sequences number of sequences
     * @param promptSeconds seconds of the prefill of all prompts, of each repetition
     * @param tokenSeconds seconds of the decoding of all tokens after them, of each repetition
     */
    public record Test(int prompt, int generated, int sequences, double[] promptSeconds, double[] tokenSeconds) {
        /** Returns the number of tokens that the sequences have in the end, all together. */
        public int cached() {
            return sequences * (prompt + generated);
        }

        /** Returns the mean seconds of the prefill. */
        public double promptTime() {
            return DoubleStream.of(promptSeconds).average().orElse(0);
        }

        /** Returns the mean seconds of the decoding. */
        public double tokenTime() {
            return DoubleStream.of(tokenSeconds).average().orElse(0);
        }

        /** Returns the prefill rate: tokens of all prompts per second. */
        public double promptRate() {
            return sequences * prompt / promptTime();
        }

        /** Returns the decode rate: tokens of all sequences per second after the prompts. */
        public double tokenRate() {
            return sequences * generated / tokenTime();
        }

        /** Returns the rate of all tokens per second. */
        public double rate() {
            return cached() / (promptTime() + tokenTime());
        }
    }

    private final CausalModel model;
    private final int repetitions;
    private final Rng rng = new Rng(SEED);

    /**
     * Measures a model.
     *
     * @throws IllegalArgumentException if there are no repetitions
     */
    public BatchBench(CausalModel model, int repetitions) {
        if (repetitions < 1) {
            throw new IllegalArgumentException("there must be at least one repetition, not " + repetitions);
        }
        this.model = model;
        this.repetitions = repetitions;
    }

    /**
     * Measures a batch.
     *
     * @throws org.menura.generate.session.ContextOverflowException if prompt and tokens exceed the model's context
     * @throws IllegalArgumentException if a number is not positive
     */
    public Test measure(int prompt, int generated, int sequences) {
        if (prompt < 1 || generated < 1 || sequences < 1) {
            throw new IllegalArgumentException(
                    "a batch takes at least one sequence, one token of a prompt and one more,"
                            + " not %d, %d and %d".formatted(sequences, prompt, generated));
        }
        new Session(model).check(new int[Math.addExact(prompt, generated)]);
        WarmUp.run(() -> {
            List<Session> sessions = sessions(sequences);
            read(sessions, Math.min(prompt, 32));
            write(sessions, Math.min(generated, 8));
        });
        double[] promptSeconds = new double[repetitions];
        double[] tokenSeconds = new double[repetitions];
        for (int r = 0; r < repetitions; r++) {
            List<Session> sessions = sessions(sequences);
            promptSeconds[r] = read(sessions, prompt);
            tokenSeconds[r] = write(sessions, generated);
        }
        return new Test(prompt, generated, sequences, promptSeconds, tokenSeconds);
    }

    private List<Session> sessions(int count) {
        return IntStream.range(0, count).mapToObj(_ -> new Session(model)).toList();
    }

    /** Prompts, one behind the other, in passes of {@link #ROWS} rows. */
    private double read(List<Session> sessions, int prompt) {
        long start = System.nanoTime();
        List<Session> fed = new ArrayList<>();
        List<int[]> next = new ArrayList<>();
        int rows = 0;
        for (Session session : sessions) {
            for (int left = prompt; left > 0; ) {
                int part = Math.min(left, ROWS - rows);
                fed.add(session);
                next.add(random(part));
                left -= part;
                rows += part;
                if (rows == ROWS) {
                    Session.feedAll(fed, next);
                    fed.clear();
                    next.clear();
                    rows = 0;
                }
            }
        }
        if (rows > 0) {
            Session.feedAll(fed, next);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private double write(List<Session> sessions, int generated) {
        long start = System.nanoTime();
        for (int i = 0; i < generated; i++) {
            Session.feedAll(sessions, sessions.stream().map(_ -> random(1)).toList());
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private int[] random(int count) {
        int[] ids = new int[count];
        Arrays.setAll(ids, _ -> rng.nextInt(model.vocabulary()));
        return ids;
    }
}
