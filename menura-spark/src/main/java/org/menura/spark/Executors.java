package org.menura.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Carries pieces of work out on the executors of a Spark context. */
final class Executors {
    private static final long POLL_MILLIS = 200;

    private Executors() {}

    /** Work on one piece. */
    @FunctionalInterface
    interface Work<T, R> extends Serializable {
        R on(T piece) throws IOException;
    }

    /** What came of a piece: bad input is no reason to try again, so it comes back as a value. */
    private record Outcome<R>(
            int index, @Nullable R result, @Nullable String refused) implements Serializable {}

    private record Piece<T>(int index, T value) implements Serializable {}

    /**
     * Carries out work on pieces, each a Spark task of its own, which Spark tries again where an executor is lost.
     *
     * @param check called now and then while executors work; what it throws ends the work
     * @return results in the order of the pieces
     * @throws FormatException if a piece is refused
     */
    static <T, R> List<R> run(JavaSparkContext spark, List<T> pieces, Work<T, R> work, Runnable check) {
        if (pieces.isEmpty()) {
            return List.of();
        }
        List<Piece<T>> numbered = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            numbered.add(new Piece<>(i, pieces.get(i)));
        }
        JavaFutureAction<List<Outcome<R>>> action = spark.parallelize(numbered, numbered.size())
                .map(piece -> attempt(piece, work))
                .collectAsync();
        SortedMap<Integer, R> results = new TreeMap<>();
        for (Outcome<R> outcome : await(action, check)) {
            if (outcome.refused() != null) {
                throw new FormatException(outcome.refused());
            }
            results.put(outcome.index(), Objects.requireNonNull(outcome.result()));
        }
        return List.copyOf(results.values());
    }

    private static <T, R> Outcome<R> attempt(Piece<T> piece, Work<T, R> work) {
        try {
            return new Outcome<>(piece.index(), work.on(piece.value()), null);
        } catch (FormatException e) {
            return new Outcome<>(piece.index(), null, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <R> List<R> await(JavaFutureAction<List<R>> action, Runnable check) {
        try {
            while (true) {
                try {
                    return action.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException _) {
                    check.run();
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the executors failed: " + reason(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            action.cancel(true);
            Thread.currentThread().interrupt();
            throw new CancellationException();
        } catch (RuntimeException e) {
            action.cancel(true);
            throw e;
        }
    }

    private static String reason(@Nullable Throwable cause) {
        return cause == null
                ? "unknown"
                : String.valueOf(cause.getMessage()).lines().findFirst().orElse("unknown");
    }
}
