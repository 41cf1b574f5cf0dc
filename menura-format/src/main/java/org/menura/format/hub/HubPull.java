package org.menura.format.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.menura.format.FormatException;

/** Brings a model from a hub into a folder. */
public final class HubPull {
    private static final int AT_ONCE = 4;

    private final HubClient hub;
    private final PullListener listener;

    public HubPull(HubClient hub, PullListener listener) {
        this.hub = hub;
        this.listener = listener;
    }

    /**
     * Fetches a model, or the files that {@code wanted} names. Files that are there with the hub's hash are left alone;
     * an interrupted pull goes on where it stopped. Files of an earlier pull that the repository has no longer are
     * deleted, since they would be taken for the model's.
     *
     * @param revision a branch, tag or commit
     * @param folder where the files go, under their paths in the repository; made if it is not there
     * @return where the files lie
     * @throws HubException if the hub can't be reached, refuses, or breaks off again and again
     * @throws FormatException if there is no such file, the hub names unsafe paths, or what arrives is damaged
     * @throws IOException if the folder can't be written
     */
    public List<Path> pull(HubReference wanted, String revision, Path folder) throws IOException {
        String commit = hub.commit(wanted, revision);
        List<HubFile> listing = hub.files(wanted, commit);
        SequencedMap<HubFile, Path> targets = choose(listing, wanted, folder);
        Files.createDirectories(folder);
        Optional<PullRecord> earlier = PullRecord.read(folder).filter(r -> r.isOf(wanted));
        checkSpace(targets, folder);
        PullRecord record = new PullRecord(wanted.toString(), commit, false, files(earlier, listing, targets));
        if (earlier.isPresent()) {
            deleteStale(earlier.get(), record, folder);
        }
        record.write(folder);
        listener.started(
                targets.size(),
                targets.keySet().stream().mapToLong(HubFile::size).sum());
        fetchAll(wanted, commit, targets);
        record.completed().write(folder);
        return List.copyOf(targets.values());
    }

    private static SequencedMap<HubFile, Path> choose(List<HubFile> listing, HubReference wanted, Path folder) {
        Map<String, HubFile> byPath = new LinkedHashMap<>();
        listing.forEach(f -> byPath.put(f.path(), f));
        List<String> paths = List.copyOf(byPath.keySet());
        List<String> chosen = wanted.file() == null
                ? ModelFiles.choose(paths, wanted.repository())
                : NamedFiles.choose(paths, wanted.file());
        SequencedMap<HubFile, Path> targets = new LinkedHashMap<>();
        for (String path : chosen) {
            targets.put(byPath.get(path), SafePath.resolve(folder, path));
        }
        return targets;
    }

    /** What of earlier pulls is still in the repository, and what this one brings. */
    private static List<String> files(Optional<PullRecord> earlier, List<HubFile> listing, Map<HubFile, Path> targets) {
        Set<String> listed = new HashSet<>();
        listing.forEach(f -> listed.add(f.path()));
        Stream<String> kept = earlier.stream().flatMap(r -> r.files().stream()).filter(listed::contains);
        return Stream.concat(kept, targets.keySet().stream().map(HubFile::path))
                .distinct()
                .sorted()
                .toList();
    }

    private static void deleteStale(PullRecord earlier, PullRecord now, Path folder) throws IOException {
        Set<String> stale = new HashSet<>(earlier.files());
        now.files().forEach(stale::remove);
        for (String path : stale) {
            Path file = SafePath.resolve(folder, path);
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(file);
            }
        }
    }

    private static void checkSpace(Map<HubFile, Path> targets, Path folder) throws IOException {
        long needed = 0;
        for (Map.Entry<HubFile, Path> e : targets.entrySet()) {
            boolean there = Files.exists(e.getValue())
                    && Files.size(e.getValue()) == e.getKey().size();
            long missing = there ? 0 : e.getKey().size() - PartFile.leftOver(e.getValue());
            needed = Math.addExact(needed, Math.max(0, missing));
        }
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free > 0 && needed > free) {
            throw new IOException("%s has %d MB free, but %d MB are to be fetched; make room or name another folder"
                    .formatted(folder, free / 1_000_000, needed / 1_000_000 + 1));
        }
    }

    private void fetchAll(HubReference model, String commit, Map<HubFile, Path> targets) throws IOException {
        try (ExecutorService workers =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            ExecutorCompletionService<Void> downloads = new ExecutorCompletionService<>(workers);
            targets.forEach((file, target) -> downloads.submit(() -> {
                fetch(model, commit, file, target);
                return null;
            }));
            try {
                for (int i = 0; i < targets.size(); i++) {
                    downloads.take().get();
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

    private void fetch(HubReference model, String commit, HubFile file, Path target) throws IOException {
        boolean there = Files.isRegularFile(target)
                && Files.size(target) == file.size()
                && file.hash().matches(target);
        if (there) {
            listener.progressed(file.size());
        } else {
            try (PartFile part = PartFile.open(target, file)) {
                new Download(hub, hub.address(model, commit, file.path()), file, part, listener::progressed).run();
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
