package org.menura.format.python;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Bounds what a search may cost: how many characters it reads, and how deep it recurses. */
final class RegexGuard {
    private static final long MAX_READS = 400_000_000;
    private static final long DEEP_STACK = 256L << 20;

    private RegexGuard() {}

    /** The text as a sequence that gives up when it was read too often. */
    static CharSequence bounded(String text, String pattern) {
        return new Bounded(text, pattern);
    }

    /** Runs a search, again on a thread with a large stack if it needs one: Java's matcher recurses, Python's doesn't. */
    static <T extends @Nullable Object> T run(String pattern, Supplier<T> search) {
        try {
            return search.get();
        } catch (StackOverflowError e) {
            return deep(pattern, search);
        }
    }

    private static <T extends @Nullable Object> T deep(String pattern, Supplier<T> search) {
        FutureTask<T> task = new FutureTask<>(search::get);
        Thread thread = new Thread(null, task, "regex", DEEP_STACK);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a regular expression was matched", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case FormatException f -> throw f;
                case StackOverflowError s ->
                    throw new FormatException(
                            "The regular expression '" + pattern + "' recurses too deeply on a text.", s);
                case null, default -> throw new IllegalStateException("A regular expression failed", e);
            }
        }
    }

    private static final class Bounded implements CharSequence {
        private final String text;
        private final String pattern;
        private long reads;

        Bounded(String text, String pattern) {
            this.text = text;
            this.pattern = pattern;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++reads > MAX_READS) {
                throw new FormatException("The regular expression '" + pattern + "' takes too long on a text of "
                        + text.length() + " characters; write one that has fewer ways to match.");
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
