package org.menura.format.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import org.menura.format.FormatException;

/** A download of a model from a hub into a folder. */
public final class HubPull {
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
        Downloads downloads = new Downloads(hub, listener);
        targets.forEach((file, target) -> downloads.add(file, hub.address(wanted, commit, file.path()), target));
        downloads.checkSpace(folder);
        PullRecord record =
                new PullRecord(wanted.toString(), commit, false, files(earlier, listing, targets), Map.of());
        if (earlier.isPresent()) {
            earlier.get().deleteStale(record, folder);
        }
        record.write(folder);
        listener.started(targets.size(), downloads.size());
        downloads.run();
        record.completed().write(folder);
        return List.copyOf(targets.values());
    }

    /** Returns the number of bytes that {@link #pull} would fetch into an empty folder. */
    public long size(HubReference wanted, String revision) throws IOException {
        List<HubFile> listing = hub.files(wanted, hub.commit(wanted, revision));
        return choose(listing, wanted, Path.of("")).keySet().stream()
                .mapToLong(HubFile::size)
                .sum();
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
}
