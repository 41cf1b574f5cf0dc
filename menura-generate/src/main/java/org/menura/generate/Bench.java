package org.menura.generate;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.menura.model.CausalModel;
import org.menura.tensor.Rng;

/**
 * Speed of a model with the meaning of llama.cpp's llama-bench: {@code pp} processes a prompt of random tokens in one
 * go, {@code tg} generates tokens one by one from an empty context. One more run, whose time does not count, comes first.
 */
public final class Bench {
    private static final long SEED = 1;

    private final CausalModel model;
    private final int repetitions;

    /**
     * What was measured.
     *
     * @param name {@code pp512}, {@code tg128}
     * @param rates tokens per second of each repetition
     */
    public record Test(String name, int tokens, double[] rates) {
        /** Mean tokens per second. */
        public double mean() {
            return DoubleStream.of(rates).average().orElse(0);
        }

        /** Standard deviation of the repetitions; 0 if there is one only. */
        public double deviation() {
            double mean = mean();
            double squares =
                    DoubleStream.of(rates).map(r -> (r - mean) * (r - mean)).sum();
            return rates.length < 2 ? 0 : Math.sqrt(squares / (rates.length - 1));
        }
    }

    /**
     * Measures a model.
     *
     * @throws IllegalArgumentException if there are no repetitions
     */
    public Bench(CausalModel model, int repetitions) {
        if (repetitions < 1) {
            throw new IllegalArgumentException("there must be at least one repetition, not " + repetitions);
        }
        this.model = model;
        this.repetitions = repetitions;
    }

    /** Processing of a prompt. */
    public Test prompt(int tokens) {
        return measure("pp" + tokens, tokens, false);
    }

    /** Generation of tokens. */
    public Test generation(int tokens) {
        return measure("tg" + tokens, tokens, true);
    }

    private Test measure(String name, int tokens, boolean singly) {
        int[] ids = random(tokens);
        run(ids, singly);
        double[] rates = new double[repetitions];
        for (int r = 0; r < repetitions; r++) {
            long start = System.nanoTime();
            run(ids, singly);
            rates[r] = tokens / ((System.nanoTime() - start) / 1e9);
        }
        return new Test(name, tokens, rates);
    }

    private void run(int[] ids, boolean singly) {
        Session session = new Session(model);
        if (singly) {
            for (int id : ids) {
                session.feed(id);
            }
        } else {
            session.feed(ids);
        }
    }

    private int[] random(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("there must be at least one token, not " + count);
        }
        Rng rng = new Rng(SEED);
        int[] ids = new int[count];
        Arrays.setAll(ids, _ -> rng.nextInt(model.vocabulary()));
        return ids;
    }
}
