package org.menura.recipes.household;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.generate.session.Session;

/**
 * Measures what a fork of an episode costs: {@code recipes/run ForkCost TEXT MODEL...}. A session that has read so many
 * tokens of the text is forked, and forked and told a token more; bytes are what the thread allocates for it, medians of 201.
 */
final class ForkCost {
    private static final int[] LENGTHS = {64, 256, 1000};
    private static final int LETTERS = 1 << 13; // of the text, enough for the longest
    private static final int WARM = 200;
    private static final int TIMES = 201;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private ForkCost() {}

    /** The median of what was seen. */
    private record Cost(double bytes, double microseconds) {
        static Cost of(Runnable work) {
            for (int i = 0; i < WARM; i++) {
                work.run();
            }
            double[] bytes = new double[TIMES];
            double[] times = new double[TIMES];
            for (int i = 0; i < TIMES; i++) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                long start = System.nanoTime();
                work.run();
                times[i] = (System.nanoTime() - start) / 1e3;
                bytes[i] = THREADS.getCurrentThreadAllocatedBytes() - before;
            }
            Arrays.sort(bytes);
            Arrays.sort(times);
            return new Cost(bytes[TIMES / 2], times[TIMES / 2]);
        }
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 2) {
            System.err.println("usage: recipes/run ForkCost TEXT MODEL...");
            System.exit(2);
        }
        String text = Files.readString(Path.of(args[0]));
        System.out.println("| model | tokens | KiB of a fork | µs | KiB of a fork that goes on by a token | µs |");
        System.out.println("|---|---|---|---|---|---|");
        for (String model : List.of(args).subList(1, args.length)) {
            try (LanguageModel loaded = Menura.load(Path.of(model))) {
                int[] tokens = loaded.loaded().text().tokenizer().encode(text.substring(0, LETTERS), true, true);
                for (int length : LENGTHS) {
                    print(model, loaded.newSession(), Arrays.copyOf(tokens, length));
                }
            }
        }
    }

    private static void print(String model, Session session, int[] tokens) {
        session.feed(tokens);
        int next = tokens[0];
        Cost fork = Cost.of(session::fork);
        Cost step = Cost.of(() -> session.fork().feed(next));
        System.out.printf(
                "| %s | %,d | %,.0f | %.1f | %,.0f | %.0f |%n",
                model, tokens.length, fork.bytes / 1024, fork.microseconds, step.bytes / 1024, step.microseconds);
    }
}
