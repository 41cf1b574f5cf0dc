package org.menura.format.hub;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * Where pulled models lie unless another folder is named: {@code models/org/name} below the folder that the environment
 * variable MENURA_CACHE names, or below {@code ~/.cache/menura}.
 */
public final class HubCache {
    private HubCache() {}

    /** The folder of a model, whether it was pulled or not. */
    public static Path folder(HubReference model) {
        return folder(root(), model);
    }

    /**
     * The folder or GGUF file of a model that was pulled.
     *
     * @param name {@code org/name}, or {@code org/name:file} for one file (the first, if it was split)
     * @return empty if the name is no such name, or nothing of it was pulled
     * @throws FormatException if its pull was cut off, or the file is none of those that were pulled
     */
    public static Optional<Path> find(String name) {
        return find(root(), name);
    }

    static Optional<Path> find(Path root, String name) {
        Optional<HubReference> model = HubReference.find(name);
        if (model.isEmpty()) {
            return Optional.empty();
        }
        Path folder = folder(root, model.get());
        return PullRecord.read(folder)
                .map(record -> open(folder, record, model.get().file()));
    }

    private static Path folder(Path root, HubReference model) {
        return root.resolve("models", model.organisation(), model.name());
    }

    private static Path open(Path folder, PullRecord record, @Nullable String file) {
        if (!record.complete()) {
            throw new FormatException("the pull of %s was cut off; go on with: menura pull %s"
                    .formatted(record.reference(), record.reference()));
        }
        List<String> there = record.files().stream()
                .filter(p -> Files.exists(SafePath.resolve(folder, p)))
                .toList();
        if (file != null) {
            return folder.resolve(NamedFiles.choose(there, file).getFirst());
        }
        List<String> weights = there.stream().filter(ModelFiles::isWeights).toList();
        // The other files of a repository of GGUF files are no model folder.
        boolean oneGguf = weights.stream().allMatch(p -> ModelFiles.hasEnding(p, ".gguf"))
                && weights.stream().map(Shard::whole).distinct().count() == 1;
        return oneGguf ? folder.resolve(weights.stream().sorted().toList().getFirst()) : folder;
    }

    private static Path root() {
        String named = System.getenv("MENURA_CACHE");
        return named == null || named.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "menura")
                : Path.of(named);
    }
}
