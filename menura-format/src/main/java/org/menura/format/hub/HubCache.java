package org.menura.format.hub;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * Where pulled models lie unless another folder is named: {@code models/org/name} and {@code packages/name} below the
 * folder that the environment variable MENURA_CACHE names, or below {@code ~/.cache/menura}.
 */
public final class HubCache {
    static final String MODELS = "models";
    static final String PACKAGES = "packages";

    private HubCache() {}

    /** Returns the folder of a model, whether it was pulled or not. */
    public static Path folder(ModelReference model) {
        return folder(root(), model);
    }

    /**
     * Returns the folder or file that a name means: a path that exists, else a model that was pulled.
     *
     * @param name a path, or a name as {@link ModelReference} reads it
     * @return the path itself where nothing exists and the name is none of a model
     * @throws NotPulledException if nothing exists, and the name is that of a model that was not pulled
     * @throws FormatException if its pull was cut off, or the file is none of those that were pulled
     */
    public static Path locate(String name) {
        return locate(root(), name);
    }

    static Path locate(Path root, String name) {
        Optional<ModelReference> reference = ModelReference.find(name);
        if (reference.isEmpty()) {
            return Path.of(name);
        }
        return existing(name).or(() -> find(root, name)).orElseThrow(() -> new NotPulledException(reference.get()));
    }

    /** Returns whether a text has the form of a name under which models are pulled. */
    public static boolean isName(String text) {
        return ModelReference.find(text).isPresent();
    }

    /**
     * Returns the folder or GGUF file of a model that was pulled.
     *
     * @param name a name as {@link ModelReference} reads it; of {@code org/name:file} one file (the first, if it was split)
     * @return empty if the name is no such name, or nothing of it was pulled
     * @throws FormatException if its pull was cut off, or the file is none of those that were pulled
     */
    public static Optional<Path> find(String name) {
        return find(root(), name);
    }

    static Optional<Path> find(Path root, String name) {
        Optional<ModelReference> model = ModelReference.find(name);
        if (model.isEmpty()) {
            return Optional.empty();
        }
        Path folder = folder(root, model.get());
        String file = model.get() instanceof HubReference hub ? hub.file() : null;
        return PullRecord.read(folder)
                .filter(record -> isVersion(record, model.get()))
                .map(record -> open(folder, record, file));
    }

    /** A version that is named must be the one that is there. */
    private static boolean isVersion(PullRecord record, ModelReference model) {
        return !(model instanceof PackageReference wanted
                && wanted.version() != null
                && !wanted.version().equals(record.commit()));
    }

    static Path folder(Path root, ModelReference model) {
        return switch (model) {
            case HubReference hub -> root.resolve(MODELS, hub.organisation(), hub.name());
            case PackageReference registry -> root.resolve(PACKAGES, registry.name());
        };
    }

    /** What of a complete pull is the model. */
    static Path open(Path folder, PullRecord record, @Nullable String file) {
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

    private static Optional<Path> existing(String name) {
        try {
            return Optional.of(Path.of(name)).filter(Files::exists);
        } catch (InvalidPathException _) {
            return Optional.empty(); // Windows has no names with a colon.
        }
    }

    /** Returns the folder of all that can be fetched or made again: MENURA_CACHE, or {@code ~/.cache/menura}. */
    public static Path root() {
        String named = System.getenv("MENURA_CACHE");
        return named == null || named.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "menura")
                : Path.of(named);
    }
}
