package org.menura.generate.bench;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.menura.generate.session.Session;
import org.menura.model.CausalModel;
import org.menura.tensor.Rng;
import org.menura.tensor.annotation.Internal;

/**
 * Speed of a model with the meaning of llama.cpp's llama-bench: {@code pp} processes a prompt of random tokens in one
 * go, {@code tg} generates tokens one by one, both from an empty context or one of some depth, after a {@link WarmUp}.
 */
@Internal
public final class Bench {
    private static final long SEED = 1;

    private final CausalModel model;
    private final int repetitions;

    /**
     * The result of a benchmark.
     *
     * @param name {@code pp512}, {@code tg128}, {@code tg128 @ d4096}
     * @param depth tokens in the context before
     * @param rates tokens per second of each repetition
     */
    public record Test(String name, int tokens, int depth, double[] rates) {
        /** Returns the mean rate in tokens per second. */
        public double mean() {
            return DoubleStream.of(rates).average().orElse(0);
        }

        /** Returns the standard deviation of the repetitions; 0 if there is one only. */
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

    /** Measures the prefill of a prompt that follows {@code depth} tokens. */
    public Test prompt(int tokens, int depth) {
        return measure("pp" + tokens, tokens, depth, false);
    }

    /** Measures the decoding of tokens that follow {@code depth} others. */
    public Test generation(int tokens, int depth) {
        return measure("tg" + tokens, tokens, depth, true);
    }

    private Test measure(String name, int tokens, int depth, boolean singly) {
        if (tokens < 1 || depth < 0) {
            throw new IllegalArgumentException("there must be at least one token, and no less than none before");
        }
        Session context = new Session(model);
        if (depth > 0) {
            context.feed(random(depth));
        }
        int[] ids = random(tokens);
        WarmUp.run(() -> run(context.fork(), ids, singly));
        double[] rates = new double[repetitions];
        for (int r = 0; r < repetitions; r++) {
            Session session = context.fork();
            long start = System.nanoTime();
            run(session, ids, singly);
            rates[r] = tokens / ((System.nanoTime() - start) / 1e9);
        }
        return new Test(depth == 0 ? name : name + " @ d" + depth, tokens, depth, rates);
    }

    private static void run(Session session, int[] ids, boolean singly) {
        if (singly) {
            for (int id : ids) {
                session.feed(id);
            }
        } else {
            session.feed(ids);
        }
    }

    private int[] random(int count) {
        Rng rng = new Rng(SEED);
        int[] ids = new int[count];
        Arrays.setAll(ids, _ -> rng.nextInt(model.vocabulary()));
        return ids;
    }
}
