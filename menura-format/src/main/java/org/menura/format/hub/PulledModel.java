package org.menura.format.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.format.json.Json;

/**
 * A model in the cache.
 *
 * @param name as {@code menura run} takes it
 * @param architecture what its config or GGUF file says it is; empty where they can't be read
 * @param bytes of all files that pulls brought, finished or not
 * @param pulled when its last pull ended or was cut off
 * @param path its folder or GGUF file
 * @param complete whether all of it arrived
 */
public record PulledModel(String name, String architecture, long bytes, Instant pulled, Path path, boolean complete) {
    /**
     * Lists the models in the cache, by name.
     *
     * @throws IOException if a folder can't be read
     */
    public static List<PulledModel> list() throws IOException {
        return list(HubCache.root());
    }

    static List<PulledModel> list(Path root) throws IOException {
        List<PulledModel> found = new ArrayList<>();
        for (Path folder : Stream.concat(
                        folders(root.resolve(HubCache.MODELS)).stream().flatMap(f -> folders(f).stream()),
                        folders(root.resolve(HubCache.PACKAGES)).stream())
                .toList()) {
            of(folder).ifPresent(found::add);
        }
        found.sort(Comparator.comparing(PulledModel::name, String.CASE_INSENSITIVE_ORDER));
        return found;
    }

    /**
     * Returns a model in the cache.
     *
     * @param name without file or version, as {@link #name} is
     * @throws FormatException if the name is that of no pulled model
     */
    public static PulledModel of(String name) throws IOException {
        return of(HubCache.root(), name);
    }

    static PulledModel of(Path root, String name) throws IOException {
        Optional<ModelReference> reference =
                ModelReference.find(name).filter(r -> r.toString().equals(r.repository()));
        Optional<PulledModel> model =
                reference.isEmpty() ? Optional.empty() : of(HubCache.folder(root, reference.get()));
        return model.orElseThrow(() ->
                new FormatException("%s is no pulled model; menura list shows those that there are".formatted(name)));
    }

    private static Optional<PulledModel> of(Path folder) throws IOException {
        Optional<PullRecord> record = PullRecord.read(folder);
        if (record.isEmpty()) {
            return Optional.empty();
        }
        String name = ModelReference.find(record.get().reference())
                .map(ModelReference::repository)
                .orElse(record.get().reference());
        long bytes = 0;
        for (Path file : files(folder, record.get())) {
            bytes += Files.size(file);
        }
        Path stamp = folder.resolve(PullRecord.NAME);
        boolean complete = record.get().complete();
        Path path = complete ? HubCache.open(folder, record.get(), null) : folder;
        return Optional.of(new PulledModel(
                name,
                complete ? architecture(path) : "",
                bytes,
                Files.getLastModifiedTime(stamp).toInstant(),
                path,
                complete));
    }

    /**
     * Deletes the files that pulls brought, and the folders that are empty then.
     *
     * @return files that somebody else put there and that are left
     * @throws IOException if something can't be deleted
     */
    public List<Path> delete() throws IOException {
        Path folder = Files.isDirectory(path) ? path : folderOf(path);
        PullRecord record = PullRecord.read(folder)
                .orElseThrow(() -> new FormatException("%s is no pulled model any more".formatted(name)));
        for (Path file : files(folder, record)) {
            Files.delete(file);
        }
        PackagePull.deleteWheels(folder);
        Files.deleteIfExists(folder.resolve(PullRecord.NAME));
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path directory : all.filter(p -> Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                deleteIfEmpty(directory);
            }
        }
        deleteIfEmpty(Objects.requireNonNull(folder.getParent()));
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> left = Files.walk(folder)) {
            return left.filter(p -> !Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    /** The folder of a GGUF file, which may lie deeper than the record. */
    private static Path folderOf(Path file) {
        @Nullable Path at = file.getParent();
        while (at != null && !Files.isRegularFile(at.resolve(PullRecord.NAME))) {
            at = at.getParent();
        }
        return at == null ? file : at;
    }

    /** The files of the record, and what broken-off downloads left of them. */
    private static List<Path> files(Path folder, PullRecord record) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path file : record.paths(folder)) {
            for (String ending : List.of("", PartFile.ENDING, PartFile.TAG_ENDING)) {
                Path there = file.resolveSibling(file.getFileName() + ending);
                if (Files.isRegularFile(there, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(there);
                }
            }
        }
        return found;
    }

    private static String architecture(Path model) {
        try {
            if (Files.isRegularFile(model)) {
                return String.valueOf(GgufFile.open(model).metadata().getOrDefault("general.architecture", ""));
            }
            for (String name : List.of("config.json", "model_index.json")) {
                Path file = model.resolve(name);
                if (Files.isRegularFile(file)) {
                    JsonNode config = Json.parse(file);
                    return config.path("model_type")
                            .asText(config.path("_class_name").asText());
                }
            }
            return "";
        } catch (FormatException _) {
            return ""; // Listing the cache must not fail for one damaged file.
        }
    }

    private static List<Path> folders(Path folder) {
        try (Stream<Path> all = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return all.filter(p -> Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteIfEmpty(Path directory) throws IOException {
        try {
            Files.delete(directory);
        } catch (DirectoryNotEmptyException _) {
            // Somebody else's files lie there.
        }
    }
}
