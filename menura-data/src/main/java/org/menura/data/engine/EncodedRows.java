package org.menura.data.engine;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;
import org.menura.data.plan.PendingDocument;
import org.menura.format.FormatException;

/** The documents of a file as tokens, in order, encoded ahead by the threads of a pool. */
final class EncodedRows implements Cursor<EncodedRows.Encoded> {
    private static final int AHEAD = 64;

    /** A document's tokens, and where it was. */
    record Encoded(int[] ids, String id, Path file, long number) {}

    private final Path file;
    private final Cursor<PendingDocument> documents;
    private final Function<String, int[]> encode;
    private final ExecutorService pool;
    private final Deque<Future<Encoded>> ahead = new ArrayDeque<>();
    private long number;

    EncodedRows(Path file, Cursor<PendingDocument> documents, Function<String, int[]> encode, ExecutorService pool) {
        this.file = file;
        this.documents = documents;
        this.encode = encode;
        this.pool = pool;
    }

    @Override
    public @Nullable Encoded next() {
        while (ahead.size() < AHEAD) {
            PendingDocument document = documents.next();
            if (document == null) {
                break;
            }
            long row = ++number;
            ahead.add(pool.submit(() -> encoded(document, row)));
        }
        Future<Encoded> first = ahead.poll();
        try {
            return first == null ? null : first.get();
        } catch (ExecutionException e) {
            throw LocalRunner.failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.util.concurrent.CancellationException();
        }
    }

    private Encoded encoded(PendingDocument pending, long row) {
        var document = pending.get();
        try {
            return new Encoded(encode.apply(document.text()), document.id(), file, row);
        } catch (FormatException e) {
            throw new FormatException("%s, row %d: %s".formatted(file, row, e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        ahead.forEach(f -> f.cancel(true));
        documents.close();
    }
}
