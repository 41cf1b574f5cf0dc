package org.menura.format.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Fetches several files of a server, four at a time; what is there with the right hash is left alone. */
final class Downloads {
    private static final int AT_ONCE = 4;

    private final FileServer server;
    private final PullListener listener;
    private final List<Item> items = new ArrayList<>();

    Downloads(FileServer server, PullListener listener) {
        this.server = server;
        this.listener = listener;
    }

    private record Item(HubFile file, URI address, Path target) {}

    void add(HubFile file, URI address, Path target) {
        items.add(new Item(file, address, target));
    }

    /** The bytes of all files, those that are there included. */
    long size() {
        return items.stream().mapToLong(i -> i.file().size()).sum();
    }

    /**
     * Checks that what is missing has room.
     *
     * @throws IOException if it has not
     */
    void checkSpace(Path folder) throws IOException {
        long needed = 0;
        for (Item item : items) {
            long size = item.file().size();
            boolean there = Files.exists(item.target()) && Files.size(item.target()) == size;
            long missing = there ? 0 : size - PartFile.leftOver(item.target());
            needed = Math.addExact(needed, Math.max(0, missing));
        }
        checkSpace(folder, needed);
    }

    /**
     * Checks that so many bytes have room.
     *
     * @throws IOException if they have not
     */
    static void checkSpace(Path folder, long needed) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free > 0 && needed > free) {
            throw new IOException("%s has %d MB free, but %d MB are to be fetched; make room or name another folder"
                    .formatted(folder, free / 1_000_000, needed / 1_000_000 + 1));
        }
    }

    /** Fetches what is missing. */
    void run() throws IOException {
        try (ExecutorService workers =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(workers);
            for (Item item : items) {
                running.submit(() -> {
                    fetch(item);
                    return null;
                });
            }
            try {
                for (int i = 0; i < items.size(); i++) {
                    running.take().get();
                }
            } catch (ExecutionException e) {
                workers.shutdownNow();
                throw failure(e);
            } catch (InterruptedException e) {
                workers.shutdownNow();
                Thread.currentThread().interrupt();
                throw new HubException("the pull was interrupted", e);
            }
        }
    }

    private void fetch(Item item) throws IOException {
        HubFile file = item.file();
        boolean there = Files.isRegularFile(item.target())
                && Files.size(item.target()) == file.size()
                && file.hash().matches(item.target());
        if (there) {
            listener.progressed(file.size());
        } else {
            try (PartFile part = PartFile.open(item.target(), file)) {
                new Download(server, item.address(), file, part, listener::progressed).run();
                part.complete();
            }
        }
        listener.finished(file.path(), file.size(), !there);
    }

    /** The failure of a worker, thrown again in this thread with its kind and its sentence. */
    private static IOException failure(ExecutionException wrapped) {
        return switch (wrapped.getCause()) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> new HubException("the pull failed", wrapped);
        };
    }
}
